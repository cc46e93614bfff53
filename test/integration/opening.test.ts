import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { findPocketBase } from '../../src/process/pocketbase/binary.ts'
import { startLocalServer } from '../../src/process/pocketbase/local-server.ts'
import { connect, spawnService } from '../support/service.ts'
import { CREDENTIALS, freePort } from '../support/shop.ts'

test.each(['1', '2'])(
  'WORKERS=%s: a service that starts before its PocketBase waits for it',
  async (WORKERS) => {
    const [port, pocketbasePort] = [await freePort(), await freePort()]
    const service = spawnService({
      WORKERS,
      PORT: String(port),
      POCKETBASE_URL: `http://127.0.0.1:${pocketbasePort}`,
      POCKETBASE_EMAIL: CREDENTIALS.email,
      POCKETBASE_PASSWORD: CREDENTIALS.password,
    })
    const address = `http://127.0.0.1:${port}`
    const statusOf = (path: string) =>
      fetch(address + path).then(
        ({ status }) => status,
        () => 0,
      )
    await expect.poll(() => statusOf('/health'), { timeout: 40_000 }).toBe(200)
    for (const path of ['/health/ready', '/locations', '/inventory?model=togo']) {
      const { status, body, headers } = await connect({ address }).get(path)
      expect(status, path).toBe(503)
      expect(body).toMatchObject({ type: '/problems/store-unavailable' })
      expect(body.detail).toMatch(/waits for its stock database.* Nothing was changed: try again/)
      expect(headers['retry-after']).toBeDefined()
    }
    // It goes on to wait.
    await sleep(1_000)
    expect(await statusOf('/health')).toBe(200)
    expect(service.output()).toBe('')
    await expect
      .poll(service.log, { timeout: 40_000 })
      .toContain(`PocketBase does not answer at http://127.0.0.1:${pocketbasePort}`)

    const { path: binary } = await findPocketBase({ override: process.env.POCKETBASE_BIN })
    const pocketbase = await startLocalServer(
      { binary, dataDir: service.folder, port: pocketbasePort, instance: 'late', ...CREDENTIALS },
      () => {},
    )
    onTestFinished(() => pocketbase.stop())
    await expect.poll(() => statusOf('/health/ready'), { timeout: 40_000 }).toBe(200)
    const { body } = await connect({ address }).get('/inventory?limit=1')
    expect(body.total).toBe(1)
    await expect
      .poll(async () => (await connect({ address }).get('/health/ready')).body.feed, {
        timeout: 10_000,
      })
      .toBe('live')
    process.kill(service.pid, 'SIGTERM')
    expect(await service.ended).toBe(0)
  },
)

test('a service that waits for its PocketBase ends when it is told to', async () => {
  const service = spawnService({ POCKETBASE_URL: 'http://127.0.0.1:9' })
  await expect.poll(service.log, { timeout: 40_000 }).toContain('does not answer')
  process.kill(service.pid, 'SIGTERM')
  expect(await service.ended).toBe(0)
})
