// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal, faultsOf } = require(`${__hooks}/stock/answer.js`)

/**
 * Gives a product another name. Runs inside a transaction; one that it has already is left alone.
 * @param {CoreApp} tx
 * @param {{ product: string, alias: string }} wish id of the product, and one line of text
 * @returns {import('./answer.js').Answer} 201 with all its names, or 200 when nothing was to do
 * @throws Refusal 409 name-taken when it is another product's SKU or barcode, 400 invalid-request when
 *   they are too many
 */
function addAlias(tx, { product: id, alias }) {
  const product = tx.findRecordById('products', id)
  const aliases = product.getString('aliases').split('\n').filter(Boolean)
  const isKnown = aliases.some((known) => known.trim().toLowerCase() === alias.toLowerCase())
  if (isKnown) return { status: 200, body: { added: false, aliases } }
  requireFree(tx, id, alias)
  product.set('aliases', [...aliases, alias].join('\n'))
  try {
    tx.save(product)
  } catch (error) {
    const reason = faultsOf(error)
    throw reason === null ? error : new Refusal(400, 'invalid-request', { reason })
  }
  return { status: 201, body: { added: true, aliases: [...aliases, alias] } }
}

/**
 * A code finds one product; as the name of another one too it would find neither.
 * @param {CoreApp} tx
 * @param {string} product id
 * @param {string} alias
 * @throws Refusal 409 name-taken
 */
function requireFree(tx, product, alias) {
  const sku = $dbx.exp('sku = {:alias} COLLATE NOCASE AND id != {:product}', { alias, product })
  const [named] = tx.findAllRecords('products', sku)
  if (named) throw taken('SKU', named)
  const barcode = $dbx.exp('barcode = {:alias} COLLATE NOCASE AND product != {:product}', {
    ...{ alias, product },
  })
  const [marked] = tx.findAllRecords('variants', barcode)
  if (marked) throw taken('barcode', tx.findRecordById('products', marked.getString('product')))
}

/**
 * @param {string} kind
 * @param {core.Record} owner
 */
const taken = (kind, owner) => new Refusal(409, 'name-taken', { kind, sku: owner.getString('sku') })

module.exports = { addAlias }
