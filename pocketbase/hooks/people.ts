import type { Audited, By, LinkKind, Role } from '../../src/domain/person.ts'
import type { Answer } from './answer.ts'
import { audit } from './audit.ts'
import { locationId } from './locations.ts'
import { endAllGrants, endGrantsOf } from './oauth.ts'
import { Refusal } from './refusal.ts'
import { stampOf } from './sessions.ts'
import { findRecord, secondsAgo, selectNumber, selectText } from './sql.ts'

// People sign in through the API, never at PocketBase: their passwords are checked here.

const PEOPLE = `
  SELECT json_group_array(json_object(
    'id', u.id, 'email', u.email, 'name', u.name, 'role', u.role, 'location', l.name,
    'disabled', json(iif(u.disabled, 'true', 'false')), 'last_seen_at', u.last_seen_at,
    'created', u.created)) AS value
  FROM users u LEFT JOIN locations l ON l.id = u.location
  WHERE u.role != '' ORDER BY u.created`

/** Everybody who has a role, as JSON. An account without one cannot sign in. */
export const peopleJson = (app: CoreApp): string => selectText(app, PEOPLE)

const LINKS = `
  SELECT json_group_array(json_object(
    'id', k.id, 'kind', k.kind, 'email', k.email, 'role', k.role, 'location', l.name,
    'invited_by', k.invited_by, 'expires_at', k.expires_at)) AS value
  FROM links k LEFT JOIN locations l ON l.id = k.location
  WHERE k.used_at = '' AND k.expires_at > {:now} AND ({:hash} = '' OR k.hash = {:hash})
  ORDER BY k.created`

/** The links that can still be used, as JSON. @param hash of one; empty for all */
export const linksJson = (app: CoreApp, hash: string): string =>
  selectText(app, LINKS, { now: secondsAgo(0), hash })

interface NewLink {
  readonly by: By
  readonly kind: LinkKind
  /** SHA-256 of its secret. */
  readonly hash: string
  readonly email: string
  readonly role: Role
  /** Name; null for all. */
  readonly location: string | null
  /** ISO 8601. */
  readonly expires_at: string
}

/**
 * Makes a link, in place of those of the same kind for the same e-mail.
 * @throws Refusal person-exists for a link to join, person-not-found for one to reset;
 *   location-not-found
 */
export function makeLink(tx: CoreApp, { by, ...wish }: NewLink): Answer {
  const person = findPerson(tx, wish.email)
  if (wish.kind === 'join' && person) throw new Refusal('person-exists', {})
  if (wish.kind === 'reset' && !person) throw new Refusal('person-not-found', {})
  requireEverywhere(wish.role, wish.location || '')
  endLinks(tx, wish.kind, wish.email)
  const link = new Record(tx.findCachedCollectionByNameOrId('links'))
  link.load({ ...wish, location: locationId(tx, wish.location), invited_by: by.actor })
  tx.save(link)
  audit(tx, by, wish.kind === 'join' ? 'invited' : 'reset-asked', wish.email)
  return { status: 201, body: { id: link.id } }
}

/** @throws Refusal link-ended */
export function withdrawLink(tx: CoreApp, { by, id }: { by: By; id: string }): Answer {
  const link = findRecord(tx, 'links', "id = {:id} AND used_at = ''", { id })
  if (!link) throw new Refusal('link-ended', {})
  tx.delete(link)
  audit(tx, by, 'invite-withdrawn', link.getString('email'))
  return { status: 201, body: {} }
}

interface Joining {
  readonly hash: string
  /** For a link that has none. */
  readonly email: string
  readonly name: string
  readonly password: string
  readonly ip: string
}

/**
 * Makes the person of a link to join. Of two at once, one joins.
 * @throws Refusal link-ended, person-exists
 */
export function join(tx: CoreApp, { hash, email, name, password, ip }: Joining): Answer {
  const link = useLink(tx, 'join', hash)
  // The link of the start is for the first owner only.
  if (link.getString('email') === '' && hasOwner(tx, '')) throw new Refusal('link-ended', {})
  const person = new Record(tx.findCachedCollectionByNameOrId('users'))
  person.setEmail(link.getString('email') || email)
  if (findPerson(tx, person.email())) throw new Refusal('person-exists', {})
  person.load({ name, role: link.getString('role'), location: link.getString('location') })
  person.setPassword(password)
  person.setVerified(true)
  tx.save(person)
  audit(tx, { actor: person.email(), ip }, 'joined', person.email())
  return { status: 201, body: { id: person.id } }
}

interface Reset {
  readonly hash: string
  readonly password: string
  readonly ip: string
}

/**
 * Gives the person of a link a new password, and signs them out everywhere.
 * @throws Refusal link-ended
 */
export function resetPassword(tx: CoreApp, { hash, password, ip }: Reset): Answer {
  const email = useLink(tx, 'reset', hash).getString('email')
  const person = findPerson(tx, email)
  if (!person || person.getBool('disabled')) throw new Refusal('link-ended', {})
  person.setPassword(password)
  tx.save(person)
  signOutEverywhere(tx, person)
  audit(tx, { actor: email, ip }, 'password-changed', email)
  return { status: 201, body: { id: person.id } }
}

interface Change {
  readonly by: By
  /** Id. */
  readonly person: string
  readonly role?: Role
  /** Name; null for all. */
  readonly location?: string | null
  readonly disabled?: boolean
}

/**
 * Changes what a person may do, and signs them out where they may do something else now.
 * @throws Refusal person-not-found, last-owner, location-not-found; invalid-request for an owner with a
 *   location
 */
export function changePerson(tx: CoreApp, { by, person: id, ...change }: Change): Answer {
  const [person] = tx.findRecordsByIds('users', [id])
  if (!person) throw new Refusal('person-not-found', {})
  const { location } = change
  const wish = {
    ...change,
    ...(location !== undefined && { location: locationId(tx, location) }),
  }
  const changed = changesOf(person, wish)
  if (changed.length === 0) return { status: 200, body: {} }
  const wasOwner = isOwner(person)
  person.load(wish)
  requireEverywhere(person.getString('role'), person.getString('location'))
  tx.save(person)
  if (wasOwner && !hasOwner(tx, '')) throw new Refusal('last-owner', {})
  signOutEverywhere(tx, person)
  for (const what of changed) audit(tx, by, what, person.email())
  return { status: 201, body: {} }
}

interface Wish extends Pick<Change, 'role' | 'disabled'> {
  /** Id; empty for all. */
  readonly location?: string | null
}

function changesOf(person: core.Record, wish: Wish): Audited[] {
  const { role, location, disabled } = wish
  return [
    ...(role !== undefined && role !== person.getString('role') ? ['role-changed' as const] : []),
    ...(location !== undefined && location !== person.getString('location')
      ? ['location-changed' as const]
      : []),
    ...(disabled !== undefined && disabled !== person.getBool('disabled')
      ? [disabled ? ('disabled' as const) : ('enabled' as const)]
      : []),
  ]
}

interface PasswordCheck {
  readonly email: string
  readonly password: string
}

/** A hash that no password has, so that an unknown e-mail takes as long as a wrong password. */
let decoy: core.Record | undefined

/**
 * @returns the id and the stamp of the person whose password it is, or null; the same for a disabled one
 */
export function checkPassword(tx: CoreApp, { email, password }: PasswordCheck): Answer {
  const person = findPerson(tx, email)
  decoy ??= decoyRecord(tx)
  const fits = (person || decoy).validatePassword(password)
  const mayEnter = fits && person !== undefined && !person.getBool('disabled')
  const proven = mayEnter ? { person: person.id, stamp: stampOf(person) } : null
  return { status: 200, body: { proven } }
}

function decoyRecord(tx: CoreApp): core.Record {
  const record = new Record(tx.findCachedCollectionByNameOrId('users'))
  record.setPassword($security.randomString(30))
  return record
}

/** Somebody who has a role, by e-mail. */
export const findPerson = (tx: CoreApp, email: string): core.Record | undefined =>
  email === ''
    ? undefined
    : findRecord(tx, 'users', "email = {:email} COLLATE NOCASE AND role != ''", { email })

/** @throws Refusal link-ended */
function useLink(tx: CoreApp, kind: LinkKind, hash: string): core.Record {
  const now = secondsAgo(0)
  const open = "hash = {:hash} AND kind = {:kind} AND used_at = '' AND expires_at > {:now}"
  const link = findRecord(tx, 'links', open, { hash, kind, now })
  if (!link) throw new Refusal('link-ended', {})
  link.set('used_at', now)
  tx.save(link)
  return link
}

function endLinks(tx: CoreApp, kind: LinkKind, email: string): void {
  const sql =
    "DELETE FROM links WHERE used_at = '' AND kind = {:kind} AND email = {:email} COLLATE NOCASE"
  tx.db().newQuery(sql).bind({ kind, email }).execute()
}

const OWNERS =
  "SELECT CAST(count(*) AS TEXT) AS value FROM users WHERE role = 'owner' AND NOT disabled AND id != {:except}"

/**
 * Whether the shop has an owner. It keeps one, because only an owner can make another one.
 * @param except id of a person who does not count; empty for none
 */
export const hasOwner = (tx: CoreApp, except: string): boolean =>
  selectNumber(tx, OWNERS, { except }) > 0

/** Whether a person is an owner who can sign in. */
export const isOwner = (person: core.Record): boolean =>
  person.getString('role') === 'owner' && !person.getBool('disabled')

/** People and keys are about all of the shop, so an owner of one location could not change them. */
export const mayHaveLocation = (role: string): boolean => role !== 'owner'

/** @throws Refusal invalid-request for an owner with a location */
function requireEverywhere(role: string, location: string): void {
  if (location === '' || mayHaveLocation(role)) return
  throw new Refusal('invalid-request', {
    reason: 'An owner works at every location, so give none. Nothing was changed.',
  })
}

/** Ends the sessions of a person, what their programs were granted, and the links that they made. */
export function signOutEverywhere(tx: CoreApp, person: core.Record): void {
  const params = { person: person.id, email: person.email() }
  for (const sql of [
    'DELETE FROM sessions WHERE user = {:person}',
    "DELETE FROM links WHERE used_at = '' AND invited_by = {:email} COLLATE NOCASE",
  ]) {
    tx.db().newQuery(sql).bind(params).execute()
  }
  endGrantsOf(tx, person.id)
}

/**
 * Ends all sessions, codes, open links and connections, as after a backup was restored: some of them had
 * ended since it was made, and nobody knows which.
 */
export function signOutAll(tx: CoreApp): Answer {
  for (const sql of [
    'DELETE FROM sessions',
    'DELETE FROM codes',
    "DELETE FROM links WHERE used_at = ''",
  ]) {
    tx.db().newQuery(sql).execute()
  }
  endAllGrants(tx)
  return { status: 201, body: {} }
}
