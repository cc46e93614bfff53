import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SetupError } from '../../domain/errors.ts'
import { ROOT } from '../../root.ts'
import { type Restart, supervise } from '../supervise.ts'

export interface LocalServerOptions {
  readonly binary: string
  /** PocketBase's files and its log go into folders of this one. */
  readonly dataDir: string
  readonly port: number
  readonly email: string
  readonly password: string
  /** Unique for each start, to recognise the answers of this server. */
  readonly instance: string
}

export interface LocalServer {
  readonly url: string
  /** Its process group now; another one after each restart. */
  group(): number
  /** Ends the server and resolves when it has ended. */
  stop(): Promise<void>
}

/** Built by scripts/build-hooks.ts. */
const HOOKS = join(ROOT, 'pocketbase/pb_hooks')

/** How long PocketBase may take to start, and to stop. */
const START_TIMEOUT_MS = 20_000
const STOP_TIMEOUT_MS = 8_000

/**
 * Go collects garbage when its memory has grown so many percent: a sale leaves much, and little stays. Near
 * the limit it collects more often.
 */
const GARBAGE = { GOGC: '200', GOMEMLIMIT: '384MiB' }

/** A start counts as successful after this time. */
const STABLE_AFTER_MS = 2_000

/**
 * Runs a program while file descriptor 3 is open. The system closes it when the parent ends for any
 * reason. Then the program gets a signal to stop, and is killed after eight seconds.
 */
const WRAPPER_SCRIPT = `
  "$@" 3<&- & program=$!
  {
    read -r _; kill -TERM "$program"
    for second in 1 2 3 4 5 6 7 8; do kill -0 "$program" && sleep 1; done
    kill -KILL "$program"
  } <&3 2>/dev/null & leash=$!
  wait "$program"; status=$?
  kill "$leash" 2>/dev/null; exit "$status"`

/**
 * Starts PocketBase as a child, waits until it answers, and starts it again should it end.
 * @param onRestart called each time that it exited by itself
 * @throws SetupError when its hooks were not built, or when it does not come up, with the last line
 *   it wrote
 */
export async function startLocalServer(
  options: LocalServerOptions,
  onRestart: (restart: Restart) => void,
): Promise<LocalServer> {
  if (!existsSync(HOOKS)) throw new SetupError(`There is no ${HOOKS}: run "npm run build" first.`)
  const url = `http://127.0.0.1:${options.port}`
  const log = join(options.dataDir, 'pocketbase.log')
  const first = spawnOnLeash(options, log)
  const waiting = new AbortController()
  const state = await Promise.race([
    untilHealthy(url, options.instance, waiting.signal),
    first.ended.then(() => 'ended' as const),
  ]).finally(() => waiting.abort())
  if (state !== 'healthy') {
    await first.stop()
    const why = state === 'ended' ? 'ended at once' : 'does not answer'
    throw new SetupError(`PocketBase ${why}${lastLine(log)} Its log is ${log}.`)
  }

  const kept = supervise(first, {
    start: () => spawnOnLeash(options, log),
    onRestart,
    stableAfterMs: STABLE_AFTER_MS,
  })
  return { url, group: () => kept.current().group, stop: kept.stop }
}

interface Leashed {
  readonly group: number
  /** Resolves with the exit status. */
  readonly ended: Promise<number>
  stop(): Promise<void>
}

function spawnOnLeash(options: LocalServerOptions, log: string): Leashed {
  const { binary, dataDir, port, email, password } = options
  mkdirSync(dataDir, { recursive: true })
  const output = openSync(log, 'a', 0o600)
  const args = [
    binary,
    'serve',
    ...['--http', `127.0.0.1:${port}`],
    ...['--dir', join(dataDir, 'pb_data')],
    ...['--hooksDir', HOOKS],
    ...['--migrationsDir', join(dataDir, 'pb_migrations')],
    '--dev=false',
    '--automigrate=false',
    '--hooksWatch=false',
  ]
  // A group of its own: Ctrl-C reaches us first, and requests in flight can still be finished.
  const child = spawn('/bin/sh', ['-c', WRAPPER_SCRIPT, 'leash', ...args], {
    detached: true,
    stdio: ['ignore', output, output, 'pipe'],
    env: {
      PATH: '/usr/bin:/bin',
      ...GARBAGE,
      STOCK_INSTANCE: options.instance,
      POCKETBASE_EMAIL: email,
      POCKETBASE_PASSWORD: password,
    },
  })
  closeSync(output)
  // A child that could not be started for want of descriptors has none.
  const letGo = () => child.stdio?.[3]?.destroy()
  const ended = once(child, 'exit')
    .then(
      ([status]) => Number(status),
      // It could not even be started.
      () => 1,
    )
    .finally(letGo)
  return {
    group: child.pid ?? 0,
    ended,
    async stop() {
      letGo()
      const late = setTimeout(() => killGroup(child), STOP_TIMEOUT_MS)
      await ended
      clearTimeout(late)
    },
  }
}

/** Waits until our own server is healthy, not another one on the same port. */
async function untilHealthy(
  url: string,
  instance: string,
  signal: AbortSignal,
): Promise<'healthy' | 'silent'> {
  const end = AbortSignal.any([signal, AbortSignal.timeout(START_TIMEOUT_MS)])
  while (!end.aborted) {
    const answer = await fetch(`${url}/api/stock/instance`, { signal: end })
      .then((response) => response.text())
      .catch(() => undefined)
    if (answer === instance) return 'healthy'
    await sleep(20)
  }
  return 'silent'
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended between the two lines.
  }
}

function lastLine(log: string): string {
  const line = readFileSync(log, 'utf8').trim().split('\n').at(-1)
  return line ? `: ${line}.` : '.'
}
