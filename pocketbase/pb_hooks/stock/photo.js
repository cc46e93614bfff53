// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)

/**
 * Gives a product a picture, or none. Runs inside a transaction: an update through PocketBase's own
 * route writes every column as it was read before, and would undo what another request changes
 * meanwhile. The file of the picture before is removed once this one is there for good.
 * @param {CoreApp} tx
 * @param {{ product: string, file?: filesystem.File }} wish id of the product
 * @returns {import('./answer.js').Answer} the file name that the picture got
 * @throws Refusal 404 product-not-found
 */
function setPhoto(tx, { product: id, file }) {
  const [product] = tx.findRecordsByIds('products', [id])
  if (!product) throw new Refusal(404, 'product-not-found', {})
  product.set('photo', file ?? '')
  tx.save(product)
  return { status: 201, body: { photo: product.getString('photo') } }
}

module.exports = { setPhoto }
