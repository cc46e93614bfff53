// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal, faultsOf } = require(`${__hooks}/stock/answer.js`)

/**
 * Gives a product another name. Runs inside a transaction; one that it has already is left alone.
 * @param {CoreApp} tx
 * @param {{ product: string, alias: string }} wish id of the product, and one line of text
 * @returns {import('./answer.js').Answer} 201 with all its names, or 200 when nothing was to do
 * @throws Refusal 400 invalid-request when they are too many
 */
function addAlias(tx, { product: id, alias }) {
  const product = tx.findRecordById('products', id)
  const aliases = product.getString('aliases').split('\n').filter(Boolean)
  const isKnown = aliases.some((known) => known.trim().toLowerCase() === alias.toLowerCase())
  if (isKnown) return { status: 200, body: { added: false, aliases } }
  product.set('aliases', [...aliases, alias].join('\n'))
  try {
    tx.save(product)
  } catch (error) {
    const reason = faultsOf(error)
    throw reason === null ? error : new Refusal(400, 'invalid-request', { reason })
  }
  return { status: 201, body: { added: true, aliases: [...aliases, alias] } }
}

module.exports = { addAlias }
