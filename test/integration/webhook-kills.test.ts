import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { startReceiver, type Told } from '../support/receiver.ts'
import { KEY, startService } from '../support/service.ts'

/** Times that the processes are killed; WEBHOOK_KILLS=50 for the long proof. */
const ROUNDS = Number(process.env.WEBHOOK_KILLS ?? 1)

const SALES = 4

/** A process that is killed sooner after its start is started again later and later. */
const STABLE_MS = 10_500

/** From a sale that was answered to the kill: before its message, in the middle of it, or after it. */
const MOST_MS = 120

test(
  'killed between a sale and its message, whoever comes next tells all of it, in order',
  async () => {
    const service = await startService({
      WORKERS: '2',
      ALLOW_PRIVATE_WEBHOOKS: 'true',
      RATE_LIMIT: '0',
    })
    const headers = { 'x-api-key': KEY, 'content-type': 'application/json' }
    const ask = async (path: string, body?: object) => {
      const answer = await fetch(`${service.address}${path}`, {
        method: body ? 'POST' : 'GET',
        headers,
        // A process that was killed may have held the connection.
        signal: AbortSignal.timeout(3_000),
        ...(body && { body: JSON.stringify(body) }),
      })
      expect(answer.ok, `${path}: ${answer.status}`).toBe(true)
      // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the answer has
      return (await answer.json()) as any
    }
    let sold = 0
    /** Sent again until it is answered, as the one sale that it is. */
    const sell = async () => {
      const request_id = `kill-${++sold}`
      const sale = { sku: '1', size: '43', quantity: 1, request_id, confirm: true }
      await vi.waitFor(() => ask('/inventory/sale', sale), { timeout: 60_000, interval: 100 })
    }
    const receiver = await startReceiver()
    const { position } = await ask('/events?after=now&limit=1')
    await ask('/webhooks', { url: receiver.url, types: 'stock.changed', after: position })

    const arrived = () => new Set(receiver.events().map(({ id }) => id)).size
    const recoveries: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      if (round > 0) await sleep(STABLE_MS)
      await sell()
      const last = receiver.received.length
      await sleep((MOST_MS * (round % 7)) / 6)
      // In turn both, so that nobody is left, or one, which may be the one that delivers.
      const workers = service.workers()
      for (const pid of round % 3 === 0 ? workers : workers.slice(round % 2).slice(0, 1)) {
        process.kill(pid, 'SIGKILL')
      }
      const killed = performance.now()
      await Promise.all(Array.from({ length: SALES }, sell))
      await vi.waitFor(() => expect(arrived()).toBe(sold), { timeout: 90_000, interval: 50 })
      recoveries.push(performance.now() - killed)
      expect(receiver.received.length).toBeGreaterThan(last)
      await vi.waitFor(() => expect(service.workers()).toHaveLength(2), { timeout: 60_000 })
    }

    const all: Told[] = (await ask(`/events?after=${position}&types=stock.changed&limit=1000`))
      .events
    const told = receiver.events()
    // The first time that each arrived, in this order.
    expect([...new Set(told.map(({ id }) => id))]).toEqual(all.map(({ id }) => id))
    const whole = new Map(all.map((event) => [event.id, event]))
    for (const event of told) expect(event).toEqual(whole.get(event.id))
    const messages = new Map<unknown, string>()
    for (const { headers, body } of receiver.received) {
      const before = messages.get(headers['webhook-id'])
      if (before !== undefined) expect(body).toBe(before)
      messages.set(headers['webhook-id'], body)
    }
    const sorted = recoveries.toSorted((a, b) => a - b)
    process.stdout.write(
      `${ROUNDS} kills, ${all.length} events, ${told.length - all.length} told twice; from a kill until all had arrived ${Math.round(sorted[sorted.length >> 1] ?? 0)} ms (median), ${Math.round(sorted.at(-1) ?? 0)} ms (longest)\n`,
    )
  },
  120_000 + ROUNDS * 60_000,
)
