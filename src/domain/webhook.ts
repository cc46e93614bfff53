import type { EventPosition } from './event.ts'
import type { Language } from './language.ts'

// An endpoint is an address that is told what happens. It stands at a position in the order of events: what comes
// after that it has still to be told.

/** How a receiver wants to be told: as data, or in the form of a service that shows it to people. */
export const SHAPE_NAMES = ['json', 'slack', 'discord', 'ntfy', 'teams', 'mail'] as const

export type ShapeName = (typeof SHAPE_NAMES)[number]

/** What its owner says about an endpoint. */
export interface WebhookSettings {
  /** https, or mailto: where it is mail. It may hold a secret, so that it is never in a log. */
  readonly url: string
  readonly description: string
  /** As `GET /events` filters them: "sale.recorded,stock.*"; empty for those that its shape has by default. */
  readonly types: string
  readonly shape: ShapeName
  readonly language: Language
  /** Name of the only location that it is told of; null for all. */
  readonly location: string | null
  readonly withCosts: boolean
  /** Nobody is disturbed from one to the other, "22:00", by the clock of the shop; both empty for never. */
  readonly quietFrom: string
  readonly quietTo: string
}

/** An endpoint as it is kept, without its secrets. */
export interface Webhook extends WebhookSettings {
  readonly id: string
  /** What it was told until. */
  readonly position: EventPosition
  /** Changes whenever somebody else than the deliverer sets the position. */
  readonly epoch: number
  /** ISO 8601; null while it is told. */
  readonly disabledAt: string | null
  readonly disabledReason: string
  /** Attempts that have failed since the last success. */
  readonly failures: number
  /** ISO 8601, of the first of them; null where none has. */
  readonly failingSince: string | null
  /** ISO 8601, of the next attempt; null where none has failed. */
  readonly retryAt: string | null
  readonly lastError: string
  /** ISO 8601; null for never. */
  readonly deliveredAt: string | null
  readonly createdBy: string
  readonly createdAt: string
  /** Movements and entries of the log that it has still to be told, or to pass over. */
  readonly behind: number
  /** ISO 8601: when the first of them happened; null where there is none. */
  readonly behindSince: string | null
}

const STOPPED_BY = 'by '

/** Why an endpoint is told nothing that somebody stopped. */
export const stoppedBy = (actor: string): string => `${STOPPED_BY}${actor}`

/** Whether somebody stopped it, and it did not fail. */
export const isStopped = ({ disabledReason }: Pick<Webhook, 'disabledReason'>): boolean =>
  disabledReason.startsWith(STOPPED_BY)

/** What the deliverer needs besides. */
export interface SignedWebhook extends Webhook {
  /** The newest first; two while one takes the place of the other. */
  readonly secrets: readonly string[]
}

/** One attempt to tell an endpoint something. */
export interface Delivery {
  readonly id: string
  /** Grows with each attempt of the endpoint. */
  readonly number: number
  /** The webhook-id that was sent. */
  readonly message: string
  readonly types: readonly string[]
  readonly events: number
  /** The events are those after this position, up to that one. */
  readonly after: EventPosition
  readonly position: EventPosition
  /** Attempts of this message so far, this one too. */
  readonly attempt: number
  /** Of HTTP; 0 where nothing was answered. */
  readonly status: number
  /** Why it failed; empty where it arrived. */
  readonly error: string
  readonly durationMs: number
  readonly at: string
}

/** Endpoints that a shop may have: each is looked after by itself. */
export const MOST_WEBHOOKS = 100

/** Attempts of an endpoint that are kept, and for how long. */
export const MOST_DELIVERIES = 1_000
export const DELIVERY_DAYS = 30

/** How long the secret before a new one still signs. */
export const OLD_SECRET_HOURS = 24

/** An endpoint that has failed for so long is disabled. */
export const GIVE_UP_DAYS = 3
