import { expect, onTestFinished, test, vi } from 'vitest'
import { type EventRow, isAfter, type PlacedRow, START } from '../../src/domain/event.ts'
import type { SignedWebhook } from '../../src/domain/webhook.ts'
import { startEndpoint } from '../../src/features/webhooks/endpoint.ts'
import type { Told } from '../../src/features/webhooks/send.ts'

const WEBHOOK: SignedWebhook = {
  ...{ id: 'w1', url: 'mailto:ines@shop.test', description: '', types: '', shape: 'mail' },
  ...{ language: 'en', location: null, withCosts: false, quietFrom: '22:00', quietTo: '07:00' },
  ...{ position: START, epoch: 0, disabledAt: null, disabledReason: '', failures: 0 },
  ...{ failingSince: null, retryAt: null, lastError: '', deliveredAt: null, behind: 0 },
  ...{ behindSince: null, createdBy: 'ines', createdAt: '', secrets: [] },
}

/** Tells an endpoint, by a clock of the test, what `happen` says. Ends with the test. */
function tellBy(webhook: SignedWebhook, clock: { now: Date; looks: number }) {
  const rows: PlacedRow[] = []
  const sent: (readonly string[])[] = []
  const newest = () => rows.at(-1)?.position ?? START
  const read = async (after: PlacedRow['position'], limit: number) => {
    const page = rows.filter(({ position }) => isAfter(position, after)).slice(0, limit)
    return { rows: page, position: page.at(-1)?.position ?? after, newest: newest() }
  }
  const ending = new AbortController()
  const { signal } = ending
  startEndpoint(
    webhook,
    {
      events: {
        read,
        async next(after, limit, until) {
          await vi.waitUntil(() => until.aborted || isAfter(newest(), after), { timeout: 20_000 })
          until.throwIfAborted()
          return read(after, limit)
        },
      },
      async send(_webhook: SignedWebhook, { events }: Told) {
        sent.push(events.map(({ message }) => message))
        return { status: 0, error: '', durationMs: 1, retryAfterMs: 0 }
      },
      tell: () => (row) => [
        { type: 'stock.out', id: 'e', timestamp: '', message: `event ${row.position.seq}` },
      ],
      now() {
        clock.looks += 1
        return clock.now
      },
      ...{ timeZone: 'Europe/Paris', random: () => 0.5, observe: () => {} },
      logger: { warn: () => {} },
    },
    { soft: signal, hard: signal, isHeld: () => true },
  )
  onTestFinished(() => ending.abort())
  const happen = (seq: number) => rows.push({ row: {} as EventRow, position: { seq, number: 0 } })
  return { sent, happen }
}

const SOON = { timeout: 10_000 }

test('what happens at night is told in the morning, in one message', async () => {
  const clock = { now: new Date('2026-11-21T22:30:00Z'), looks: 0 }
  const { sent, happen } = tellBy(WEBHOOK, clock)
  happen(1)
  await vi.waitFor(() => expect(clock.looks).toBeGreaterThan(0), SOON)
  happen(2)
  const before = clock.looks
  await vi.waitFor(() => expect(clock.looks).toBeGreaterThan(before), SOON)
  expect(sent).toEqual([])
  clock.now = new Date('2026-11-22T06:00:00Z')
  await vi.waitFor(() => expect(sent).toEqual([['event 1', 'event 2']]), SOON)
})

test('a program is told at night as well', async () => {
  const clock = { now: new Date('2026-11-21T22:30:00Z'), looks: 0 }
  const { sent, happen } = tellBy({ ...WEBHOOK, shape: 'json' }, clock)
  happen(1)
  await vi.waitFor(() => expect(sent).toEqual([['event 1']]), SOON)
})
