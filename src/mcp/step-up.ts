import { type Identity, includes, SCOPES, type Scope } from '../domain/api-key.ts'
import { ROLES } from '../domain/person.ts'
import { scopeOf } from '../operations/authorize.ts'
import type { Operation } from '../operations/operation.ts'

/**
 * The scopes that a program must ask its person for before it may send this message: all of them at
 * once, because it gets a new token for them. Empty where it has them, and where the role of the person
 * allows no more anyhow: then the tool itself says so.
 */
export function scopesToAskFor(
  message: unknown,
  { person, client, scope, location }: Identity,
  operations: readonly Operation[],
): Scope[] {
  const operation = operations.find(({ id }) => id === toolIn(message))
  if (!operation || !person || client === undefined) return []
  const wanted = scopeOf(operation)
  // A person of one location may not, whatever the program is allowed.
  if (operation.reach === 'shop' && location !== null) return []
  if (includes(scope, wanted) || !includes(ROLES[person.role].scope, wanted)) return []
  return SCOPES.filter((one) => includes(wanted, one))
}

function toolIn(message: unknown): unknown {
  const { method, params } = (message ?? {}) as { method?: unknown; params?: { name?: unknown } }
  return method === 'tools/call' ? params?.name : undefined
}
