import { statfs } from 'node:fs/promises'
import { createCatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import { tellLosses } from '../../src/domain/losses.ts'
import { tellTwins } from '../../src/features/products/join-sizes.ts'
import { createDriftService } from '../../src/features/reports/drift.ts'
import { troubleOf } from '../../src/features/webhooks/webhook-messages.ts'
import type { Config } from '../../src/process/config.ts'
import { connectStore } from '../../src/process/open-store.ts'
import { recordedVersion } from '../../src/store/pocketbase/migrate.ts'
import { MIGRATIONS, newestOf } from '../../src/store/pocketbase/migrations.ts'
import { verifyHooks } from '../../src/store/pocketbase/prepare.ts'
import { brokerCheck } from './broker.ts'
import { type Check, Skip, Trouble } from './check.ts'
import { clockCheck } from './clock.ts'

/** Minimum free disk space for a backup or an import. */
const MIN_FREE_BYTES = 1e9

/** A backup is made each day; one that takes its time is no trouble. */
const MAX_BACKUP_HOURS = 26

interface StockPlace {
  readonly url: string
  readonly folder: string
  readonly restart: string
  readonly joinSizes: string
  readonly confirmLoss: string
  readonly makeBackup: string
}

const BY = { actor: 'doctor', channel: 'command' } as const

/**
 * The database and what stands in it.
 * @param folder on the disk that has to have room
 * @param restart what starts PocketBase again, as a person types it
 * @param joinSizes what shows sizes in several spellings, in the same way
 * @param makeBackup what makes a backup
 * @param confirmLoss what ends the warning about movements that are gone
 */
export function stockChecks(
  config: Config,
  { url, folder, restart, joinSizes, confirmLoss, makeBackup }: StockPlace,
): Check[] {
  const { client, store } = connectStore({ ...config, POCKETBASE_URL: url })
  const drift = createDriftService({ catalogue: createCatalogueReader(store), store })
  let asked: Promise<void> | undefined
  const hooksAnswer = () => {
    asked ??= verifyHooks(client)
    return asked
  }
  const needHooks = () =>
    hooksAnswer().catch(() => {
      throw new Skip('cannot be looked at before the hooks are well')
    })
  const health = () => fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) })
  return [
    {
      name: 'PocketBase',
      async run() {
        const started = performance.now()
        const answer = await health().catch(() => undefined)
        if (answer?.ok) return `answers in ${Math.round(performance.now() - started)} ms`
        throw new Trouble(`does not answer at ${url}`, `Start it: ${restart}`)
      },
    },
    {
      name: 'Hooks',
      async run() {
        await hooksAnswer().catch((error: Error) => {
          throw new Trouble(
            error.message,
            `Start it with the present hooks and password: ${restart}`,
          )
        })
        return 'are loaded, of the version that this API needs'
      },
    },
    {
      name: 'Schema',
      async run() {
        await needHooks()
        const [version, needed] = [await recordedVersion(client), newestOf(MIGRATIONS)]
        if (version === needed) return `is of version ${version}, as this program needs it`
        throw new Trouble(
          `is of version ${version} and this program needs ${needed}`,
          version < needed
            ? `Start it again: ${restart}`
            : 'Start the newer program that ran before.',
        )
      },
    },
    {
      name: 'Ledger',
      async run() {
        const { rows, missing, message } = await drift.read(BY).catch((error: Error) => {
          throw new Trouble(error.message, 'First correct what stands above.')
        })
        if (rows.length === 0 && missing === 0) return message
        throw new Trouble(
          message,
          'See which with npm run verify, then repair or restore a backup.',
        )
      },
    },
    {
      name: 'Losses',
      async run() {
        await needHooks()
        const loss = tellLosses(await store.readSafety())
        if (!loss) return 'there are none: every movement that was acknowledged is there'
        throw new Trouble(loss, `Once that is done: ${confirmLoss}`)
      },
    },
    {
      name: 'Backup',
      async run() {
        await needHooks()
        const { backup, badBackup } = await store.readSafety()
        if (badBackup) {
          throw new Trouble(
            `the newest one, ${badBackup.name}, cannot be relied on: ${badBackup.problem}`,
            `Correct what stands above, then ${makeBackup}`,
          )
        }
        if (!backup) throw new Skip(`none was made yet: ${makeBackup}`)
        const hours = Math.round((Date.now() - Date.parse(backup.at)) / 3_600_000)
        const text = `the newest good one, ${backup.name}, is ${hours} hours old`
        if (hours <= MAX_BACKUP_HOURS) return text
        throw new Trouble(text, `Make one each day: ${makeBackup}`)
      },
    },
    brokerCheck(config, store),
    {
      name: 'Sizes',
      async run() {
        await needHooks()
        const twins = tellTwins(await store.readCatalogue())
        if (twins.length === 0) return 'each has one spelling'
        const more = twins.length > 3 ? ` and ${twins.length - 3} more` : ''
        throw new Trouble(
          `are there in several spellings: ${twins.slice(0, 3).join('; ')}${more}`,
          `See what joining them would do: ${joinSizes}. It says how to do it.`,
        )
      },
    },
    {
      name: 'Webhooks',
      async run() {
        await needHooks()
        const webhooks = await store.readWebhooks()
        if (webhooks.length === 0) throw new Skip('there are none')
        const now = new Date()
        const troubled = webhooks.flatMap((one) => troubleOf(one, now, config.TIME_ZONE) ?? [])
        if (troubled.length === 0) return `${webhooks.length}, and all are told what happens`
        const more = troubled.length > 3 ? ` and ${troubled.length - 3} more` : ''
        throw new Trouble(
          `${troubled.slice(0, 3).join('; ')}${more}`,
          'Correct the receiver: it is told all that it missed. One that is disabled goes on after PATCH /webhooks/{id} with {"disabled": false}; one in a network of your own needs ALLOW_PRIVATE_WEBHOOKS=true.',
        )
      },
    },
    clockCheck('Clock', async () => (await health()).headers.get('date')),
    diskCheck(folder),
  ]
}

const diskCheck = (folder: string): Check => ({
  name: 'Disk',
  async run() {
    const { bavail, bsize } = await statfs(folder)
    const free = `${(Number(bavail * bsize) / 1e9).toFixed(1)} GB free`
    if (bavail * bsize >= MIN_FREE_BYTES) return free
    throw new Trouble(`only ${free}`, 'Make room: old backups, docker system prune, old logs.')
  },
})
