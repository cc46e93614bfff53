import type { Answer } from './answer.ts'
import { Refusal } from './refusal.ts'
import { selectNumber } from './sql.ts'

interface AddField {
  /** Name of the collection. */
  readonly add: string
  readonly field: Readonly<Record<string, unknown>>
}

interface RenameField {
  /** Name of the collection. */
  readonly rename: string
  readonly field: string
  readonly to: string
}

interface Statement {
  readonly sql: string
}

/** One step of a change of the schema, as src/store/pocketbase/migrations.ts describes it. */
type Step = AddField | RenameField | Statement

/** What leads to a version from the one before. */
interface Migration {
  readonly version: number
  /** What changes, in a few words. */
  readonly name: string
  readonly steps: readonly Step[]
}

interface MigrationRequest {
  /** The version that the database must have; 0 where none is recorded. */
  readonly from: number
  readonly migrations: readonly Migration[]
}

// A table and no collection: the admin UI does not list it, so nobody edits or deletes it there.
const TABLE = '_stock_versions'

/** The recorded version of the schema; 0 where none is. */
export function schemaVersion(app: CoreApp): number {
  if (!app.hasTable(TABLE)) return 0
  return selectNumber(app, `SELECT CAST(coalesce(max(version), 0) AS TEXT) AS value FROM ${TABLE}`)
}

/**
 * Takes the database to a later version and records each on the way, all or nothing. Runs inside a
 * transaction.
 * @returns 201 once it is done; 200 for a database of another version, which is left as it is. Both
 *   with the version that it has now
 * @throws Refusal invalid-request with the `version` and the `step` (from 1) that cannot be done, and
 *   the `reason`
 */
export function migrate(tx: CoreApp, { from, migrations }: MigrationRequest): Answer {
  const present = schemaVersion(tx)
  if (present !== from) return { status: 200, body: { version: present, done: false } }
  for (const { version, name, steps } of migrations) {
    for (const [index, step] of steps.entries()) {
      try {
        take(tx, step)
      } catch (error) {
        const details = { version, step: index + 1, reason: String(error) }
        throw new Refusal('invalid-request', details)
      }
    }
    recordVersion(tx, version, name)
  }
  return { status: 201, body: { version: schemaVersion(tx), done: true } }
}

function take(tx: CoreApp, step: Step): void {
  if ('add' in step) addField(tx, step)
  else if ('rename' in step) renameField(tx, step)
  else tx.db().newQuery(step.sql).execute()
}

function addField(tx: CoreApp, { add, field }: AddField): void {
  const collection = tx.findCollectionByNameOrId(add)
  if (collection.fields.getByName(String(field.name))) return
  const { collectionId: target } = field
  // A relation names its collection; PocketBase wants the id.
  const id = target && tx.findCollectionByNameOrId(String(target)).id
  collection.fields.addMarshaledJSON(JSON.stringify({ ...field, collectionId: id }) as never)
  tx.save(collection)
}

/** Where there is no such field, nothing has to be kept: the new one is made with all that is missing. */
function renameField(tx: CoreApp, { rename, field, to }: RenameField): void {
  const collection = tx.findCollectionByNameOrId(rename)
  const found = collection.fields.getByName(field)
  if (!found) return
  found.setName(to)
  // PocketBase keeps indexes as text. What is before the bracket names the index and the table.
  const word = new RegExp(`\\b${field}\\b`, 'g')
  const indexes = collection.indexes.map((index) =>
    index.replace(/\(.*/s, (columns) => columns.replace(word, to)),
  )
  collection.indexes = indexes as typeof collection.indexes
  tx.save(collection)
}

function recordVersion(tx: CoreApp, version: number, name: string): void {
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
