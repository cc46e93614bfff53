import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MovementType } from '../../src/domain/movement-types.ts'
import { clockGroups } from '../../src/domain/sales/clock-groups.ts'
import { cents } from '../../src/domain/sales/money.ts'
import { inOrder, placesOf } from '../../src/domain/sales/order.ts'
import { coverDays, judge, pacesOf } from '../../src/domain/sales/pace.ts'
import { stockOf } from '../../src/domain/sales/stock.ts'
import { addPast, addSales, figuresOf, noSums, totalOf } from '../../src/domain/sales/sums.ts'
import { TradeLedger } from '../../src/ledger/trade-ledger.ts'

interface Row {
  readonly seq: number
  readonly type: MovementType
  readonly variant: number
  readonly delta: number
  readonly time: number
  readonly price: number
  readonly cost: number
  readonly isFirst: boolean
  /** Number of the movement that it undoes; 0 for none. */
  readonly reversed: number
}

const VARIANTS = 3
const PRICES = [50, 0, 20]
const COSTS = [0, 10, 8]

/** Ledgers in which anything is undone, dated back and of the first import. */
const ledgers = fc
  .array(
    fc.record({
      type: fc.constantFrom<MovementType>('ADD_STOCK', 'SALE', 'RETURN', 'ADJUSTMENT', 'TRANSFER'),
      variant: fc.nat({ max: VARIANTS - 1 }),
      units: fc.integer({ min: 1, max: 5 }),
      isDown: fc.boolean(),
      time: fc.nat({ max: 100 }),
      price: fc.constantFrom(0, 30, 49.9),
      cost: fc.constantFrom(0, 12, 15.5),
      isFirst: fc.boolean(),
      undoes: fc.option(fc.nat(), { freq: 3 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((drafts) => {
    const rows: Row[] = []
    const undone = new Set<number>()
    for (const { units, isDown, undoes, ...draft } of drafts) {
      const seq = rows.length + 1
      const target = undoes === null ? undefined : rows[undoes % Math.max(rows.length, 1)]
      if (target && !undone.has(target.seq)) {
        undone.add(target.seq)
        rows.push({ ...target, seq, delta: -target.delta, time: draft.time, reversed: target.seq })
        continue
      }
      const isOff = draft.type === 'SALE' || (isDown && /ADJUST|TRANSFER/.test(draft.type))
      const isFirst = draft.isFirst && draft.type === 'ADD_STOCK'
      rows.push({ ...draft, seq, delta: isOff ? -units : units, isFirst, reversed: 0 })
    }
    return rows
  })

const spans = fc
  .tuple(fc.nat({ max: 100 }), fc.nat({ max: 100 }))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 }))

function ledgerOf(rows: readonly Row[]): TradeLedger {
  const ledger = new TradeLedger()
  for (let number = 0; number < VARIANTS; number++) ledger.variants.add(`v${number}`)
  for (const { variant, price, cost, ...row } of rows) {
    const names = { variantId: `v${variant}`, locationId: 'shop', actor: 'owner' }
    ledger.add({ ...row, ...names, unitPrice: price, unitCost: cost })
  }
  return ledger
}

/** The movements that count, found by following each chain of undos from its first movement. */
function standing(rows: readonly Row[]): Row[] {
  const isUndone = (seq: number): boolean => {
    const undo = rows.find(({ reversed }) => reversed === seq)
    return undo !== undefined && !isUndone(undo.seq)
  }
  return rows.filter(({ seq, reversed }) => reversed === 0 && !isUndone(seq))
}

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

describe('sums of sales', () => {
  const reading = (ledger: TradeLedger) => ({
    order: inOrder(ledger),
    groupOf: (row: number) => ledger.variant[row] ?? 0,
    priceNow: (row: number) => PRICES[ledger.variant[row] ?? 0] ?? 0,
    costNow: (row: number) => COSTS[ledger.variant[row] ?? 0] ?? 0,
  })

  test('are those of the movements that stand, one by one', () => {
    fc.assert(
      fc.property(ledgers, spans, (rows, { from, to }) => {
        const ledger = ledgerOf(rows)
        const sums = noSums(VARIANTS)
        addSales(ledger, { from, to }, reading(ledger), sums)
        const priceOf = ({ price, variant }: Row) => price || (PRICES[variant] ?? 0)
        const costOf = ({ cost, variant }: Row) => cost || (COSTS[variant] ?? 0)
        for (let group = 0; group < VARIANTS; group++) {
          const all = standing(rows).filter(
            ({ variant, time }) => variant === group && time >= from && time < to,
          )
          const sales = all.filter(({ type }) => type === 'SALE')
          const returns = all.filter(({ type }) => type === 'RETURN')
          const both = [...sales, ...returns].filter((row) => priceOf(row) && costOf(row))
          const margin = total(both.map((row) => -row.delta * (priceOf(row) - costOf(row))))
          const figures = figuresOf(sums, group)
          expect(figures).toMatchObject({
            units: total(sales.map(({ delta }) => -delta)) || 0,
            revenue: cents(total(sales.map((row) => -row.delta * priceOf(row)))),
            unitsWithoutPrice: total(sales.map((row) => (priceOf(row) ? 0 : -row.delta))),
            returnedUnits: total(returns.map(({ delta }) => delta)),
            returnedValue: cents(total(returns.map((row) => row.delta * priceOf(row)))),
            cost: cents(total([...sales, ...returns].map((row) => -row.delta * costOf(row)))),
            unitsCostEstimated: total(
              sales.map((row) => (!row.cost && costOf(row) ? -row.delta : 0)),
            ),
            unitsWithoutCost: total(sales.map((row) => (costOf(row) ? 0 : -row.delta))),
          })
          expect(figures.margin).toBe(both.length > 0 ? cents(margin) : null)
        }
        const whole = noSums(1)
        addSales(ledger, { from, to }, { ...reading(ledger), groupOf: () => 0 }, whole)
        expect(totalOf(sums).units).toBe(totalOf(whole).units)
        expect(totalOf(sums).revenue).toBeCloseTo(totalOf(whole).revenue, 6)
      }),
    )
  })

  test('count past sales at their prices, with the cost of today', () => {
    const past = { length: 3, time: [10, 20, 30], units: [1, 2, 4], unitPrice: [0, 45, 45] }
    const sums = noSums(1)
    const reading = { groupAt: () => 0, priceNow: 50, costNow: 20 }
    addPast(past, { from: 10, to: 30 }, reading, sums)
    expect(figuresOf(sums, 0)).toMatchObject({
      units: 3,
      importedUnits: 3,
      revenue: 140,
      cost: 60,
      unitsCostEstimated: 3,
      margin: 80,
      marginPercent: 57.1,
    })
  })
})

test('stock at both ends is what moved until then; what a shop began with was there already', () => {
  fc.assert(
    fc.property(ledgers, spans, (rows, { from, to }) => {
      const ledger = ledgerOf(rows)
      const groupOf = (row: number) => ledger.variant[row] ?? 0
      const all = standing(rows)
      const now = Float64Array.from({ length: VARIANTS }, (_, group) =>
        total(all.filter(({ variant }) => variant === group).map(({ delta }) => delta)),
      )
      const order = inOrder(ledger)
      const stock = stockOf(ledger, { from, to }, { order, now, groupOf, isAtLocation: false })
      const unitsOf = (group: number, isIn: (row: Row) => boolean) =>
        total(all.filter((row) => row.variant === group && isIn(row)).map(({ delta }) => delta))
      for (let group = 0; group < VARIANTS; group++) {
        const { begin, received, end } = stock
        const isReceived = ({ type, delta }: Row) =>
          delta > 0 && (type === 'ADD_STOCK' || type === 'ADJUSTMENT')
        expect([begin[group], received[group], end[group]]).toEqual([
          unitsOf(group, (row) => row.time < from || (row.isFirst && row.time < to)),
          unitsOf(
            group,
            (row) => isReceived(row) && !row.isFirst && row.time >= from && row.time < to,
          ),
          unitsOf(group, ({ time }) => time < to),
        ])
      }
    }),
  )
})

test('rows are put in the order in which they happened, also those that were dated back', () => {
  fc.assert(
    fc.property(ledgers, (rows) => {
      const sorted = standing(rows).toSorted((a, b) => a.time - b.time || a.seq - b.seq)
      expect([...inOrder(ledgerOf(rows))]).toEqual(sorted.map(({ seq }) => seq))
    }),
  )
})

test('the rows of a time are a part of that order', () => {
  fc.assert(
    fc.property(ledgers, spans, (rows, span) => {
      const ledger = ledgerOf(rows)
      const order = inOrder(ledger)
      const { first, next } = placesOf(order, ledger.time, span)
      const isIn = (row: number) =>
        rows.some(({ seq, time }) => seq === row && time >= span.from && time < span.to)
      expect([...order.slice(first, next)]).toEqual([...order].filter(isIn))
    }),
  )
})

describe('pace', () => {
  const DAY = 86_400
  type Event = readonly [day: number, type: MovementType, delta: number]
  const paceOf = (events: readonly Event[], end: number, past: readonly number[] = []) => {
    const ledger = new TradeLedger()
    for (const [index, [day, type, delta]] of events.entries()) {
      const names = { variantId: 'v', locationId: 'shop', actor: 'owner' }
      const money = { unitPrice: 0, unitCost: 0, isFirst: false, reversed: 0 }
      ledger.add({ ...names, ...money, seq: index + 1, type, delta, time: day * DAY })
    }
    const sold = { length: past.length, time: past.map((day) => day * DAY) }
    const { openDays, sold: units } = pacesOf(ledger, {
      order: inOrder(ledger),
      groupOf: () => 0,
      onHand: Float64Array.of(total(events.map(([, , delta]) => delta))),
      end: end * DAY,
      pastOf: () => [{ ...sold, units: past.map(() => 1), unitPrice: past.map(() => 0) }],
    })
    return { openDays: openDays[0], sold: units[0] }
  }

  test('a day without stock is none on which something could have been sold', () => {
    const events: Event[] = [
      [0, 'ADD_STOCK', 2],
      [10, 'SALE', -2],
      [200, 'ADD_STOCK', 3],
    ]
    expect(paceOf(events, 230)).toEqual({ openDays: 40, sold: 2 })
    expect(paceOf(events, 285)).toEqual({ openDays: 90, sold: 2 })
    expect(paceOf(events, 291)).toEqual({ openDays: 90, sold: 0 })
  })

  test('what came back was not sold, and takes nothing from older sales', () => {
    const sold: Event[] = [
      [0, 'ADD_STOCK', 9],
      [5, 'SALE', -2],
      [150, 'RETURN', 1],
    ]
    expect(paceOf(sold, 160)).toEqual({ openDays: 90, sold: 0 })
    expect(paceOf(sold, 60)).toMatchObject({ sold: 2 })
  })

  test('a product was there since its first past sale', () => {
    expect(paceOf([[100, 'ADD_STOCK', 5]], 110, [20, 60])).toEqual({ openDays: 90, sold: 1 })
    expect(paceOf([[100, 'ADD_STOCK', 5]], 110)).toEqual({ openDays: 10, sold: 0 })
  })

  test.each([
    [5, 10, 0, 'unknown'],
    [5, 40, 0, 'slow'],
    [5, 90, 0, 'dead'],
    [5, 90, 1, 'slow'],
    [5, 90, 3, 'well'],
  ] as const)('%d on hand for %d days, %d sold: %s', (onHand, openDays, sold, pace) => {
    const cover = coverDays(onHand, openDays, sold)
    expect(cover).toBe(sold === 0 ? null : (onHand * openDays) / sold)
    expect(judge(openDays, sold, cover)).toBe(pace)
  })
})

describe('days, weeks and months', () => {
  const at = (moment: string) => Date.parse(moment) / 1000
  const span = { from: at('2026-03-27T23:00:00Z'), to: at('2026-04-01T22:00:00Z') }

  test('follow the clock of the shop over its change', () => {
    const { names, groupAt } = clockGroups('day', span, 'Europe/Paris')
    expect(names).toEqual(['2026-03-28', '2026-03-29', '2026-03-30', '2026-03-31', '2026-04-01'])
    const nameAt = (moment: string) => names[groupAt(at(moment))]
    expect(nameAt('2026-03-28T22:59:59Z')).toBe('2026-03-28')
    expect(nameAt('2026-03-28T23:00:00Z')).toBe('2026-03-29')
    // The day of the change has 23 hours.
    expect(nameAt('2026-03-29T21:59:59Z')).toBe('2026-03-29')
    expect(nameAt('2026-03-29T22:00:00Z')).toBe('2026-03-30')
    expect(nameAt('2026-03-28T12:00:00Z')).toBe('2026-03-28')
  })

  test('weeks are named by their Monday, and a month that is touched is one', () => {
    expect(clockGroups('week', span, 'Europe/Paris').names).toEqual(['2026-03-23', '2026-03-30'])
    expect(clockGroups('week', span, 'Europe/Paris').arePartial).toEqual([true, true])
    expect(clockGroups('month', span, 'Europe/Paris').names).toEqual(['2026-03', '2026-04'])
  })

  test('each moment is in the group of its day, in any order', () => {
    const year = { from: at('2026-01-01T00:00:00Z'), to: at('2027-01-01T00:00:00Z') }
    const { names, groupAt } = clockGroups('day', year, 'UTC')
    fc.assert(
      fc.property(fc.array(fc.integer({ min: year.from, max: year.to - 1 })), (moments) => {
        for (const moment of moments) {
          const day = new Date(moment * 1000).toISOString().slice(0, 10)
          expect(names[groupAt(moment)]).toBe(day)
        }
      }),
    )
  })
})
