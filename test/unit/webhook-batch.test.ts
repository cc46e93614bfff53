import { expect, test } from 'vitest'
import type { PlacedRow } from '../../src/domain/event.ts'
import { gather } from '../../src/features/webhooks/batch.ts'

const rowAt = (seq: number) => ({ position: { seq, number: 0 } }) as PlacedRow
const event = (id: string, type = 'stock.out') => ({
  ...{ id, type, timestamp: '2026-11-21T10:00:00Z', message: id },
})

test('of many events the first are told, the others counted, and a digest among them is told', () => {
  const gathering = gather({ seq: 0, number: 0 }, 2)
  gathering.add(rowAt(1), [])
  for (const at of [2, 3, 4, 5]) gathering.add(rowAt(at), [event(`e${at}`)])
  gathering.add(rowAt(6), [event('digest', 'digest.ready')])
  gathering.add(rowAt(7), [event('e7')])
  const { events, more, after, position } = gathering.batch()
  expect(events.map(({ id }) => id)).toEqual(['e2', 'e3', 'digest'])
  // It begins behind what nobody is told of.
  expect({ more, after, position }).toEqual({
    more: 3,
    after: { seq: 1, number: 0 },
    position: { seq: 7, number: 0 },
  })
})
