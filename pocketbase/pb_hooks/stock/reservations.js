// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./ledger.js')} */
const { inLedger, referenceKey } = require(`${__hooks}/stock/ledger.js`)
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
const HELD = 'movements m WHERE m.reserved_delta != 0'
const RESERVED = `
  inventory i
  JOIN movements m ON m.variant = i.variant AND m.location = i.location AND m.reserved_delta != 0
  WHERE i.reserved > 0`

/**
 * @param {CoreApp} app
 * @param {string} movements m of which shelves: SQL, of this file only
 * @param {Record<string, string>} params
 * @returns {Reservation[]} oldest reference first
 */
function select(app, movements, params) {
  const sql = `
    SELECT json_group_array(json_object('variant', m.variant, 'location', m.location,
      'reference', m.reference, 'held', m.held, 'ends', coalesce(r.seq, 0),
      'expires_at', coalesce(r.expires_at, '')) ORDER BY m.first) AS value
    FROM (
      SELECT m.variant, m.location, m.reference, sum(m.reserved_delta) AS held, min(m.seq) AS first,
        (SELECT r.id FROM movements r
          WHERE r.reserved_delta != 0 AND r.variant = m.variant AND r.location = m.location
            AND r.reference = m.reference AND r.type = 'RESERVE' AND r.reverses = ''
            AND NOT EXISTS (SELECT 1 FROM movements x WHERE x.reverses != '' AND x.reverses = r.id)
          ORDER BY r.seq DESC LIMIT 1) AS last
      FROM ${movements}
      GROUP BY m.variant, m.location, m.reference) m
    LEFT JOIN movements r ON r.id = m.last`
  return together(JSON.parse(selectText(app, sql, params)))
}

/**
 * One reservation for all spellings of a reference, named as it was first.
 * @param {(Reservation & { ends: number })[]} spellings `ends` is the number of the last RESERVE
 * @returns {Reservation[]}
 */
function together(spellings) {
  /** @type {Map<string, Reservation & { ends: number }>} */
  const reservations = new Map()
  for (const one of spellings) {
    const key = [one.variant, one.location, referenceKey(one.reference)].join(' ')
    const first = reservations.get(key) || { ...one, held: 0 }
    const last = first.ends < one.ends ? one : first
    const { ends, expires_at } = last
    reservations.set(key, { ...first, held: first.held + one.held, ends, expires_at })
  }
  return [...reservations.values()].filter(({ held }) => held > 0)
}

/** @typedef {{ variant: string, location: string }} Place */

/**
 * What the movements of a shelf say is reserved, by reference, whatever its balance says.
 * @param {CoreApp} tx
 * @param {Place} shelf
 */
const heldOn = (tx, { variant, location }) =>
  select(tx, `${HELD} AND m.variant = {:variant} AND m.location = {:location}`, {
    variant,
    location,
  })

/**
 * What is reserved on a shelf, by reference. Nothing is read for a shelf that has nothing reserved.
 * @param {CoreApp} tx
 * @param {import('./ledger.js').Ledger} ledger
 * @param {import('./shelves.js').Shelf} shelf
 * @returns {Reservation[]} oldest reference first
 */
function reservationsOn(tx, ledger, { variant, location, reserved }) {
  if (reserved === 0) return []
  ledger.settle()
  return select(tx, `${RESERVED} AND i.variant = {:variant} AND i.location = {:location}`, {
    ...{ variant, location },
  })
}

/**
 * Gives back what is reserved on a shelf beyond its time.
 * @param {CoreApp} tx
 * @param {import('./ledger.js').Ledger} ledger
 * @param {import('./shelves.js').Shelf} shelf
 */
function releaseExpired(tx, ledger, shelf) {
  if (shelf.reserved === 0) return
  release(tx, ledger, reservationsOn(tx, ledger, shelf).filter(hasExpired))
}

/**
 * The same for all shelves.
 * @param {CoreApp} tx inside a transaction
 */
function releaseAllExpired(tx) {
  const expired = select(tx, RESERVED, {}).filter(hasExpired)
  if (expired.length > 0) inLedger(tx, (ledger) => release(tx, ledger, expired))
}

/** @param {Reservation} reservation */
const hasExpired = ({ expires_at }) => expires_at !== '' && expires_at <= new DateTime().string()

/**
 * A shelf whose balance does not have what its movements hold is left as it is and logged, so that it
 * stops nobody else.
 * @param {CoreApp} tx
 * @param {import('./ledger.js').Ledger} ledger
 * @param {Reservation[]} expired
 */
function release(tx, ledger, expired) {
  if (expired.length === 0) return
  const system = ledger.of({ actor: 'system', channel: 'expiry' })
  for (const [line, { variant, location, reference, held, expires_at }] of expired.entries()) {
    const entry = { line, type: 'RELEASE', reference, reason: `reserved until ${expires_at}` }
    const effect = { quantity: held, delta: 0, reserved_delta: -held }
    try {
      system.write(ledger.shelf(variant, location), entry, effect)
    } catch (error) {
      // The ledger refuses before it writes anything; whatever else fails is a fault.
      if (!(error instanceof Refusal)) throw error
      tx.logger().warn(
        'An expired reservation could not be released: run npm run verify.',
        ...['variant', variant, 'location', location, 'held', held],
      )
    }
  }
}

module.exports = { heldOn, reservationsOn, releaseExpired, releaseAllExpired }
