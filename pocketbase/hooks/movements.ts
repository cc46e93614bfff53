import type { MovementType } from '../../src/domain/movement-types.ts'
import type { Author } from './ledger.ts'
import { Refusal } from './refusal.ts'
import { type Params, selectJson, selectNumber } from './sql.ts'

/** A row of the table `movements`. */
export interface Movement {
  readonly id: string
  readonly seq: number
  readonly batch: string
  readonly line: number
  readonly variant: string
  readonly location: string
  readonly type: MovementType
  /** Units as the caller said them. */
  readonly quantity: number
  /** Change in units on hand. */
  readonly delta: number
  /** Change in reserved units. */
  readonly reserved_delta: number
  readonly quantity_after: number
  readonly reserved_after: number
  readonly reason: string
  readonly reference: string
  readonly unit_price: number
  /** How the caller's words were matched, as JSON text. */
  readonly match: string | null
  readonly actor: string
  readonly channel: string
  readonly idempotency_key: string
  readonly request_hash: string
  readonly reverses: string
  readonly linked: string
  readonly expires_at: string
  readonly occurred_at: string
  readonly created: string
}

/** A movement with its product and size. */
export interface NamedMovement extends Movement {
  readonly product: string
  readonly size: string
}

const COLUMNS = Object.keys({
  id: 0,
  seq: 0,
  batch: 0,
  line: 0,
  variant: 0,
  location: 0,
  type: 0,
  quantity: 0,
  delta: 0,
  reserved_delta: 0,
  quantity_after: 0,
  reserved_after: 0,
  reason: 0,
  reference: 0,
  unit_price: 0,
  match: 0,
  actor: 0,
  channel: 0,
  idempotency_key: 0,
  request_hash: 0,
  reverses: 0,
  linked: 0,
  expires_at: 0,
  occurred_at: 0,
  created: 0,
} satisfies Record<keyof Movement, 0>)

const INSERT = `
  INSERT INTO movements (${COLUMNS.join(', ')})
  VALUES (${COLUMNS.map((name) => `{:${name}}`).join(', ')})`

/** Writes movements as SQL rows. Saving each as a record would take ten times as long. */
export function insertRows(tx: CoreApp, movements: readonly Movement[]): void {
  if (movements.length === 0) return
  const insert = tx.db().newQuery(INSERT).prepare()
  try {
    for (const movement of movements) insert.bind(movement).execute()
  } finally {
    insert.close()
  }
}

/**
 * Writes a movement as a record. PocketBase then notifies its listeners, and they see from the number
 * that there are other movements.
 * @param hasRow whether it was already written as a row, which the record replaces
 */
export function saveAsRecord(tx: CoreApp, movement: Movement, hasRow: boolean): void {
  const { id } = movement
  if (hasRow) tx.db().newQuery('DELETE FROM movements WHERE id = {:id}').bind({ id }).execute()
  const record = new Record(tx.findCachedCollectionByNameOrId('movements'))
  fill(record, movement)
  record.set('id', id)
  tx.save(record)
}

/** Copies all fields of a movement to a record, except its id and creation time. */
export function fill(record: core.Record, movement: Movement): void {
  const { id: _id, created: _created, ...fields } = movement
  record.load(fields)
}

const NAMED = `json_object(
  ${COLUMNS.map((name) => `'${name}', m.${name}`).join(', ')},
  'product', coalesce(v.product, ''), 'size', coalesce(v.size, ''))`

/** @param where SQL written in the hooks, never user input: conditions on `m`, order and limit */
export const findMovements = (tx: CoreApp, where: string, params: Params): NamedMovement[] =>
  selectJson(
    tx,
    `SELECT json_group_array(json(movement)) AS value FROM (
       SELECT ${NAMED} AS movement FROM movements m LEFT JOIN variants v ON v.id = m.variant
       WHERE ${where})`,
    params,
  )

/** The number of the newest movement; 0 for none. Inside a transaction, the next number is free. */
export const lastSeq = (tx: CoreApp): number =>
  selectNumber(tx, 'SELECT CAST(coalesce(max(seq), 0) AS TEXT) AS value FROM movements')

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
        AND c.actor = k.value ->> 0 AND c.idempotency_key = k.value ->> 1)) AS value`

interface UsedKeys {
  /** 1 when one of the keys has movements. */
  readonly moved: number
  readonly changes: readonly [actor: string, key: string, hash: string][]
}

const keyName = (actor: string, key: string): string => `${actor}\n${key}`

/** Earlier movements by idempotency key. */
export interface KeyHistory {
  /**
   * The movements that were written under the key, if any.
   * @throws Refusal request-id-reused, also when the key changed a product
   */
  find(author: Author): NamedMovement[] | null
  /** Adds a movement that was written after the lookup. */
  note(movement: NamedMovement): void
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
  const used = selectJson<UsedKeys>(tx, USED, { keys })
  const movements = used.moved ? selectJson<NamedMovement[]>(tx, REPEATED, { keys }) : []

  const done = new Map<string, { hash: string; movements: NamedMovement[] }>()
  for (const [actor, key, hash] of used.changes) {
    done.set(keyName(actor, key), { hash, movements: [] })
  }
  const note = (movement: NamedMovement) => {
    const name = keyName(movement.actor, movement.idempotency_key)
    const known = done.get(name)
    if (known) known.movements.push(movement)
    else done.set(name, { hash: movement.request_hash, movements: [movement] })
  }
  for (const movement of movements) note(movement)

  return {
    find({ actor, idempotency_key: key, request_hash: hash }) {
      const before = key ? done.get(keyName(actor, key)) : undefined
      if (before && before.hash !== hash) throw new Refusal('request-id-reused', {})
      return before && before.movements.length > 0 ? before.movements : null
    },
    note,
  }
}

/**
 * The movements that were written under the same idempotency key, if any.
 * @throws Refusal request-id-reused
 */
export const findRepeated = (tx: CoreApp, author: Author): NamedMovement[] | null =>
  author.idempotency_key ? lookUpKeys(tx, [author]).find(author) : null

/** A movement in the format that the API reads. */
export const describe = (movement: NamedMovement) => ({
  id: movement.id,
  seq: movement.seq,
  batch: movement.batch,
  line: movement.line,
  type: movement.type,
  variant: movement.variant,
  product: movement.product,
  size: movement.size,
  location: movement.location,
  quantity: movement.quantity,
  quantity_before: movement.quantity_after - movement.delta,
  quantity_after: movement.quantity_after,
  reserved_before: movement.reserved_after - movement.reserved_delta,
  reserved_after: movement.reserved_after,
  reason: movement.reason,
  reference: movement.reference,
  reverses: movement.reverses,
  linked: movement.linked,
  expires_at: movement.expires_at,
  match: movement.match,
  occurred_at: movement.occurred_at,
})
