import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { SetupError } from '../../src/domain/errors.ts'

const SCRIPTS = resolve(import.meta.dirname, '..')

/** A first start builds PocketBase where it cannot be fetched. */
const DEADLINE_MS = 5 * 60_000

export interface Running {
  /** The address in the awaited line. */
  readonly address: string
  readonly pid: number
  /** Milliseconds from the start to that line. */
  readonly startMs: number
  stop(): Promise<void>
}

interface Options {
  readonly env?: Record<string, string>
  readonly address: RegExp
  /** File for what it writes to standard error; ours where it is missing. */
  readonly log?: string
}

/** Starts a script with Node and waits for a line with an address in it. */
async function start(script: string, { env = {}, address, log }: Options): Promise<Running> {
  const errors = log === undefined ? undefined : openSync(log, 'a')
  const startedAt = performance.now()
  const child = spawn(process.execPath, [script], {
    // biome-ignore lint/style/noProcessEnv: the child gets what this command got
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', errors ?? 'inherit'],
  })
  if (errors !== undefined) closeSync(errors)
  // Without a deadline, a process that never prints the line would block forever.
  const deadline = setTimeout(() => child.kill('SIGTERM'), DEADLINE_MS)
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const [, found] = address.exec(line) ?? []
    if (!found) continue
    clearTimeout(deadline)
    child.stdout?.resume()
    const startMs = performance.now() - startedAt
    return { address: found, pid: child.pid ?? 0, startMs, stop: () => stop(child) }
  }
  throw new SetupError(`${script} ended before it was ready.`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** Starts the plain Fastify server. */
export const startHello = (): Promise<Running> =>
  start(join(SCRIPTS, 'bench/hello.ts'), { address: /^ready (http\S+)/ })

/** The service on a folder, as `npm start` runs it; its log goes to the folder. */
export const startShop = (folder: string, env: Record<string, string> = {}): Promise<Running> =>
  start(resolve(SCRIPTS, '../src/server.ts'), {
    env: {
      DATA_DIR: folder,
      PORT: '0',
      RATE_LIMIT: '0',
      // There is no tunnel to look for.
      NGROK_API: 'http://127.0.0.1:9',
      ...env,
    },
    address: /curl .*"(http:\/\/127[^/]*)/,
    log: join(folder, 'api.log'),
  })

/** The key that a start on this folder made. */
export const keyOf = (folder: string): string =>
  readFileSync(join(folder, 'api-key'), 'utf8').trim()

/** Processes that a process started. */
export const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

/** Memory that a process and those it started hold, in megabytes. */
export function memoryOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}
