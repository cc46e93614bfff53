import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { type Api, apiProcesses } from '../support/api-processes.ts'
import { type Answer, product, useShop } from '../support/shop.ts'

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 12)
const WRITERS = 16
const WRITES_EACH = 20
const WRITES = WRITERS * WRITES_EACH
const API_KEY = 'crash-key-0123456789abcdef'
const ROUND_DEADLINE_MS = 60_000
const ATTEMPT_DEADLINE_MS = 8_000

/** Units at the start. RARE runs out, so that refusals are among the answers. */
const START: Record<string, number> = { MANY: 2_000, MORE: 2_000, SOME: 1_000, RARE: 20 }
const SKUS = Object.keys(START)

const shop = useShop([
  ...SKUS.map((sku) => product(sku, sku, { 40: START[sku] ?? 0 })),
  product('LAST', 'Last', { 40: 100 }),
])

const startApi = apiProcesses(shop, API_KEY)
const apis: Api[] = []
beforeAll(async () => {
  apis.push(...(await Promise.all([startApi(), startApi()])))
})

interface Write {
  readonly action: 'sale' | 'add_stock'
  readonly sku: string
  readonly quantity: number
  readonly reference: string
  readonly request_id: string
}

/** Sends it, to one API and then the other, until one of them gives a final answer. */
async function insist(write: Write, first: number, deadline: AbortSignal) {
  for (let attempt = 0; ; attempt++) {
    deadline.throwIfAborted()
    const { action, ...body } = write
    const answer = await call(`/inventory/${action}`, (first + attempt) % apis.length, {
      method: 'POST',
      body: JSON.stringify({ ...body, size: '40' }),
      signal: AbortSignal.any([deadline, AbortSignal.timeout(ATTEMPT_DEADLINE_MS)]),
    }).catch(() => undefined)
    if (answer && answer.status < 500) return { ...answer, write, retries: attempt }
    await sleep(10)
  }
}

type Final = Awaited<ReturnType<typeof insist>>

async function call(path: string, api: number, options: RequestInit = {}) {
  const response = await fetch(`${apis[api]?.url}${path}`, {
    ...options,
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

/** Just after a kill it may still be 503. */
const read = async (path: string) => {
  let answer = await call(path, 0)
  await expect
    .poll(
      async () => {
        answer = await call(path, 0)
        return answer.status
      },
      { timeout: 20_000 },
    )
    .toBe(200)
  return answer.body
}

const acknowledged = (finals: readonly Final[]) => finals.filter(({ status }) => status < 300)
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

function writeOf(round: number, writer: number, index: number): Write {
  return {
    action: index % 3 === 2 ? 'add_stock' : 'sale',
    sku: SKUS[(writer + index) % SKUS.length] ?? '',
    quantity: 1 + ((writer + index) % 2),
    reference: `round-${round}`,
    request_id: `${round}-${writer}-${index}`,
  }
}

/** All writes of a round, sixteen at a time; `hit` is called once, when so many are acknowledged. */
async function writeAll(round: number, hitAt: number, hit: () => Promise<unknown>) {
  const deadline = AbortSignal.timeout(ROUND_DEADLINE_MS)
  const finals: Final[] = []
  let hitting: Promise<unknown> | undefined
  async function write(writer: number) {
    for (let index = 0; index < WRITES_EACH; index++) {
      finals.push(await insist(writeOf(round, writer, index), writer, deadline))
      if (acknowledged(finals).length >= hitAt) hitting ??= hit()
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
  await hitting
  expect(hitting, 'something was killed').toBeDefined()
  return finals
}

/** The ids of all movements of a round. */
async function ledgerOf(round: number): Promise<string[]> {
  const ids: string[] = []
  let cursor = ''
  do {
    const page = await read(`/movements?reference=round-${round}&limit=200${cursor}`)
    ids.push(...page.items.map(({ id }: { id: string }) => id))
    cursor = page.next_cursor && `&cursor=${encodeURIComponent(page.next_cursor)}`
  } while (cursor)
  return ids
}

/** Every balance is the start and what was acknowledged since, no more and no less. */
async function expectExplained(finals: readonly Final[]): Promise<void> {
  for (const sku of SKUS) {
    const written = acknowledged(finals).filter(({ write }) => write.sku === sku)
    const deltas = written.map(({ write: { action, quantity } }) =>
      action === 'sale' ? -quantity : quantity,
    )
    const quantity = (START[sku] ?? 0) + sum(deltas)
    const movements = 1 + written.length
    expect(await shop.ledger(sku, '40'), sku).toEqual({ sum: quantity, quantity, movements })
  }
  expect(await read('/admin/drift')).toMatchObject({ items: [], missing: 0 })
}

test(
  `${ROUNDS} rounds of kill -9 under ${WRITERS} writers: every acknowledged write is there, once`,
  async () => {
    const all: Final[] = []
    let kills = 0
    for (let round = 0; round < ROUNDS; round++) {
      const victim = round % 4
      async function hit() {
        if (victim % 2 === 0) {
          kills++
          await shop.pocketbase.kill()
        } else {
          const index = victim === 1 ? 0 : 1
          await apis[index]?.kill()
          apis[index] = await startApi()
        }
      }
      const finals = await writeAll(round, (WRITES * (1 + (round % 5))) / 10, hit)
      all.push(...finals)

      expect(finals).toHaveLength(WRITES)
      const statuses = new Set(finals.map(({ status }) => status))
      expect([...statuses].filter((status) => ![200, 201, 409].includes(status))).toEqual([])
      const ids = acknowledged(finals).map(({ body }) => body.movement.id)
      expect((await ledgerOf(round)).sort()).toEqual(ids.sort())
      await expectExplained(all)
    }
    expect(shop.pocketbase.restarts()).toBe(kills)
    expect((await shop.store.readSafety()).losses).toEqual([])

    const replays = all.filter(({ body }) => body.replayed).length
    const written = acknowledged(all).length
    process.stderr.write(
      `crash: ${ROUNDS} rounds (${kills} times PocketBase, ${ROUNDS - kills} times an API), ` +
        `${written} acknowledged writes, ${all.length - written} refused, ` +
        `${sum(all.map(({ retries }) => retries))} retries, ${replays} replays\n`,
    )
  },
  ROUNDS * ROUND_DEADLINE_MS,
)

test('200 buyers at two API processes get exactly the last 100 units', async () => {
  const deadline = AbortSignal.timeout(ROUND_DEADLINE_MS)
  const finals = await Promise.all(
    Array.from({ length: 200 }, (_, buyer) => {
      const request_id = `last-${buyer}`
      const sale = { action: 'sale', sku: 'LAST', quantity: 1, reference: 'last', request_id }
      return insist(sale as Write, buyer, deadline)
    }),
  )
  const withStatus = (wanted: number) => finals.filter(({ status }) => status === wanted)
  expect(withStatus(201)).toHaveLength(100)
  expect(withStatus(409)).toHaveLength(100)
  expect(new Set(withStatus(201).map(({ body }) => body.new_quantity)).size).toBe(100)
  expect(await shop.ledger('LAST', '40')).toEqual({ sum: 0, quantity: 0, movements: 101 })
})
