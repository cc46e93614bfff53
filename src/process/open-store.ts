import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from '../domain/errors.ts'
import type { CatalogueFeed } from '../store/catalogue-store.ts'
import type { KeyStore } from '../store/key-store.ts'
import { createPocketBaseClient } from '../store/pocketbase/client.ts'
import { createPocketBaseFeed } from '../store/pocketbase/feed.ts'
import { createPocketBaseKeyStore } from '../store/pocketbase/key-store.ts'
import { preparePocketBase } from '../store/pocketbase/prepare.ts'
import { createPocketBaseStore } from '../store/pocketbase/store.ts'
import type { StockStore } from '../store/store.ts'
import type { Config } from './config.ts'
import { findPocketBase } from './pocketbase/binary.ts'
import { type LocalServer, startLocalServer } from './pocketbase/local-server.ts'
import { lockDataFolder } from './pocketbase/lock.ts'
import { freePort, isFree } from './ports.ts'
import { loadSecrets, type Secrets } from './secrets.ts'
import type { Restart } from './supervise.ts'

export interface OpenStore {
  readonly store: StockStore
  readonly keys: KeyStore
  readonly feed: CatalogueFeed
  readonly secrets: Secrets
  /** Address of PocketBase. */
  readonly url: string
  /** Stops the processes that were started here. */
  close(): Promise<void>
}

export interface StartReport {
  /** Called with one line for each slow step or created item. */
  onProgress(line: string): void
  /** Called when PocketBase exited and is restarted. */
  onRestart(restart: Restart): void
}

/** PocketBase's own port, so that the admin UI stays at one address. */
const USUAL_PORT = 8090
const PORT_ATTEMPTS = 3

/**
 * Opens the stock, with PocketBase running and its collections and hooks installed. Starts PocketBase
 * on the data folder unless the settings name a running one.
 * @throws SetupError with what to do; then all started processes are stopped
 */
export async function openStore(config: Config, report: StartReport): Promise<OpenStore> {
  if (config.POCKETBASE_URL !== undefined) return connect(config, config.POCKETBASE_URL, report)
  const { DATA_DIR } = config
  const unlock = lockDataFolder(DATA_DIR)
  if (!unlock) {
    throw new SetupError(
      `The data folder ${DATA_DIR} is in use by another Stock Assistant: stop that one, or set DATA_DIR to another folder.`,
    )
  }
  // Left over from a service that was killed.
  rmSync(addressFile(DATA_DIR), { force: true })
  let server: LocalServer | undefined
  async function close(): Promise<void> {
    rmSync(addressFile(DATA_DIR), { force: true })
    await server?.stop()
    unlock?.()
  }
  try {
    server = await startServer(config, report)
    writeFileSync(addressFile(DATA_DIR), server.url)
    return { ...(await connect(config, server.url, report)), close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Opens the stock for a command: uses the running service on this data folder, else works like
 * `openStore`.
 * @throws SetupError with what to do
 */
export async function openStoreBeside(config: Config, report: StartReport): Promise<OpenStore> {
  const unlock = lockDataFolder(config.DATA_DIR)
  unlock?.()
  const running = unlock ? undefined : addressOfRunning(config.DATA_DIR)
  return openStore(running ? { ...config, POCKETBASE_URL: running } : config, report)
}

/** File in which a running service leaves the address of its PocketBase for the commands. */
const addressFile = (dataDir: string): string => join(dataDir, 'pocketbase-url')

/** Address of the PocketBase of the service that runs, or ran last, on the data folder. */
export function addressOfRunning(dataDir: string): string | undefined {
  try {
    return readFileSync(addressFile(dataDir), 'utf8')
  } catch {
    return undefined
  }
}

async function startServer(config: Config, report: StartReport): Promise<LocalServer> {
  const { DATA_DIR, POCKETBASE_EMAIL: email, POCKETBASE_BIN } = config
  const password = loadSecrets(config).password.value
  const { path } = await findPocketBase({ override: POCKETBASE_BIN, report: report.onProgress })
  const start = (port: number) =>
    startLocalServer(
      { binary: path, dataDir: DATA_DIR, port, email, password, instance: randomUUID() },
      report.onRestart,
    )
  let port = (await isFree(USUAL_PORT)) ? USUAL_PORT : await freePort()
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(port)
    } catch (error) {
      // Another process may have taken the port between our check and the start of PocketBase.
      if (attempt === PORT_ATTEMPTS || (await isFree(port))) throw error
      port = await freePort()
    }
  }
}

async function connect(config: Config, url: string, report: StartReport): Promise<OpenStore> {
  const secrets = loadSecrets(config)
  const client = createPocketBaseClient({
    url,
    email: config.POCKETBASE_EMAIL,
    password: secrets.password.value,
  })
  for (const change of await preparePocketBase(client)) report.onProgress(`PocketBase: ${change}.`)
  warnOfClock(client.clockAheadMs(), report)
  return {
    store: createPocketBaseStore(client),
    keys: createPocketBaseKeyStore(client),
    feed: createPocketBaseFeed(client, url),
    secrets,
    url,
    close: async () => {},
  }
}

/** Milliseconds from which dates such as "today" may be wrong for a customer. */
const MAX_CLOCK_AHEAD_MS = 5_000

function warnOfClock(aheadMs: number | null, { onProgress }: StartReport): void {
  if (aheadMs === null || Math.abs(aheadMs) <= MAX_CLOCK_AHEAD_MS) return
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  const side = aheadMs > 0 ? 'ahead of' : 'behind'
  onProgress(`The clock of PocketBase is ${seconds} s ${side} the clock here: set both by NTP.`)
}
