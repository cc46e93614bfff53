import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SetupError } from '../../src/domain/errors.ts'
import { HERE } from './checkout.ts'
import { endChild, startChild } from './children.ts'

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
  readonly cwd?: string
  readonly command?: string
  /** File for what it writes to standard error; ours where it is missing. */
  readonly log?: string
}

/** Starts a program, Node where none is named, and waits for a line with an address in it. */
export async function start(args: readonly string[], options: Options): Promise<Running> {
  const { env = {}, address, log, cwd, command = process.execPath } = options
  const errors = log === undefined ? undefined : openSync(log, 'a')
  const startedAt = performance.now()
  const child = startChild(command, args, {
    cwd,
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
    return { address: found, pid: child.pid ?? 0, startMs, stop: () => endChild(child) }
  }
  throw new SetupError(`${command} ${args.join(' ')} ended before it was ready.`)
}

/** Starts the plain Fastify server. */
export const startHello = (): Promise<Running> =>
  start([join(import.meta.dirname, 'hello.ts')], { address: /^ready (http\S+)/ })

/** The service of a checkout on a folder, as `npm start` runs it; its log goes to the folder. */
export const startShop = (
  folder: string,
  env: Record<string, string> = {},
  root = HERE,
): Promise<Running> =>
  start(startOf(root), {
    cwd: root,
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

/** What `npm start` gives to Node. */
function startOf(root: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const [, args] = /^exec node (.+)$/.exec(scripts.start) ?? []
  if (args === undefined) throw new SetupError(`How ${root} is started is not known.`)
  return args.split(' ')
}

/** The key that a start on this folder made. */
export const keyOf = (folder: string): string =>
  readFileSync(join(folder, 'api-key'), 'utf8').trim()
