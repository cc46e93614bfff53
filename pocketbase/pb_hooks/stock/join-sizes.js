// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./ledger.js')} */
const { inLedger, referenceKey } = require(`${__hooks}/stock/ledger.js`)
/** @type {typeof import('./reservations.js')} */
const { releaseExpired, reservationsOn } = require(`${__hooks}/stock/reservations.js`)
/** @type {typeof import('./shelves.js')} */
const { newId } = require(`${__hooks}/stock/shelves.js`)
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/** @typedef {ReturnType<import('./ledger.js').Ledger['of']>['write']} Write */
/** @typedef {import('./ledger.js').OpenShelf} OpenShelf */
/** @typedef {import('./reservations.js').Reservation} Reservation */

/**
 * Variants that are one size of one product.
 * @typedef {object} Wish
 * @property {string} keep id of the variant that stays
 * @property {string[]} others ids of those that are joined into it
 * @property {string} size how the one that stays is spelled from now on
 * @property {boolean} [dry_run] say what would happen, write nothing
 */

/**
 * What one shelf gave to the one that stays, in units.
 * @typedef {object} Moved
 * @property {string} variant
 * @property {string} location
 * @property {number} quantity
 * @property {number} reserved of them
 */

/**
 * Moves units, reservations and the barcode of variants to one of them, all or nothing. Each unit
 * leaves and comes by two ADJUSTMENTs that name each other, each reservation by a RELEASE and a
 * RESERVE, so that the ledger explains all of it. A variant that no movement knows is deleted; any
 * other stays, empty. Runs inside a transaction.
 * @param {CoreApp} tx
 * @param {import('./ledger.js').Author & Wish} wish
 * @returns {import('./answer.js').Answer} 201 with what moved; nothing where all was joined before
 * @throws Refusal 404 product-not-found; 409 ambiguous-reservation, insufficient-stock or
 *   product-archived; 400 invalid-request: variants of several products, or several `barcodes`
 */
function joinSizes(tx, wish) {
  const [keep, ...others] = [wish.keep, ...wish.others].map((id) => variantOf(tx, id))
  if (others.some((other) => other.getString('product') !== keep.getString('product'))) {
    throw new Refusal(400, 'invalid-request', { reason: 'They are sizes of several products.' })
  }
  const barcode = oneBarcode([keep, ...others])
  const moved = inLedger(tx, (ledger) => {
    const request = ledger.of(wish)
    let line = 0
    /** @type {Write} each under a line of its own, or a pair of one shelf could not be undone */
    const write = (shelf, entry, effect) => request.write(shelf, { ...entry, line: line++ }, effect)
    return others.flatMap((other) =>
      filledShelves(tx, other.id).flatMap((location) => {
        const from = ledger.shelf(other.id, location)
        const to = ledger.shelf(keep.id, location)
        for (const shelf of [from, to]) releaseExpired(tx, ledger, shelf)
        return moveAll({ tx, ledger, write }, from, to, wish.size)
      }),
    )
  })
  for (const other of others) empty(tx, other)
  keep.set('barcode', barcode)
  keep.set('size', wish.size)
  tx.save(keep)
  return { status: 201, body: { moved }, rollback: wish.dry_run === true }
}

/**
 * @param {CoreApp} tx
 * @param {string} id
 * @throws Refusal 404 product-not-found
 */
function variantOf(tx, id) {
  const [variant] = tx.findRecordsByIds('variants', [id])
  if (!variant) throw new Refusal(404, 'product-not-found', { variant: id })
  return variant
}

/**
 * The barcode that one of the variants has; two of them would be two boxes to scan.
 * @param {core.Record[]} variants
 * @returns {string} empty where none has one
 * @throws Refusal 400 invalid-request with all of them as `barcodes`
 */
function oneBarcode(variants) {
  const barcodes = variants.map((variant) => variant.getString('barcode')).filter(Boolean)
  if (barcodes.length > 1) throw new Refusal(400, 'invalid-request', { barcodes })
  return barcodes[0] || ''
}

const FILLED = `
  SELECT json_group_array(location) AS value FROM inventory
  WHERE variant = {:variant} AND (quantity != 0 OR reserved != 0)`

/**
 * @param {CoreApp} tx
 * @param {string} variant
 * @returns {string[]} ids of the locations where it has something
 */
const filledShelves = (tx, variant) => JSON.parse(selectText(tx, FILLED, { variant }))

/**
 * @param {{ tx: CoreApp, ledger: import('./ledger.js').Ledger, write: Write }} books
 * @param {OpenShelf} from
 * @param {OpenShelf} to
 * @param {string} joined how the size of both is spelled from now on
 * @returns {Moved[]} nothing where the shelf had only reservations that have expired
 */
function moveAll({ tx, ledger, write }, from, to, joined) {
  const { variant, location, quantity, reserved, size } = from
  if (quantity === 0 && reserved === 0) return []
  const reservations = reservationsOn(tx, ledger, from)
  requireSameEnds(reservations, reservationsOn(tx, ledger, to))
  const reason = `size ${size} joined into ${joined}`
  for (const { reference, held } of reservations) {
    const effect = { quantity: held, delta: 0, reserved_delta: -held }
    write(from, { type: 'RELEASE', reference, reason }, effect)
  }
  const [out, back] = [newId(), newId()]
  const half = (/** @type {string} */ id, /** @type {string} */ linked) => ({
    ...{ id, linked, type: 'ADJUSTMENT', reason },
  })
  write(from, half(out, back), { quantity, delta: -quantity, reserved_delta: 0 })
  write(to, half(back, out), { quantity, delta: quantity, reserved_delta: 0 })
  for (const { reference, held, expires_at } of reservations) {
    const effect = { quantity: held, delta: 0, reserved_delta: held }
    write(to, { type: 'RESERVE', reference, reason, expires_at }, effect)
  }
  return [{ variant, location, quantity, reserved }]
}

/**
 * Units reserved twice under one reference have one end: that of the last. Which one is meant, only
 * who reserved knows.
 * @param {Reservation[]} coming
 * @param {Reservation[]} present
 * @throws Refusal 409 ambiguous-reservation with the `reference`
 */
function requireSameEnds(coming, present) {
  for (const { reference, expires_at } of coming) {
    const same = present.find((one) => referenceKey(one.reference) === referenceKey(reference))
    if (same && same.expires_at !== expires_at) {
      throw new Refusal(409, 'ambiguous-reservation', { reference })
    }
  }
}

/**
 * Takes the barcode off a variant, or deletes it where no movement knows it.
 * @param {CoreApp} tx
 * @param {core.Record} variant
 */
function empty(tx, variant) {
  const { id } = variant
  const known = tx.countRecords('movements', $dbx.hashExp({ variant: id }))
  if (known > 0) {
    variant.set('barcode', '')
    tx.save(variant)
    return
  }
  const rows = tx.findAllRecords('inventory', $dbx.hashExp({ variant: id }))
  for (const row of rows) if (row) tx.delete(row)
  tx.delete(variant)
}

module.exports = { joinSizes }
