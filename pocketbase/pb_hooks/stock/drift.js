// @ts-check
/** @type {typeof import('./ledger.js')} */
const { inLedger } = require(`${__hooks}/stock/ledger.js`)
/** @type {typeof import('./reservations.js')} */
const { heldOn } = require(`${__hooks}/stock/reservations.js`)
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/**
 * A shelf whose balance is not the sum of its movements.
 * @typedef {object} Drift
 * @property {string} variant
 * @property {string} location
 * @property {number} quantity what the shelf says; 0 where the row is gone
 * @property {number} reserved
 * @property {number} ledger_quantity what the movements say
 * @property {number} ledger_reserved
 */

// One statement, so that no movement is seen without its balance. Added up and not joined: SQLite
// joins in full by comparing every shelf with every other.
const DRIFT = `
  SELECT json_object(
    'shelves', (SELECT count(*) FROM inventory),
    'movements', (SELECT count(*) FROM movements),
    'missing', (SELECT coalesce(max(seq), 0) - count(*) FROM movements),
    'rows', (SELECT json_group_array(json_object(
        'variant', variant, 'location', location, 'quantity', quantity, 'reserved', reserved,
        'ledger_quantity', ledger_quantity, 'ledger_reserved', ledger_reserved))
      FROM (
        SELECT variant, location, sum(quantity) AS quantity, sum(reserved) AS reserved,
          sum(ledger_quantity) AS ledger_quantity, sum(ledger_reserved) AS ledger_reserved
        FROM (
          SELECT variant, location, quantity, reserved, 0 AS ledger_quantity, 0 AS ledger_reserved
          FROM inventory
          UNION ALL
          SELECT variant, location, 0, 0, sum(delta), sum(reserved_delta)
          FROM movements GROUP BY variant, location)
        GROUP BY variant, location
        HAVING sum(quantity) != sum(ledger_quantity) OR sum(reserved) != sum(ledger_reserved)))
  ) AS value`

/**
 * Whether the ledger explains every unit.
 * @param {CoreApp} app
 * @returns {string} JSON `{ shelves, movements, missing, rows }`; `missing` counts movements that
 *   were numbered and are gone
 */
const driftJson = (app) => selectText(app, DRIFT)

/**
 * Takes the balances as true and writes the movements that explain each drift: an ADJUSTMENT of the
 * units on hand, and for reserved units a RELEASE of the references that hold them, or a RESERVE.
 * The past stays as it is. Runs inside a transaction.
 * @param {CoreApp} tx
 * @param {import('./ledger.js').Author} author
 * @returns {import('./answer.js').Answer} 201 with the rows that were repaired
 */
function repair(tx, author) {
  /** @type {Drift[]} */
  const rows = JSON.parse(driftJson(tx)).rows
  inLedger(tx, (ledger) => {
    const request = ledger.of(author)
    let line = 0
    for (const row of rows) {
      const level = { quantity: row.ledger_quantity, reserved: row.ledger_reserved }
      for (const { type, effect } of explanations(tx, row)) {
        level.quantity += effect.delta
        level.reserved += effect.reserved_delta
        request.explain(row, { type, line: line++, reason: 'repair' }, effect, level)
      }
    }
  })
  return { status: 201, body: { repaired: rows } }
}

/** Whose units are reserved where only a number says so. */
const NOBODY = 'repair'

/** @typedef {{ type: string, effect: import('./ledger.js').Effect }} Explanation */

/**
 * @param {CoreApp} tx
 * @param {Drift} row
 * @returns {Explanation[]}
 */
function explanations(tx, row) {
  const delta = row.quantity - row.ledger_quantity
  const effect = { quantity: Math.abs(delta), delta, reserved_delta: 0 }
  const onHand = { type: 'ADJUSTMENT', effect }
  return [...(delta === 0 ? [] : [onHand]), ...reservedExplanations(tx, row)]
}

/**
 * Whoever reserved first keeps what is there: the newest reservations are released.
 * @param {CoreApp} tx
 * @param {Drift} row
 * @returns {Explanation[]}
 */
function reservedExplanations(tx, row) {
  const missing = row.ledger_reserved - row.reserved
  if (missing < 0) {
    const effect = { quantity: -missing, delta: 0, reserved_delta: -missing, reference: NOBODY }
    return [{ type: 'RESERVE', effect }]
  }
  let left = missing
  return heldOn(tx, row)
    .reverse()
    .map(({ reference, held }) => {
      const quantity = Math.min(held, left)
      left -= quantity
      return {
        type: 'RELEASE',
        effect: { quantity, delta: 0, reserved_delta: -quantity, reference },
      }
    })
    .filter(({ effect }) => effect.quantity > 0)
}

module.exports = { driftJson, repair }
