import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SetupError } from '../domain/errors.ts'
import type { CatalogueFeed } from '../store/catalogue-store.ts'
import type { KeyStore } from '../store/key-store.ts'
import type { OAuthStore } from '../store/oauth-store.ts'
import type { PeopleStore } from '../store/people-store.ts'
import { createPocketBaseClient, type PocketBaseClient } from '../store/pocketbase/client.ts'
import { createPocketBaseFeed } from '../store/pocketbase/feed.ts'
import { createPocketBaseKeyStore } from '../store/pocketbase/key-store.ts'
import { createPocketBaseOAuthStore } from '../store/pocketbase/oauth-store.ts'
import { createPocketBasePeopleStore } from '../store/pocketbase/people-store.ts'
import { preparePocketBase } from '../store/pocketbase/prepare.ts'
import { createPocketBaseStore } from '../store/pocketbase/store.ts'
import type { StockStore } from '../store/store.ts'
import { forgetApiAddress } from './api-address.ts'
import type { Config } from './config.ts'
import { findPocketBase } from './pocketbase/binary.ts'
import { type LocalServer, startLocalServer } from './pocketbase/local-server.ts'
import { lockDataFolder } from './pocketbase/lock.ts'
import { freePort, isFree } from './ports.ts'
import { loadSecrets, type Secrets } from './secrets.ts'
import type { Restart } from './supervise.ts'

/** A PocketBase that runs here or elsewhere. */
export interface Database {
  readonly url: string
  /** Stops the processes that were started here. */
  close(): Promise<void>
}

/** The stock in a PocketBase, which need not answer yet. */
interface ConnectedStore {
  readonly client: PocketBaseClient
  readonly store: StockStore
  readonly keys: KeyStore
  readonly people: PeopleStore
  readonly oauth: OAuthStore
  readonly feed: CatalogueFeed
  readonly secrets: Secrets
}

export interface OpenStore extends ConnectedStore, Database {}

export interface StartReport {
  /** Called with one line for each slow step or created item. */
  onProgress(line: string): void
  /** Called when PocketBase exited and is restarted. */
  onRestart(restart: Restart): void
}

/** PocketBase's own port, so that the admin UI stays at one address. */
export const USUAL_PORT = 8090
const PORT_ATTEMPTS = 3

/** How long a PocketBase whose service was killed may take to end and to free its port. */
const LEFTOVER_TIMEOUT_MS = 10_000

/** How long PocketBase may take to say that it is there, and the pause until it is asked again. */
const ANSWER_TIMEOUT_MS = 2_000
const ANSWER_PAUSE_MS = 250

/**
 * Opens the stock for a command, with PocketBase running and its collections and hooks installed.
 * @throws SetupError with what to do; then all started processes are stopped
 */
export async function openStore(config: Config, report: StartReport): Promise<OpenStore> {
  const database = await startDatabase(config, report)
  try {
    const opened = connectStore({ ...config, POCKETBASE_URL: database.url })
    await prepareStore(opened, report)
    return { ...opened, ...database }
  } catch (error) {
    await database.close()
    throw error
  }
}

/**
 * Starts PocketBase on the data folder, unless the settings name one that runs elsewhere.
 * @throws SetupError with what to do; then nothing is left running
 */
export async function startDatabase(config: Config, report: StartReport): Promise<Database> {
  const { DATA_DIR, POCKETBASE_URL } = config
  if (POCKETBASE_URL !== undefined) return { url: POCKETBASE_URL, close: async () => {} }
  const unlock = lockDataFolder(DATA_DIR)
  if (!unlock) {
    throw new SetupError(
      `The data folder ${DATA_DIR} is in use by another Stock Assistant: stop that one, or set DATA_DIR to another folder.`,
    )
  }
  // Left over from a service that was killed.
  const leftover = addressOfRunning(DATA_DIR)
  rmSync(addressFile(DATA_DIR), { force: true })
  forgetApiAddress(DATA_DIR)
  let server: LocalServer | undefined
  async function close(): Promise<void> {
    rmSync(addressFile(DATA_DIR), { force: true })
    await server?.stop()
    unlock?.()
  }
  try {
    server = await startServer(config, report, leftover)
    writeFileSync(addressFile(DATA_DIR), server.url)
    return { url: server.url, close }
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

async function startServer(
  config: Config,
  report: StartReport,
  leftover: string | undefined,
): Promise<LocalServer> {
  const { DATA_DIR, POCKETBASE_EMAIL: email, POCKETBASE_BIN } = config
  const password = loadSecrets(config).password.value
  const { path } = await findPocketBase({ override: POCKETBASE_BIN, report: report.onProgress })
  const start = (port: number) =>
    startLocalServer(
      { binary: path, dataDir: DATA_DIR, port, email, password, instance: randomUUID() },
      report.onRestart,
    )
  const usual = leftover ? await freed(Number(new URL(leftover).port)) : USUAL_PORT
  let port = (await isFree(usual)) ? usual : await freePort()
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

/** Waits until the PocketBase of a service that was killed has ended. @returns its port */
async function freed(port: number): Promise<number> {
  const late = AbortSignal.timeout(LEFTOVER_TIMEOUT_MS)
  while (!late.aborted && !(await isFree(port))) await sleep(ANSWER_PAUSE_MS)
  return port
}

/** Whether PocketBase is there. */
export const doesAnswer = (url: string): Promise<boolean> =>
  fetch(`${url}/api/health`, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }).then(
    ({ ok }) => ok,
    () => false,
  )

/** Waits until PocketBase is there, however long that takes, or until it is told to end. */
export async function untilAnswers(url: string, ending: AbortSignal): Promise<void> {
  while (!ending.aborted && !(await doesAnswer(url))) await sleep(ANSWER_PAUSE_MS)
}

/** Makes the clients of the PocketBase that the settings name. Nothing is sent yet. */
export function connectStore(config: Config): ConnectedStore {
  const { POCKETBASE_URL: url = '', POCKETBASE_EMAIL: email } = config
  const secrets = loadSecrets(config)
  const client = createPocketBaseClient({ url, email, password: secrets.password.value })
  return {
    client,
    store: createPocketBaseStore(client),
    keys: createPocketBaseKeyStore(client),
    people: createPocketBasePeopleStore(client),
    oauth: createPocketBaseOAuthStore(client),
    feed: createPocketBaseFeed(client, url),
    secrets,
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

/**
 * Makes collections and hooks those of this version.
 * @throws SetupError with what to do
 */
export async function prepareStore({ client }: ConnectedStore, report: StartReport): Promise<void> {
  for (const change of await preparePocketBase(client)) report.onProgress(`PocketBase: ${change}.`)
  warnOfClock(client.clockAheadMs(), report)
}
