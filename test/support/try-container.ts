import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CREDENTIALS, freePort } from './pocketbase.ts'
import { startContainer } from './pocketbase-container.ts'

// Does once what the tests do with a container: starts one, asks it over its port, finds its database
// in the mounted folder. A process of its own, so that whoever waits for it can end it at any point.
const folder = await mkdtemp(join(tmpdir(), 'stock-probe-'))
try {
  const server = await startContainer(folder, await freePort(), CREDENTIALS)
  const { ok } = await fetch(`${server.url}/api/health`)
  const isMounted = existsSync(join(folder, 'pb_data/data.db'))
  await server.stop()
  if (!ok) throw new Error('its port is not reachable')
  if (!isMounted) throw new Error('it does not see the folders of this machine')
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
