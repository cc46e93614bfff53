import { indexName } from '../../src/domain/index-name.ts'
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

interface ReplaceIndexes {
  /** Name of the collection. */
  readonly reindex: string
  /** Names of indexes. */
  readonly drop: readonly string[]
  /** SQL of new ones. */
  readonly make: readonly string[]
}

interface Statement {
  readonly sql: string
}

/** One step of a migration, as src/store/pocketbase/migrations.ts describes it. */
type Step = AddField | RenameField | ReplaceIndexes | Statement

/** The steps from one schema version to the next. */
interface Migration {
  readonly version: number
  /** Short description of the change. */
  readonly name: string
  readonly steps: readonly Step[]
}

interface MigrationRequest {
  /** The current version that the database must have; 0 when none is recorded. */
  readonly from: number
  readonly migrations: readonly Migration[]
}

// A plain table, not a collection: the admin UI does not list it, so nobody can edit or delete it there.
const TABLE = '_stock_versions'

/** The recorded version of the schema; 0 when none is recorded. */
export function schemaVersion(app: CoreApp): number {
  if (!app.hasTable(TABLE)) return 0
  return selectNumber(app, `SELECT CAST(coalesce(max(version), 0) AS TEXT) AS value FROM ${TABLE}`)
}

/**
 * Migrates the database to a later version and records each version on the way, all or nothing. Runs
 * inside a transaction.
 * @returns 201 when done; 200 when the database does not have the version `from`, and then nothing
 *   changes. Both with the current version
 * @throws Refusal invalid-request with the `version` and the `step` (from 1) that failed, and the
 *   `reason`
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
  else if ('reindex' in step) replaceIndexes(tx, step)
  else tx.db().newQuery(step.sql).execute()
}

function addField(tx: CoreApp, { add, field }: AddField): void {
  const collection = tx.findCollectionByNameOrId(add)
  if (collection.fields.getByName(String(field.name))) return
  const { collectionId: target } = field
  // A relation gives the name of its collection, but PocketBase needs the id.
  const id = target && tx.findCollectionByNameOrId(String(target)).id
  collection.fields.addMarshaledJSON(JSON.stringify({ ...field, collectionId: id }) as never)
  tx.save(collection)
}

/** Renames a field. Without the old field there is no data to keep: the new one is created later. */
function renameField(tx: CoreApp, { rename, field, to }: RenameField): void {
  const collection = tx.findCollectionByNameOrId(rename)
  const found = collection.fields.getByName(field)
  if (!found) return
  found.setName(to)
  // PocketBase keeps indexes as text. The part before the bracket is the index and table name.
  const word = new RegExp(`\\b${field}\\b`, 'g')
  const indexes = collection.indexes.map((index) =>
    index.replace(/\(.*/s, (columns) => columns.replace(word, to)),
  )
  collection.indexes = indexes as typeof collection.indexes
  tx.save(collection)
}

/**
 * Replaces indexes in one go: PocketBase makes all indexes of a collection anew whenever one changes. One that
 * has the name of a new one makes way for it.
 */
function replaceIndexes(tx: CoreApp, { reindex, drop, make }: ReplaceIndexes): void {
  const collection = tx.findCollectionByNameOrId(reindex)
  const gone = [...drop, ...make.map(indexName)]
  const kept = collection.indexes.filter((index) => !gone.includes(indexName(index)))
  collection.indexes = [...kept, ...make] as typeof collection.indexes
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
