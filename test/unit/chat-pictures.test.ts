import { describe, expect, test } from 'vitest'
import { toolboxOf } from '../../src/mcp/mcp-server.ts'
import { EXTENSION, mayShowPictures, PAGE_TYPE } from '../../src/mcp/pictures.ts'
import { PICTURES } from '../../src/operations/operation.ts'
import { createOperations, type Stores } from '../../src/shop.ts'
import { type Inventory, inventoryCards } from '../../src/web/chat/inventory-cards.ts'
import {
  amountOf,
  clockOf,
  measuresOf,
  type Stats,
  tilesOf,
} from '../../src/web/chat/stats-plot.ts'

describe('which clients are offered pictures', () => {
  const SHOWS = { extensions: { [EXTENSION]: { mimeTypes: [PAGE_TYPE] } } }
  const initialize = (capabilities: unknown) => ({ method: 'initialize', params: { capabilities } })
  const list = (capabilities?: unknown) => ({
    method: 'tools/list',
    params: { _meta: { 'io.modelcontextprotocol/clientCapabilities': capabilities } },
  })

  test.each([
    ['says so when it begins', initialize(SHOWS), true],
    ['says so each time', list(SHOWS), true],
    ['has other extensions too', initialize({ roots: {}, ...SHOWS }), true],
    ['says nothing of it when it begins', initialize({}), false],
    ['says nothing of it in a message that says what it can', list({ sampling: {} }), false],
    [
      'shows other pages',
      list({ extensions: { [EXTENSION]: { mimeTypes: ['text/html'] } } }),
      false,
    ],
    ['names no pages', initialize({ extensions: { [EXTENSION]: {} } }), false],
    ['sends something else', initialize({ extensions: [EXTENSION] }), false],
    ['sends nothing', initialize(null), false],
    ['cannot say in this message', { method: 'tools/list', params: {} }, true],
    ['has no values in this message', { method: 'tools/list' }, true],
    ['sends no message', undefined, true],
  ])('one that %s', (_case, message, expected) => {
    expect(mayShowPictures(message)).toBe(expected)
  })

  test('only questions for chats have a picture, each its own', () => {
    const operations = createOperations({} as Stores)
    const drawn = operations.filter(({ picture }) => picture)
    expect(drawn.map(({ picture }) => picture).sort()).toEqual([...PICTURES].sort())
    expect(drawn.every(({ inChat, effect }) => inChat && effect === 'read')).toBe(true)
    const { tools } = toolboxOf(operations, { version: '1', hasPictures: false })
    expect(tools.filter(({ _meta }) => _meta?.ui)).toEqual([])
  })
})

describe('cards of stock', () => {
  const shelf = (rest: Partial<Inventory['items'][number]>) =>
    ({
      ...{ sku: 'A', model: 'Amor', color: 'Noir', gender: 'Femme', size: '38', location: 'Shop' },
      ...{ available: 1, reserved: 0, on_order: 0, price: 90, thumb: null },
      ...rest,
    }) as Inventory['items'][number]

  test('are one a product and place, in the order of the answer', () => {
    const cards = inventoryCards([
      shelf({ size: '38', available: 2, reserved: 1 }),
      shelf({ sku: 'B', model: 'Bora' }),
      shelf({ size: '38', location: 'Cave', available: 4 }),
      shelf({ size: '39', available: 0, on_order: 6, reserved: 2 }),
    ])
    expect(cards.map(({ sku, location }) => [sku, location])).toEqual([
      ['A', 'Shop'],
      ['B', 'Shop'],
      ['A', 'Cave'],
    ])
    expect(cards[0]).toEqual({
      ...{ sku: 'A', model: 'Amor', color: 'Noir', gender: 'Femme', location: 'Shop' },
      ...{ price: 90, thumb: null, available: 2, reserved: 3, onOrder: 6 },
      sizes: [
        { size: '38', available: 2 },
        { size: '39', available: 0 },
      ],
    })
  })

  test('are none of nothing', () => expect(inventoryCards([])).toEqual([]))
})

describe('the plot of sales', () => {
  const total = {
    ...{ units: 10, of_which_imported: 4, revenue: 900, units_without_price: 1, returned_units: 0 },
    ...{ margin: 300, units_without_cost: 2 },
  }
  const stats = (rest: object) =>
    ({ total, previous: null, items: [], group: 'product', ...rest }) as unknown as Stats

  test('has figures with what they leave out', () => {
    expect(tilesOf(stats({}))).toEqual([
      { name: 'sold', isMoney: false, value: 10, before: null, imported: 4, leftOut: 0 },
      { name: 'revenue', isMoney: true, value: 900, before: null, imported: 0, leftOut: 1 },
      { name: 'margin', isMoney: true, value: 300, before: null, imported: 0, leftOut: 2 },
    ])
  })

  test('compares only what can be compared', () => {
    const befores = (previous: object) => tilesOf(stats({ previous })).map(({ before }) => before)
    const before = { units: 5, revenue: 0, margin: null }
    expect(befores({ ...before, is_comparable: true })).toEqual([5, null, null])
    expect(befores({ ...before, is_comparable: false })).toEqual([null, null, null])
  })

  test('has no margin for who sees no costs, and returns where there are some', () => {
    const named = (rest: object) =>
      tilesOf(stats({ total: { ...total, ...rest } })).map(({ name }) => name)
    expect(named({ margin: null, units_without_cost: null })).toEqual(['sold', 'revenue'])
    expect(named({ returned_units: 2 })).toEqual(['sold', 'revenue', 'margin', 'returned'])
    const items = [{ net_units: 3, net_revenue: 270, margin: null }]
    expect(measuresOf(stats({ items }))).toEqual(['units', 'revenue'])
    const [group] = stats({ items }).items
    expect(group && [amountOf(group, 'units'), amountOf(group, 'margin')]).toEqual([3, null])
  })

  test('is one of time where its groups are', () => {
    expect(
      (['product', 'day', 'week', 'month'] as const).map((group) => clockOf(stats({ group }))),
    ).toEqual([undefined, ...(['day', 'week', 'month'] as const)])
  })
})
