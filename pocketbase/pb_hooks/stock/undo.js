// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./changes.js')} */
const { describeChange, lastChange } = require(`${__hooks}/stock/changes.js`)
/** @type {typeof import('./ledger.js')} */
const ledgers = require(`${__hooks}/stock/ledger.js`)
/** @type {typeof import('./sql.js')} */
const { momentBefore } = require(`${__hooks}/stock/sql.js`)

/** How far back "undo that" reaches. */
const HOURS = 24

/**
 * @typedef {object} Wish
 * @property {string} [movement] id; the caller's last request where it is missing
 */

/**
 * Undoes a movement (a transfer with its other half), or all of the caller's last request, by
 * movements that do the opposite. Runs inside a transaction.
 * @param {CoreApp} tx
 * @param {import('./ledger.js').Author & Wish} wish
 * @returns {import('./answer.js').Answer} 201 with the new movements, or 200 with the first ones
 * @throws Refusal 404 movement-not-found or nothing-to-undo, 409 already-undone, insufficient-stock,
 *   product-archived or product-was-changed
 */
function undo(tx, wish) {
  const first = ledgers.findRepeated(tx, wish)
  const movements =
    first || reverseAll(tx, wish, wish.movement ? named(tx, wish.movement) : last(tx, wish))
  return {
    status: first ? 200 : 201,
    body: {
      replayed: first !== null,
      movements: movements.map((movement) => ledgers.describe(tx, movement)),
    },
  }
}

/**
 * @param {CoreApp} tx
 * @param {string} filter of this file only
 * @param {string} sort
 * @param {number} limit
 * @param {Record<string, string>} params
 * @returns {core.Record[]}
 */
const find = (tx, filter, sort, limit, params) =>
  /** @type {core.Record[]} */ (tx.findRecordsByFilter('movements', filter, sort, limit, 0, params))

/**
 * @param {CoreApp} tx
 * @param {string} id
 */
function named(tx, id) {
  const found = find(tx, 'id = {:id} || (linked != "" && linked = {:id})', 'seq', 2, { id })
  if (found.length === 0) throw new Refusal(404, 'movement-not-found', {})
  return found
}

/**
 * The caller's last request. One that is itself an undo is not undone without being named: who says
 * "undo" twice has not said whether she means the one before, or the first again.
 * @param {CoreApp} tx
 * @param {import('./ledger.js').Author} author
 */
function last(tx, { actor }) {
  const since = momentBefore(HOURS * 3600)
  const [newest] = find(tx, 'actor = {:actor} && created >= {:since}', '-seq', 1, { actor, since })
  refuseLaterChange(tx, { actor, since }, newest)
  if (!newest) throw new Refusal(404, 'nothing-to-undo', { hours: HOURS })
  if (isUndo(tx, newest)) {
    const details = { movement: newest.getString('reverses'), undone_by: newest.id }
    throw new Refusal(409, 'already-undone', { ...details, done_again: false })
  }
  return find(tx, 'batch = {:batch}', 'seq', 0, { batch: newest.getString('batch') })
}

/**
 * "Undo that" after a change of a product does not mean the movement before it. What a product is
 * has no movements: it is changed back by another change.
 * @param {CoreApp} tx
 * @param {{ actor: string, since: string }} query
 * @param {core.Record} [newest] movement of the actor
 * @throws Refusal 409 product-was-changed
 */
function refuseLaterChange(tx, query, newest) {
  const change = lastChange(tx, query)
  if (!change) return
  const key = (/** @type {core.Record} */ record) => record.getString('idempotency_key')
  const created = (/** @type {core.Record} */ record) => record.getString('created')
  // A new product and what it began with are one request; undone is what can be: the stock.
  if (newest && (created(newest) > created(change) || key(newest) === key(change))) return
  const details = { product: change.getString('product'), ...describeChange(change) }
  throw new Refusal(409, 'product-was-changed', details)
}

/**
 * Whether a movement undoes something; one that undoes an undo does it again.
 * @param {CoreApp} tx
 * @param {core.Record} movement
 * @returns {boolean}
 */
function isUndo(tx, movement) {
  const reverses = movement.getString('reverses')
  return reverses !== '' && !isUndo(tx, tx.findRecordById('movements', reverses))
}

/**
 * Where an undo, its own undo and so on have led: the only one that can be undone now.
 * @param {CoreApp} tx
 * @param {core.Record} movement
 * @returns {core.Record}
 */
function lastLink(tx, movement) {
  const [by] = find(tx, "reverses != '' && reverses = {:id}", '', 1, { id: movement.id })
  return by ? lastLink(tx, by) : movement
}

/**
 * @param {CoreApp} tx
 * @param {import('./ledger.js').Author} author
 * @param {core.Record[]} movements
 * @returns {core.Record[]}
 */
function reverseAll(tx, author, movements) {
  const ledger = ledgers.openLedger(tx, author)
  const ids = new Map(movements.map((movement) => [movement.id, ledgers.newId()]))
  // Backwards: each step leads to a shelf that was there before.
  const ordered = [...movements].sort((a, b) => b.getInt('seq') - a.getInt('seq'))
  return ordered.map((movement) => {
    const last = lastLink(tx, movement)
    if (last.id !== movement.id) {
      const details = { movement: movement.id, undone_by: last.id, done_again: !isUndo(tx, last) }
      throw new Refusal(409, 'already-undone', details)
    }
    const shelf = ledger.shelf(movement.getString('variant'), movement.getString('location'))
    return ledger.write(shelf, {
      id: ids.get(movement.id) || '',
      line: movement.getInt('line'),
      type: movement.getString('type'),
      quantity: movement.getInt('quantity'),
      delta: 0 - movement.getInt('delta'),
      reserved_delta: 0 - movement.getInt('reserved_delta'),
      reference: movement.getString('reference'),
      expires_at: movement.getString('expires_at'),
      unit_price: movement.getFloat('unit_price'),
      reason: 'undo',
      reverses: movement.id,
      linked: ids.get(movement.getString('linked')) || '',
    })
  })
}

module.exports = { undo }
