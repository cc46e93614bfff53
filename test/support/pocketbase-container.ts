import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers'
import type { Login, Server } from './pocketbase.ts'

const ROOT = resolve(import.meta.dirname, '../..')

export const POCKETBASE_IMAGE = 'stock-assistant-pocketbase:test'
/** What the image is built of, as arguments of docker build: the hooks import src/domain. */
export const IMAGE_SOURCE = ['--file', resolve(ROOT, 'pocketbase/Dockerfile'), ROOT] as const

/** PocketBase in a container, with its database in a folder of this machine. */
export async function startContainer(dataDir: string, port: number, login: Login): Promise<Server> {
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
