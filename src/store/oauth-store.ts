import type { Connection, Door } from '../domain/connection.ts'
import type { By } from '../domain/person.ts'

/** Something that the authorization server keeps: a client, a code, a token, what was granted. */
export interface OAuthRecord {
  /** What it is, as the authorization server names it. */
  readonly kind: string
  /** SHA-256 of its secret or id, in hex: what is kept opens nothing. */
  readonly hash: string
  /** Hash of the grant it belongs to; empty for none. */
  readonly grant: string
  /** Empty for none. */
  readonly personId: string
  /** SHA-256 of the client's id; empty for none. */
  readonly client: string
  /** Never with the secret. */
  readonly payload: Readonly<Record<string, unknown>>
  /** ISO 8601; null for never. */
  readonly expiresAt: string | null
}

export interface KeptOAuthRecord extends Pick<OAuthRecord, 'payload'> {
  /** When it was used for the first time, where it works once: ISO 8601, or null. */
  readonly consumedAt: string | null
  /** Whether a refresh token was exchanged: the next one of its grant is there. */
  readonly isRenewed: boolean
}

/** What a living access token says. */
export interface AccessToken {
  readonly personId: string
  /** Separated by spaces. */
  readonly scope: string
  readonly door: Door
  /** Name of the program. */
  readonly client: string
  /** Hash of its grant. */
  readonly grant: string
  /** ISO 8601. */
  readonly expiresAt: string
  readonly lastUsedAt: string | null
}

/** What a person allowed, in words. */
export interface NewConnection extends Pick<Connection, 'name' | 'host' | 'scope'> {
  readonly by: By
  readonly grant: string
}

/** Where the authorization server keeps what it must know again. Every method fails with 'store-unavailable' in time. */
export interface OAuthStore {
  /**
   * Keeps a record, in place of the one of its kind and hash.
   * @throws StockError 'person-not-found' when it is for a person who is disabled
   */
  putRecord(record: OAuthRecord): Promise<void>
  findRecord(kind: string, hash: string): Promise<KeptOAuthRecord | null>
  /** @returns whether this was its first use: of any number at once, one is told so */
  consumeRecord(kind: string, hash: string): Promise<boolean>
  removeRecord(kind: string, hash: string): Promise<void>
  /** Removes the records of a kind that belong to a grant. */
  endGrant(kind: string, grant: string): Promise<void>

  /** @returns null for a token that is unknown or ended, or whose grant was ended */
  findAccessToken(hash: string): Promise<AccessToken | null>
  touchConnection(grant: string): Promise<void>
  /** Says of a grant whom it lets in, for lists and the audit. */
  noteConnection(connection: NewConnection): Promise<void>
  /** Newest first. @param personId of one person; null for everybody's */
  readConnections(personId: string | null): Promise<readonly Connection[]>
  /**
   * Ends everything that the person of a connection granted to its program.
   * @param personId whose it must be; null for anybody's
   * @throws StockError 'connection-not-found'
   */
  endConnection(by: By, id: string, personId: string | null): Promise<void>

  /** Payloads of the clients that do not expire: those that were made here. */
  readClients(): Promise<readonly OAuthRecord['payload'][]>
  /** Removes a client, and ends everything that was granted to it. @returns whether there was one */
  removeClient(client: string): Promise<boolean>
}
