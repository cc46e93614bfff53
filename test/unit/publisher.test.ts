import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Broker, BrokerMessage } from '../../src/broker/broker.ts'
import { keepPublishing } from '../../src/broker/publisher.ts'
import type { EventPosition, EventRows, PlacedRow } from '../../src/domain/event.ts'
import type { Follower } from '../../src/store/event-store.ts'

const at = (seq: number): EventPosition => ({ seq, number: 0 })

/** Each movement has one message, its number. */
const rowAt = (seq: number) => ({ row: { seq }, position: at(seq) }) as unknown as PlacedRow
const messagesOf = ({ position }: PlacedRow): BrokerMessage[] => [
  { id: `${position.seq}`, type: 'stock.changed', key: 'p', body: '{}' },
]

interface Script {
  /** Number of the last movement. */
  newest?: number
  /** How far somebody had come; null for nobody. */
  kept?: number | null
  held?: (follower: Follower) => boolean | Promise<boolean>
  /** How many of the messages are taken. */
  take?: (ids: readonly string[]) => number | Promise<number>
  connect?: () => void
  leaseSeconds?: number
}

/** A publisher over a shop and a broker that do as a test says. */
function publish(script: Script) {
  const { kept = null, held = () => true, take = (ids) => ids.length, connect = () => {} } = script
  let newest = script.newest ?? 0
  let position: EventPosition | null = kept === null ? null : at(kept)
  const sent: string[] = []
  const wishes: Follower[] = []
  const said: string[] = []
  const counts = { published: 0, failed: 0, connected: false, closed: 0 }

  async function next(after: EventPosition, limit: number, signal: AbortSignal) {
    for (;;) {
      signal.throwIfAborted()
      if (after.seq > newest) return { rows: [], position: at(newest), newest: at(newest) }
      const numbers = Array.from({ length: newest }, (_, index) => index + 1)
      const rows = numbers.filter((seq) => seq > after.seq).slice(0, limit)
      const last = rows.at(-1)
      if (last)
        return { rows: rows.map(rowAt), position: at(last), newest: at(newest) } as EventRows
      await sleep(2, undefined, { signal })
    }
  }

  const broker: Broker = {
    kind: 'nats',
    async connect() {
      connect()
      return {
        async send(messages) {
          const taken = await take(messages.map(({ id }) => id))
          sent.push(...messages.slice(0, taken).map(({ id }) => id))
          return taken
        },
        async close() {
          counts.closed += 1
        },
      }
    },
  }
  const end = keepPublishing({
    events: { newest: async () => at(newest), next },
    store: {
      async follow(follower) {
        wishes.push(follower)
        const isHeld = await held(follower)
        if (isHeld) position = follower.position ?? position
        return { held: isHeld, position }
      },
    },
    broker,
    messagesOf,
    isOpen: () => true,
    logger: {
      info: (data, message) => said.push(`${message} ${JSON.stringify(data)}`),
      warn: (data, message) => said.push(`${message} ${JSON.stringify(data)}`),
    },
    watch: {
      published: (messages) => {
        counts.published += messages
      },
      failed: () => {
        counts.failed += 1
      },
      connected: (isConnected) => {
        counts.connected = isConnected
      },
    },
    times: {
      ...(script.leaseSeconds && { leaseSeconds: script.leaseSeconds }),
      renewMs: 10,
      saveMs: 5,
      askMs: 5,
      openingMs: 5,
      firstPauseMs: 1,
      maxPauseMs: 4,
    },
  })
  onTestFinished(end)
  return {
    ...{ sent, wishes, said, counts, end },
    position: () => position,
    happens: (seq: number) => {
      newest = seq
    },
  }
}

const ids = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`)

test('it begins at the moment of the first start, which is written down before anything', async () => {
  const { wishes, sent, happens, position } = publish({ newest: 7 })
  await expect.poll(() => wishes[1]).toMatchObject({ seconds: 15, position: at(7) })
  happens(9)
  await expect.poll(() => sent).toEqual(['8', '9'])
  await expect.poll(position).toEqual(at(9))
})

test('it goes on where whoever published before had come to', async () => {
  const { sent } = publish({ newest: 1_200, kept: 3 })
  await expect.poll(() => sent.length).toBe(1_197)
  expect(sent).toEqual(ids(4, 1_200))
})

test('what was not taken is sent again, in order, and nothing that was', async () => {
  let calls = 0
  const { sent, said, counts } = publish({
    newest: 20,
    kept: 0,
    take(list) {
      calls += 1
      if (calls % 3 === 0) throw new Error('the broker is gone')
      return Math.min(list.length, 3)
    },
  })
  await expect.poll(() => sent).toEqual(ids(1, 20))
  await expect.poll(() => counts).toMatchObject({ published: 20, connected: true })
  expect(counts.failed).toBe(counts.closed)
  expect(counts.failed).toBeGreaterThan(1)
  // Each time that it was gone is said once, and that it came back.
  expect(said.filter((line) => line.includes('does not take'))).toHaveLength(counts.failed)
  expect(said.filter((line) => line.includes('again'))).toHaveLength(counts.failed)
})

test('a broker that stays away is told once, by its reason alone', async () => {
  const { said, counts } = publish({
    newest: 1,
    kept: 0,
    connect() {
      throw Object.assign(new Error('refused'), { password: 'hush' })
    },
  })
  await expect.poll(() => counts.failed).toBeGreaterThan(5)
  expect(said).toEqual([
    'The broker (nats) does not take events: they wait, and nothing is lost {"reason":"refused"}',
  ])
})

test('a process that may not publishes nothing, until it may', async () => {
  let mine = false
  const { sent, wishes } = publish({ newest: 3, kept: 1, held: () => mine })
  await expect.poll(() => wishes.length).toBeGreaterThan(3)
  expect(sent).toEqual([])
  // It asked, and said nothing of how far it would be.
  expect(wishes.every(({ position }) => position === undefined)).toBe(true)
  mine = true
  await expect.poll(() => sent).toEqual(['2', '3'])
})

test('one that lost the right to somebody else stops, and leaves alone how far that one has come', async () => {
  let lost = false
  const { sent, wishes, counts, happens } = publish({ newest: 2, kept: 0, held: () => !lost })
  await expect.poll(() => sent).toEqual(['1', '2'])
  lost = true
  const before = wishes.length
  await expect.poll(() => counts.closed).toBe(1)
  happens(5)
  await expect.poll(() => wishes.length).toBeGreaterThan(before + 3)
  expect(sent).toEqual(['1', '2'])
  expect(wishes.filter(({ seconds }) => seconds === 0)).toEqual([])
})

test('one whose right ran out while the database did not answer sends nothing more', async () => {
  const hanging = Promise.withResolvers<boolean>()
  let isHanging = false
  const { sent, happens, wishes } = publish({
    newest: 1,
    kept: 0,
    leaseSeconds: 0.05,
    held: () => (isHanging ? hanging.promise : true),
  })
  await expect.poll(() => sent).toEqual(['1'])
  isHanging = true
  const before = wishes.length
  await expect.poll(() => wishes.length).toBeGreaterThan(before)
  await sleep(60)
  happens(4)
  await sleep(30)
  expect(sent).toEqual(['1'])
  hanging.resolve(false)
})

test('at its end it gives the right back, with how far it came', async () => {
  const { sent, wishes, end } = publish({ newest: 4, kept: 0 })
  await expect.poll(() => sent).toEqual(ids(1, 4))
  await end()
  expect(wishes.at(-1)).toMatchObject({ seconds: 0, position: at(4) })
})

test('it ends while the broker does not answer', async () => {
  const { wishes, end } = publish({ newest: 4, kept: 0, take: () => new Promise(() => {}) })
  await expect.poll(() => wishes.length).toBeGreaterThan(2)
  await end()
  // Nothing was taken: it is sent again by whoever comes next.
  expect(wishes.at(-1)).toMatchObject({ seconds: 0, position: at(0) })
})

test('after a backup was restored it goes on where all ends then', async () => {
  const { sent, happens } = publish({ newest: 3, kept: 8 })
  await sleep(20)
  expect(sent).toEqual([])
  happens(5)
  await expect.poll(() => sent).toEqual(['4', '5'])
})
