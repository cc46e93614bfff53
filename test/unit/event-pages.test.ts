import { expect, test, vi } from 'vitest'
import type { EventRows, PlacedRow } from '../../src/domain/event.ts'
import type { EventLog } from '../../src/features/events/event-log.ts'
import { createEventService } from '../../src/features/events/events.ts'
import { readLag } from '../../src/features/events/lag.ts'

const ALL = 12_000

/** Where so many movements happened. */
function log() {
  const read = vi.fn<EventLog['read']>(async ({ seq, number }, limit): Promise<EventRows> => {
    const many = Math.min(limit, ALL - seq)
    const rows = Array.from({ length: many }, (_, n) => {
      const position = { seq: seq + n + 1, number }
      return { row: { seq: position.seq }, position } as PlacedRow
    })
    return { rows, position: { seq: seq + many, number }, newest: { seq: ALL, number: 0 } }
  })
  return { read } as unknown as EventLog & { readonly read: typeof read }
}

test('where a filter leaves nothing, one question looks at some thousand rows and says where it came to', async () => {
  const all = log()
  const { list } = createEventService({ log: all })
  const first = await list({ limit: 500 }, () => [])
  expect(first).toMatchObject({ events: [], position: { seq: 5_000 }, more: true })
  expect(all.read).toHaveBeenCalledTimes(10)
  const rest = await list({ limit: 500, after: '10000.0' }, () => [])
  expect(rest).toMatchObject({ events: [], position: { seq: ALL }, more: false })
})

test('a page has no more events than were asked for, and those of a movement together', async () => {
  const { list } = createEventService({ log: log() })
  const page = await list({ limit: 5 }, ({ row }) => [row, row])
  expect(page).toMatchObject({ events: { length: 4 }, position: { seq: 2 }, more: true })
  const one = await list({ limit: 1 }, ({ row }) => [row, row])
  expect(one).toMatchObject({ events: { length: 2 }, position: { seq: 1 }, more: true })
})

test('whoever follows is behind by the movements and by the entries of the log', async () => {
  const oldest = { row: { at: '2026-11-21T03:14:00.123Z' }, position: { seq: 8, number: 2 } }
  const store = {
    readEvents: async () => ({
      rows: [oldest as PlacedRow],
      ...{ position: oldest.position, newest: { seq: 10, number: 5 } },
    }),
    readFollower: async (name: string) => (name === 'known' ? { seq: 7, number: 2 } : null),
  }
  expect(await readLag(store, 'known')).toEqual({ count: 6, since: oldest.row.at })
  expect(await readLag(store, 'other')).toEqual({ count: 0, since: null })
})
