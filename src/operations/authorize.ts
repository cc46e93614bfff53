import { type Identity, includes, type Scope } from '../domain/api-key.ts'
import { StockError } from '../domain/errors.ts'
import { plain } from '../matching/normalise.ts'
import type { Context, Operation } from './operation.ts'

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
    requireScope(operation, context.key)
    if (readOnly && operation.effect !== 'read') {
      throw new StockError(
        'read-only',
        'This service only answers questions at the moment (READ_ONLY is set). Nothing was changed: try again when it takes changes.',
      )
    }
    return operation.run(atLocation(operation, input, context), context)
  },
})

/** The smallest scope that may run an operation. */
export const scopeOf = ({ scope, effect }: Operation): Scope =>
  scope ?? (effect === 'read' ? 'read' : 'write')

/**
 * Refuses a key whose scope is too small.
 * @throws StockError 'scope-too-small'
 */
export function requireScope(operation: Operation, key: Identity): void {
  const wanted = scopeOf(operation)
  if (includes(key.scope, wanted)) return
  throw new StockError(
    'scope-too-small',
    `The key "${key.name}" has the scope ${key.scope}, and ${operation.id} takes ${wanted}. Nothing was changed: use another key (npm run key -- create --scope ${wanted}).`,
    { scope: key.scope, required: wanted },
  )
}

type Values = Record<string, unknown>

/** Puts the location of the key where none is named, in each line of a batch too. */
function atLocation(operation: Operation, input: unknown, { key }: Context): unknown {
  if (key.location === null) return input
  if (operation.wholeShop) {
    throw new StockError(
      'other-location',
      `The key "${key.name}" is for ${key.location} only, and ${operation.id} is about all of the shop. Nothing was changed: use a key without a location.`,
      { location: key.location },
    )
  }
  const values = input as Values
  const { shape } = operation.input
  if ('lines' in shape) {
    return { ...values, lines: (values.lines as Values[]).map((line) => own(line, key)) }
  }
  return 'location' in shape ? own(values, key) : values
}

function own(values: Values, { name, location }: Context['key']): Values {
  if (values.location === undefined) return { ...values, location }
  if (plain(String(values.location)) === plain(String(location))) return values
  throw new StockError(
    'other-location',
    `The key "${name}" is for ${location} only. Nothing was changed: leave the location out, or use a key without one.`,
    { location },
  )
}
