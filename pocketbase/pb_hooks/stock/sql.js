// @ts-check

/**
 * The single value of a query, as text.
 * @param {CoreApp} app
 * @param {string} sql with one column named `value`
 * @param {Record<string, unknown>} [params] bound as {:name}, never pasted
 * @returns {string}
 */
function selectText(app, sql, params) {
  const row = new DynamicModel({ value: '' })
  app
    .db()
    .newQuery(sql)
    .bind(params || {})
    .one(row)
  return row.value
}

/**
 * A moment so many seconds ago, as PocketBase writes times: they compare as text.
 * @param {number} seconds
 * @returns {string}
 */
const momentBefore = (seconds) =>
  new Date(Date.now() - seconds * 1000).toISOString().replace('T', ' ')

module.exports = { momentBefore, selectText }
