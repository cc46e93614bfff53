import { type Identity, includes, type Scope } from '../domain/api-key.ts'
import { StockError } from '../domain/errors.ts'
import { ROLES } from '../domain/person.ts'
import { join, type Sentence, say } from '../domain/say.ts'
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
        say({
          en: 'This service only answers questions at the moment (READ_ONLY is set). Nothing was changed: try again when it takes changes.',
          fr: 'Ce service ne répond qu’aux questions pour l’instant (READ_ONLY est réglé). Rien n’a changé : réessayez quand il acceptera des changements.',
        }),
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
      join([
        say({
          en: `${id} takes no key and no connected program, but the cookie of the sign-in page.`,
          fr: `${id} n’accepte ni clé ni programme connecté, mais le cookie de la page de connexion.`,
        }),
        operation.by === 'owner'
          ? say({
              en: 'Nothing was changed: sign in there as an owner, or use npm run user and npm run key on the machine of the shop.',
              fr: 'Rien n’a changé : connectez-vous là-bas comme propriétaire, ou utilisez npm run user et npm run key sur la machine de la boutique.',
            })
          : say({
              en: 'Nothing was changed: sign in there.',
              fr: 'Rien n’a changé : connectez-vous là-bas.',
            }),
      ]),
    )
  }
  if (operation.by === 'owner' && key.person?.role !== 'owner') {
    throw new StockError(
      'owner-only',
      say({
        en: `Only an owner of the shop may, and ${key.name} is not one. Nothing was changed: ask an owner.`,
        fr: `Seul un propriétaire de la boutique le peut, et ${key.name} n’en est pas un. Rien n’a changé : demandez à un propriétaire.`,
      }),
    )
  }
  const wanted = scopeOf(operation)
  if (!includes(key.scope, wanted)) {
    throw new StockError(
      'scope-too-small',
      say({
        en: `${rightsOf(key)}, and ${id} takes ${wanted}. Nothing was changed: ${howToGet(key, wanted)}.`,
        fr: `${rightsOf(key)}, et ${id} demande ${wanted}. Rien n’a changé : ${howToGet(key, wanted)}.`,
      }),
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

const rightsOf = ({ name, person, client, scope }: Identity): Sentence => {
  if (!person) {
    return say({
      en: `The key ${quoted(name)} has the scope ${scope}`,
      fr: `La clé ${quoted(name)} a le droit ${scope}`,
    })
  }
  return client === undefined || ROLES[person.role].scope === scope
    ? say({
        en: `${name} is ${person.role} and has the scope ${scope}`,
        fr: `${name} a le rôle ${person.role} et le droit ${scope}`,
      })
    : say({
        en: `${name} let ${quoted(client)} in with the scope ${scope}`,
        fr: `${name} a autorisé ${quoted(client)} avec le droit ${scope}`,
      })
}

const howToGet = ({ person }: Identity, wanted: Scope): Sentence => {
  if (!person) {
    return say({
      en: `ask an owner of the shop to do it, or for a key with the scope ${wanted}`,
      fr: `demandez à un propriétaire de la boutique de le faire, ou une clé avec le droit ${wanted}`,
    })
  }
  return includes(ROLES[person.role].scope, wanted)
    ? say({
        en: `connect the program again and allow ${wanted}`,
        fr: `connectez le programme à nouveau et autorisez ${wanted}`,
      })
    : say({
        en: 'ask an owner of the shop to do it, or for another role',
        fr: 'demandez à un propriétaire de la boutique de le faire, ou un autre rôle',
      })
}

/**
 * Refuses a key for one location.
 * @param what is about all of the shop
 * @throws StockError 'other-location'
 */
export function requireWholeShop(key: Identity, what: string): void {
  if (key.location === null) return
  const why = say({
    en: `, and ${what} is about all of the shop`,
    fr: `, et ${what} concerne toute la boutique`,
  })
  throw otherLocation(key, why)
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
  if (isOther('location')) {
    const instead = say({ en: 'leave the location out', fr: 'omettez le lieu' })
    throw otherLocation(key, '', instead)
  }
  if (isOther('to_location')) {
    const why = say({
      en: ', and moves nothing to another one',
      fr: ', et ne transfère rien vers un autre',
    })
    throw otherLocation(key, why)
  }
  return { ...values, location: key.location }
}

function otherLocation(key: Identity, why: Sentence | '', instead?: Sentence): StockError {
  const { name, location, person } = key
  const place = asName(location ?? '')
  const who = person
    ? say({ en: `${name} works at ${place} only`, fr: `${name} ne travaille qu’à ${place}` })
    : say({
        en: `The key ${quoted(name)} is for ${place} only`,
        fr: `La clé ${quoted(name)} ne vaut que pour ${place}`,
      })
  const other = person
    ? say({ en: 'ask an owner of the shop', fr: 'demandez à un propriétaire de la boutique' })
    : say({ en: 'use a key without a location', fr: 'utilisez une clé sans lieu' })
  const ways = join([instead, other], say({ en: ', or ', fr: ', ou ' }))
  return new StockError(
    'other-location',
    say({
      en: `${who}${why}. Nothing was changed: ${ways}.`,
      fr: `${who}${why}. Rien n’a changé : ${ways}.`,
    }),
    { location },
  )
}
