// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./changes.js')} */
const { describeChange, lastChange } = require(`${__hooks}/stock/changes.js`)
/** @type {typeof import('./ledger.js')} */
const { inLedger } = require(`${__hooks}/stock/ledger.js`)
/** @type {typeof import('./movements.js')} */
const { describe, findMovements, findRepeated } = require(`${__hooks}/stock/movements.js`)
/** @type {typeof import('./shelves.js')} */
const { newId } = require(`${__hooks}/stock/shelves.js`)
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
  const first = findRepeated(tx, wish)
  const movements =
    first || reverseAll(tx, wish, wish.movement ? named(tx, wish.movement) : last(tx, wish))
  return {
    status: first ? 200 : 201,
    body: {
      replayed: first !== null,
      movements: movements.map(describe),
    },
  }
}

/** @typedef {import('./movements.js').NamedMovement} NamedMovement */

/**
 * @param {CoreApp} tx
 * @param {string} id
 */
function named(tx, id) {
  // SQLite takes the partial index only when the query repeats its condition.
  const same = "m.id = {:id} OR (m.linked != '' AND m.linked = {:id}) ORDER BY m.seq LIMIT 2"
  const found = findMovements(tx, same, { id })
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
  const mine = 'm.actor = {:actor} AND m.created >= {:since} ORDER BY m.seq DESC LIMIT 1'
  const [newest] = findMovements(tx, mine, { actor, since })
  refuseLaterChange(tx, { actor, since }, newest)
  if (!newest) throw new Refusal(404, 'nothing-to-undo', { hours: HOURS })
  if (isUndo(tx, newest)) {
    const details = { movement: newest.reverses, undone_by: newest.id }
    throw new Refusal(409, 'already-undone', { ...details, done_again: false })
  }
  return findMovements(tx, 'm.batch = {:batch} ORDER BY m.seq', { batch: newest.batch })
}

/**
 * "Undo that" after a change of a product does not mean the movement before it. What a product is
 * has no movements: it is changed back by another change.
 * @param {CoreApp} tx
 * @param {{ actor: string, since: string }} query
 * @param {NamedMovement} [newest] movement of the actor
 * @throws Refusal 409 product-was-changed
 */
function refuseLaterChange(tx, query, newest) {
  const change = lastChange(tx, query)
  if (!change) return
  const key = change.getString('idempotency_key')
  // A new product and what it began with are one request; undone is what can be: the stock.
  if (newest && (newest.created > change.getString('created') || newest.idempotency_key === key))
    return
  const details = { product: change.getString('product'), ...describeChange(change) }
  throw new Refusal(409, 'product-was-changed', details)
}

/**
 * Whether a movement undoes something; one that undoes an undo does it again.
 * @param {CoreApp} tx
 * @param {NamedMovement} movement
 * @returns {boolean}
 */
function isUndo(tx, { reverses }) {
  if (reverses === '') return false
  const [undone] = findMovements(tx, 'm.id = {:reverses}', { reverses })
  return undone !== undefined && !isUndo(tx, undone)
}

/**
 * Where an undo, its own undo and so on have led: the only one that can be undone now.
 * @param {CoreApp} tx
 * @param {NamedMovement} movement
 * @returns {NamedMovement}
 */
function lastLink(tx, movement) {
  const { id } = movement
  const [by] = findMovements(tx, "m.reverses != '' AND m.reverses = {:id} LIMIT 1", { id })
  return by ? lastLink(tx, by) : movement
}

/**
 * @param {CoreApp} tx
 * @param {import('./ledger.js').Author} author
 * @param {NamedMovement[]} movements
 * @returns {NamedMovement[]}
 */
function reverseAll(tx, author, movements) {
  const ids = new Map(movements.map((movement) => [movement.id, newId()]))
  // Backwards: each step leads to a shelf that was there before.
  const ordered = [...movements].sort((a, b) => b.seq - a.seq)
  return inLedger(tx, (ledger) => {
    const request = ledger.of(author)
    ledger.load(movements)
    return ordered.map((movement) => {
      const { id, line, type, quantity, reference, expires_at, unit_price } = movement
      const last = lastLink(tx, movement)
      if (last.id !== id) {
        const details = { movement: id, undone_by: last.id, done_again: !isUndo(tx, last) }
        throw new Refusal(409, 'already-undone', details)
      }
      const entry = {
        ...{ line, type, reference, expires_at, unit_price, reason: 'undo' },
        ...{ id: ids.get(id) || '', reverses: id, linked: ids.get(movement.linked) || '' },
      }
      return request.write(ledger.shelf(movement.variant, movement.location), entry, {
        ...{ quantity, delta: 0 - movement.delta, reserved_delta: 0 - movement.reserved_delta },
      })
    })
  })
}

module.exports = { undo }
