// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./sql.js')} */
const { momentBefore, selectText } = require(`${__hooks}/stock/sql.js`)

/** @typedef {import('./record.js').Line & { variant: string, location: string }} PlacedLine */

/** A model that lost an answer asks again within this time. */
const REPEAT_SECONDS = 60

/** More than this many times the largest so far is a slip of the tongue, unless it is small anyway. */
const UNUSUAL_TIMES = 10
const USUAL_UNITS = 20

const TWIN = `
  SELECT coalesce((
    SELECT json_object('movement', m.id, 'created', m.created)
    FROM movements m
    WHERE m.variant = {:variant} AND m.location = {:location} AND m.actor = {:actor}
      AND m.type = {:type} AND m.created >= {:since} AND m.reverses = ''
      AND iif({:count} < 0, m.quantity = {:quantity} AND m.delta = {:delta}, m.quantity_after = {:count})
      AND ({:target} = '' OR {:target} = (SELECT l.location FROM movements l WHERE l.id = m.linked))
      AND NOT EXISTS (SELECT 1 FROM movements r WHERE r.reverses != '' AND r.reverses = m.id)
    ORDER BY m.seq DESC LIMIT 1), 'null') AS value`

/**
 * Refuses a request of which every line was written by the same caller a moment ago: it was most
 * likely sent twice. What was undone since does not count.
 * @param {CoreApp} tx
 * @param {string} actor
 * @param {PlacedLine[]} lines
 * @throws Refusal 409 likely-repeat with the first movement
 */
function refuseLikelyRepeat(tx, actor, lines) {
  const since = momentBefore(REPEAT_SECONDS)
  const twins = lines.map((line) => {
    const { variant, location, type, count = -1, to_location: target = '' } = line
    const delta = deltaOf(line)
    return JSON.parse(
      selectText(tx, TWIN, {
        ...{ variant, location, actor, type, since, delta, target },
        // A count says where the shelf is to be: counted twice, it is the same count.
        ...{ count, quantity: line.quantity ?? Math.abs(delta) },
      }),
    )
  })
  if (twins.length > 0 && twins.every(Boolean)) throw new Refusal(409, 'likely-repeat', twins[0])
}

/**
 * What a line that is no count does to the units on its shelf.
 * @param {PlacedLine} line
 */
function deltaOf({ type, quantity = 0, delta = 0 }) {
  if (type === 'RESERVE' || type === 'RELEASE') return 0
  if (type === 'ADJUSTMENT') return delta
  return type === 'SALE' || type === 'TRANSFER' ? -quantity : quantity
}

const LARGEST = `
  SELECT CAST(coalesce(max(m.quantity), 0) AS TEXT) AS value
  FROM movements m
  WHERE m.variant IN (SELECT id FROM variants WHERE product =
      (SELECT product FROM variants WHERE id = {:variant}))
    AND m.type = {:type} AND m.reverses = ''
    AND NOT EXISTS (SELECT 1 FROM movements r WHERE r.reverses != '' AND r.reverses = m.id)`

const ON_HAND = `
  SELECT CAST(coalesce(max(quantity), 0) AS TEXT) AS value FROM inventory
  WHERE variant = {:variant} AND location = {:location}`

/**
 * Refuses a quantity that is far larger than any of its type for the product so far.
 * @param {CoreApp} tx
 * @param {PlacedLine[]} lines
 * @throws Refusal 409 unusual-quantity with the largest so far
 */
function refuseUnusual(tx, lines) {
  for (const line of lines) {
    const units = unitsOf(tx, line)
    if (units <= USUAL_UNITS) continue
    const { variant, type } = line
    const usual = Number(selectText(tx, LARGEST, { variant, type }))
    if (units > usual * UNUSUAL_TIMES) {
      throw new Refusal(409, 'unusual-quantity', { line: line.line, requested: units, usual })
    }
  }
}

/**
 * The units that a line is about; for a count, those that it finds too many or too few.
 * @param {CoreApp} tx
 * @param {PlacedLine} line
 * @returns {number}
 */
function unitsOf(tx, { variant, location, quantity, delta = 0, count }) {
  if (count === undefined) return quantity ?? Math.abs(delta)
  return Math.abs(count - Number(selectText(tx, ON_HAND, { variant, location })))
}

module.exports = { refuseLikelyRepeat, refuseUnusual }
