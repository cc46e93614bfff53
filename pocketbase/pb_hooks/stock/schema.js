// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/**
 * One step of a change of the schema, as src/store/pocketbase/migrations.ts describes it.
 * @typedef {{ add: string, field: Record<string, unknown> }} AddField
 * @typedef {{ rename: string, field: string, to: string }} RenameField
 * @typedef {{ sql: string }} Statement
 * @typedef {AddField | RenameField | Statement} Step
 */

/**
 * What leads to a version from the one before.
 * @typedef {object} Migration
 * @property {number} version
 * @property {string} name what changes, in a few words
 * @property {Step[]} steps
 */

// A table and no collection: it is in no list of the admin UI, where it could be edited or deleted.
const TABLE = '_stock_versions'

/**
 * @param {CoreApp} app
 * @returns {number} version of the schema that is recorded; 0 where none is
 */
function versionOf(app) {
  if (!app.hasTable(TABLE)) return 0
  const sql = `SELECT CAST(coalesce(max(version), 0) AS TEXT) AS value FROM ${TABLE}`
  return Number(selectText(app, sql))
}

/**
 * Takes the database to a later version and records each on the way, all or nothing. Runs inside a
 * transaction.
 * @param {CoreApp} tx
 * @param {{ from: number, migrations: Migration[] }} wish `from` is the version that the database must
 *   have, 0 where none is recorded
 * @returns {import('./answer.js').Answer} 201 once it is done; 200 for a database of another version,
 *   which is left as it is. Both with the version that it has now
 * @throws Refusal 409 invalid-request with the `version` and the `step` (from 1) that cannot be done,
 *   and the `reason`
 */
function migrate(tx, { from, migrations }) {
  const present = versionOf(tx)
  if (present !== from) return { status: 200, body: { version: present, done: false } }
  for (const { version, name, steps } of migrations) {
    for (const [index, step] of steps.entries()) {
      try {
        take(tx, step)
      } catch (error) {
        const details = { version, step: index + 1, reason: String(error) }
        throw new Refusal(409, 'invalid-request', details)
      }
    }
    record(tx, version, name)
  }
  return { status: 201, body: { version: versionOf(tx), done: true } }
}

/**
 * @param {CoreApp} tx
 * @param {Step} step
 */
function take(tx, step) {
  if ('add' in step) addField(tx, step)
  else if ('rename' in step) renameField(tx, step)
  else tx.db().newQuery(step.sql).execute()
}

/**
 * @param {CoreApp} tx
 * @param {AddField} step
 */
function addField(tx, { add, field }) {
  const collection = tx.findCollectionByNameOrId(add)
  if (collection.fields.getByName(String(field.name))) return
  const { collectionId: target } = field
  // A relation names its collection; PocketBase wants the id.
  const id = target && tx.findCollectionByNameOrId(String(target)).id
  collection.fields.addMarshaledJSON(JSON.stringify({ ...field, collectionId: id }))
  tx.save(collection)
}

/**
 * A field that is not there has nothing to be kept: the new one is made with all that is missing.
 * @param {CoreApp} tx
 * @param {RenameField} step
 */
function renameField(tx, { rename, field, to }) {
  const collection = tx.findCollectionByNameOrId(rename)
  const found = collection.fields.getByName(field)
  if (!found) return
  found.setName(to)
  // PocketBase keeps indexes as text. What is before the bracket names the index and the table.
  const word = new RegExp(`\\b${field}\\b`, 'g')
  const indexes = collection.indexes.map((index) =>
    index.replace(/\(.*/s, (columns) => columns.replace(word, to)),
  )
  collection.indexes = /** @type {typeof collection.indexes} */ (indexes)
  tx.save(collection)
}

/**
 * @param {CoreApp} tx
 * @param {number} version
 * @param {string} name
 */
function record(tx, version, name) {
  tx.db()
    .newQuery(
      `CREATE TABLE IF NOT EXISTS ${TABLE} (version INTEGER PRIMARY KEY, name TEXT NOT NULL, created TEXT NOT NULL)`,
    )
    .execute()
  tx.db()
    .newQuery(
      `INSERT INTO ${TABLE} (version, name, created) VALUES ({:version}, {:name}, {:created})`,
    )
    .bind({ version, name, created: new DateTime().string() })
    .execute()
}

module.exports = { versionOf, migrate }
