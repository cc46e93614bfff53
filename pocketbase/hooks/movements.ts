import type { MovementType } from '../../src/domain/movement-types.ts'
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
  /** What the shop had paid for a unit, for a SALE and a RETURN; 0 where it is not known. */
  readonly unit_cost: number
  /** How the caller's words were matched, as JSON text. */
  readonly match: string | null
  readonly actor: string
  readonly channel: string
  /** Program that wrote it for a person. */
  readonly client: string
  /** In which chat it was said; empty for none. */
  readonly conversation: string
  readonly idempotency_key: string
  readonly request_hash: string
  readonly reverses: string
  readonly linked: string
  /** Id of the line of an order that it is a delivery of, or takes one back; empty for none. */
  readonly order_line: string
  readonly expires_at: string
  readonly occurred_at: string
  readonly created: string
}

/** A movement with its product and size. */
export interface NamedMovement extends Movement {
  readonly product: string
  readonly size: string
}

const COLUMNS = keysOf({
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
  unit_cost: 0,
  match: 0,
  actor: 0,
  channel: 0,
  client: 0,
  conversation: 0,
  idempotency_key: 0,
  request_hash: 0,
  reverses: 0,
  linked: 0,
  order_line: 0,
  expires_at: 0,
  occurred_at: 0,
  created: 0,
})

function keysOf(columns: Record<keyof Movement, 0>) {
  return Object.keys(columns) as (keyof Movement)[]
}

const INSERT = `
  INSERT INTO movements (${COLUMNS.join(', ')})
  SELECT ${COLUMNS.map((_, at) => `value ->> ${at}`).join(', ')} FROM json_each({:rows})`

/** Writes movements as SQL rows, in one statement. Saving each as a record would take ten times as long. */
export function insertRows(tx: CoreApp, movements: readonly Movement[]): void {
  if (movements.length === 0) return
  const rows = movements.map((movement) => COLUMNS.map((column) => movement[column]))
  tx.db()
    .newQuery(INSERT)
    .bind({ rows: JSON.stringify(rows) })
    .execute()
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
  // What was told of it stays true: saved as it is, it would get the time of this moment.
  record.setRaw('created', new DateTime(movement.created))
  tx.save(record)
}

/** Copies all fields of a movement to a record, except its id and creation time. */
export function fill(record: core.Record, movement: Movement): void {
  const { id: _id, created: _created, ...fields } = movement
  record.load(fields)
}

/** SQL: a movement `m` with its variant `v` as JSON. */
export const NAMED = `json_object(
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
  order_line: movement.order_line,
  expires_at: movement.expires_at,
  match: movement.match,
  actor: movement.actor,
  channel: movement.channel,
  client: movement.client,
  occurred_at: movement.occurred_at,
  created: movement.created,
})
