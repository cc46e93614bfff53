// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/**
 * A movement as the table has it. `delta` and `reserved_delta` are signed units.
 * @typedef {object} Movement
 * @property {string} id
 * @property {number} seq
 * @property {string} batch
 * @property {number} line
 * @property {string} variant
 * @property {string} location
 * @property {string} type
 * @property {number} quantity units as spoken
 * @property {number} delta
 * @property {number} reserved_delta
 * @property {number} quantity_after
 * @property {number} reserved_after
 * @property {string} reason
 * @property {string} reference
 * @property {number} unit_price
 * @property {string | null} match how the words were understood, as JSON text
 * @property {string} actor
 * @property {string} channel
 * @property {string} idempotency_key
 * @property {string} request_hash
 * @property {string} reverses
 * @property {string} linked
 * @property {string} expires_at
 * @property {string} occurred_at
 * @property {string} created
 */

/**
 * A movement with the names of what it moved.
 * @typedef {Movement & { product: string, size: string }} NamedMovement
 */

const COLUMNS = [
  ...['id', 'seq', 'batch', 'line', 'variant', 'location', 'type', 'quantity', 'delta'],
  ...['reserved_delta', 'quantity_after', 'reserved_after', 'reason', 'reference', 'unit_price'],
  ...['match', 'actor', 'channel', 'idempotency_key', 'request_hash', 'reverses', 'linked'],
  ...['expires_at', 'occurred_at', 'created'],
]

const INSERT = `
  INSERT INTO movements (${COLUMNS.join(', ')})
  VALUES (${COLUMNS.map((name) => `{:${name}}`).join(', ')})`

/**
 * Writes movements. Saving each as a record would take ten times as long.
 * @param {CoreApp} tx
 * @param {Movement[]} movements
 */
function insertRows(tx, movements) {
  if (movements.length === 0) return
  const insert = tx.db().newQuery(INSERT).prepare()
  try {
    for (const movement of movements) insert.bind(movement).execute()
  } finally {
    insert.close()
  }
}

/**
 * Writes a movement as a record: PocketBase tells its listeners of it, and they see by its number that
 * there are others.
 * @param {CoreApp} tx
 * @param {Movement} movement
 * @param {boolean} hasRow whether it was written as a row, in place of which the record comes
 */
function saveAsRecord(tx, movement, hasRow) {
  const { id } = movement
  if (hasRow) tx.db().newQuery('DELETE FROM movements WHERE id = {:id}').bind({ id }).execute()
  const record = new Record(tx.findCachedCollectionByNameOrId('movements'))
  fill(record, movement)
  record.set('id', id)
  tx.save(record)
}

/**
 * Gives a record all that a movement says, but its id and its time.
 * @param {core.Record} record
 * @param {Movement} movement
 */
function fill(record, movement) {
  const { id: _id, created: _created, ...fields } = movement
  record.load(fields)
}

const NAMED = `json_object(
  ${COLUMNS.map((name) => `'${name}', m.${name}`).join(', ')},
  'product', coalesce(v.product, ''), 'size', coalesce(v.size, ''))`

/**
 * @param {CoreApp} tx
 * @param {string} where SQL about m, of the hooks only, with what orders and limits it
 * @param {Record<string, unknown>} params
 * @returns {NamedMovement[]}
 */
const findMovements = (tx, where, params) =>
  JSON.parse(
    selectText(
      tx,
      `SELECT json_group_array(json(movement)) AS value FROM (
         SELECT ${NAMED} AS movement FROM movements m LEFT JOIN variants v ON v.id = m.variant
         WHERE ${where})`,
      params,
    ),
  )

/**
 * The number of the newest movement; 0 for none. Inside a transaction, the next one is free.
 * @param {CoreApp} tx
 * @returns {number}
 */
const lastSeq = (tx) =>
  Number(selectText(tx, 'SELECT CAST(coalesce(max(seq), 0) AS TEXT) AS value FROM movements'))

/** @typedef {import('./ledger.js').Author} Author */

// SQLite takes the partial indexes only when the query repeats their condition.
const KEYS = `json_each({:keys}) k
  JOIN movements m ON m.idempotency_key != ''
    AND m.actor = k.value ->> 0 AND m.idempotency_key = k.value ->> 1`

const REPEATED = `
  SELECT json_group_array(json(movement)) AS value FROM (
    SELECT ${NAMED} AS movement FROM ${KEYS} LEFT JOIN variants v ON v.id = m.variant
    ORDER BY m.seq)`

// Most keys are new, and this is quick to find out.
const USED = `
  SELECT json_object(
    'moved', EXISTS (SELECT 1 FROM ${KEYS}),
    'changes', (SELECT json_group_array(json_array(c.actor, c.idempotency_key, c.request_hash))
      FROM json_each({:keys}) k
      JOIN product_changes c ON c.idempotency_key != ''
        AND c.actor = k.value ->> 0 AND c.idempotency_key = k.value ->> 1)) AS value`

/** @param {string[]} parts */
const nameOf = (...parts) => parts.join('\n')

/**
 * Tells what idempotency keys did before: all of them are looked up at once.
 * @param {CoreApp} tx
 * @param {Author[]} authors
 */
function lookUpKeys(tx, authors) {
  // Each once, or what it did would be found twice.
  const pairs = new Map(
    authors.flatMap(({ actor, idempotency_key: key }) =>
      key ? [[nameOf(actor, key), [actor, key]]] : [],
    ),
  )
  const keys = JSON.stringify([...pairs.values()])
  /** @type {{ moved: number, changes: [string, string, string][] }} */
  const used = JSON.parse(selectText(tx, USED, { keys }))
  /** @type {NamedMovement[]} */
  const movements = used.moved ? JSON.parse(selectText(tx, REPEATED, { keys })) : []
  /** @type {Map<string, { hash: string, movements: NamedMovement[] }>} */
  const done = new Map()
  for (const [actor, key, hash] of used.changes) {
    done.set(nameOf(actor, key), { hash, movements: [] })
  }
  const note = (/** @type {NamedMovement} */ movement) => {
    const name = nameOf(movement.actor, movement.idempotency_key)
    const known = done.get(name)
    if (known) known.movements.push(movement)
    else done.set(name, { hash: movement.request_hash, movements: [movement] })
  }
  for (const movement of movements) note(movement)

  return {
    /**
     * The movements that a key wrote before, if any.
     * @param {Author} author
     * @returns {NamedMovement[] | null}
     * @throws Refusal 422 request-id-reused, also when the key changed a product
     */
    find({ actor, idempotency_key: key, request_hash: hash }) {
      const before = key ? done.get(nameOf(actor, key)) : undefined
      if (before && before.hash !== hash) throw new Refusal(422, 'request-id-reused', {})
      return before && before.movements.length > 0 ? before.movements : null
    },
    /** To be told of each movement that is written under a key from now on. */
    note,
  }
}

/**
 * The movements that the same idempotency key wrote before, if any.
 * @param {CoreApp} tx
 * @param {Author} author
 * @returns {NamedMovement[] | null}
 * @throws Refusal 422 request-id-reused
 */
const findRepeated = (tx, author) =>
  author.idempotency_key ? lookUpKeys(tx, [author]).find(author) : null

/**
 * A movement as the API reads it.
 * @param {NamedMovement} movement
 */
const describe = (movement) => ({
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

module.exports = {
  ...{ insertRows, saveAsRecord, fill, findMovements, lastSeq, lookUpKeys, findRepeated, describe },
}
