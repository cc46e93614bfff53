import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import type { StockStore } from '../../src/store/store.ts'
import { fakeDoors } from '../support/fake-doors.ts'

/** The address that the log names for a request through so many believed proxies. */
async function loggedAddress(trustProxy: number | undefined, forwarded: string): Promise<string> {
  const lines: string[] = []
  const logger = pino(
    { level: 'debug' },
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    }),
  )
  const app = await buildApp({
    maxLagMs: 0,
    store: {} as StockStore,
    ...fakeDoors('sk-none'),
    logger,
    ...(trustProxy !== undefined && { trustProxy }),
  })
  await app.inject({
    method: 'GET',
    url: '/health',
    remoteAddress: '172.18.0.5',
    headers: { 'x-forwarded-for': forwarded },
  })
  await app.close()
  return lines.map((line) => JSON.parse(line)).find(({ path }) => path === '/health').ip
}

test('no proxy is believed by default', async () => {
  expect(await loggedAddress(undefined, '203.0.113.9')).toBe('172.18.0.5')
})

test('behind one proxy the address is what that proxy says, not what the client adds', async () => {
  expect(await loggedAddress(1, '203.0.113.9')).toBe('203.0.113.9')
  expect(await loggedAddress(1, '10.0.0.1, 203.0.113.9')).toBe('203.0.113.9')
})
