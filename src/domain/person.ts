import type { Scope } from './api-key.ts'

/** What a person may do at most, whatever a client was granted. */
export const ROLES = {
  viewer: { scope: 'read' },
  staff: { scope: 'write' },
  manager: { scope: 'admin' },
  /** Besides, people, invites and keys; only when signed in on the web page. */
  owner: { scope: 'admin' },
} as const satisfies Readonly<Record<string, { readonly scope: Scope }>>

export type Role = keyof typeof ROLES
export const ROLE_NAMES = Object.keys(ROLES) as Role[]

/** Somebody who works in the shop. */
export interface Person {
  readonly id: string
  /** Unique, in lower case; the actor of what the person does. */
  readonly email: string
  readonly name: string
  readonly role: Role
  /** Name of the only location the person works at; null for all. */
  readonly location: string | null
  readonly disabled: boolean
  /** ISO 8601; null for never. */
  readonly lastSeenAt: string | null
  /** ISO 8601. */
  readonly createdAt: string
}

/** What a link is for that is given to one person and works once: to join, to choose a new password. */
export const LINK_KINDS = ['join', 'reset'] as const
export type LinkKind = (typeof LINK_KINDS)[number]

/** A link that was not used yet. */
export interface OpenLink {
  readonly id: string
  readonly kind: LinkKind
  /** Empty where whoever opens it says it: the first owner. */
  readonly email: string
  readonly role: Role
  readonly location: string | null
  readonly invitedBy: string
  /** ISO 8601. */
  readonly expiresAt: string
}

/** Who does something about people, keys, connections and locations, and from which address. */
export interface By {
  /** E-mail of a person, or the name of a command. */
  readonly actor: string
  /** Empty for a command. */
  readonly ip: string
  /** In which chat it was said. */
  readonly conversation?: string | undefined
}

/** Whoever runs a command on the machine of the shop. */
export const BY_COMMAND: By = { actor: 'command', ip: '' }

/** What is kept of what was done about people, keys, connections, locations, past sales and webhooks, and who cancelled an order. */
export const AUDITED = [
  'invited',
  'invite-withdrawn',
  'joined',
  'reset-asked',
  'password-changed',
  'signed-in',
  'sign-in-refused',
  'signed-out',
  'role-changed',
  'location-changed',
  'disabled',
  'enabled',
  'key-created',
  'key-revoked',
  'feed-created',
  'feed-removed',
  'connected',
  'disconnected',
  'location-created',
  'location-renamed',
  'location-made-default',
  'past-sales-imported',
  'past-sales-removed',
  'order-cancelled',
  'webhook-created',
  'webhook-changed',
  'webhook-enabled',
  'webhook-disabled',
  'webhook-removed',
  'webhook-secret-rotated',
  'webhook-redelivered',
] as const
export type Audited = (typeof AUDITED)[number]

export interface AuditEntry {
  readonly id: string
  /** ISO 8601. */
  readonly at: string
  /** E-mail of who did it, or the name of a command. */
  readonly actor: string
  readonly what: Audited
  /** Whom or what it was done to. */
  readonly subject: string
  /** Address of the caller; empty for a command. */
  readonly ip: string
}

/** How long a link to join or to reset works. */
export const LINK_HOURS = 72

/** How long a code to sign in works that was sent by mail, and how often it may be tried. */
export const CODE_MINUTES = 10
export const CODE_TRIES = 5

/** Letters of a password. PocketBase hashes with bcrypt, which reads 72 bytes. */
export const PASSWORD_LENGTH = { min: 10, max: 70 } as const
