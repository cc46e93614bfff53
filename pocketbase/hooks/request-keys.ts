import type { Author } from './ledger.ts'
import { describe, NAMED, type NamedMovement } from './movements.ts'
import { Refusal, StandingRefusal, type ToldRefusal } from './refusal.ts'
import { newId } from './shelves.ts'
import { secondsAgo, selectJson } from './sql.ts'
import { UNDONE } from './undone.ts'

// What became of a request under its idempotency key. What was done belongs to the key for ever. A
// refusal stands for a day: an attempt that was held up on its way must not be done after its caller
// was told that nothing was changed.

/** Far longer than any connection holds a request back. */
const REFUSED_SECONDS = 24 * 3600

// SQLite uses the partial indexes only if the query repeats their condition.
const KEYS = `json_each({:keys}) k
  JOIN movements m ON m.idempotency_key != ''
    AND m.actor = k.value ->> 0 AND m.idempotency_key = k.value ->> 1`

const REPEATED = `
  SELECT json_group_array(json(movement)) AS value FROM (
    SELECT ${NAMED} AS movement FROM ${KEYS} LEFT JOIN variants v ON v.id = m.variant
    ORDER BY m.seq)`

// A quick check first, because most keys are new.
const USED = `
  SELECT json_object(
    'moved', EXISTS (SELECT 1 FROM ${KEYS}),
    'changes', (SELECT json_group_array(json_array(c.actor, c.idempotency_key, c.request_hash))
      FROM json_each({:keys}) k
      JOIN product_changes c ON c.idempotency_key != ''
        AND c.actor = k.value ->> 0 AND c.idempotency_key = k.value ->> 1),
    'orders', (SELECT json_group_array(json_array(o.actor, o.idempotency_key, o.request_hash))
      FROM json_each({:keys}) k
      JOIN orders o ON o.idempotency_key != ''
        AND o.actor = k.value ->> 0 AND o.idempotency_key = k.value ->> 1),
    'refused', (SELECT json_group_array(json_array(r.actor, r.idempotency_key, r.request_hash,
        json_patch(r.refusal, json_object('refused_at', r.created))))
      FROM json_each({:keys}) k
      JOIN refused_requests r ON r.actor = k.value ->> 0 AND r.idempotency_key = k.value ->> 1
        AND r.created >= {:since})) AS value`

interface UsedKeys {
  /** 1 when one of the keys has movements. */
  readonly moved: number
  readonly changes: readonly [actor: string, key: string, hash: string][]
  readonly orders: readonly [actor: string, key: string, hash: string][]
  readonly refused: readonly [actor: string, key: string, hash: string, refusal: ToldRefusal][]
}

const keyName = (actor: string, key: string): string => `${actor}\n${key}`

const refusalName = (actor: string, key: string, hash: string): string =>
  `${keyName(actor, key)}\n${hash}`

/** What became of earlier requests, by idempotency key. */
export interface KeyHistory {
  /**
   * The movements that were written under the key, if any.
   * @throws Refusal request-id-reused, also when the key changed a product or made an order
   * @throws StandingRefusal the refusal that the same request met before
   */
  find(author: Author): NamedMovement[] | null
  /** Whether the key changed a product or made an order. */
  hasChanged(author: Author): boolean
  /** Adds a movement that was written after the lookup. */
  noteMovement(movement: NamedMovement): void
  /** Adds a refusal that was noted after the lookup. */
  noteRefusal(author: Author, refusal: ToldRefusal): void
}

/** Looks up all keys at once. */
export function lookUpKeys(tx: CoreApp, authors: readonly Author[]): KeyHistory {
  // Each pair only once; otherwise its movements would be found twice.
  const pairs = new Map(
    authors.flatMap(({ actor, idempotency_key: key }) =>
      key ? [[keyName(actor, key), [actor, key]]] : [],
    ),
  )
  const keys = JSON.stringify([...pairs.values()])
  const used = selectJson<UsedKeys>(tx, USED, { keys, since: secondsAgo(REFUSED_SECONDS) })
  const movements = used.moved ? selectJson<NamedMovement[]>(tx, REPEATED, { keys }) : []

  const done = new Map<string, { hash: string; movements: NamedMovement[] }>()
  for (const [actor, key, hash] of [...used.changes, ...used.orders]) {
    done.set(keyName(actor, key), { hash, movements: [] })
  }
  const noteMovement = (movement: NamedMovement) => {
    const name = keyName(movement.actor, movement.idempotency_key)
    const known = done.get(name)
    if (known) known.movements.push(movement)
    else done.set(name, { hash: movement.request_hash, movements: [movement] })
  }
  for (const movement of movements) noteMovement(movement)
  const refused = new Map(
    used.refused.map(([actor, key, hash, refusal]) => [refusalName(actor, key, hash), refusal]),
  )
  const doneUnder = ({ actor, idempotency_key: key }: Author) =>
    key ? done.get(keyName(actor, key)) : undefined

  return {
    find(author) {
      const before = doneUnder(author)
      if (before && before.hash !== author.request_hash) throw reused(before.movements)
      if (before) return before.movements.length > 0 ? before.movements : null
      const refusal = refused.get(nameOfAttempt(author))
      if (refusal) throw new StandingRefusal(refusal)
      return null
    },
    hasChanged: (author) => doneUnder(author)?.movements.length === 0,
    noteMovement,
    noteRefusal(author, refusal) {
      refused.set(nameOfAttempt(author), refusal)
    },
  }
}

function reused([first]: readonly NamedMovement[]): Refusal {
  if (!first) return new Refusal('request-id-reused', {})
  const { id, type, quantity } = first
  return new Refusal('request-id-reused', { done: { id, type, quantity } })
}

const nameOfAttempt = ({ actor, idempotency_key: key, request_hash, attempt_hash }: Author) =>
  refusalName(actor, key || '', attempt_hash || request_hash || '')

/**
 * The movements that were written under the same idempotency key, if any.
 * @throws Refusal request-id-reused
 * @throws StandingRefusal
 */
export const findRepeated = (tx: CoreApp, author: Author): NamedMovement[] | null =>
  author.idempotency_key ? lookUpKeys(tx, [author]).find(author) : null

const KEYED = `
  SELECT json_group_array(json_object(
    'key', m.idempotency_key, 'undone', ${UNDONE}, 'movement', ${NAMED})) AS value
  FROM ${KEYS} LEFT JOIN variants v ON v.id = m.variant`

interface Keyed {
  readonly key: string
  /** 1 where it was undone, and that undo stands. */
  readonly undone: number
  readonly movement: NamedMovement
}

/** What an actor wrote under some idempotency keys, and whether it was undone. */
export function keyedMovements(
  app: CoreApp,
  { actor, keys }: { readonly actor: string; readonly keys: readonly string[] },
): object {
  const pairs = JSON.stringify(keys.map((key) => [actor, key]))
  const found: Keyed[] = selectJson(app, KEYED, { keys: pairs })
  return {
    movements: found.map(({ key, undone, movement }) => ({
      key,
      undone: undone === 1,
      movement: describe(movement),
    })),
  }
}

const FORGET = 'DELETE FROM refused_requests WHERE created < {:before}'

const REMEMBER = `
  INSERT INTO refused_requests (id, actor, idempotency_key, request_hash, refusal, created)
  VALUES ({:id}, {:actor}, {:key}, {:hash}, {:refusal}, {:now})`

/** Notes the refusal of a request, for as long as an attempt of it may still arrive. */
export function rememberRefusal(tx: CoreApp, author: Author, refusal: ToldRefusal): void {
  const { actor, idempotency_key: key, request_hash, attempt_hash } = author
  const now = secondsAgo(0)
  tx.db()
    .newQuery(FORGET)
    .bind({ before: secondsAgo(REFUSED_SECONDS) })
    .execute()
  tx.db()
    .newQuery(REMEMBER)
    .bind({
      id: newId(),
      actor,
      key,
      hash: attempt_hash || request_hash,
      refusal: JSON.stringify(refusal),
      now,
    })
    .execute()
}
