// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./effects.js')} */
const { effectOf } = require(`${__hooks}/stock/effects.js`)
/** @type {typeof import('./guards.js')} */
const { refuseLikelyRepeat, refuseUnusual } = require(`${__hooks}/stock/guards.js`)
/** @type {typeof import('./ledger.js')} */
const ledgers = require(`${__hooks}/stock/ledger.js`)
/** @type {typeof import('./reservations.js')} */
const { releaseExpired } = require(`${__hooks}/stock/reservations.js`)

/**
 * One line of a request.
 * @typedef {object} Line
 * @property {number} line place in the request, from 0
 * @property {string} type
 * @property {string} [variant] id of the variant, or else `product` and `size`
 * @property {string} [product] id of the product; with `size`, makes the variant where it is missing
 * @property {string} [size]
 * @property {string} [location] id; the default location where it is missing
 * @property {string} [to_location] id, for a TRANSFER
 * @property {number} [quantity] units as spoken, above 0
 * @property {number} [delta] signed units, for an ADJUSTMENT
 * @property {number} [count] units that were counted, for an ADJUSTMENT
 * @property {number} [expected] units that the caller believed to be there
 * @property {string} [reason]
 * @property {string} [reference]
 * @property {number} [unit_price]
 * @property {string} [expires_at]
 * @property {string} [occurred_at]
 * @property {unknown} [match]
 */

/**
 * Lines that happen together or not at all.
 * @typedef {object} LineRequest
 * @property {Line[]} lines
 * @property {boolean} [refuse_likely_repeat]
 * @property {boolean} [refuse_unusual]
 */

/** @typedef {import('./ledger.js').Author & LineRequest} Batch */

/**
 * Writes the lines and the balances they lead to. Runs inside a transaction. What puts units on a
 * shelf comes first, the arriving halves of transfers too, then what takes some: so a shelf that is
 * named twice is judged by the sum, whatever the order of the lines. Sales and reservations under one
 * reference keep their order. A count stands alone on its shelf.
 * @param {CoreApp} tx
 * @param {Batch} batch
 * @returns {import('./answer.js').Answer} 201 with the movements, or 200 with the first ones
 * @throws Refusal any of those that lead to a 4xx; nothing is written then
 */
function record(tx, batch) {
  const first = ledgers.findRepeated(tx, batch)
  if (first) return answer(tx, true, first)

  const fallback = ledgers.defaultLocation(tx)
  const lines = batch.lines.map((line, index) => ({
    ...line,
    line: index,
    location: line.location || fallback,
    variant: line.variant || makeVariant(tx, line),
  }))
  refuseCountBeside(lines)
  for (const { variant, location } of lines) releaseExpired(tx, { variant, location })
  if (batch.refuse_likely_repeat) refuseLikelyRepeat(tx, batch.actor, lines)
  if (batch.refuse_unusual) refuseUnusual(tx, lines)

  const ledger = ledgers.openLedger(tx, batch)
  const steps = lines.flatMap((line) => stepsOf(tx, ledger, line))
  const ordered = [...steps.filter(({ brings }) => brings), ...steps.filter((one) => !one.brings)]
  const movements = ordered.map(({ line, write }) => {
    try {
      return write()
    } catch (error) {
      throw withSum(error, line, lines)
    }
  })
  return answer(tx, false, movements)
}

/**
 * @param {CoreApp} tx
 * @param {boolean} replayed
 * @param {core.Record[]} movements
 */
const answer = (tx, replayed, movements) => ({
  status: replayed ? 200 : 201,
  body: { replayed, movements: movements.map((movement) => ledgers.describe(tx, movement)) },
})

/**
 * @param {CoreApp} tx
 * @param {Line} line
 */
const makeVariant = (tx, { product, size }) =>
  ledgers.findOrMakeVariant(tx, product || '', size || '').id

/** @typedef {Line & { variant: string, location: string }} PlacedLine */
/** @typedef {ReturnType<typeof ledgers.openLedger>} Ledger */

/**
 * One movement to be written.
 * @typedef {object} Step
 * @property {PlacedLine} line
 * @property {boolean} brings whether it makes units available
 * @property {() => core.Record} write
 */

/**
 * @param {CoreApp} tx
 * @param {Ledger} ledger
 * @param {PlacedLine} line
 * @returns {Step[]}
 */
function stepsOf(tx, ledger, line) {
  if (line.type === 'TRANSFER') return transfer(ledger, line)
  const write = () => {
    const shelf = ledger.shelf(line.variant, line.location)
    return ledger.write(shelf, { ...line, ...effectOf(tx, line, shelf) })
  }
  return [{ line, brings: brings(line), write }]
}

/**
 * Two movements that name each other: off one shelf, onto another.
 * @param {Ledger} ledger
 * @param {PlacedLine} line
 * @returns {Step[]}
 */
function transfer(ledger, line) {
  const { variant, location, to_location: target, quantity = 0 } = line
  if (!target || target === location || quantity < 1) {
    throw new Refusal(400, 'invalid-request', { line: line.line })
  }
  const [from, to] = [ledgers.newId(), ledgers.newId()]
  const half = { ...line, quantity, reserved_delta: 0 }
  const leaving = { ...half, id: from, linked: to, delta: -quantity }
  const arriving = { ...half, id: to, linked: from, delta: quantity }
  return [
    { line, brings: true, write: () => ledger.write(ledger.shelf(variant, target), arriving) },
    { line, brings: false, write: () => ledger.write(ledger.shelf(variant, location), leaving) },
  ]
}

/** @param {Line} line */
const brings = ({ type, count, delta = 0 }) =>
  count !== undefined || ['ADD_STOCK', 'RETURN', 'RELEASE'].includes(type) || delta > 0

/**
 * Whether the units of another line were counted too, nobody knows but who counted.
 * @param {PlacedLine[]} lines
 * @throws Refusal 400 invalid-request with the other line as `beside`
 */
function refuseCountBeside(lines) {
  for (const line of lines.filter(({ count }) => count !== undefined)) {
    const other = lines.find((one) => one !== line && touches(one, line))
    if (other) throw new Refusal(400, 'invalid-request', { line: line.line, beside: other.line })
  }
}

/**
 * @param {PlacedLine} line
 * @param {PlacedLine} shelf
 */
const touches = (line, { variant, location }) =>
  line.variant === variant &&
  (line.location === location || (line.type === 'TRANSFER' && line.to_location === location))

/**
 * A shelf that several lines draw on is refused by their sum: what is there before any of them, and
 * what all of them ask.
 * @param {unknown} error
 * @param {PlacedLine} line
 * @param {PlacedLine[]} lines
 */
function withSum(error, line, lines) {
  if (!(error instanceof Refusal) || error.body.code !== 'insufficient-stock') return error
  const drawing = lines.filter(
    (other) => !brings(other) && other.variant === line.variant && other.location === line.location,
  )
  if (drawing.length < 2) return error
  const units = (/** @type {PlacedLine} */ other) => other.quantity || Math.abs(other.delta || 0)
  const earlier = drawing.filter((other) => other.line < line.line)
  const sum = (/** @type {PlacedLine[]} */ list) =>
    list.reduce((total, one) => total + units(one), 0)
  const { details } = error.body
  return new Refusal(409, 'insufficient-stock', {
    ...details,
    available: Number(details.available) + sum(earlier),
    requested: sum(drawing),
  })
}

module.exports = { record }
