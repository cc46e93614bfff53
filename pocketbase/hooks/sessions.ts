import type { By } from '../../src/domain/person.ts'
import type { Answer } from './answer.ts'
import { audit } from './audit.ts'
import { noteEvent } from './events.ts'
import { Refusal } from './refusal.ts'
import { newId } from './shelves.ts'
import { findRecord, secondsAgo, selectNumber, selectText } from './sql.ts'

const MAY_SIGN_IN =
  "SELECT CAST(count(*) AS TEXT) AS value FROM users WHERE id = {:person} AND NOT disabled AND role != ''"

/** @throws Refusal person-not-found for somebody who is disabled or gone */
export function requireMaySignIn(tx: CoreApp, person: string): void {
  if (selectNumber(tx, MAY_SIGN_IN, { person }) === 0) throw new Refusal('person-not-found', {})
}

interface NewSession {
  readonly by: By
  /** SHA-256 of the secret in the cookie. */
  readonly hash: string
  /** Id of the person. */
  readonly person: string
  /** Of the person when the password was looked at; missing where they came without it. */
  readonly stamp?: string
  /** ISO 8601. */
  readonly expires_at: string
}

const INSERT = `
  INSERT INTO sessions (id, hash, user, seen_at, expires_at, created)
  VALUES ({:id}, {:hash}, {:person}, {:now}, {:ends}, {:now})`

const ENDED = 'DELETE FROM sessions WHERE expires_at <= {:now}'

/**
 * Signs a person in.
 * @throws Refusal person-not-found for somebody who is disabled or gone, or has another password now
 */
export function startSession(tx: CoreApp, wish: NewSession): Answer {
  requireMaySignIn(tx, wish.person)
  if (wish.stamp !== undefined) requireSame(tx, wish.person, wish.stamp)
  const now = secondsAgo(0)
  tx.db().newQuery(ENDED).bind({ now }).execute()
  const { hash, person } = wish
  const ends = new DateTime(wish.expires_at).string()
  tx.db().newQuery(INSERT).bind({ id: newId(), hash, person, now, ends }).execute()
  noteFirst(tx, wish.by.actor, person)
  const seen = 'UPDATE users SET last_seen_at = {:now} WHERE id = {:person}'
  tx.db().newQuery(seen).bind({ person, now }).execute()
  audit(tx, wish.by, 'signed-in', wish.by.actor)
  return { status: 201, body: {} }
}

/** Tells of somebody who signs in for the first time. */
function noteFirst(tx: CoreApp, actor: string, id: string): void {
  const [person] = tx.findRecordsByIds('users', [id])
  if (person?.getString('last_seen_at') !== '') return
  const [name, role] = [person.getString('name'), person.getString('role')]
  const author = { actor, channel: 'web' }
  noteEvent(tx, author, { type: 'person.signed_in_first', data: { email: actor, name, role } })
}

/** Another text once the person has another password: PocketBase renews the key of their tokens then. */
export const stampOf = (person: core.Record): string => $security.sha256(person.tokenKey())

/** @throws Refusal person-not-found for somebody whose password was changed since */
function requireSame(tx: CoreApp, id: string, stamp: string): void {
  const [person] = tx.findRecordsByIds('users', [id])
  if (!person || stampOf(person) !== stamp) throw new Refusal('person-not-found', {})
}

/** Signs a person out; of no effect where the session has ended. */
export function endSession(tx: CoreApp, { by, hash }: { by: By; hash: string }): Answer {
  const session = findRecord(tx, 'sessions', 'hash = {:hash}', { hash })
  if (!session) return { status: 200, body: {} }
  tx.delete(session)
  audit(tx, by, 'signed-out', by.actor)
  return { status: 201, body: {} }
}

/** Notes that a session was used, and until when it lasts now. */
export function prolongSession(
  tx: CoreApp,
  { hash, expires_at }: { hash: string; expires_at: string },
): Answer {
  const sql = 'UPDATE sessions SET seen_at = {:now}, expires_at = {:ends} WHERE hash = {:hash}'
  const ends = new DateTime(expires_at).string()
  tx.db()
    .newQuery(sql)
    .bind({ hash, ends, now: secondsAgo(0) })
    .execute()
  return { status: 201, body: {} }
}

const SESSION = `
  SELECT coalesce((
    SELECT json_object('person', user, 'seen_at', seen_at, 'expires_at', expires_at)
    FROM sessions WHERE hash = {:hash} AND expires_at > {:now}), 'null') AS value`

/** A session that has not ended, as JSON; null where there is none. */
export const sessionJson = (app: CoreApp, hash: string): string =>
  selectText(app, SESSION, { hash, now: secondsAgo(0) })
