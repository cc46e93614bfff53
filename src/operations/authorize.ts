import { type Identity, includes, type Scope } from '../domain/api-key.ts'
import { StockError } from '../domain/errors.ts'
import { ROLES } from '../domain/person.ts'
import { asName, quoted } from '../domain/text.ts'
import { plain } from '../matching/normalise.ts'
import type { Operation } from './operation.ts'

interface Limits {
  /** Whether every write is refused. */
  readonly readOnly: boolean
}

/**
 * The operation with checks: the scope of the key, the location that the key is for, and no writes
 * while the service is read-only.
 */
export const withAuthorization = (operation: Operation, { readOnly }: Limits): Operation => ({
  ...operation,
  async run(input, context) {
    requireRights(operation, context.key)
    if (readOnly && operation.effect !== 'read') {
      throw new StockError(
        'read-only',
        'This service only answers questions at the moment (READ_ONLY is set). Nothing was changed: try again when it takes changes.',
      )
    }
    return operation.run(atLocation(operation, input, context.key), context)
  },
})

/** The smallest scope that may run an operation. */
export const scopeOf = ({ scope, effect }: Operation): Scope =>
  scope ?? (effect === 'read' ? 'read' : 'write')

/**
 * Refuses a key that may not run an operation, whatever its input.
 * @throws StockError 'sign-in-needed', 'owner-only', 'scope-too-small', 'other-location'
 */
export function requireRights(operation: Operation, key: Identity): void {
  const { id, reach } = operation
  if (operation.by !== undefined && !key.inSession) {
    throw new StockError(
      'sign-in-needed',
      `${id} takes no key and no connected program, but the cookie of the sign-in page. Nothing was changed: sign in there${operation.by === 'owner' ? ' as an owner, or use npm run user and npm run key on the machine of the shop' : ''}.`,
    )
  }
  if (operation.by === 'owner' && key.person?.role !== 'owner') {
    throw new StockError(
      'owner-only',
      `Only an owner of the shop may, and ${key.name} is not one. Nothing was changed: ask an owner.`,
    )
  }
  const wanted = scopeOf(operation)
  if (!includes(key.scope, wanted)) {
    throw new StockError(
      'scope-too-small',
      `${rightsOf(key)}, and ${id} takes ${wanted}. Nothing was changed: ${howToGet(key, wanted)}.`,
      { scope: key.scope, required: wanted },
    )
  }
  if (reach === 'shop') requireWholeShop(key, id)
}

/** Whether a key may run an operation now, whatever its input. */
export function mayRun(operation: Operation, key: Identity, { readOnly }: Limits): boolean {
  if (readOnly && operation.effect !== 'read') return false
  try {
    requireRights(operation, key)
    return true
  } catch {
    return false
  }
}

const rightsOf = ({ name, person, client, scope }: Identity): string => {
  if (!person) return `The key ${quoted(name)} has the scope ${scope}`
  return client === undefined || ROLES[person.role].scope === scope
    ? `${name} is ${person.role} and has the scope ${scope}`
    : `${name} let ${quoted(client)} in with the scope ${scope}`
}

const howToGet = ({ person }: Identity, wanted: Scope): string => {
  if (!person) return `ask an owner of the shop to do it, or for a key with the scope ${wanted}`
  return includes(ROLES[person.role].scope, wanted)
    ? `connect the program again and allow ${wanted}`
    : 'ask an owner of the shop to do it, or for another role'
}

/**
 * Refuses a key for one location.
 * @param what is about all of the shop
 * @throws StockError 'other-location'
 */
export function requireWholeShop(key: Identity, what: string): void {
  if (key.location !== null) throw otherLocation(key, `, and ${what} is about all of the shop`)
}

type Values = Record<string, unknown>

/** Puts the location of the key where none is named: in each line where lines have one of their own. */
function atLocation({ reach, input }: Operation, given: unknown, key: Identity): unknown {
  if (key.location === null || reach !== 'location') return given
  const values = given as Values
  return 'location' in input.shape
    ? own(values, key)
    : { ...values, lines: (values.lines as Values[]).map((line) => own(line, key)) }
}

/** @throws StockError 'other-location' where the values name any other one */
function own(values: Values, key: Identity): Values {
  const isOther = (name: string) =>
    values[name] !== undefined && plain(String(values[name])) !== plain(String(key.location))
  if (isOther('location')) throw otherLocation(key, '', 'leave the location out')
  if (isOther('to_location')) throw otherLocation(key, ', and moves nothing to another one')
  return { ...values, location: key.location }
}

function otherLocation(key: Identity, why: string, instead?: string): StockError {
  const { name, location, person } = key
  const place = asName(location ?? '')
  const who = person ? `${name} works at ${place}` : `The key ${quoted(name)} is for ${place}`
  const other = person ? 'ask an owner of the shop' : 'use a key without a location'
  return new StockError(
    'other-location',
    `${who} only${why}. Nothing was changed: ${instead ? `${instead}, or ` : ''}${other}.`,
    { location },
  )
}
