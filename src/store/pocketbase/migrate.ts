import { z } from 'zod'
import { SetupError } from '../../domain/errors.ts'
import { type PocketBaseClient, PocketBaseRefusal } from './client.ts'
import { BASELINE, type Migration, newestOf } from './migrations.ts'

type Requests = Pick<PocketBaseClient, 'request'>

const Recorded = z.object({ version: z.int() })
const Migrated = z.object({ version: z.int(), done: z.boolean() })
const Collections = z.object({ items: z.array(z.object({ name: z.string() })) })
const Failure = z.object({
  details: z.object({ version: z.int(), step: z.int(), reason: z.string() }),
})

/** A migration may rewrite a table of a million rows. */
const DEADLINE_MS = 10 * 60_000

const PATH = '/api/stock/schema'

/**
 * Takes the database to the newest version: all migrations that it lacks, in their order, in one
 * transaction with the record of each. To be done before what is missing is added. Of several starts
 * at once one does it.
 * @returns one line for each version that was recorded
 * @throws SetupError when the database is newer than this program, or when a migration fails; nothing
 *   is changed then
 */
export async function migrate(
  client: Requests,
  migrations: readonly Migration[],
): Promise<string[]> {
  const newest = newestOf(migrations)
  for (let from = await recordedVersion(client); from !== newest; ) {
    if (from > newest) throw tooNew(from, newest)
    const lacking = from === 0 ? await first(client, migrations) : migrations
    const pending = lacking.filter(({ version }) => version > from)
    const { version, done } = await send(client, from, pending)
    if (done) return pending.map((one) => `version ${one.version} of the schema: ${one.name}`)
    // Another start was faster.
    from = version
  }
  return []
}

/** Version of the schema that the database has; 0 where none is recorded. */
export async function recordedVersion(client: Requests): Promise<number> {
  return Recorded.parse(await client.request(PATH)).version
}

/** What a database without a recorded version lacks. A new one is made in its newest shape. */
async function first(
  client: Requests,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const query = { perPage: 500, fields: 'name' }
  const { items } = Collections.parse(await client.request('/api/collections', { query }))
  const isNew = items.every(({ name }) => name !== 'movements')
  const version = isNew ? newestOf(migrations) : BASELINE
  const start = { version, name: 'the first that is recorded', steps: [] }
  return isNew ? [start] : [start, ...migrations]
}

async function send(client: Requests, from: number, migrations: readonly Migration[]) {
  const body = { from, migrations }
  const request = { method: 'POST', body, deadlineMs: DEADLINE_MS } as const
  const answer = await client.request(PATH, request).catch((error: unknown) => {
    throw failed(error)
  })
  return Migrated.parse(answer)
}

function failed(error: unknown): unknown {
  if (!(error instanceof PocketBaseRefusal)) return error
  const failure = Failure.safeParse(error.response)
  if (!failure.success) return error
  const { version, step, reason } = failure.data.details
  const why = reason.replace(/^GoError: |[.\s]+$/g, '')
  return new SetupError(
    `The database cannot be taken to version ${version} of its schema: step ${step} failed (${why}). Nothing was changed: start the version of this program that ran before, and report this.`,
    { cause: error },
  )
}

const tooNew = (version: number, newest: number): SetupError =>
  new SetupError(
    `The database is of version ${version} and this program knows versions up to ${newest}: start the newer program that ran before, or restore a backup from before it.`,
  )
