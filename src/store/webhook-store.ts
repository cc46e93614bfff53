import type { EventPosition } from '../domain/event.ts'
import type { By } from '../domain/person.ts'
import type { Delivery, SignedWebhook, Webhook, WebhookSettings } from '../domain/webhook.ts'

/** Where endpoints are kept, and what they were told. Every method fails with 'store-unavailable' in time. */
export interface WebhookStore {
  /** The oldest first, without their secrets. */
  readWebhooks(): Promise<readonly Webhook[]>
  /** For whoever delivers: those that are not disabled, with their secrets. */
  readSignedWebhooks(): Promise<readonly SignedWebhook[]>
  /** @throws StockError 'webhook-not-found' */
  readSignedWebhook(id: string): Promise<SignedWebhook>
  /**
   * Keeps a new endpoint, and who made it.
   * @returns its id
   * @throws StockError 'webhook-exists', 'too-many-webhooks', 'location-not-found'
   */
  createWebhook(webhook: NewWebhook, by: By): Promise<string>
  /**
   * Changes an endpoint, and keeps who did. Enabled again, it goes on where it stood.
   * @throws StockError 'webhook-not-found', 'webhook-exists', 'location-not-found'
   */
  updateWebhook(id: string, changes: WebhookChanges, by: By): Promise<void>
  /** @throws StockError 'webhook-not-found' */
  removeWebhook(id: string, by: By): Promise<void>
  /**
   * Gives an endpoint a new secret; the one before still signs for a while.
   * @throws StockError 'webhook-not-found'
   */
  rotateSecret(id: string, secret: string, by: By): Promise<void>
  /** Sends an endpoint to another position. @throws StockError 'webhook-not-found' */
  moveWebhook(id: string, position: EventPosition, by: By): Promise<void>
  /** The newest attempts first, before one with that number; none where there is no such endpoint. */
  readDeliveries(id: string, page: DeliveriesQuery): Promise<readonly Delivery[]>
  /**
   * Keeps how far endpoints have come, and the attempts. Those whose epoch is another one keep their position.
   * @param holder who delivers; of somebody else nothing is kept
   * @returns whether it was theirs to keep
   */
  keepProgress(holder: string, progress: readonly Progress[]): Promise<boolean>
}

export interface NewWebhook extends WebhookSettings {
  readonly secret: string
  readonly position: EventPosition
}

export type WebhookChanges = {
  readonly [Name in keyof WebhookSettings]?: WebhookSettings[Name] | undefined
} & { readonly disabled?: boolean | undefined }

export interface DeliveriesQuery {
  readonly limit: number
  /** Number of the last one of the page before. */
  readonly before?: number | undefined
  /** A single one. */
  readonly delivery?: string | undefined
}

/** How an endpoint fared. */
export interface Progress
  extends Pick<
    Webhook,
    'id' | 'epoch' | 'position' | 'failures' | 'failingSince' | 'retryAt' | 'lastError'
  > {
  /** Why it is told nothing more; empty while it is. */
  readonly disabledReason: string
  /** New ones, oldest first. */
  readonly deliveries: readonly NewDelivery[]
}

export type NewDelivery = Omit<Delivery, 'id' | 'number'>
