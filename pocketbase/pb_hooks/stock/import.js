// @ts-check
/** @type {typeof import('./ledger.js')} */
const { openLedger, levelOf, findOrMakeVariant, defaultLocation } = require(
  `${__hooks}/stock/ledger.js`,
)
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/**
 * @typedef {object} ImportedProduct
 * @property {string} sku
 * @property {string[]} aliases
 * @property {string} name
 * @property {string} color
 * @property {string} gender
 * @property {string} category
 * @property {number | null} cost
 * @property {number | null} price
 * @property {{ size: string, quantity: number, barcode: string }[]} variants
 */

/**
 * @typedef {object} Import
 * @property {string} actor
 * @property {string} idempotency_key another one for each run
 * @property {string} reason written on every movement
 * @property {'set' | 'add'} mode whether quantities are what the shelf holds, or what came in
 * @property {boolean} [dry_run] count what would happen, write nothing
 * @property {boolean} [only_if_empty] do nothing when there are products
 * @property {ImportedProduct[]} products
 */

/**
 * Writes products, sizes and quantities of a file. Every unit that changes is a movement. Runs
 * inside a transaction.
 * @param {CoreApp} tx
 * @param {Import} job
 * @returns {import('./answer.js').Answer} 201 with what was written, 200 when nothing was to do
 * @throws Refusal 409 insufficient-stock: a shelf would hold less than is reserved
 */
function importProducts(tx, job) {
  const report = { products_new: 0, products_changed: 0, variants_new: 0, movements: 0, units: 0 }
  const first = writtenUnder(tx, job)
  if (first.movements > 0) {
    return { status: 200, body: { skipped: false, replayed: true, ...report, ...first } }
  }
  if (job.only_if_empty && tx.countRecords('products') > 0) {
    return { status: 200, body: { skipped: true, replayed: false, ...report } }
  }
  tx.store().set('stock.import', 0)
  const ledger = openLedger(tx, {
    ...{ actor: job.actor, channel: 'import', idempotency_key: job.idempotency_key },
  })
  const location = defaultLocation(tx)
  const variantsBefore = tx.countRecords('variants')

  for (const imported of job.products) {
    const product = saveProduct(tx, imported, report)
    for (const { size, quantity, barcode } of imported.variants) {
      const variant = findOrMakeVariant(tx, product.id, size, barcode)
      const shelf = ledger.shelf(variant.id, location)
      const entry = toEntry(job, shelf, quantity)
      if (!entry) continue
      ledger.write(shelf, { ...entry, line: report.movements++ })
      report.units += entry.delta
    }
    // The caller asks for the progress while this transaction is still open.
    tx.store().set('stock.import', (tx.store().get('stock.import') || 0) + 1)
  }
  report.variants_new = tx.countRecords('variants') - variantsBefore
  const body = { skipped: false, replayed: false, ...report }
  return { status: 201, body, rollback: job.dry_run === true }
}

/**
 * What an earlier try of the same run wrote. One that wrote no movement can be done again.
 * @param {CoreApp} tx
 * @param {Import} job
 * @returns {{ movements: number, units: number }}
 */
function writtenUnder(tx, { actor, idempotency_key: key }) {
  const sql = `
    SELECT json_object('movements', count(*), 'units', coalesce(sum(delta), 0)) AS value
    FROM movements WHERE idempotency_key != '' AND actor = {:actor} AND idempotency_key = {:key}`
  return JSON.parse(selectText(tx, sql, { actor, key }))
}

/**
 * Makes the product, or changes what the file says otherwise. An empty cell changes nothing.
 * @param {CoreApp} tx
 * @param {ImportedProduct} imported
 * @param {{ products_new: number, products_changed: number }} report
 * @returns {core.Record}
 */
function saveProduct(tx, imported, report) {
  const [found] = tx.findRecordsByFilter('products', 'sku = {:sku}', '', 1, 0, {
    sku: imported.sku,
  })
  const product = found || new Record(tx.findCachedCollectionByNameOrId('products'))
  const known = product.getString('aliases').split('\n')
  const aliases = [...new Set([...known, ...imported.aliases])].filter(Boolean).join('\n')
  const { sku, name, color, gender, category, cost, price } = imported
  const fields = { sku, name, color, gender, category, cost, price, aliases }

  let changed = false
  for (const [field, value] of Object.entries(fields)) {
    if (value === null || value === '' || product.get(field) === value) continue
    product.set(field, value)
    changed = true
  }
  if (found && !changed) return product
  if (found) report.products_changed++
  else {
    product.set('active', true)
    report.products_new++
  }
  tx.save(product)
  return product
}

/**
 * The movement that takes the shelf to what the file says, or null when it is there already.
 * @param {Import} job
 * @param {import('./ledger.js').Shelf} shelf
 * @param {number} quantity
 */
function toEntry(job, shelf, quantity) {
  const isCount = job.mode === 'set' && !shelf.row.isNew()
  const delta = isCount ? quantity - levelOf(shelf).quantity : quantity
  if (delta === 0) return null
  return {
    type: isCount ? 'ADJUSTMENT' : 'ADD_STOCK',
    quantity: Math.abs(delta),
    delta,
    reserved_delta: 0,
    reason: job.reason,
  }
}

module.exports = { importProducts }
