// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal, orRefusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./effects.js')} */
const { effectOf } = require(`${__hooks}/stock/effects.js`)
/** @type {typeof import('./guards.js')} */
const { refuseLikelyRepeat, refuseUnusual } = require(`${__hooks}/stock/guards.js`)
/** @type {typeof import('./ledger.js')} */
const { inLedger } = require(`${__hooks}/stock/ledger.js`)
/** @type {typeof import('./movements.js')} */
const { describe, lookUpKeys } = require(`${__hooks}/stock/movements.js`)
/** @type {typeof import('./reservations.js')} */
const { releaseExpired } = require(`${__hooks}/stock/reservations.js`)
/** @type {typeof import('./shelves.js')} */
const { defaultLocation, findVariant, makeVariant, newId } = require(`${__hooks}/stock/shelves.js`)

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
 * @property {string} [match] how the words were understood, as JSON text
 */

/**
 * Lines that happen together or not at all.
 * @typedef {object} LineRequest
 * @property {Line[]} lines
 * @property {boolean} [refuse_likely_repeat]
 * @property {boolean} [refuse_unusual]
 */

/** @typedef {import('./ledger.js').Author & LineRequest} Batch */
/** @typedef {Line & { variant: string, location: string }} PlacedLine */
/** @typedef {import('./ledger.js').Ledger} Ledger */
/** @typedef {import('./movements.js').NamedMovement} NamedMovement */

/**
 * Writes what several requests ask, each as if it came alone: one that is refused takes nothing from
 * the others. Runs inside a transaction.
 * @param {CoreApp} tx
 * @param {{ requests: Batch[] }} group
 * @returns {import('./answer.js').Answer} an answer for each request, in their order; 201 when one of
 *   them wrote, else 200
 */
function recordAll(tx, { requests }) {
  const keys = lookUpKeys(tx, requests)
  const answers = inLedger(tx, (ledger) => {
    const fallback = lazily(() => defaultLocation(tx))
    ledger.load(requests.flatMap(({ lines }) => lines.flatMap((line) => placesOf(line, fallback))))
    return requests.map((batch) =>
      orRefusal(() => {
        const first = keys.find(batch)
        if (first) return answer(true, first)
        const movements = ledger.attempt(() => record(tx, ledger, batch, fallback))
        if (batch.idempotency_key) movements.forEach(keys.note)
        return answer(false, movements)
      }),
    )
  })
  // What was done before, or refused, is as good when it comes late.
  const wrote = answers.some(({ status }) => status === 201)
  return { status: wrote ? 201 : 200, body: { answers } }
}

/**
 * @template T
 * @param {() => T} make
 * @returns {() => T} which makes it once
 */
function lazily(make) {
  /** @type {{ value: T } | undefined} */
  let made
  return () => {
    made = made || { value: make() }
    return made.value
  }
}

/**
 * The shelves that a line names; those of a size that has to be found are read later.
 * @param {Line} line
 * @param {() => string} fallback id of the default location
 */
function placesOf({ variant, location, to_location: target }, fallback) {
  if (!variant) return []
  const here = { variant, location: location || fallback() }
  return target ? [here, { variant, location: target }] : [here]
}

/**
 * @param {boolean} replayed
 * @param {NamedMovement[]} movements
 * @returns {import('./answer.js').Answer}
 */
const answer = (replayed, movements) => ({
  status: replayed ? 200 : 201,
  body: { replayed, movements: movements.map(describe) },
})

/**
 * Writes the lines and the balances they lead to. What puts units on a shelf comes first, the
 * arriving halves of transfers too, then what takes some: so a shelf that is named twice is judged by
 * the sum, whatever the order of the lines. Sales and reservations under one reference keep their
 * order. A count stands alone on its shelf.
 * @param {CoreApp} tx
 * @param {Ledger} ledger
 * @param {Batch} batch
 * @param {() => string} fallback id of the default location
 * @returns {NamedMovement[]}
 * @throws Refusal any of those that lead to a 4xx
 */
function record(tx, ledger, batch, fallback) {
  const lines = batch.lines.map((line, index) => placed(tx, ledger, line, index, fallback))
  if (lines.length > 1) refuseCountBeside(lines)
  for (const line of lines) releaseExpired(tx, ledger, ledger.shelf(line.variant, line.location))
  if (batch.refuse_likely_repeat || batch.refuse_unusual) ledger.settle()
  if (batch.refuse_likely_repeat) refuseLikelyRepeat(tx, batch.actor, lines)
  if (batch.refuse_unusual) refuseUnusual(tx, lines)

  const request = ledger.of(batch)
  const steps = lines.flatMap((line) => stepsOf(line))
  return [...steps.filter(bringing), ...steps.filter((step) => !bringing(step))].map((step) => {
    try {
      const shelf = ledger.shelf(step.variant, step.location)
      return request.write(shelf, step.line, step.effect || effectOf(tx, ledger, step.line, shelf))
    } catch (error) {
      throw withSum(error, step.of, lines)
    }
  })
}

/**
 * The line with all that it leaves out.
 * @param {CoreApp} tx
 * @param {Ledger} ledger
 * @param {Line} line
 * @param {number} index
 * @param {() => string} fallback id of the default location
 * @returns {PlacedLine}
 */
const placed = (tx, ledger, line, index, fallback) =>
  Object.assign(line, {
    line: index,
    location: line.location || fallback(),
    variant: line.variant || variantOf(tx, ledger, line),
  })

/**
 * The variant of a size, made where it is missing.
 * @param {CoreApp} tx
 * @param {Ledger} ledger
 * @param {Line} line
 * @returns {string} id
 */
function variantOf(tx, ledger, { product = '', size = '' }) {
  const found = findVariant(tx, product, size)
  if (found) return found.id
  ledger.protect()
  return makeVariant(tx, product, size).id
}

/**
 * One movement to be written.
 * @typedef {object} Step
 * @property {PlacedLine} of the line that it belongs to
 * @property {import('./ledger.js').Entry & Line} line
 * @property {string} variant
 * @property {string} location
 * @property {import('./ledger.js').Effect} [effect] where it does not depend on the shelf
 */

/**
 * @param {PlacedLine} line
 * @returns {Step[]}
 */
function stepsOf(line) {
  const { variant, location } = line
  return line.type === 'TRANSFER' ? halvesOf(line) : [{ of: line, line, variant, location }]
}

/**
 * Two movements that name each other: off one shelf, onto another.
 * @param {PlacedLine} line
 * @returns {Step[]}
 */
function halvesOf(line) {
  const { variant, location, to_location: target, quantity = 0 } = line
  if (!target || target === location || quantity < 1) {
    throw new Refusal(400, 'invalid-request', { line: line.line })
  }
  const [from, to] = [newId(), newId()]
  const half = (
    /** @type {string} */ place,
    /** @type {object} */ ids,
    /** @type {number} */ delta,
  ) => ({
    ...{ of: line, line: { ...line, ...ids }, variant, location: place },
    effect: { quantity, delta, reserved_delta: 0 },
  })
  return [
    half(target, { id: to, linked: from }, quantity),
    half(location, { id: from, linked: to }, -quantity),
  ]
}

/** @param {Step} step whether it puts units on its shelf */
const bringing = ({ line, effect }) => (effect ? effect.delta > 0 : brings(line))

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

module.exports = { recordAll }
