import { UNUSED_CLIENT_DAYS } from '../../src/domain/connection.ts'
import type { By } from '../../src/domain/person.ts'
import type { Answer } from './answer.ts'
import { audit } from './audit.ts'
import { Refusal } from './refusal.ts'
import { requireMaySignIn } from './sessions.ts'
import { newId } from './shelves.ts'
import { findRecord, secondsAgo, selectText } from './sql.ts'

// What the authorization server of the API keeps (oidc-provider). It is found by hashes, and holds no
// secret itself.

interface NewRecord {
  readonly kind: string
  readonly hash: string
  readonly grant: string
  /** Id; empty for none. */
  readonly person: string
  readonly client: string
  readonly payload: object
  /** ISO 8601; null for never. */
  readonly expires_at: string | null
}

const PUT = `
  INSERT INTO oauth_records
    (id, kind, hash, [[grant]], user, client, payload, name, host, scope, consumed_at, used_at, expires_at, created)
  VALUES ({:id}, {:kind}, {:hash}, {:grant}, {:person}, {:client}, {:payload}, '', '', '', '', '', {:ends}, {:now})
  ON CONFLICT (kind, hash) DO UPDATE SET [[grant]] = excluded.[[grant]], user = excluded.user,
    client = excluded.client, payload = excluded.payload, expires_at = excluded.expires_at`

/** A client that gets a grant or a token is in use. */
const KEEP_CLIENT = `
  UPDATE oauth_records SET expires_at = {:ends}
  WHERE kind = 'Client' AND client = {:client} AND expires_at != '' AND expires_at < {:ends}`

/**
 * Keeps a record, in place of the one of its kind and hash.
 * @throws Refusal person-not-found when it is for somebody who is disabled
 */
export function putOAuthRecord(tx: CoreApp, record: NewRecord): Answer {
  const { kind, hash, grant, person, client, payload, expires_at } = record
  if (person !== '') requireMaySignIn(tx, person)
  const now = secondsAgo(0)
  const ends = expires_at === null ? '' : new DateTime(expires_at).string()
  const row = { kind, hash, grant, person, client, payload: JSON.stringify(payload), ends, now }
  tx.db()
    .newQuery(PUT)
    .bind({ id: newId(), ...row })
    .execute()
  if (grant !== '') {
    const kept = secondsAgo(-UNUSED_CLIENT_DAYS * 24 * 3600)
    tx.db().newQuery(KEEP_CLIENT).bind({ client, ends: kept }).execute()
  }
  return { status: 201, body: {} }
}

const RECORD = `
  SELECT coalesce((
    SELECT json_object('payload', json(r.payload), 'consumed_at', r.consumed_at,
      'renewed', json(iif(r.consumed_at != '' AND EXISTS (
        SELECT 1 FROM oauth_records n
        WHERE n.kind = r.kind AND n.[[grant]] = r.[[grant]] AND n.hash != r.hash
          AND n.created >= r.consumed_at), 'true', 'false')))
    FROM oauth_records r WHERE r.kind = {:kind} AND r.hash = {:hash}), 'null') AS value`

/** A record, as JSON; null where there is none. */
export const oauthRecordJson = (app: CoreApp, kind: string, hash: string): string =>
  selectText(app, RECORD, { kind, hash })

interface OneRecord {
  readonly kind: string
  readonly hash: string
}

/** Notes that a record was used. Of several at once, one is told that it was the first. */
export function consumeOAuthRecord(tx: CoreApp, { kind, hash }: OneRecord): Answer {
  const sql = `
    UPDATE oauth_records SET consumed_at = {:now}
    WHERE kind = {:kind} AND hash = {:hash} AND consumed_at = ''`
  const result = tx
    .db()
    .newQuery(sql)
    .bind({ kind, hash, now: secondsAgo(0) })
    .execute()
  return { status: 201, body: { first: result?.rowsAffected() === 1 } }
}

interface Removal {
  readonly kind: string
  /** One record; or all of a grant. */
  readonly hash?: string
  readonly grant?: string
}

/** Removes one record, or those of a kind that belong to a grant. */
export function removeOAuthRecords(tx: CoreApp, { kind, hash = '', grant = '' }: Removal): Answer {
  const sql = `
    DELETE FROM oauth_records WHERE kind = {:kind}
    AND (({:hash} != '' AND hash = {:hash}) OR ({:grant} != '' AND [[grant]] = {:grant}))`
  tx.db().newQuery(sql).bind({ kind, hash, grant }).execute()
  return { status: 201, body: {} }
}

const TOKEN = `
  SELECT coalesce((
    SELECT json_object('person', t.user, 'scope', t.payload ->> '$.scope',
      'door', t.payload ->> '$.aud', 'client', g.name, 'grant', g.hash,
      'expires_at', t.expires_at, 'used_at', g.used_at)
    FROM oauth_records t JOIN oauth_records g ON g.kind = 'Grant' AND g.hash = t.[[grant]]
    WHERE t.kind = 'AccessToken' AND t.hash = {:hash}
      AND t.expires_at > {:now} AND g.expires_at > {:now}), 'null') AS value`

/** An access token that lives, as JSON; null where there is none. */
export const accessTokenJson = (app: CoreApp, hash: string): string =>
  selectText(app, TOKEN, { hash, now: secondsAgo(0) })

/** Notes that a connection was used. */
export function touchConnection(tx: CoreApp, { grant }: { grant: string }): Answer {
  const used = "UPDATE oauth_records SET used_at = {:now} WHERE kind = 'Grant' AND hash = {:grant}"
  const seen = `
    UPDATE users SET last_seen_at = {:now} WHERE id IN (
      SELECT user FROM oauth_records WHERE kind = 'Grant' AND hash = {:grant})`
  for (const sql of [used, seen]) {
    tx.db()
      .newQuery(sql)
      .bind({ grant, now: secondsAgo(0) })
      .execute()
  }
  return { status: 201, body: {} }
}

interface Connecting {
  readonly by: By
  readonly grant: string
  readonly name: string
  readonly host: string
  readonly scope: string
}

/** Says of a grant whom it lets in. */
export function noteConnection(tx: CoreApp, { by, ...connection }: Connecting): Answer {
  const sql = `
    UPDATE oauth_records SET name = {:name}, host = {:host}, scope = {:scope}
    WHERE kind = 'Grant' AND hash = {:grant}`
  tx.db()
    .newQuery(sql)
    .bind({ ...connection })
    .execute()
  audit(tx, by, 'connected', `${connection.name} (${connection.host})`.slice(0, 200))
  return { status: 201, body: {} }
}

const CONNECTIONS = `
  SELECT json_group_array(json_object(
    'id', id, 'person', person, 'email', email, 'client', client, 'name', name, 'host', host,
    'scope', scope, 'created', created, 'used_at', used_at)) AS value
  FROM (
    SELECT g.*, u.id AS person, u.email FROM oauth_records g JOIN users u ON u.id = g.user
    WHERE g.kind = 'Grant' AND g.name != '' AND g.expires_at > {:now}
      AND ({:person} = '' OR u.id = {:person})
    ORDER BY g.created DESC, g.id)`

/** Who let which programs in, as JSON. @param person id; empty for everybody */
export const connectionsJson = (app: CoreApp, person: string): string =>
  selectText(app, CONNECTIONS, { person, now: secondsAgo(0) })

interface Disconnecting {
  readonly by: By
  readonly id: string
  /** Id of the person whose it must be; empty for anybody's. */
  readonly person: string
}

/**
 * Ends everything that the person of a connection granted to its program.
 * @throws Refusal connection-not-found
 */
export function endConnection(tx: CoreApp, { by, id, person }: Disconnecting): Answer {
  const own = "id = {:id} AND kind = 'Grant' AND ({:person} = '' OR user = {:person})"
  const grant = findRecord(tx, 'oauth_records', own, { id, person })
  if (!grant) throw new Refusal('connection-not-found', {})
  const [user, client] = [grant.getString('user'), grant.getString('client')]
  const sql = 'DELETE FROM oauth_records WHERE user = {:user} AND client = {:client}'
  tx.db().newQuery(sql).bind({ user, client }).execute()
  const [owner] = tx.findRecordsByIds('users', [user])
  const whose = owner && owner.email() !== by.actor ? ` of ${owner.email()}` : ''
  audit(tx, by, 'disconnected', `${grant.getString('name')}${whose}`.slice(0, 200))
  return { status: 201, body: {} }
}

const CLIENTS = `
  SELECT json_group_array(json(payload)) AS value FROM (
    SELECT payload FROM oauth_records WHERE kind = 'Client' AND expires_at = '' ORDER BY created)`

/** The clients that do not expire, as JSON. */
export const oauthClientsJson = (app: CoreApp): string => selectText(app, CLIENTS)

/** Removes a client with everything that was granted to it. */
export function removeOAuthClient(tx: CoreApp, { client }: { client: string }): Answer {
  const known = findRecord(tx, 'oauth_records', "kind = 'Client' AND client = {:client}", {
    client,
  })
  if (!known) return { status: 200, body: { removed: false } }
  tx.db().newQuery('DELETE FROM oauth_records WHERE client = {:client}').bind({ client }).execute()
  return { status: 201, body: { removed: true } }
}

/** Ends what a person granted to programs. */
export function endGrantsOf(tx: CoreApp, person: string): void {
  tx.db().newQuery('DELETE FROM oauth_records WHERE user = {:person}').bind({ person }).execute()
}

/** Ends what anybody granted; programs stay registered, and can be let in again. */
export function endAllGrants(tx: CoreApp): void {
  tx.db().newQuery("DELETE FROM oauth_records WHERE kind != 'Client'").execute()
}

/** Removes what has ended. */
export function sweepOAuthRecords(tx: CoreApp): void {
  const sql = "DELETE FROM oauth_records WHERE expires_at != '' AND expires_at <= {:now}"
  tx.db()
    .newQuery(sql)
    .bind({ now: secondsAgo(0) })
    .execute()
}
