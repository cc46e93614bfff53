import { z } from 'zod'
import { SetupError } from '../../domain/errors.ts'
import { HOOKS_VERSION } from '../../domain/hooks-version.ts'
import { tellLosses } from '../../domain/losses.ts'
import { type PocketBaseClient, PocketBaseRefusal } from './client.ts'
import { ensureCollections } from './collections.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './migrations.ts'
import { SafetyAnswer } from './report-answers.ts'

type Requests = Pick<PocketBaseClient, 'request'>

const DEFAULT_LOCATION = 'Shop'

/**
 * Makes PocketBase ready: the schema of this version, a default location, and the certainty that our
 * hooks are loaded. Can be run any number of times, also by several starts at once.
 * @returns one line for each change made, and one for movements that are gone
 * @throws SetupError when the hooks are missing or of another version, the database is newer than this
 *   program, or it cannot be migrated
 */
export async function preparePocketBase(
  client: Requests,
  migrations = MIGRATIONS,
): Promise<string[]> {
  await verifyHooks(client)
  const migrated = await migrate(client, migrations)
  const changes = [...migrated, ...(await ensureCollections(client))]
  if (await ensureLocation(client)) changes.push('made the default location')
  const loss = tellLosses(SafetyAnswer.parse(await client.request('/api/stock/safety')))
  return loss
    ? [...changes, `WARNING: ${loss} npm run verify -- --confirm-loss ends this warning`]
    : changes
}

/** @throws SetupError when the hooks are missing or of another version */
export async function verifyHooks(client: Requests): Promise<void> {
  const answer = await client.request('/api/stock/version').catch((error: unknown) => {
    if (error instanceof PocketBaseRefusal && error.status === 404) return {}
    throw error
  })
  const { version } = answer as { version?: unknown }
  if (version === HOOKS_VERSION) return
  throw new SetupError(
    version === undefined
      ? 'PocketBase runs without the hooks of this project: start it with --hooksDir pocketbase/pb_hooks.'
      : `PocketBase runs with version ${String(version)} of the hooks and this service needs ${HOOKS_VERSION}: start it with the pocketbase/pb_hooks of this checkout.`,
  )
}

const Locations = z.object({ totalItems: z.int() })

async function ensureLocation(client: Requests): Promise<boolean> {
  const path = '/api/collections/locations/records'
  const query = { filter: 'is_default = true', perPage: 1 }
  const { totalItems } = Locations.parse(await client.request(path, { query }))
  if (totalItems > 0) return false
  try {
    await client.request(path, {
      method: 'POST',
      body: { name: DEFAULT_LOCATION, is_default: true },
    })
    return true
  } catch (error) {
    // Another start was faster: the unique index allows one default.
    if (error instanceof PocketBaseRefusal && error.status === 400) return false
    throw error
  }
}
