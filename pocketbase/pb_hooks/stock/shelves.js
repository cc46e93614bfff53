// @ts-check
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/** @typedef {{ variant: string, location: string }} Place */

/**
 * A shelf as a transaction has it.
 * @typedef {object} Shelf
 * @property {string} variant
 * @property {string} location
 * @property {string} id of its row; empty for a shelf that has none
 * @property {number} quantity units on hand
 * @property {number} reserved units of them
 * @property {number} rev times it was changed
 * @property {string} product id; empty for a variant that is not there
 * @property {string} size
 * @property {string} place id of the location; empty for one that is not there
 * @property {boolean} active whether the product is sold
 */

const SHELVES = `
  SELECT json_group_array(json_object(
    'variant', k.value ->> 0, 'location', k.value ->> 1, 'id', coalesce(i.id, ''),
    'quantity', coalesce(i.quantity, 0), 'reserved', coalesce(i.reserved, 0),
    'rev', coalesce(i.rev, 0), 'product', coalesce(v.product, ''), 'size', coalesce(v.size, ''),
    'place', coalesce(l.id, ''), 'active', json(iif(p.active, 'true', 'false')))) AS value
  FROM json_each({:places}) k
  LEFT JOIN inventory i ON i.variant = k.value ->> 0 AND i.location = k.value ->> 1
  LEFT JOIN variants v ON v.id = k.value ->> 0
  LEFT JOIN products p ON p.id = v.product
  LEFT JOIN locations l ON l.id = k.value ->> 1`

/**
 * @param {CoreApp} tx
 * @param {Place[]} places
 * @returns {Shelf[]} one for each place; one that nothing was ever on starts at 0
 */
const readShelves = (tx, places) =>
  JSON.parse(
    selectText(tx, SHELVES, {
      places: JSON.stringify(places.map(({ variant, location }) => [variant, location])),
    }),
  )

const SAVE = `
  INSERT INTO inventory (id, variant, location, quantity, reserved, rev, created, updated)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, {:now}, {:now}
  FROM json_each({:rows}) WHERE true
  ON CONFLICT (variant, location) DO UPDATE SET
    quantity = excluded.quantity, reserved = excluded.reserved, rev = excluded.rev,
    updated = excluded.updated`

/**
 * Writes the rows of shelves, all of them in one statement.
 * @param {CoreApp} tx
 * @param {Shelf[]} shelves
 */
function saveShelves(tx, shelves) {
  if (shelves.length === 0) return
  const rows = shelves.map((shelf) => [
    ...[shelf.id || newId(), shelf.variant, shelf.location],
    ...[shelf.quantity, shelf.reserved, shelf.rev],
  ])
  const now = new DateTime().string()
  tx.db()
    .newQuery(SAVE)
    .bind({ now, rows: JSON.stringify(rows) })
    .execute()
}

/**
 * @param {CoreApp} tx
 * @param {string} product
 * @param {string} size compared as the unique index does, without case
 * @returns {core.Record | undefined}
 */
function findVariant(tx, product, size) {
  const same = $dbx.exp('product = {:product} AND size = {:size} COLLATE NOCASE', { product, size })
  const [found] = tx.findAllRecords('variants', same)
  return found
}

/**
 * @param {CoreApp} tx
 * @param {string} product
 * @param {string} size
 * @returns {core.Record}
 */
function makeVariant(tx, product, size) {
  const variant = new Record(tx.findCachedCollectionByNameOrId('variants'))
  variant.load({ product, size, barcode: '' })
  tx.save(variant)
  return variant
}

/**
 * @param {CoreApp} tx
 * @param {string} product
 * @param {string} size
 * @returns {core.Record}
 */
const findOrMakeVariant = (tx, product, size) =>
  findVariant(tx, product, size) || makeVariant(tx, product, size)

/**
 * @param {CoreApp} tx
 * @returns {string} id of the location that nobody has to name
 */
const defaultLocation = (tx) => tx.findFirstRecordByData('locations', 'is_default', true).id

/** An id as PocketBase makes them. */
const newId = () =>
  $security.pseudorandomStringWithAlphabet(15, 'abcdefghijklmnopqrstuvwxyz0123456789')

module.exports = {
  ...{ readShelves, saveShelves, findVariant, makeVariant, findOrMakeVariant },
  ...{ defaultLocation, newId },
}
