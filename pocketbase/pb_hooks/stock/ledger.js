// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/**
 * One line of a movement. The caller says what the words mean in numbers (`delta`,
 * `reserved_delta`, signed units); here it is decided whether the shelf allows it.
 * @typedef {object} Line
 * @property {string} type
 * @property {string} [variant] id of the variant, or else `product` and `size`
 * @property {string} [product] id of the product; with `size`, makes the variant where it is missing
 * @property {string} [size]
 * @property {string} [location] id; the default location where it is missing
 * @property {number} quantity units as spoken, above 0
 * @property {number} delta
 * @property {number} reserved_delta
 * @property {string} [reason]
 * @property {string} [reference]
 * @property {number} [unit_price]
 * @property {string} [occurred_at] ISO 8601; now where it is missing
 * @property {unknown} [match] how the words were understood
 */

/**
 * Lines that happen together or not at all.
 * @typedef {object} Batch
 * @property {string} actor who did it
 * @property {string} channel by which door
 * @property {string} [idempotency_key] unique for the actor, for ever
 * @property {string} [request_hash] tells a repeated request from another one under the same key
 * @property {Line[]} lines
 */

/**
 * Writes the lines and the balances they lead to. Runs inside a transaction.
 * @param {CoreApp} tx
 * @param {Batch} batch
 * @returns {import('./answer.js').Answer} 201 with the movements, or 200 with the first ones
 * @throws {Refusal} 409 insufficient-stock, 422 request-id-reused, 400 invalid-request
 */
function record(tx, batch) {
  const first = findRepeated(tx, batch)
  if (first) return { status: 200, body: { replayed: true, movements: first } }

  const writer = openLedger(tx, batch)
  const movements = batch.lines.map((line, index) => {
    checkNumbers(line, index)
    const variant = line.variant
      ? tx.findRecordById('variants', line.variant)
      : findOrMakeVariant(tx, line.product || '', line.size || '')
    return writer.write(line, index, variant)
  })
  return { status: 201, body: { replayed: false, movements } }
}

/**
 * The movements that the same idempotency key wrote before, if any.
 * @param {CoreApp} tx
 * @param {Batch} batch
 */
function findRepeated(tx, { actor, idempotency_key: key, request_hash: hash }) {
  if (!key) return null
  // SQLite takes the partial index only when the query repeats its condition.
  const found = tx.findRecordsByFilter(
    'movements',
    "idempotency_key != '' && actor = {:actor} && idempotency_key = {:key}",
    'line',
    0,
    0,
    { actor, key },
  )
  if (found.length === 0) return null
  if (found[0]?.getString('request_hash') !== hash) throw new Refusal(422, 'request-id-reused', {})
  return found.map((movement) => describe(tx, /** @type {core.Record} */ (movement)))
}

/**
 * A writer of movements that share one batch.
 * @param {CoreApp} tx
 * @param {Omit<Batch, 'lines'>} batch
 */
function openLedger(tx, batch) {
  const movements = tx.findCachedCollectionByNameOrId('movements')
  const id = $security.randomString(15)
  let seq = Number(
    selectText(tx, 'SELECT CAST(coalesce(max(seq), 0) AS TEXT) AS value FROM movements'),
  )
  const fallback = defaultLocation(tx)

  return {
    /**
     * @param {Line} line
     * @param {number} index place in the batch, from 0
     * @param {core.Record} variant
     */
    write(line, index, variant) {
      const location = line.location || fallback
      const row = findOrMakeRow(tx, variant.id, location)
      const before = { quantity: row.getInt('quantity'), reserved: row.getInt('reserved') }
      const after = apply(before, line, index)

      row.set('quantity', after.quantity)
      row.set('reserved', after.reserved)
      row.set('rev', row.getInt('rev') + 1)
      tx.save(row)

      const now = new DateTime().string()
      const movement = new Record(movements)
      movement.load({
        ...{ seq: ++seq, batch: id, line: index, variant: variant.id, location, type: line.type },
        ...{ quantity: line.quantity, delta: line.delta, reserved_delta: line.reserved_delta },
        ...{ quantity_after: after.quantity, reserved_after: after.reserved },
        ...{ reason: line.reason || '', reference: line.reference || '' },
        ...{ unit_price: line.unit_price || 0, match: line.match || null },
        ...{ actor: batch.actor, channel: batch.channel, occurred_at: line.occurred_at || now },
        ...{ idempotency_key: batch.idempotency_key || '', request_hash: batch.request_hash || '' },
      })
      tx.save(movement)
      return describe(tx, movement, variant)
    },
  }
}

/**
 * The level after a line, if the shelf allows it: nothing below zero, nothing that is reserved.
 * @param {{ quantity: number, reserved: number }} before
 * @param {Line} line
 * @param {number} index
 */
function apply(before, line, index) {
  const quantity = before.quantity + line.delta
  const reserved = before.reserved + line.reserved_delta
  if (quantity < 0 || reserved < 0 || quantity < reserved) {
    throw new Refusal(409, 'insufficient-stock', {
      line: index,
      quantity: before.quantity,
      reserved: before.reserved,
      available: before.quantity - before.reserved,
      requested: line.quantity,
    })
  }
  return { quantity, reserved }
}

/**
 * PocketBase stores Number("abc") as 0 and cuts 1.5 to 1, so numbers are checked before it sees them.
 * @param {Line} line
 * @param {number} index
 */
function checkNumbers(line, index) {
  const whole = [line.quantity, line.delta, line.reserved_delta].every(Number.isSafeInteger)
  if (!whole || line.quantity < 1) throw new Refusal(400, 'invalid-request', { line: index })
}

/**
 * @param {CoreApp} tx
 * @param {string} product
 * @param {string} size compared without case
 * @param {string} [barcode]
 * @returns {core.Record}
 */
function findOrMakeVariant(tx, product, size, barcode) {
  const [found] = tx.findRecordsByFilter(
    'variants',
    'product = {:product} && size:lower = {:size}',
    '',
    1,
    0,
    { product, size: size.toLowerCase() },
  )
  if (found) return found
  const variant = new Record(tx.findCachedCollectionByNameOrId('variants'))
  variant.load({ product, size, barcode: barcode || '' })
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

/**
 * A movement as the API reads it.
 * @param {CoreApp} tx
 * @param {core.Record} movement
 * @param {core.Record} [variant]
 */
function describe(
  tx,
  movement,
  variant = tx.findRecordById('variants', movement.getString('variant')),
) {
  const quantityAfter = movement.getInt('quantity_after')
  return {
    id: movement.id,
    type: movement.getString('type'),
    variant: variant.id,
    product: variant.getString('product'),
    size: variant.getString('size'),
    location: movement.getString('location'),
    quantity: movement.getInt('quantity'),
    quantity_before: quantityAfter - movement.getInt('delta'),
    quantity_after: quantityAfter,
    reserved_after: movement.getInt('reserved_after'),
    match: JSON.parse(movement.getString('match') || 'null'),
    occurred_at: movement.getDateTime('occurred_at').string(),
  }
}

module.exports = { record, openLedger, findOrMakeVariant, defaultLocation }
