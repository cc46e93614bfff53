import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { SetupError } from '../../src/domain/errors.ts'

/** A first start builds PocketBase where it cannot be fetched. */
const DEADLINE_MS = 5 * 60_000

export interface Running {
  /** What stands behind the word that it was waited for. */
  readonly address: string
  readonly pid: number
  stop(): Promise<void>
}

/** Starts a script with Node and waits for a line with an address in it. */
export async function start(
  script: string,
  { env = {}, address }: { env?: Record<string, string>; address: RegExp },
): Promise<Running> {
  const child = spawn(process.execPath, [script], {
    // biome-ignore lint/style/noProcessEnv: the child gets what this command got
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  // One that never says it would be waited for without end.
  const deadline = setTimeout(() => child.kill('SIGTERM'), DEADLINE_MS)
  for await (const line of createInterface({ input: child.stdout })) {
    const [, found] = address.exec(line) ?? []
    if (!found) continue
    clearTimeout(deadline)
    child.stdout.resume()
    return { address: found, pid: child.pid ?? 0, stop: () => stop(child) }
  }
  throw new SetupError(`${script} ended before it was ready.`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
