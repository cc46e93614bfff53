import { expect, test } from 'vitest'
import {
  EVENT_TYPES,
  LOGGED_EVENTS,
  type LoggedRow,
  type LoggedType,
  START,
} from '../../src/domain/event.ts'
import { type EventReader, viewsOf } from '../../src/features/events/views.ts'

const types = new Set(EVENT_TYPES)
const READERS: Readonly<Record<string, EventReader>> = {
  'in charge': { key: { scope: 'admin', location: null }, language: 'en', types },
  reads: { key: { scope: 'read', location: null }, language: 'en', types },
  here: { key: { scope: 'read', location: 'Shop' }, language: 'en', types },
  elsewhere: { key: { scope: 'read', location: 'Cellar' }, language: 'en', types },
}

const none = { total: 0, items: [] }
const nothing = { units: 0, value: 0 }
const digest = {
  ...{ sold: nothing, returned: nothing, out: none, low: none, odd: [] },
  toOrder: { ...none, units: 0 },
}

const logged = (type: LoggedRow['type'], more: Partial<LoggedRow> = {}): LoggedRow => ({
  ...{ kind: 'logged', id: 'e', number: 1, afterSeq: 0, type, size: '', actor: '', channel: '' },
  product: { id: 'p', sku: 'P', name: 'Pair', color: '', gender: '' },
  ...{ location: { id: 'l', name: 'Shop' }, at: '', before: null, after: null, data: digest },
  ...more,
})

const EVERYBODY = Object.keys(READERS)

const TOLD: Readonly<Record<LoggedType, readonly string[]>> = {
  'product.created': EVERYBODY,
  'product.updated': EVERYBODY,
  'product.archived': EVERYBODY,
  'import.done': ['in charge', 'reads'],
  'check.done': ['in charge', 'reads', 'here'],
  'person.signed_in_first': ['in charge'],
  'drift.found': ['in charge'],
  'digest.ready': ['in charge', 'reads'],
}

test.each(LOGGED_EVENTS)('%s is told to those whom it concerns', (type) => {
  const told = EVERYBODY.filter((name) => {
    const reader = READERS[name]
    return reader && viewsOf({ row: logged(type), position: START }, reader).length > 0
  })
  expect(told).toEqual(TOLD[type])
})

test.each([
  ['in charge', false, ['price', 'cost']],
  ['in charge', true, ['price']],
  ['reads', false, ['price']],
] as const)('of a product, %s (without costs: %j) is told %j', (who, withoutCosts, fields) => {
  const row = logged('product.updated', {
    before: { price: 1, cost: 2 },
    after: { price: 3, cost: 4 },
  })
  const reader = READERS[who]
  const [view] = reader ? viewsOf({ row, position: START }, { ...reader, withoutCosts }) : []
  expect(view?.data).toMatchObject({ changes: fields.map((field) => ({ field })) })
})
