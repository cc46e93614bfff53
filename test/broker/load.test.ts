import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BROKERS } from '../support/broker-kinds.ts'
import type { TestBroker } from '../support/brokers.ts'
import { startService } from '../support/service.ts'
import { eventsFrom, insist, TRADED_STOCK, trade } from '../support/traders.ts'

// How far a broker is behind while much is sold, and how fast it catches up. What is measured is told, not judged.

/** Lines that are sold while somebody follows; BROKER_SALES=10000 for figures. */
const SALES = Number(process.env.BROKER_SALES ?? 200)
/** Lines that are sold while the broker is gone; BROKER_BEHIND=5000 for figures. */
const BEHIND = Number(process.env.BROKER_BEHIND ?? 200)
const WRITERS = 64
const TIMEOUT_MS = 60_000 + (SALES + BEHIND) * 20

const folder = mkdtempSync(join(tmpdir(), 'stock-load-'))
const STOCK_CSV = join(folder, 'stock.csv')
writeFileSync(STOCK_CSV, TRADED_STOCK)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(BROKERS)('$kind', ({ kind, whyNot, start, read, follow }) => {
  let why: string | undefined
  let broker: TestBroker
  beforeAll(async () => {
    why = await whyNot()
    if (!why) broker = await start()
  }, 600_000)
  afterAll(() => broker?.remove())

  test(
    'is told of much as it happens, and of more when it is back',
    async ({ skip }) => {
      if (why) return skip(why)
      const soon = <T>(ask: () => T) => expect.poll(ask, { timeout: TIMEOUT_MS, interval: 100 })
      const service = await startService({
        EVENTS_URL: `${kind}://127.0.0.1:${broker.port}`,
        STOCK_CSV,
        RATE_LIMIT: '0',
      })
      const kept = async () => (await read(broker).catch(() => [])).map(({ event }) => event.id)
      await soon(async () => {
        await trade(service, 1)
        return kept()
      }).not.toEqual([])
      const [first = ''] = await kept()

      const lags = new Map<string, number>()
      const stop = await follow(broker, (event) =>
        lags.set(event.id, Date.now() - Date.parse(event.time)),
      )
      // It follows once it is told of something.
      await soon(async () => {
        await trade(service, 1)
        return lags.size
      }).toBeGreaterThan(0)
      lags.clear()
      const last = await insist(service, '/inventory/sale', {
        sku: 'ALBA',
        size: '40',
        quantity: 1,
      })
      const startedAt = performance.now()
      await trade(service, SALES, WRITERS)
      const seconds = (performance.now() - startedAt) / 1000
      const told = (await eventsFrom(service, `${last.movement.id}.stock.changed`)).slice(2)
      await soon(() => told.filter(({ id }) => !lags.has(id))).toEqual([])
      await stop()

      await broker.kill()
      await trade(service, BEHIND, WRITERS)
      const backAt = performance.now()
      await broker.start()
      const ids = (await eventsFrom(service, first)).map(({ id }) => id)
      await soon(async () => new Set(await kept()).size).toBe(ids.length)
      const caughtUp = (performance.now() - backAt) / 1000

      const sorted = told.map(({ id }) => lags.get(id) ?? 0).sort((a, b) => a - b)
      const share = (part: number) => sorted[Math.floor((sorted.length - 1) * part)]
      process.stderr.write(
        `broker ${kind}: ${Math.round(SALES / seconds)} lines/s of ${WRITERS} writers, ` +
          `commit to reader p50 ${share(0.5)} ms, p99 ${share(0.99)} ms; ` +
          `${BEHIND} lines behind were there ${caughtUp.toFixed(1)} s after the broker was started\n`,
      )
    },
    TIMEOUT_MS,
  )
})
