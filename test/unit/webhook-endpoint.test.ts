import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { EventPosition, EventRows, PlacedRow } from '../../src/domain/event.ts'
import type { SignedWebhook } from '../../src/domain/webhook.ts'
import { backoffMs } from '../../src/features/webhooks/backoff.ts'
import { startEndpoint } from '../../src/features/webhooks/endpoint.ts'
import type { Attempt, Told } from '../../src/features/webhooks/send.ts'
import { troubleOf } from '../../src/features/webhooks/webhook-messages.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

// A summer evening in Paris: 21:30.
const EVENING = new Date('2026-07-01T19:30:00Z')

beforeEach(() => vi.useFakeTimers({ now: EVENING, toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

const webhook: SignedWebhook = {
  id: 'w1',
  url: 'https://hooks.example/secret-path',
  description: '',
  types: '',
  shape: 'json',
  language: 'en',
  location: null,
  withCosts: false,
  quietFrom: '',
  quietTo: '',
  position: { seq: 0, number: 0 },
  epoch: 1,
  disabledAt: null,
  disabledReason: '',
  failures: 0,
  failingSince: null,
  retryAt: null,
  lastError: '',
  deliveredAt: null,
  createdBy: 'owner',
  createdAt: EVENING.toISOString(),
  behind: 0,
  behindSince: null,
  secrets: ['whsec_AAAA'],
}

const OK: Attempt = { status: 204, error: '', retryAfterMs: 0, durationMs: 1 }
const BAD: Attempt = { status: 500, error: 'answers 500', retryAfterMs: 0, durationMs: 1 }

/** An endpoint over a log of rows, each of them one event, until the test ends. */
function endpoint(
  wish: Partial<SignedWebhook>,
  answer: (told: Told) => Attempt,
  isHeld: () => boolean = () => true,
) {
  const ending = new AbortController()
  onTestFinished(() => ending.abort())
  let end = 0
  let restored = false
  const row = (seq: number) =>
    ({ row: { seq }, position: { seq, number: 0 } }) as unknown as PlacedRow
  const read = async (after: EventPosition, limit: number): Promise<EventRows> => {
    const length = Math.min(limit, Math.max(0, end - after.seq))
    const rows = Array.from({ length }, (_, index) => row(after.seq + 1 + index))
    const newest = { seq: end, number: 0 }
    return { rows, position: rows.at(-1)?.position ?? newest, newest }
  }
  const sent: Told[] = []
  const warned: object[] = []
  const running = startEndpoint(
    { ...webhook, ...wish },
    {
      events: {
        read,
        async next(after, limit, signal) {
          while (after.seq >= end && !restored) {
            signal.throwIfAborted()
            await new Promise((done) => setTimeout(done, 1))
          }
          restored = false
          return read(after, limit)
        },
      },
      async send(_webhook, told) {
        sent.push(told)
        return answer(told)
      },
      tell: () => (placed) => [
        {
          id: `e${placed.position.seq}`,
          type: 'stock.out',
          timestamp: EVENING.toISOString(),
          message: 'Out.',
        },
      ],
      timeZone: 'Europe/Paris',
      logger: { warn: (data) => warned.push(data) },
      now: () => new Date(),
      random: () => 0.5,
      observe: () => {},
    },
    { soft: ending.signal, hard: ending.signal, isHeld },
  )
  return {
    ...running,
    sent,
    warned,
    happen: (events: number) => {
      end += events
    },
    restore: (to: number) => {
      end = to
      restored = true
    },
    state: () => running.progress()?.progress,
  }
}

const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 5_000, interval: 5 })

/** The clock jumps; whoever waits for it looks at it each second. */
const later = (ms: number) => vi.setSystemTime(Date.now() + ms)

test('it waits twice as long after each failure, up to six hours', () => {
  expect([1, 2, 3, 4].map((failures) => backoffMs(failures, 0.5))).toEqual([
    5_000, 10_000, 20_000, 40_000,
  ])
  expect(backoffMs(30, 0.5)).toBe(6 * HOUR)
  expect(backoffMs(1, 0)).toBe(4_000)
  expect(backoffMs(1, 1)).toBe(6_000)
})

test('after three days of failures it is told nothing more', async () => {
  const one = endpoint({}, () => BAD)
  one.happen(1)
  await eventually(() => expect(one.sent).toHaveLength(1))
  expect(one.state()).toMatchObject({ failures: 1, disabledReason: '', position: { seq: 0 } })
  later(DAY)
  await eventually(() => expect(one.sent).toHaveLength(2))
  later(2 * DAY)
  await one.done
  expect(one.sent).toHaveLength(3)
  expect(new Set(one.sent.map(({ id }) => id)).size).toBe(1)
  expect(one.state()).toMatchObject({
    failures: 3,
    disabledReason: 'failed for 3 days: answers 500',
    position: { seq: 0 },
    deliveries: [{ attempt: 1 }, { attempt: 2 }, { attempt: 3 }],
  })
  expect(JSON.stringify(one.warned)).not.toContain('secret-path')
})

test.each([
  [HOUR, HOUR],
  [11 * DAY, 6 * HOUR],
])('a receiver that asks for time gets it, up to six hours: %i ms', async (asked, given) => {
  const one = endpoint({}, () => ({ ...BAD, status: 429, retryAfterMs: asked }))
  one.happen(1)
  await eventually(() => expect(one.sent).toHaveLength(1))
  const waits = Date.parse(one.state()?.retryAt ?? '') - EVENING.getTime()
  expect(waits).toBeGreaterThanOrEqual(given)
  expect(waits).toBeLessThan(given + MINUTE)
})

test('one that goes on after another process has its failures and its time to wait', async () => {
  const retryAt = new Date(EVENING.getTime() + HOUR).toISOString()
  const state = { failures: 7, failingSince: EVENING.toISOString(), retryAt }
  const one = endpoint(state, () => OK)
  one.happen(1)
  await new Promise((done) => setTimeout(done, 50))
  expect(one.sent).toEqual([])
  later(HOUR)
  await eventually(() => expect(one.sent).toHaveLength(1))
  await eventually(() =>
    expect(one.state()).toMatchObject({ failures: 0, retryAt: null, position: { seq: 1 } }),
  )
})

test('many are told in full messages, each event once and in order', async () => {
  const one = endpoint({}, () => OK)
  one.happen(1_001)
  await eventually(() => expect(one.sent).toHaveLength(6))
  expect(one.sent.map(({ events }) => events.length)).toEqual([200, 200, 200, 200, 200, 1])
  const ids = one.sent.flatMap(({ events }) => events.map(({ id }) => id))
  expect(ids).toEqual(Array.from({ length: 1_001 }, (_, index) => `e${index + 1}`))
})

test('nothing is sent while somebody else may deliver, and nothing is left out after that', async () => {
  let isHeld = false
  const one = endpoint(
    {},
    () => OK,
    () => isHeld,
  )
  one.happen(300)
  await eventually(() => expect(one.warned).toHaveLength(1))
  expect(one.sent).toEqual([])
  isHeld = true
  await eventually(() => expect(one.sent).toHaveLength(2))
  const ids = one.sent.flatMap(({ events }) => events.map(({ id }) => id))
  expect(ids).toEqual(Array.from({ length: 300 }, (_, index) => `e${index + 1}`))
})

test('a program is told at night as well', async () => {
  later(2 * HOUR)
  const one = endpoint({ quietFrom: '22:00', quietTo: '08:00' }, () => OK)
  one.happen(1)
  await eventually(() => expect(one.sent).toHaveLength(1))
})

test('what happens in quiet hours is told at their end, in one message', async () => {
  const quiet = { shape: 'ntfy', quietFrom: '22:00', quietTo: '08:00' } as const
  const one = endpoint(quiet, () => OK)
  one.happen(1)
  await eventually(() => expect(one.sent).toHaveLength(1))
  later(HOUR)
  one.happen(1)
  await new Promise((done) => setTimeout(done, 1_200))
  one.happen(700)
  await new Promise((done) => setTimeout(done, 50))
  expect(one.sent).toHaveLength(1)
  later(10 * HOUR)
  await eventually(() => expect(one.sent).toHaveLength(2))
  expect(one.sent[1]).toMatchObject({ more: 681 })
  expect(one.sent[1]?.events).toHaveLength(20)
  await eventually(() => expect(one.state()).toMatchObject({ position: { seq: 702 } }))
})

test('after a backup was restored it goes on with what happens from then on', async () => {
  const one = endpoint({ position: { seq: 500, number: 0 } }, () => OK)
  one.restore(100)
  await eventually(() => expect(one.state()?.position).toEqual({ seq: 100, number: 0 }))
  one.happen(1)
  await eventually(() => expect(one.sent).toHaveLength(1))
  expect(one.sent[0]?.events.map(({ id }) => id)).toEqual(['e101'])
})

test('what was not kept is kept later, and nothing is kept twice', async () => {
  const one = endpoint({}, () => OK)
  one.happen(1)
  await eventually(() => expect(one.sent).toHaveLength(1))
  const lost = one.progress()
  expect(lost?.progress.deliveries).toHaveLength(1)
  const again = one.progress()
  expect(again?.progress).toEqual(lost?.progress)
  again?.kept()
  expect(one.progress()).toBeUndefined()
})

test('the doctor names what fails, lags or gave up, and nothing else', () => {
  const trouble = (wish: Partial<SignedWebhook>) =>
    troubleOf({ ...webhook, ...wish }, EVENING, 'Europe/Paris')
  const ago = (ms: number) => new Date(EVENING.getTime() - ms).toISOString()
  expect(trouble({})).toBeUndefined()
  expect(trouble({ disabledAt: ago(0), disabledReason: 'by owner' })).toBeUndefined()
  expect(trouble({ disabledAt: ago(0), disabledReason: 'answers 410: it is gone' })).toBe(
    '"hooks.example" is disabled (answers 410: it is gone) since 2026-07-01T19:30:00.000Z',
  )
  expect(trouble({ failures: 2, failingSince: ago(0), lastError: 'answers 500' })).toContain(
    'fails: answers 500',
  )
  expect(trouble({ behind: 9, behindSince: ago(4 * MINUTE) })).toBeUndefined()
  const late = { behind: 9, behindSince: ago(6 * MINUTE) }
  expect(trouble(late)).toContain('9 events behind')
  expect(trouble({ ...late, quietFrom: '21:00', quietTo: '08:00' })).toBeUndefined()
})
