import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { IMAGE_SOURCE, POCKETBASE_IMAGE } from './pocketbase-container.ts'

/** Milliseconds that each step may take. */
export const LIMITS = { answer: 10_000, build: 600_000, container: 60_000 }

const TRY_CONTAINER = fileURLToPath(new URL('./try-container.ts', import.meta.url))

interface Options {
  readonly env?: NodeJS.ProcessEnv
  readonly limits?: typeof LIMITS
  /** Whether the image is built where it is missing, which takes minutes. */
  readonly buildsImage?: boolean
}

/**
 * Finds out whether tests can use containers here, by running one.
 * @returns why not; undefined when they can
 */
export async function whyNoContainers(options: Options = {}): Promise<string | undefined> {
  const { env = process.env, limits = LIMITS, buildsImage = false } = options
  const silent = await whyNoEngine({ env, limits })
  if (silent) return silent

  const inspect = command('docker', 'image', 'inspect', POCKETBASE_IMAGE)
  if (!buildsImage && (await failureOf(inspect, env, limits.answer))) {
    return `the image ${POCKETBASE_IMAGE} is not there (PB_TARGET=docker builds it)`
  }
  // Built each time, for the hooks of this checkout.
  const build = command('docker', 'build', '--quiet', '--tag', POCKETBASE_IMAGE, ...IMAGE_SOURCE)
  const notBuilt = await failureOf(build, env, limits.build)
  if (notBuilt) return `the image ${POCKETBASE_IMAGE} cannot be built (${notBuilt})`

  const start = command(process.execPath, TRY_CONTAINER)
  const notStarted = await failureOf(start, env, limits.container)
  return notStarted && `the Docker engine cannot run a container for us (${notStarted})`
}

/**
 * Asks whether a Docker engine answers at all.
 * @returns why not; undefined when one does
 */
export async function whyNoEngine(options: Options = {}): Promise<string | undefined> {
  const { env = process.env, limits = LIMITS } = options
  const ask = command('docker', 'version', '--format', '{{.Server.Version}}')
  const failure = await failureOf(ask, env, limits.answer)
  return failure && `no Docker engine answers (${failure})`
}

interface Command {
  readonly program: string
  readonly args: readonly string[]
}

const command = (program: string, ...args: string[]): Command => ({ program, args })

/** What went wrong with a command, in one line; undefined when it went well. */
async function failureOf(
  { program, args }: Command,
  env: NodeJS.ProcessEnv,
  timeout: number,
): Promise<string | undefined> {
  try {
    await promisify(execFile)(program, args, { env, timeout, killSignal: 'SIGKILL' })
    return undefined
  } catch (error) {
    const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string }
    if (code === 'ENOENT') return `there is no command "${program}"`
    if (killed) return `it said nothing within ${timeout / 1000} s`
    return stderr?.trim().split('\n').at(-1) || `${program} ended with ${code}`
  }
}
