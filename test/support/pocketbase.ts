import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject } from 'vitest'
import { findPocketBase } from '../../src/process/pocketbase/binary.ts'
import { startLocalServer } from '../../src/process/pocketbase/local-server.ts'
import { startContainer } from './pocketbase-container.ts'

export const CREDENTIALS = { email: 'admin@stock.example', password: 'test-password-0123' }

/** A real PocketBase, with its database in the folder pb_data of a temporary one. */
export interface TestPocketBase {
  readonly url: string
  readonly dataDir: string
  /** Times the server was started again after it had ended. */
  readonly restarts: () => number
  /** Ends it at once, as a power cut does. It is started again by itself. */
  kill(): Promise<void>
  /** Makes it hang, and lets it go on. */
  pause(): Promise<void>
  resume(): Promise<void>
  stop(): Promise<void>
}

/** @param prepare puts something into the data folder before the start */
export async function startPocketBase(
  login = CREDENTIALS,
  prepare?: (dataDir: string) => Promise<void>,
): Promise<TestPocketBase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stock-test-'))
  await prepare?.(dataDir)
  const port = await freePort()
  const start = inject('pocketbaseTarget')?.name === 'docker' ? startContainer : startProcess
  const server = await start(dataDir, port, login)
  return {
    ...server,
    dataDir,
    async stop() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export type Server = Omit<TestPocketBase, 'dataDir'>
export type Login = typeof CREDENTIALS

export async function startProcess(dataDir: string, port: number, login: Login): Promise<Server> {
  const { path } = await findPocketBase({
    override: process.env.POCKETBASE_BIN,
    report: (line) => process.stderr.write(`${line}\n`),
  })
  let restarts = 0
  const server = await startLocalServer(
    { binary: path, dataDir, port, instance: dataDir, ...login },
    () => restarts++,
  )
  const send = async (signal: NodeJS.Signals) => {
    process.kill(-server.group(), signal)
  }
  return {
    url: server.url,
    restarts: () => restarts,
    kill: () => send('SIGKILL'),
    async pause() {
      const group = server.group()
      await send('SIGSTOP')
      // On a busy machine the signal takes its time.
      await expect.poll(() => statesOf(group), { timeout: 10_000 }).toMatch(/^[Tt]*$/)
    },
    resume: () => send('SIGCONT'),
    stop: server.stop,
  }
}

/** A letter for each process of a group: T when it is stopped. Empty where there is no /proc. */
function statesOf(group: number): string {
  const processes = existsSync('/proc')
    ? readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    : []
  return processes
    .map((pid) => {
      try {
        const [state, , pgrp] = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')
        return Number(pgrp) === group ? state : ''
      } catch {
        return '' // It ended meanwhile.
      }
    })
    .join('')
}

/** A port that is free just now. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => done(port))
    })
  })
}
