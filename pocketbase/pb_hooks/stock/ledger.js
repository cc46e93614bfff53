// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./changes.js')} */
const { findChange } = require(`${__hooks}/stock/changes.js`)
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/**
 * Who writes, and under which key.
 * @typedef {object} Author
 * @property {string} actor who did it
 * @property {string} channel by which door
 * @property {string} [idempotency_key] unique for the actor, for ever
 * @property {string} [request_hash] tells a repeated request from another one under the same key
 */

/**
 * One movement to be written. `delta` and `reserved_delta` are signed units.
 * @typedef {object} Entry
 * @property {string} [id]
 * @property {number} [line] place in the request, from 0
 * @property {string} type
 * @property {number} quantity units as spoken
 * @property {number} delta
 * @property {number} reserved_delta
 * @property {string} [reason]
 * @property {string} [reference]
 * @property {number} [unit_price]
 * @property {string} [expires_at]
 * @property {string} [occurred_at] now where it is missing
 * @property {string} [reverses] id of the movement that this one undoes
 * @property {string} [linked] id of the other half of a transfer
 * @property {unknown} [match] how the words were understood
 */

/**
 * A shelf inside a transaction: its row, which is saved with each movement.
 * @typedef {object} Shelf
 * @property {string} variant
 * @property {string} location
 * @property {core.Record} row
 */

/**
 * The only writer of balances and movements. It numbers the movements, keeps every shelf at or
 * above zero and above what is reserved, and saves both or, thrown out of the transaction, neither.
 * @param {CoreApp} tx
 * @param {Author} author
 */
function openLedger(tx, author) {
  const movements = tx.findCachedCollectionByNameOrId('movements')
  const batch = newId()
  let seq = lastSeq(tx)
  /** @type {Map<string, Shelf>} */
  const shelves = new Map()

  return {
    /**
     * The shelf of a variant at a location; a new one starts at 0.
     * @param {string} variant
     * @param {string} location
     * @returns {Shelf}
     */
    shelf(variant, location) {
      const key = `${variant} ${location}`
      const known = shelves.get(key)
      if (known) return known
      const shelf = { variant, location, row: findOrMakeRow(tx, variant, location) }
      shelves.set(key, shelf)
      return shelf
    },

    /**
     * @param {Shelf} shelf
     * @param {Entry} entry
     * @returns {core.Record} the movement
     * @throws Refusal 409 insufficient-stock or product-archived
     */
    write(shelf, entry) {
      const movement = this.prepare(shelf, entry)
      tx.save(shelf.row)
      tx.save(movement)
      return movement
    },

    /**
     * Changes the row and fills the movement; whoever asks saves both.
     * @param {Shelf} shelf
     * @param {Entry} entry
     * @param {core.Record} [movement] one that is made already
     * @returns {core.Record} the movement
     * @throws Refusal 409 insufficient-stock or product-archived
     */
    prepare(shelf, entry, movement = new Record(movements)) {
      const { row } = shelf
      if (entry.delta > 0) requireActive(tx, shelf, entry)
      const after = levelAfter(shelf, entry)
      if (entry.reserved_delta < 0) requireHeld(tx, shelf, entry)
      row.set('quantity', after.quantity)
      row.set('reserved', after.reserved)
      row.set('rev', row.getInt('rev') + 1)
      fillMovement(movement, { ...entry, seq: ++seq, batch }, shelf, after, author)
      return movement
    },
  }
}

/**
 * The number of the newest movement; 0 for none. Inside a transaction, the next one is free.
 * @param {CoreApp} tx
 * @returns {number}
 */
const lastSeq = (tx) =>
  Number(selectText(tx, 'SELECT CAST(coalesce(max(seq), 0) AS TEXT) AS value FROM movements'))

/**
 * @param {core.Record} movement
 * @param {Entry & { seq: number, batch: string }} entry
 * @param {Pick<Shelf, 'variant' | 'location'>} shelf
 * @param {Level} after
 * @param {Author} author
 */
function fillMovement(movement, entry, shelf, after, author) {
  if (entry.id) movement.set('id', entry.id)
  movement.load({
    ...{ seq: entry.seq, batch: entry.batch, line: entry.line || 0 },
    ...{ variant: shelf.variant, location: shelf.location, type: entry.type },
    ...{ quantity: entry.quantity, delta: entry.delta, reserved_delta: entry.reserved_delta },
    ...{ quantity_after: after.quantity, reserved_after: after.reserved },
    ...{ reason: entry.reason || '', reference: entry.reference || '' },
    ...{ unit_price: entry.unit_price || 0, match: entry.match || null },
    ...{ reverses: entry.reverses || '', linked: entry.linked || '' },
    ...{ actor: author.actor, channel: author.channel, expires_at: entry.expires_at || '' },
    ...{ occurred_at: entry.occurred_at || new DateTime().string() },
    ...{ idempotency_key: author.idempotency_key || '', request_hash: author.request_hash || '' },
  })
}

/** @typedef {{ quantity: number, reserved: number }} Level */

/**
 * @param {Shelf} shelf
 * @returns {Level}
 */
const levelOf = ({ row }) => ({
  quantity: row.getInt('quantity'),
  reserved: row.getInt('reserved'),
})

/**
 * The level after an entry, if the shelf allows it: nothing below zero, nothing that is reserved.
 * @param {Shelf} shelf
 * @param {Entry} entry
 * @returns {Level}
 * @throws Refusal 409 insufficient-stock, 400 when a number is not whole
 */
function levelAfter(shelf, entry) {
  const before = levelOf(shelf)
  // PocketBase stores Number("abc") as 0 and cuts 1.5 to 1: numbers are checked before it sees them.
  if (![entry.quantity, entry.delta, entry.reserved_delta].every(Number.isSafeInteger)) {
    throw new Refusal(400, 'invalid-request', { line: entry.line })
  }
  const quantity = before.quantity + entry.delta
  const reserved = before.reserved + entry.reserved_delta
  if (quantity < 0 || reserved < 0 || quantity < reserved) {
    throw new Refusal(409, 'insufficient-stock', {
      line: entry.line,
      variant: shelf.variant,
      location: shelf.location,
      quantity: before.quantity,
      reserved: before.reserved,
      available: before.quantity - before.reserved,
      requested: entry.quantity,
    })
  }
  return { quantity, reserved }
}

/**
 * Whoever gives reserved units back must have them: the shelf's sum alone would let one reference
 * give back what another one holds.
 * @param {CoreApp} tx
 * @param {Shelf} shelf
 * @param {Entry} entry
 * @throws Refusal 409 insufficient-stock
 */
function requireHeld(tx, { variant, location }, { line, reference = '', reserved_delta }) {
  // The condition on reserved_delta is that of the partial index idx_movements_reserved.
  const sql = `
    SELECT json_group_array(json_array(reference, held)) AS value FROM (
      SELECT reference, sum(reserved_delta) AS held FROM movements
      WHERE reserved_delta != 0 AND variant = {:variant} AND location = {:location}
      GROUP BY reference)`
  /** @type {[string, number][]} */
  const spellings = JSON.parse(selectText(tx, sql, { variant, location }))
  const held = spellings
    .filter(([spelling]) => referenceKey(spelling) === referenceKey(reference))
    .reduce((sum, [, units]) => sum + units, 0)
  if (held + reserved_delta < 0) {
    const details = { line, variant, location, reference, available: held }
    throw new Refusal(409, 'insufficient-stock', { ...details, requested: -reserved_delta })
  }
}

const PRODUCT = `
  SELECT json_object('product', p.id, 'active', p.active) AS value
  FROM variants v JOIN products p ON p.id = v.product WHERE v.id = {:variant}`

/**
 * An archived product is in no list, and units that come in would be in none.
 * @param {CoreApp} tx
 * @param {Shelf} shelf
 * @param {Entry} entry
 * @throws Refusal 409 product-archived
 */
function requireActive(tx, { variant }, { line }) {
  const { product, active } = JSON.parse(selectText(tx, PRODUCT, { variant }))
  if (!active) throw new Refusal(409, 'product-archived', { line, product, variant })
}

/**
 * What two spellings of one reference have in common: nobody hears a capital or a space.
 * @param {string} reference
 */
const referenceKey = (reference) => reference.trim().normalize('NFC').toLowerCase()

/**
 * The movements that the same idempotency key wrote before, if any.
 * @param {CoreApp} tx
 * @param {Author} author
 * @returns {core.Record[] | null}
 * @throws Refusal 422 request-id-reused
 */
function findRepeated(tx, author) {
  const { actor, idempotency_key: key, request_hash: hash } = author
  if (!key) return null
  // A key that changed a product belongs to that request.
  findChange(tx, author)
  // SQLite takes the partial index only when the query repeats its condition.
  const found = tx.findRecordsByFilter(
    'movements',
    "idempotency_key != '' && actor = {:actor} && idempotency_key = {:key}",
    'seq',
    0,
    0,
    { actor, key },
  )
  if (found.length === 0) return null
  if (found[0]?.getString('request_hash') !== hash) throw new Refusal(422, 'request-id-reused', {})
  return /** @type {core.Record[]} */ (found)
}

/**
 * @param {CoreApp} tx
 * @param {string} product
 * @param {string} size compared as the unique index does, without case
 * @returns {core.Record}
 */
function findOrMakeVariant(tx, product, size) {
  const same = $dbx.exp('product = {:product} AND size = {:size} COLLATE NOCASE', { product, size })
  const [found] = tx.findAllRecords('variants', same)
  if (found) return found
  const variant = new Record(tx.findCachedCollectionByNameOrId('variants'))
  variant.load({ product, size, barcode: '' })
  tx.save(variant)
  return variant
}

/**
 * @param {CoreApp} tx
 * @param {string} variant
 * @param {string} location
 * @returns {core.Record}
 */
function findOrMakeRow(tx, variant, location) {
  const [found] = tx.findRecordsByFilter(
    'inventory',
    'variant = {:variant} && location = {:location}',
    '',
    1,
    0,
    { variant, location },
  )
  if (found) return found
  const row = new Record(tx.findCachedCollectionByNameOrId('inventory'))
  row.load({ variant, location, quantity: 0, reserved: 0, rev: 0 })
  return row
}

/**
 * @param {CoreApp} tx
 * @returns {string} id of the location that nobody has to name
 */
const defaultLocation = (tx) => tx.findFirstRecordByData('locations', 'is_default', true).id

/** An id as PocketBase makes them. */
const newId = () => $security.randomStringWithAlphabet(15, 'abcdefghijklmnopqrstuvwxyz0123456789')

/**
 * A movement as the API reads it.
 * @param {CoreApp} tx
 * @param {core.Record} movement
 */
function describe(tx, movement) {
  const variant = tx.findRecordById('variants', movement.getString('variant'))
  const quantityAfter = movement.getInt('quantity_after')
  const reservedAfter = movement.getInt('reserved_after')
  return {
    id: movement.id,
    seq: movement.getInt('seq'),
    batch: movement.getString('batch'),
    line: movement.getInt('line'),
    type: movement.getString('type'),
    variant: variant.id,
    product: variant.getString('product'),
    size: variant.getString('size'),
    location: movement.getString('location'),
    quantity: movement.getInt('quantity'),
    quantity_before: quantityAfter - movement.getInt('delta'),
    quantity_after: quantityAfter,
    reserved_before: reservedAfter - movement.getInt('reserved_delta'),
    reserved_after: reservedAfter,
    reason: movement.getString('reason'),
    reference: movement.getString('reference'),
    reverses: movement.getString('reverses'),
    linked: movement.getString('linked'),
    expires_at: movement.getString('expires_at'),
    match: JSON.parse(movement.getString('match') || 'null'),
    occurred_at: movement.getString('occurred_at'),
  }
}

module.exports = {
  ...{ openLedger, fillMovement, lastSeq, levelOf, findRepeated, describe },
  ...{ findOrMakeVariant, defaultLocation, newId, referenceKey },
}
