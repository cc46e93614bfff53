import { describe, expect, test } from 'vitest'
import {
  type StatsItem,
  salesColumns,
  sizeColumns,
  stockDays,
  valueRows,
} from '../../src/web/office/figures.ts'
import {
  keyOf,
  listAsOrders,
  listAsTable,
  listAsText,
  type ReorderItem,
  wantedOf,
} from '../../src/web/office/order-list.ts'

const item = (sku: string, supplier: string, sizes: Record<string, number>): ReorderItem => ({
  sku,
  supplier,
  model: `Model ${sku}`,
  color: 'Noir',
  gender: '',
  severity: 'low',
  reasons: [],
  available: 1,
  on_order: 0,
  per_week: 1,
  days_of_cover: 7,
  runs_out_on: null,
  suggested: Object.values(sizes).reduce((sum, units) => sum + units, 0),
  confidence: 'good',
  lead_time_days: 14,
  sizes: Object.entries(sizes).map(([size, suggested]) => ({
    ...{ size, suggested, available: 0, on_order: 0, per_week: null, runs_out_on: null },
    ...{ severity: null, reasons: [] },
  })),
  why: '',
  thumb: null,
})

describe('what is to be ordered', () => {
  const items = [
    item('A', 'Rif', { 38: 2, 39: 0, 40: 1 }),
    item('B', '', { M: 3 }),
    item('C', 'Rif', { 41: 4 }),
    item('D', 'Rif', { 42: 0 }),
  ]
  const wanted = wantedOf(items, new Set(['A', 'B', 'C', 'D']), new Map())

  test('is what is chosen, without what needs nothing', () => {
    expect(wanted.map(({ item: { sku }, units }) => [sku, units])).toEqual([
      ['A', 3],
      ['B', 3],
      ['C', 4],
    ])
    expect(wanted[0]?.sizes).toEqual([
      { size: '38', units: 2 },
      { size: '40', units: 1 },
    ])
    expect(wantedOf(items, new Set(['C']), new Map())).toHaveLength(1)
  })

  test('is what somebody wants instead, where that was changed', () => {
    const changes = new Map([
      [keyOf('A', '38'), 5],
      [keyOf('A', '39'), 1],
      [keyOf('A', '40'), 0],
      [keyOf('C', '41'), 0],
    ])
    const changed = wantedOf(items, new Set(['A', 'C']), changes)
    expect(changed.map(({ item: { sku }, sizes, units }) => [sku, units, sizes])).toEqual([
      [
        'A',
        6,
        [
          { size: '38', units: 5 },
          { size: '39', units: 1 },
        ],
      ],
    ])
  })

  test('reads as a message, by supplier', () => {
    expect(listAsText(wanted)).toBe(
      'Rif\nModel A, Noir (A): 38 × 2, 40 × 1\nModel C, Noir (C): 41 × 4\n\nModel B, Noir (B): M × 3',
    )
  })

  test('is a row of the file for each size', () => {
    const names = { supplier: 'Supplier', product: 'Product', size: 'Size', units: 'Units' }
    const { columns, rows } = listAsTable(wanted, names)
    expect(columns).toEqual(['Supplier', 'SKU', 'Product', 'Size', 'Units'])
    expect(rows).toEqual([
      ['Rif', 'A', 'Model A, Noir', '38', 2],
      ['Rif', 'A', 'Model A, Noir', '40', 1],
      ['', 'B', 'Model B, Noir', 'M', 3],
      ['Rif', 'C', 'Model C, Noir', '41', 4],
    ])
  })

  test('becomes an order for each supplier, in parts of a hundred lines, and none is lost', () => {
    expect(listAsOrders(wanted)).toEqual([
      {
        supplier: 'Rif',
        lines: [
          { sku: 'A', size: '38', quantity: 2 },
          { sku: 'A', size: '40', quantity: 1 },
          { sku: 'C', size: '41', quantity: 4 },
        ],
      },
      { lines: [{ sku: 'B', size: 'M', quantity: 3 }] },
    ])
    const sizes = Object.fromEntries(Array.from({ length: 230 }, (_, at) => [`S${at}`, 1]))
    const orders = listAsOrders(wantedOf([item('X', 'Rif', sizes)], new Set(['X']), new Map()))
    expect(orders.map(({ lines }) => lines.length)).toEqual([100, 100, 30])
    const sent = orders.flatMap(({ lines }) => lines.map(({ size }) => size))
    expect(sent.toSorted()).toEqual(Object.keys(sizes).toSorted())
  })
})

const stats = (name: string, values: Partial<StatsItem>) => ({ name, ...values }) as StatsItem

describe('figures as plots', () => {
  test('a day stands beside the one as far into the time before, and alone where nobody knows', () => {
    const items = [
      stats('2026-11-28', { net_units: 4, units_before: 2 }),
      stats('2026-11-29', { net_units: -1, units_before: null }),
    ]
    expect(salesColumns(items, (name) => name.slice(8))).toEqual([
      { name: '2026-11-28', label: '28', units: 4, behind: 2 },
      { name: '2026-11-29', label: '29', units: -1, behind: null },
    ])
  })

  test('of each size stands what is left before what sold, as far as that is known', () => {
    const size = (name: string, on_hand: number[], sold: (number | null)[]) => ({
      ...{ size: name, on_hand, sold, returned: [], value: [] },
    })
    const columns = sizeColumns([
      size('38', [3, 1], [null, 2]),
      size('39', [], [null]),
      size('40', [4], [-1]),
    ])
    expect(columns.map(({ name, units, behind }) => [name, units, behind])).toEqual([
      ['38', 1, 2],
      ['39', 0, null],
      ['40', 4, 0],
    ])
  })

  test('stock begins where it is known, and what is left never goes below nothing', () => {
    const total = { on_hand: [null, 6, 4], sold: [], returned: [], value: [] }
    const week = (to: string, mean: number, low: number, high: number) => ({
      ...{ from: to, to, mean, low, high },
      until_then: { mean, low, high },
    })
    const { days, foreseen } = stockDays({
      days: ['2026-11-27', '2026-11-28', '2026-11-29'],
      total,
      forecast: [week('2026-12-06', 1.25, 0, 3), week('2026-12-13', 2.5, 1, 6)],
    })
    expect(days).toEqual([
      { date: '2026-11-28', units: 6 },
      { date: '2026-11-29', units: 4 },
    ])
    expect(foreseen).toEqual([
      { date: '2026-12-06', low: 1, mean: 2.8, high: 4 },
      { date: '2026-12-13', low: 0, mean: 1.5, high: 3 },
    ])
    expect(
      stockDays({ days: ['2026-11-29'], total: { ...total, on_hand: [null] }, forecast: null }),
    ).toEqual({
      days: [{ date: '2026-11-29', units: null }],
      foreseen: [],
    })
  })

  test('the value of the stock has the most first, and adds up', () => {
    const groups = [10, 30, 0, 20, 5].map((value, at) =>
      stats(`G${at}`, { value_at_price: value, value_at_cost: value / 2 }),
    )
    const stock = { value_at_price: 65.1, value_at_cost: 32.5 } as Parameters<
      typeof valueRows
    >[0]['stock']
    const names = { others: 'Others', nameless: 'Without' }
    const rows = valueRows({ items: groups, stock }, 3, names)
    expect(rows).toEqual([
      { name: 'G1', value: 30, part: 15 },
      { name: 'G3', value: 20, part: 10 },
      { name: 'Others', value: 15.1, part: 7.5, isRest: true },
    ])
    const all = valueRows({ items: groups, stock: { ...stock, value_at_price: 65 } }, 9, names)
    expect(all.map(({ name }) => name)).toEqual(['G1', 'G3', 'G0', 'G4'])
    const [nameless] = valueRows(
      {
        items: [stats('', { value_at_price: 65, value_at_cost: null })],
        stock: { ...stock, value_at_price: 65, value_at_cost: null },
      },
      9,
      names,
    )
    expect(nameless).toEqual({ name: 'Without', value: 65, part: null })
  })
})
