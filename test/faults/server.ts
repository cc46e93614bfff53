import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { alive, descendants, listenTo } from '../support/processes.ts'
import { SERVER } from '../support/service.ts'

const PRELOAD = fileURLToPath(new URL('./preload.ts', import.meta.url))

/** How long a start may take, all attempts together: its database may be down meanwhile. */
const START_MS = 180_000
const ATTEMPT_MS = 90_000
const STOP_MS = 15_000

/** The service as `npm start` runs it, in a folder of its own, on one port for all its life. */
export interface Server {
  readonly port: number
  /** Address of its PocketBase. */
  pocketbase(): string
  /** Its processes that run the service: the first one, and those that it started. */
  processes(): number[]
  /** Its own PocketBase; undefined while there is none. */
  ownPocketBase(): number | undefined
  /** Makes the clock of its processes jump. */
  setClock(shiftMs: number): void
  /** Ends one of its processes at once; if that ends all, starts it again as a supervisor does. */
  kill(pid: number): Promise<void>
  /** @throws when something is left of it */
  stop(): Promise<void>
}

/** @param prepare puts something into its data folder before the first start */
export async function startServer(
  port: number,
  settings: Record<string, string>,
  prepare: (dataDir: string) => void = () => {},
): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'stock-faults-'))
  const clock = join(folder, 'clock')
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  writeFileSync(clock, '0')
  prepare(dataDir)
  const environment = { ...settings, FAULTS_CLOCK: clock, DATA_DIR: dataDir, PORT: String(port) }
  let running = await start()
  let isStopping = false

  function spawnOnce() {
    const child = spawn(process.execPath, ['--import', PRELOAD, SERVER], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    })
    return { child, pid: Number(child.pid), ...listenTo(child) }
  }

  /** As a supervisor: until it runs. */
  async function start() {
    const late = performance.now() + START_MS
    for (;;) {
      const one = spawnOnce()
      const state = await Promise.race([
        one.wrote(/Try it:/).then(
          () => 'runs',
          () => 'ended',
        ),
        sleep(ATTEMPT_MS, 'is late'),
      ])
      if (state === 'runs') return one
      one.child.kill('SIGKILL')
      await one.ended
      if (performance.now() > late)
        throw new Error(`It does not start: ${one.output()}${one.log()}`)
      await sleep(300)
    }
  }

  const below = () => descendants(running.pid)
  const processes = () => [
    running.pid,
    ...below()
      .filter(({ args }) => args.endsWith(SERVER))
      .map(({ pid }) => pid),
  ]

  return {
    port,
    processes,
    pocketbase: () => /Admin UI +(http:\S+)\/_\//.exec(running.output())?.[1] ?? '',
    ownPocketBase: () => below().find(({ program }) => program.endsWith('/pocketbase'))?.pid,
    setClock(shiftMs) {
      writeFileSync(clock, String(shiftMs))
      for (const pid of processes()) signal(pid, 'SIGUSR2')
    },
    async kill(pid) {
      const others = below().map((one) => one.pid)
      signal(pid, 'SIGKILL')
      if (pid !== running.pid) return
      await running.ended
      // Its PocketBase needs the port and the data folder to itself.
      await untilEnded(others)
      if (!isStopping) running = await start()
    },
    async stop() {
      isStopping = true
      const all = [running.pid, ...below().map(({ pid }) => pid)]
      running.child.kill('SIGTERM')
      const left = await untilEnded(all)
      for (const pid of left) signal(pid, 'SIGKILL')
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
      if (left.length > 0) throw new Error(`It left ${left.length} processes behind.`)
    },
  }
}

/** Sends a signal to a process that may have ended. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended.
  }
}

/** @returns those that run still after a while */
async function untilEnded(pids: readonly number[]): Promise<number[]> {
  const late = performance.now() + STOP_MS
  for (;;) {
    const left = alive(pids)
    if (left.length === 0 || performance.now() > late) return left
    await sleep(50)
  }
}
