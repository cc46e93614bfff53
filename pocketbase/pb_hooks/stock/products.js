// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./changes.js')} */
const changes = require(`${__hooks}/stock/changes.js`)
/** @type {typeof import('./guards.js')} */
const { refuseUnusual } = require(`${__hooks}/stock/guards.js`)
/** @type {typeof import('./ledger.js')} */
const { inLedger } = require(`${__hooks}/stock/ledger.js`)
/** @type {typeof import('./movements.js')} */
const { describe, findRepeated } = require(`${__hooks}/stock/movements.js`)
/** @type {typeof import('./shelves.js')} */
const { defaultLocation, findOrMakeVariant } = require(`${__hooks}/stock/shelves.js`)
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/** @typedef {import('./ledger.js').Author} Author */
/** @typedef {import('./movements.js').NamedMovement} NamedMovement */

/**
 * A product that does not exist yet, with its sizes.
 * @typedef {object} NewProduct
 * @property {string} sku
 * @property {Omit<import('./changes.js').Fields, 'active'>} fields
 * @property {string[]} sizes no two alike
 * @property {number} quantity units of each size to begin with; 0 for none
 * @property {string} [location] id of where they are; the default location where it is missing
 * @property {boolean} [refuse_unusual]
 */

/**
 * Makes a product with its sizes and what each of them holds. Runs inside a transaction.
 * @param {CoreApp} tx
 * @param {Author & NewProduct} wish
 * @returns {import('./answer.js').Answer} 201 with the product, or 200 with what was done before
 * @throws Refusal 409 product-exists, sku-taken or unusual-quantity, 422 request-id-reused
 */
function createProduct(tx, wish) {
  const done = findDone(tx, wish)
  if (done) return done
  const product = new Record(tx.findCachedCollectionByNameOrId('products'))
  product.load({ ...wish.fields, sku: wish.sku, active: true })
  requireNew(tx, product)
  const same = $dbx.exp('sku = {:sku} COLLATE NOCASE', { sku: wish.sku })
  const [taken] = tx.findAllRecords('products', same)
  if (taken) throw new Refusal(409, 'sku-taken', { product: taken.id })
  tx.save(product)
  const change = changes.noteChange(tx, wish, product, null)
  const movements = stockSizes(tx, wish, product)
  return answer(tx, { status: 201, change, product, movements })
}

/**
 * @param {CoreApp} tx
 * @param {Author & NewProduct} wish
 * @param {core.Record} product
 * @returns {NamedMovement[]} the movements
 */
function stockSizes(tx, wish, product) {
  const { quantity } = wish
  const location = wish.location || defaultLocation(tx)
  const variants = wish.sizes.map((size) => findOrMakeVariant(tx, product.id, size).id)
  if (quantity === 0) return []
  const lines = variants.map((variant, line) => ({
    ...{ line, variant, location, type: 'ADD_STOCK', quantity, reason: 'initial stock' },
  }))
  if (wish.refuse_unusual) refuseUnusual(tx, lines)
  return inLedger(tx, (ledger) => {
    ledger.load(lines)
    const request = ledger.of(wish)
    const effect = { quantity, delta: quantity, reserved_delta: 0 }
    return lines.map((line) => request.write(ledger.shelf(line.variant, location), line, effect))
  })
}

/**
 * Changes what a product is. Runs inside a transaction. Its stock stays as it is, so a product that
 * has some cannot be archived: its units would be in no list.
 * @param {CoreApp} tx
 * @param {Author & { product: string, fields: Partial<import('./changes.js').Fields> }} wish
 * @returns {import('./answer.js').Answer} 201 with what changed; 200 when nothing was to do, or with
 *   what was done before
 * @throws Refusal 409 product-exists or product-in-stock, 422 request-id-reused
 */
function updateProduct(tx, wish) {
  const done = findDone(tx, wish)
  if (done) return done
  const product = tx.findRecordById('products', wish.product)
  const before = changes.fieldsOf(product)
  for (const [name, value] of Object.entries(wish.fields)) product.set(name, value)
  const after = changes.fieldsOf(product)
  if (before.active && !after.active) requireEmpty(tx, product.id)
  const renamed = before.name !== after.name || before.color !== after.color
  if (renamed || before.gender !== after.gender || (after.active && !before.active)) {
    requireNew(tx, product)
  }
  const change = changes.noteChange(tx, wish, product, before)
  if (change) tx.save(product)
  return answer(tx, { status: change ? 201 : 200, change, product, movements: [] })
}

/**
 * What the same key did before, as an answer.
 * @param {CoreApp} tx
 * @param {Author} author
 * @returns {import('./answer.js').Answer | null}
 * @throws Refusal 422 request-id-reused, also when the key moved stock
 */
function findDone(tx, author) {
  const movements = findRepeated(tx, author) || []
  const change = changes.findChange(tx, author)
  if (!change) return null
  const product = tx.findRecordById('products', change.getString('product'))
  return answer(tx, { status: 200, replayed: true, change, product, movements })
}

/**
 * Looks a key up and writes nothing.
 * @param {CoreApp} tx
 * @param {Author} author
 * @returns {import('./answer.js').Answer}
 * @throws Refusal 422 request-id-reused
 */
const lookUp = (tx, author) => findDone(tx, author) || { status: 200, body: {} }

/**
 * @typedef {object} Done
 * @property {number} status
 * @property {boolean} [replayed]
 * @property {core.Record | null} change
 * @property {core.Record} product
 * @property {NamedMovement[]} movements
 */

/**
 * @param {CoreApp} tx
 * @param {Done} done
 * @returns {import('./answer.js').Answer}
 */
function answer(tx, { status, replayed = false, change, product, movements }) {
  const { before, after } = change ? changes.describeChange(change) : { before: {}, after: {} }
  const variants = tx.findRecordsByFilter('variants', 'product = {:id}', '', 0, 0, {
    id: product.id,
  })
  const described = {
    ...changes.fieldsOf(product),
    ...{ id: product.id, sku: product.getString('sku'), photo: product.getString('photo') },
    aliases: product.getString('aliases'),
  }
  return {
    status,
    body: {
      ...{ replayed, before, after, product: described },
      sizes: variants.map((variant) => variant?.getString('size')),
      movements: movements.map(describe),
    },
  }
}

/**
 * Two products of one name would be taken for each other.
 * @param {CoreApp} tx
 * @param {core.Record} product
 * @throws Refusal 409 product-exists
 */
function requireNew(tx, product) {
  const { name, color, gender } = changes.fieldsOf(product)
  const same = $dbx.exp(
    `name = {:name} COLLATE NOCASE AND color = {:color} COLLATE NOCASE
      AND gender = {:gender} COLLATE NOCASE AND id != {:id}`,
    { name, color, gender, id: product.id },
  )
  const [twin] = tx.findAllRecords('products', same)
  if (twin) throw new Refusal(409, 'product-exists', { product: twin.id })
}

const UNITS = `
  SELECT json_object('quantity', coalesce(sum(quantity), 0), 'reserved', coalesce(sum(reserved), 0))
    AS value
  FROM inventory WHERE variant IN (SELECT id FROM variants WHERE product = {:product})`

/**
 * @param {CoreApp} tx
 * @param {string} product id
 * @returns {{ quantity: number, reserved: number }}
 */
const unitsOf = (tx, product) => JSON.parse(selectText(tx, UNITS, { product }))

/**
 * @param {CoreApp} tx
 * @param {string} product id
 * @throws Refusal 409 product-in-stock
 */
function requireEmpty(tx, product) {
  const units = unitsOf(tx, product)
  if (units.quantity > 0 || units.reserved > 0) {
    throw new Refusal(409, 'product-in-stock', { product, ...units })
  }
}

module.exports = { createProduct, updateProduct, lookUp, unitsOf }
