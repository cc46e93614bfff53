// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./ledger.js')} */
const { referenceKey } = require(`${__hooks}/stock/ledger.js`)
/** @type {typeof import('./reservations.js')} */
const { reservationsOn } = require(`${__hooks}/stock/reservations.js`)

/** @typedef {import('./ledger.js').Effect} Effect */

/**
 * @typedef {import('./record.js').Line} Line
 * @typedef {import('./ledger.js').Ledger} Ledger
 * @typedef {import('./shelves.js').Shelf} Shelf
 */

/**
 * The effect of each type of movement. Adding a type is adding a line.
 * @type {Record<string, (tx: CoreApp, ledger: Ledger, line: Line, shelf: Shelf) => Effect>}
 */
const EFFECTS = {
  ADD_STOCK: (_tx, _ledger, line) => onHand(spoken(line)),
  RETURN: (_tx, _ledger, line) => onHand(spoken(line)),
  SALE: sale,
  RESERVE: (_tx, _ledger, line) => ({
    quantity: spoken(line),
    delta: 0,
    reserved_delta: spoken(line),
  }),
  RELEASE: release,
  ADJUSTMENT: adjustment,
}

/**
 * @param {CoreApp} tx
 * @param {Ledger} ledger
 * @param {Line} line
 * @param {Shelf} shelf
 * @returns {Effect}
 * @throws Refusal when the line makes no sense on this shelf
 */
function effectOf(tx, ledger, line, shelf) {
  const effect = EFFECTS[line.type]
  if (!effect) throw invalid(line)
  return effect(tx, ledger, line, shelf)
}

/** @param {number} delta */
const onHand = (delta) => ({ quantity: Math.abs(delta), delta, reserved_delta: 0 })

/** @param {Line} line */
const invalid = ({ line }) => new Refusal(400, 'invalid-request', { line })

/**
 * The units that a line names, above 0.
 * @param {Line} line
 */
function spoken(line) {
  const { quantity } = line
  if (!Number.isSafeInteger(quantity) || Number(quantity) < 1) throw invalid(line)
  return Number(quantity)
}

/**
 * @param {import('./reservations.js').Reservation[]} reservations
 * @param {Line} line
 */
const named = (reservations, line) =>
  reservations.filter(
    ({ reference }) => referenceKey(reference) === referenceKey(line.reference || ''),
  )

/**
 * A sale takes what is available, and first what its own reference holds.
 * @param {CoreApp} tx
 * @param {Ledger} ledger
 * @param {Line} line
 * @param {Shelf} shelf
 * @returns {Effect}
 */
function sale(tx, ledger, line, shelf) {
  const quantity = spoken(line)
  const mine = line.reference ? reservationsOn(tx, ledger, shelf) : []
  const held = named(mine, line)[0]?.held || 0
  return { quantity, delta: -quantity, reserved_delta: 0 - Math.min(quantity, held) }
}

/**
 * A release gives back units of one reservation: the one that is named, or the only one there is.
 * @param {CoreApp} tx
 * @param {Ledger} ledger
 * @param {Line} line
 * @param {Shelf} shelf
 * @returns {Effect}
 */
function release(tx, ledger, line, shelf) {
  const quantity = spoken(line)
  const all = reservationsOn(tx, ledger, shelf)
  const meant = line.reference ? named(all, line) : all
  const reservations = all.map(({ reference, held }) => ({ reference, held }))
  if (meant.length > 1) {
    throw new Refusal(409, 'ambiguous-reservation', { line: line.line, reservations })
  }
  const held = meant[0]?.held || 0
  if (quantity > held) {
    const details = { line: line.line, held, requested: quantity, reservations }
    throw new Refusal(409, 'nothing-reserved', details)
  }
  return { quantity, delta: 0, reserved_delta: -quantity, reference: meant[0]?.reference || '' }
}

/**
 * A correction by so many units, or to what was counted.
 * @param {CoreApp} _tx
 * @param {Ledger} _ledger
 * @param {Line} line
 * @param {Shelf} shelf
 * @returns {Effect}
 */
function adjustment(_tx, _ledger, line, shelf) {
  const { count, expected, delta } = line
  const { quantity } = shelf
  if (expected !== undefined && expected !== quantity) {
    throw new Refusal(409, 'unexpected-quantity', { line: line.line, expected, quantity })
  }
  if (count !== undefined) {
    if (!Number.isSafeInteger(count) || count < 0) throw invalid(line)
    return onHand(count - quantity)
  }
  if (!Number.isSafeInteger(delta) || delta === 0) throw invalid(line)
  return onHand(Number(delta))
}

module.exports = { effectOf }
