import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

const running = new Set<ChildProcess>()

/** How long a process may take to end by itself. */
const PATIENCE_MS = 15_000

/** Starts a process that ends with this one, also at Ctrl-C. */
export function startChild(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  watchOnce()
  const child = spawn(command, args, options)
  running.add(child)
  child.once('exit', () => running.delete(child))
  // One that could not be started does not exit.
  child.once('error', () => running.delete(child))
  return child
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
let isWatched = false

function watchOnce(): void {
  if (isWatched) return
  isWatched = true
  for (const signal of SIGNALS) process.once(signal, endAll)
  // After an error nobody may be left to stop them.
  process.once('exit', () => {
    for (const child of running) child.kill('SIGTERM')
  })
}

async function endAll(): Promise<void> {
  await Promise.all([...running].map(endChild))
  process.exit(130)
}

/** Asks a process to end, and waits until it has; one that does not is killed. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  child.kill('SIGTERM')
  await once(child, 'exit')
  clearTimeout(late)
}
