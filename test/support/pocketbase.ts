import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers'
import { expect, inject } from 'vitest'
import { findPocketBase } from '../../src/store/pocketbase/binary.ts'
import { startLocalServer } from '../../src/store/pocketbase/local-server.ts'

export const CREDENTIALS = { email: 'admin@stock.example', password: 'test-password-0123' }

/** What the tests of a run use for PocketBase: a container, or a child process. */
export type PocketBaseTarget = 'docker' | 'process'

declare module 'vitest' {
  interface ProvidedContext {
    /** Set by pocketbase-target.ts; missing where a project has no need to choose. */
    pocketbaseTarget: PocketBaseTarget
  }
}

const POCKETBASE_IMAGE = 'stock-assistant-pocketbase:test'
const ROOT = resolve(import.meta.dirname, '../..')

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
  const start = inject('pocketbaseTarget') === 'docker' ? startContainer : startProcess
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

type Server = Omit<TestPocketBase, 'dataDir'>
type Login = typeof CREDENTIALS

async function startProcess(dataDir: string, port: number, login: Login): Promise<Server> {
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

async function startContainer(dataDir: string, port: number, login: Login): Promise<Server> {
  const data = join(dataDir, 'pb_data')
  await mkdir(data, { recursive: true })
  const started = await new GenericContainer(POCKETBASE_IMAGE)
    // The tests read the database file too, so it belongs to whoever runs them.
    .withUser(`${process.getuid?.()}:${process.getgid?.()}`)
    .withBindMounts([{ source: data, target: '/pb/pb_data' }])
    .withEnvironment({
      POCKETBASE_EMAIL: login.email,
      POCKETBASE_PASSWORD: login.password,
    })
    // The same port after a restart; a free one of Docker's would be another each time.
    .withExposedPorts({ container: 8090, host: port })
    .withWaitStrategy(Wait.forLogMessage('Server started at'))
    .start()
  const runtime = await getContainerRuntimeClient()
  const container = runtime.container.getById(started.getId())
  let restarts = 0
  return {
    url: `http://127.0.0.1:${port}`,
    restarts: () => restarts,
    async kill() {
      await container.kill()
      restarts++
      await container.start()
    },
    pause: () => container.pause(),
    resume: () => container.unpause(),
    async stop() {
      await started.stop()
    },
  }
}

const docker = (...args: string[]) => promisify(execFile)('docker', args)

/** Whether a Docker engine answers. */
export const engineAnswers = (): Promise<boolean> =>
  promisify(execFile)('docker', ['version', '--format', '{{.Server.Version}}'], {
    timeout: 10_000,
  }).then(
    ({ stdout }) => stdout.trim() !== '',
    () => false,
  )

/** Whether the image was built here before. */
export const imageIsThere = (): Promise<boolean> =>
  docker('image', 'inspect', POCKETBASE_IMAGE).then(
    () => true,
    () => false,
  )

/** Builds the image with the hooks of this checkout; after the first time only they are new. */
export async function buildImage(): Promise<void> {
  const file = join(ROOT, 'pocketbase/Dockerfile')
  await docker('build', '--quiet', '--tag', POCKETBASE_IMAGE, '--file', file, ROOT)
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
