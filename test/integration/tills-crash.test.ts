import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { type Api, apiProcesses } from '../support/api-processes.ts'
import { API_KEY, product, useShop } from '../support/shop.ts'

const ROUNDS = Number(process.env.TILL_ROUNDS ?? 1)
const LINES = 120
const ROUND_DEADLINE_MS = 60_000

/** Each round leaves half of what it sold; RARE has enough for a part of its lines. */
const START: Record<string, number> = { MANY: 100_000, MORE: 100_000, RARE: 30 }
const SKUS = Object.keys(START)

const shop = useShop(SKUS.map((sku) => product(sku, sku, { 40: START[sku] ?? 0 })))
const startApi = apiProcesses(shop, API_KEY)

/** The API of this process, and one of its own, which is killed. */
let address: string
let victim: Api | undefined
beforeAll(async () => {
  address = await shop.app.listen({ host: '127.0.0.1', port: 0 })
})

interface Line {
  readonly external_id: string
  readonly status: 'sold' | 'cancelled'
  readonly sku: string
}
interface Result {
  readonly external_id: string
  readonly result: string
  readonly code: string | null
}

const linesOf = (round: number, status: Line['status']): Line[] =>
  Array.from({ length: LINES }, (_, n) => ({
    ...{ external_id: `${round}-${n}`, status, sku: SKUS[n % SKUS.length] ?? '' },
  }))

/** Sends the lines to one API and then the other, until one of them answers. */
async function insist(lines: readonly Line[], first: number, deadline: AbortSignal) {
  const sent = lines.map((line) => ({ ...line, size: '40', quantity: 1 }))
  for (let attempt = 0; ; attempt++) {
    deadline.throwIfAborted()
    const api = (first + attempt) % 2 === 0 ? address : (victim?.url ?? address)
    const answer = await fetch(`${api}/sales/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ source: 'web', lines: sent }),
      signal: deadline,
    }).catch(() => undefined)
    if (answer?.status === 200) return ((await answer.json()) as { results: Result[] }).results
    if (answer) expect(answer.status).toBe(503)
    await sleep(10)
  }
}

/** Everything is sent to both at once, and one of them is killed meanwhile. @returns all results */
async function storm(round: number, lines: readonly Line[]): Promise<Result[][]> {
  const deadline = AbortSignal.timeout(ROUND_DEADLINE_MS)
  victim ??= await startApi()
  const sending = [0, 1, 0, 1].map((first) => insist(lines, first, deadline))
  await sleep(20 + 35 * (round % 10))
  await victim.kill()
  victim = undefined
  return Promise.all(sending)
}

const units = async (sku: string) => (await shop.ledger(sku, '40')).quantity

test(
  `${ROUNDS} rounds of kill -9 while lines are sent to two processes: each is done once`,
  async () => {
    let left = { ...START }
    for (let round = 0; round < ROUNDS; round++) {
      const sold = linesOf(round, 'sold')
      const finals = await storm(round, sold)
      // One answer at most says that it did a line; the others found it done, or refused it.
      const done = sold.filter((_, n) =>
        finals.some((results) => ['recorded', 'already'].includes(results[n]?.result ?? '')),
      )
      for (const [n] of sold.entries()) {
        const results = finals.map((one) => one[n]?.result)
        expect(results.filter((result) => result === 'recorded').length).toBeLessThan(2)
      }
      const codes = finals.flat().map(({ code }) => code)
      expect(
        new Set(codes.filter((code) => code !== null && code !== 'insufficient-stock')),
      ).toEqual(new Set())
      for (const sku of SKUS) {
        left = { ...left, [sku]: (left[sku] ?? 0) - done.filter((line) => line.sku === sku).length }
        expect(await units(sku), sku).toBe(left[sku])
      }

      const cancelled = linesOf(round, 'cancelled').filter((_, n) => n % 2 === 0)
      await (ROUNDS > 1
        ? storm(round + 1, cancelled)
        : insist(cancelled, 0, AbortSignal.timeout(ROUND_DEADLINE_MS)))
      const back = cancelled.filter(({ external_id: id }) =>
        done.some((line) => line.external_id === id),
      )
      for (const sku of SKUS) {
        left = { ...left, [sku]: (left[sku] ?? 0) + back.filter((line) => line.sku === sku).length }
        expect(await units(sku), sku).toBe(left[sku])
      }
    }
    expect(await shop.store.readDrift()).toMatchObject({ rows: [], missing: 0 })
  },
  2 * ROUNDS * ROUND_DEADLINE_MS,
)
