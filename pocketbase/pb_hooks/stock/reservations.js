// @ts-check
/** @type {typeof import('./ledger.js')} */
const { openLedger } = require(`${__hooks}/stock/ledger.js`)
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/**
 * What a reference still holds of a shelf. Nothing is stored for it: a reservation is the sum of its
 * movements, and its end is the one that its last RESERVE named.
 * @typedef {object} Reservation
 * @property {string} variant
 * @property {string} location
 * @property {string} reference
 * @property {number} held units
 * @property {string} expires_at empty for one that does not end by itself
 */

// The condition on reserved_delta is that of the partial index idx_movements_reserved.
const RESERVATIONS = `
  SELECT m.variant, m.location, m.reference, sum(m.reserved_delta) AS held,
    coalesce((SELECT r.expires_at FROM movements r
      WHERE r.reserved_delta != 0 AND r.variant = m.variant AND r.location = m.location
        AND r.reference = m.reference AND r.type = 'RESERVE' AND r.reverses = ''
        AND NOT EXISTS (SELECT 1 FROM movements x WHERE x.reverses != '' AND x.reverses = r.id)
      ORDER BY r.seq DESC LIMIT 1), '') AS expires_at
  FROM inventory i
  JOIN movements m ON m.variant = i.variant AND m.location = i.location AND m.reserved_delta != 0
  WHERE i.reserved > 0`

/**
 * @param {CoreApp} app
 * @param {string} condition further SQL, of this file only
 * @param {Record<string, string>} params
 * @returns {Reservation[]} oldest reference first
 */
function select(app, condition, params) {
  const sql = `
    SELECT json_group_array(json_object('variant', variant, 'location', location,
      'reference', reference, 'held', held, 'expires_at', expires_at)) AS value
    FROM (${RESERVATIONS} ${condition}
      GROUP BY m.variant, m.location, m.reference HAVING held > 0 ORDER BY min(m.seq))`
  return JSON.parse(selectText(app, sql, params))
}

/**
 * What is reserved on a shelf, by reference.
 * @param {CoreApp} tx
 * @param {{ variant: string, location: string }} shelf
 */
const reservationsOn = (tx, { variant, location }) =>
  select(tx, 'AND i.variant = {:variant} AND i.location = {:location}', { variant, location })

/**
 * Gives back what is reserved beyond its time, on one shelf or on all.
 * @param {CoreApp} tx inside a transaction
 * @param {{ variant: string, location: string }} [shelf]
 * @returns {number} reservations released
 */
function releaseExpired(tx, shelf) {
  const now = new DateTime().string()
  const all = shelf ? reservationsOn(tx, shelf) : select(tx, '', {})
  const expired = all.filter(({ expires_at }) => expires_at !== '' && expires_at <= now)
  if (expired.length === 0) return 0
  const ledger = openLedger(tx, { actor: 'system', channel: 'expiry' })
  for (const [line, { variant, location, reference, held, expires_at }] of expired.entries()) {
    ledger.write(ledger.shelf(variant, location), {
      ...{ line, type: 'RELEASE', quantity: held, delta: 0, reserved_delta: -held, reference },
      reason: `reserved until ${expires_at}`,
    })
  }
  return expired.length
}

module.exports = { reservationsOn, releaseExpired }
