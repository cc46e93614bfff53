// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)

// Who changed what a product is: its name, its price, whether it is sold. Stock has the ledger;
// this is the same for the catalogue, append-only like it.

/**
 * What is kept of a product when it changes.
 * @typedef {object} Fields
 * @property {string} name
 * @property {string} color
 * @property {string} gender
 * @property {string} category
 * @property {number} price 0 where nobody has said
 * @property {number} cost 0 where nobody has said
 * @property {number} reorder_point
 * @property {boolean} active
 */

/**
 * @param {core.Record} product
 * @returns {Fields}
 */
const fieldsOf = (product) => ({
  name: product.getString('name'),
  color: product.getString('color'),
  gender: product.getString('gender'),
  category: product.getString('category'),
  price: product.getFloat('price'),
  cost: product.getFloat('cost'),
  reorder_point: product.getInt('reorder_point'),
  active: product.getBool('active'),
})

/**
 * The fields that differ, before and after.
 * @param {Fields} before
 * @param {Fields} after
 */
function differences(before, after) {
  const names = /** @type {(keyof Fields)[]} */ (Object.keys(after))
  const changed = names.filter((name) => before[name] !== after[name])
  /** @param {Fields} fields */
  const only = (fields) => Object.fromEntries(changed.map((name) => [name, fields[name]]))
  return { changed, before: only(before), after: only(after) }
}

/**
 * Writes down that a product changed, when it did.
 * @param {CoreApp} tx
 * @param {import('./ledger.js').Author} author
 * @param {core.Record} product as it is now
 * @param {Fields | null} before null for a new product
 * @returns {core.Record | null} null when nothing changed
 */
function noteChange(tx, author, product, before) {
  const now = fieldsOf(product)
  const difference = before && differences(before, now)
  if (difference?.changed.length === 0) return null
  const change = new Record(tx.findCachedCollectionByNameOrId('product_changes'))
  change.load({
    product: product.id,
    ...{ before: difference?.before ?? null, after: difference?.after ?? now },
    ...{ actor: author.actor, channel: author.channel },
    ...{ idempotency_key: author.idempotency_key || '', request_hash: author.request_hash || '' },
  })
  tx.save(change)
  return change
}

/**
 * The change that the same idempotency key made before, if any.
 * @param {CoreApp} tx
 * @param {import('./ledger.js').Author} author
 * @returns {core.Record | null}
 * @throws Refusal 422 request-id-reused
 */
function findChange(tx, { actor, idempotency_key: key, request_hash: hash }) {
  if (!key) return null
  // SQLite takes the partial index only when the query repeats its condition.
  const filter = "idempotency_key != '' && actor = {:actor} && idempotency_key = {:key}"
  const [found] = tx.findRecordsByFilter('product_changes', filter, '', 1, 0, { actor, key })
  if (!found) return null
  if (found.getString('request_hash') !== hash) throw new Refusal(422, 'request-id-reused', {})
  return found
}

/**
 * The newest change of an actor since a moment, if any.
 * @param {CoreApp} tx
 * @param {{ actor: string, since: string }} query
 * @returns {core.Record | null}
 */
function lastChange(tx, { actor, since }) {
  const filter = 'actor = {:actor} && created >= {:since}'
  const [found] = tx.findRecordsByFilter('product_changes', filter, '-created', 1, 0, {
    ...{ actor, since },
  })
  return found || null
}

/**
 * What a change says, as plain values.
 * @param {core.Record} change
 */
const describeChange = (change) => ({
  before: JSON.parse(change.getString('before') || 'null'),
  after: JSON.parse(change.getString('after') || '{}'),
})

module.exports = { fieldsOf, noteChange, findChange, lastChange, describeChange }
