// @ts-check
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/**
 * Which movements: each given field narrows the list.
 * @typedef {object} HistoryQuery
 * @property {string[]} [products] ids
 * @property {string} [size] compared without case
 * @property {string} [location] id
 * @property {string} [type]
 * @property {string} [actor]
 * @property {string} [reference]
 * @property {string} [from] first moment of occurred_at, as PocketBase writes times
 * @property {string} [to] first moment that is no longer wanted
 * @property {number} [before] only movements with a smaller `seq`: the cursor
 * @property {number} limit
 * @property {boolean} [counted] false where the total is not wanted; it is 0 then
 */

/** @type {Record<string, string>} */
const CONDITIONS = {
  products:
    'm.variant IN (SELECT id FROM variants WHERE product IN (SELECT value FROM json_each({:products})))',
  size: 'm.variant IN (SELECT id FROM variants WHERE size = {:size} COLLATE NOCASE)',
  location: 'm.location = {:location}',
  type: 'm.type = {:type}',
  actor: 'm.actor = {:actor}',
  reference: "m.reference != '' AND m.reference = {:reference}",
  from: 'm.occurred_at >= {:from}',
  to: 'm.occurred_at < {:to}',
}

/**
 * A page of the ledger, newest first, and how many movements fit the query in all.
 * @param {CoreApp} app
 * @param {HistoryQuery} query
 * @returns {string} JSON `{ total, items }`
 */
function historyJson(app, query) {
  /** @type {Record<string, unknown>} */
  const given = { ...query, products: query.products && JSON.stringify(query.products) }
  const asked = Object.keys(CONDITIONS).filter((name) => given[name] !== undefined)
  const where = asked.map((name) => CONDITIONS[name]).join(' AND ') || '1'
  const params = Object.fromEntries(asked.map((name) => [name, given[name]]))

  const count = `SELECT CAST(count(*) AS TEXT) AS value FROM movements m WHERE ${where}`
  const total = query.counted === false ? '0' : selectText(app, count, params)
  const before = query.before === undefined ? '' : 'AND m.seq < {:before}'
  const items = selectText(
    app,
    `SELECT json_group_array(json_object(
       'id', m.id, 'seq', m.seq, 'type', m.type, 'product', v.product, 'size', v.size,
       'location', m.location, 'quantity', m.quantity, 'delta', m.delta,
       'reserved_delta', m.reserved_delta, 'quantity_after', m.quantity_after,
       'reserved_after', m.reserved_after, 'reason', m.reason, 'reference', m.reference,
       'unit_price', m.unit_price, 'actor', m.actor, 'channel', m.channel,
       'reverses', m.reverses, 'reversed_by', m.reversed_by,
       'linked', m.linked, 'expires_at', m.expires_at, 'occurred_at', m.occurred_at,
       'created', m.created) ORDER BY m.seq DESC) AS value
     FROM (SELECT m.*, (SELECT r.id FROM movements r WHERE r.reverses != '' AND r.reverses = m.id) AS reversed_by
           FROM movements m WHERE ${where} ${before} ORDER BY m.seq DESC LIMIT {:limit}) m
     JOIN variants v ON v.id = m.variant`,
    { ...params, ...(before ? { before: query.before } : {}), limit: query.limit },
  )
  return `{"total":${total},"items":${items}}`
}

module.exports = { historyJson }
