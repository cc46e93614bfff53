import { expect, test } from 'vitest'
import type { PlacedRow } from '../../src/domain/event.ts'
import { gather } from '../../src/features/webhooks/batch.ts'

const rowAt = (seq: number) => ({ position: { seq, number: 0 } }) as PlacedRow
const event = (id: string, type = 'stock.out') => ({
  ...{ id, type, timestamp: '2026-11-21T10:00:00Z', message: id },
})

test('of many events the first are told, the others counted, and a digest among them is told', () => {
  const gathering = gather({ seq: 0, number: 0 }, 2)
  for (const at of [1, 2, 3, 4]) gathering.add(rowAt(at), [event(`e${at}`)])
  gathering.add(rowAt(5), [event('digest', 'digest.ready')])
  gathering.add(rowAt(6), [event('e6')])
  const { events, more, position } = gathering.batch()
  expect(events.map(({ id }) => id)).toEqual(['e1', 'e2', 'digest'])
  expect({ more, position }).toEqual({ more: 3, position: { seq: 6, number: 0 } })
})
