import type { By } from '../../src/domain/person.ts'
import type { Answer } from './answer.ts'
import { audit } from './audit.ts'
import type { Scope } from './last-request.ts'
import { Refusal } from './refusal.ts'
import { findRecord, selectJson } from './sql.ts'

interface NewLocation {
  readonly by: By
  readonly name: string
}

/**
 * Makes a location, which is not the default one. Runs inside a transaction.
 * @returns 201 with its id and name, or 200 with those of the one that has the name already
 */
export function createLocation(tx: CoreApp, { by, name }: NewLocation): Answer {
  const known = findNamed(tx, name)
  if (known) return { status: 200, body: { id: known.id, created: false } }
  const location = new Record(tx.findCachedCollectionByNameOrId('locations'))
  location.load({ name, is_default: false })
  tx.save(location)
  auditLocation(tx, by, location, null)
  return { status: 201, body: { id: location.id, created: true } }
}

interface LocationEdit {
  readonly by: By
  /** Id. */
  readonly location: string
  readonly name?: string
  /** true makes it the default one in place of the other. */
  readonly is_default?: true
}

/**
 * Renames a location, or makes it the default one. Runs inside a transaction.
 * @returns 201, or 200 where it was so already
 * @throws Refusal location-not-found; location-exists for the name of another one
 */
export function updateLocation(tx: CoreApp, { by, location: id, ...wish }: LocationEdit): Answer {
  const [location] = tx.findRecordsByIds('locations', [id])
  if (!location) throw new Refusal('location-not-found', { location: id })
  const other = wish.name === undefined ? undefined : findNamed(tx, wish.name)
  if (other && other.id !== id) {
    throw new Refusal('location-exists', { location: other.getString('name') })
  }
  const before = stateOf(location)
  location.load(wish)
  const after = stateOf(location)
  if (before.name === after.name && before.is_default === after.is_default) {
    return { status: 200, body: {} }
  }
  if (after.is_default) endOtherDefaults(tx, id)
  tx.save(location)
  auditLocation(tx, by, location, before)
  return { status: 201, body: {} }
}

const findNamed = (tx: CoreApp, name: string): core.Record | undefined =>
  findRecord(tx, 'locations', 'name = {:name} COLLATE NOCASE', { name })

/**
 * The id of a location that somebody works at.
 * @param name null for all, whose id is empty
 * @throws Refusal location-not-found
 */
export function locationId(tx: CoreApp, name: string | null): string {
  if (name === null) return ''
  const found = findNamed(tx, name)
  if (!found) throw new Refusal('location-not-found', { location: name })
  return found.id
}

const NEWEST = `
  SELECT coalesce((
    SELECT json_object('name', subject, 'created', created) FROM audit
    WHERE what = 'location-created' AND actor = {:actor} AND created >= {:since}
      AND ({:everywhere} OR conversation = {:conversation})
    ORDER BY created DESC LIMIT 1), 'null') AS value`

interface MadeLocation {
  readonly name: string
  readonly created: string
}

/** The last location that somebody made since a time; null for none. */
export function lastMadeLocation(tx: CoreApp, scope: Scope, since: string): MadeLocation | null {
  const { actor, conversation = '', everywhere = false } = scope
  return selectJson(tx, NEWEST, { actor, conversation, everywhere, since })
}

/** What is kept of a location when it changes. */
export interface LocationState {
  readonly name: string
  readonly is_default: boolean
}

export const stateOf = (location: core.Record): LocationState => ({
  name: location.getString('name'),
  is_default: location.getBool('is_default'),
})

/**
 * Takes the default away from all other locations.
 * @returns whether there was another one
 */
export function endOtherDefaults(tx: CoreApp, id: string): void {
  for (const other of otherDefaults(tx, id)) {
    other.set('is_default', false)
    tx.save(other)
  }
}

/** The default locations other than this one: one at most. */
export const otherDefaults = (tx: CoreApp, id: string): core.Record[] =>
  tx
    .findRecordsByFilter('locations', 'is_default = true && id != {:id}', '', 0, 0, { id })
    .filter((other) => other !== undefined)

/** Keeps who made a location, renamed it or made it the default one. @param before null for a new one */
export function auditLocation(
  tx: CoreApp,
  by: By,
  location: core.Record,
  before: LocationState | null,
): void {
  const { name, is_default } = stateOf(location)
  if (!before) audit(tx, by, 'location-created', name)
  else if (before.name !== name) audit(tx, by, 'location-renamed', `${before.name} → ${name}`)
  if (is_default && !before?.is_default) audit(tx, by, 'location-made-default', name)
}
