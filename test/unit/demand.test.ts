import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarOf } from '../../src/domain/demand/calendar.ts'
import {
  type Demand,
  type DemandProduct,
  exposureOf,
  foretell,
  foretellShare,
  type History,
  isDead,
  isTooLittle,
  learnDemand,
} from '../../src/domain/demand/demand.ts'
import { NO_SALES, type PastSales } from '../../src/domain/demand/flow.ts'
import type { MovementType } from '../../src/domain/movement-types.ts'
import { historyOf } from '../../src/ledger/demand-reader.ts'
import { PastLedger } from '../../src/ledger/past-ledger.ts'
import { TradeLedger } from '../../src/ledger/trade-ledger.ts'
import { finish } from '../../src/shared/turns.ts'

const DAY = 86_400
const WEEK = 7 * DAY
const NOW = new Date('2026-11-26T12:00:00Z')
const calendar = calendarOf(NOW, 'Europe/Paris')
/** The first moment of the running week, a Monday. */
const MONDAY = calendar.starts.at(-2) ?? 0

/** The first moment of the week so many weeks ago. */
const startOf = (week: number): number => calendar.starts.at(-2 - week) ?? 0

const SIZES = ['38', '39', '40']
const PRODUCTS = ['a', 'b', 'c'].map(
  (id): DemandProduct => ({
    id,
    category: 'shoes',
    kind: 'women shoes',
    variants: SIZES.map((size) => ({ id: `${id}${size}`, size })),
  }),
)

interface Move {
  readonly variantId: string
  readonly type: MovementType
  readonly delta: number
  readonly time: number
  readonly locationId?: string
  /** Number of the movement that it undoes. */
  readonly reversed?: number
}

function ledgerOf(moves: readonly Move[]): TradeLedger {
  const ledger = new TradeLedger()
  for (const [index, move] of moves.entries()) {
    const rest = { seq: index + 1, unitPrice: 0, unitCost: 0, actor: 'ana', isFirst: false }
    ledger.add({ locationId: 'shop', reversed: 0, ...rest, ...move })
  }
  return ledger
}

const learn = (history: History, products: readonly DemandProduct[] = PRODUCTS): Demand =>
  finish(learnDemand(products, history, calendar))

const past = new PastLedger([], 'UTC')
const snapshot = { defaultLocation: { id: 'shop', name: 'Shop', isDefault: true } }

const learnFrom = (moves: readonly Move[], locationId = ''): Demand =>
  learn(historyOf({ trade: ledgerOf(moves), past, snapshot }, locationId))

const productOf = (demand: Demand, id: string) => {
  const product = demand.products.get(id)
  if (!product) throw new Error(`There is no product ${id}.`)
  return product
}

const meanOf = (demand: Demand, id: string): number =>
  foretell(demand, productOf(demand, id), 28).mean

/** A steady shop around what a test changes: each product sells a unit of a size each other week or so. */
const steady = (weeks = 40): Move[] =>
  PRODUCTS.flatMap(({ variants }, product) =>
    variants.flatMap(({ id: variantId }, size): Move[] => {
      const came: Move = { variantId, type: 'ADD_STOCK', delta: 100, time: MONDAY - weeks * WEEK }
      const sold = Array.from({ length: weeks }, (_, week) => week)
        .filter((week) => (week * 3 + product + size) % (2 + product) === 0)
        .map(
          (week): Move => ({
            variantId,
            type: 'SALE',
            delta: -1,
            time: MONDAY - week * WEEK + 2 * DAY - WEEK,
          }),
        )
      return [came, ...sold]
    }),
  )

/** Movements of a shop as they may come, some of them noted late and some undone. */
const variantIds = PRODUCTS.flatMap(({ variants }) => variants.map(({ id }) => id))
const anyMove = fc.record({
  variantId: fc.constantFrom(...variantIds),
  kind: fc.constantFrom<readonly [MovementType, number]>(
    ['ADD_STOCK', 5],
    ['SALE', -1],
    ['SALE', -2],
    ['RETURN', 1],
    ['ADJUSTMENT', -1],
  ),
  time: fc.integer({ min: MONDAY - 60 * WEEK, max: MONDAY + 3 * DAY }),
  locationId: fc.constantFrom('shop', 'cave'),
  /** Whether it is undone, and how often that is undone again. */
  undos: fc.constantFrom(0, 0, 0, 1, 2, 3),
})

type AnyMove = typeof anyMove extends fc.Arbitrary<infer T> ? T : never

const moveOf = ({ variantId, kind: [type, delta], time, locationId }: AnyMove): Move => ({
  ...{ variantId, type, delta, time, locationId },
})

describe('what lies there and nobody buys', () => {
  const at = (week: number) => MONDAY - week * WEEK
  const of = (moves: readonly Move[]) => productOf(learnFrom(moves), 'a')
  const came: Move = { variantId: 'a38', type: 'ADD_STOCK', delta: 9, time: at(40) }
  const sold: Move = { variantId: 'a38', type: 'SALE', delta: -1, time: at(20) }
  const left = (NOW.getTime() / 1000 - at(0)) / WEEK

  test('is counted in weeks with a unit on hand since the last sale', () => {
    expect(of([came]).idle).toBeCloseTo(40 + left, 1)
    expect(of([came, sold]).idle).toBeCloseTo(20 + left, 1)
    // Whichever size is there counts, and what was gone could not sell.
    const gone: Move = { variantId: 'a38', type: 'ADJUSTMENT', delta: -8, time: at(15) }
    const other: Move = { variantId: 'a39', type: 'ADD_STOCK', delta: 2, time: at(3) }
    expect(of([came, sold, gone]).idle).toBeCloseTo(5, 1)
    expect(of([came, sold, gone, other]).idle).toBeCloseTo(8 + left, 1)
    expect(of([]).idle).toBe(0)
  })

  test('is dead after ninety days, and not where what was sold came back', () => {
    expect(isDead(of([came, sold]))).toBe(true)
    expect(isDead(of([came, { ...sold, time: at(12) }]))).toBe(false)
    const back: Move = { variantId: 'a38', type: 'RETURN', delta: 1, time: at(11) }
    expect(isDead(of([came, { ...sold, time: at(12) }, back]))).toBe(true)
  })
})

describe('what a shop sells', () => {
  test('an undo leaves demand as if what it undid had not been', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 40 }), (list) => {
        // The first by number says when the ledger begins.
        const first: Move = {
          variantId: 'a38',
          type: 'ADD_STOCK',
          delta: 1,
          time: MONDAY - 60 * WEEK,
        }
        const moves: Move[] = [first]
        const undos: Move[] = []
        for (const move of list) {
          moves.push(moveOf(move))
          for (let undo = 0; undo < move.undos; undo += 1) {
            const last = undo === 0 ? moves.length : -undos.length
            undos.push({
              ...moveOf(move),
              delta: -move.kind[1],
              time: MONDAY + 3 * DAY,
              reversed: last,
            })
          }
        }
        const all = [
          ...moves,
          ...undos.map((undo) => ({
            ...undo,
            reversed:
              (undo.reversed ?? 0) < 0 ? moves.length - (undo.reversed ?? 0) : (undo.reversed ?? 0),
          })),
        ]
        const left = [first, ...list.filter(({ undos }) => undos % 2 === 0).map(moveOf)]
        for (const locationId of ['', 'shop', 'cave']) {
          expect(learnFrom(all, locationId)).toEqual(learnFrom(left, locationId))
        }
      }),
    )
  })

  test('is the same in whatever order it was noted', () => {
    const moves = fc.uniqueArray(anyMove, { maxLength: 30, selector: ({ time }) => time })
    fc.assert(
      fc.property(moves, fc.infiniteStream(fc.nat()), (list, order) => {
        const first: Move = {
          variantId: 'a38',
          type: 'ADD_STOCK',
          delta: 1,
          time: MONDAY - 60 * WEEK,
        }
        const shuffled = list
          .map((move) => [order.next().value ?? 0, move] as const)
          .toSorted(([one], [other]) => one - other)
          .map(([, move]) => move)
        expect(learnFrom([first, ...shuffled.map(moveOf)])).toEqual(
          learnFrom([first, ...list.map(moveOf)]),
        )
      }),
    )
  })

  test('a move from one location to another is no demand, nor a time without stock', () => {
    const moves = steady()
    const moved: Move[] = [...moves]
    for (const variantId of variantIds) {
      for (const week of [3, 9, 20]) {
        const time = MONDAY - week * WEEK + 5
        moved.push({ variantId, type: 'TRANSFER', delta: -60, time })
        moved.push({ variantId, type: 'TRANSFER', delta: 60, time, locationId: 'cave' })
        moved.push({
          variantId,
          type: 'TRANSFER',
          delta: -60,
          time: time + DAY,
          locationId: 'cave',
        })
        moved.push({ variantId, type: 'TRANSFER', delta: 60, time: time + DAY })
      }
    }
    expect(learnFrom(moved)).toEqual(learnFrom(moves))
    expect(learnFrom(moved, 'cave').units).toBe(0)
    expect(learnFrom(moved, 'shop').units).toBe(learnFrom(moves).units)
  })

  test('a week without stock raises the forecast, as it was no week in which nobody came', () => {
    const weeks = fc.uniqueArray(fc.integer({ min: 1, max: 38 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.constantFrom('b', 'c'), weeks, (id, empty) => {
        const moves = steady()
        const product = PRODUCTS.find((one) => one.id === id)
        const isSold = (week: number) =>
          moves.some(
            ({ variantId, type, time }) =>
              type === 'SALE' &&
              variantId.startsWith(id) &&
              time >= startOf(week) &&
              time < startOf(week - 1),
          )
        const gone = empty.filter((week) => !isSold(week))
        const emptied = gone.flatMap((week) =>
          (product?.variants ?? []).flatMap(({ id: variantId }): Move[] => {
            const time = startOf(week)
            return [
              { variantId, type: 'ADJUSTMENT', delta: -1_000, time },
              { variantId, type: 'ADJUSTMENT', delta: 1_000, time: startOf(week - 1) },
            ]
          }),
        )
        const before = learnFrom(moves)
        const after = learnFrom([...moves, ...emptied])
        expect(productOf(after, id).empty).toBeCloseTo(gone.length, 6)
        if (gone.length === 0) expect(meanOf(after, id)).toBe(meanOf(before, id))
        else expect(meanOf(after, id)).toBeGreaterThan(meanOf(before, id))
      }),
    )
  })

  test('what came back within a month was not sold', () => {
    const moves = steady()
    const sold: Move = { variantId: 'a39', type: 'SALE', delta: -6, time: MONDAY - 3 * WEEK + DAY }
    const back: Move = { variantId: 'a39', type: 'RETURN', delta: 6, time: MONDAY - 2 * WEEK }
    const [plain, kept, returned] = [moves, [...moves, sold], [...moves, sold, back]].map((list) =>
      learnFrom(list),
    )
    if (!plain || !kept || !returned) throw new Error('Three are needed.')
    expect(kept.units).toBe(plain.units + 6)
    expect(productOf(returned, 'a')).toEqual(productOf(plain, 'a'))
  })

  test('the sizes of a product add up to it', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 40 }), (list) => {
        const demand = learnFrom(list.map(moveOf))
        let units = 0
        for (const product of demand.products.values()) {
          const shares = product.sizes.map(({ share }) => share)
          expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9)
          expect(product.units).toBe(product.sizes.reduce((sum, one) => sum + one.units, 0))
          units += product.units
          const whole = foretell(demand, product, 28)
          const parts = shares.map((share) => foretellShare(demand, product, share, 28).mean)
          expect(parts.reduce((sum, one) => sum + one, 0)).toBeCloseTo(whole.mean, 6)
          expect(whole.variance).toBeGreaterThanOrEqual(whole.mean)
          const weeks = [0, 7, 14, 21].map((after) => foretellShare(demand, product, 1, 7, after))
          expect(weeks.reduce((sum, { mean }) => sum + mean, 0)).toBeCloseTo(whole.mean, 6)
        }
        expect(demand.units).toBe(units)
        expect(isTooLittle(demand)).toBe(demand.units < 30 || demand.weeks < 4)
      }),
    )
  })
})

describe('sales of before the ledger', () => {
  const DAYS = 104 * 7
  /** Twice as many in summer; the ledger begins today. */
  const sales = (each: (day: number) => number): PastSales => {
    const days = Array.from({ length: DAYS }, (_, day) => day)
    const now = calendar.now - (calendar.now % DAY)
    return {
      length: DAYS,
      time: days.map((day) => now - (DAYS - day) * DAY),
      units: days.map(each),
    }
  }
  const monthOf = (day: number) =>
    new Date((calendar.now - (DAYS - day) * DAY) * 1000).getUTCMonth()
  const history: History = {
    begins: calendar.now - DAY,
    flowOf: () => ({ length: 0, time: [], delta: [], kind: [] }),
    pastOf: (id) =>
      id.endsWith('39') ? sales((day) => ([5, 6, 7].includes(monthOf(day)) ? 2 : 1)) : NO_SALES,
    pastOfProduct: () => NO_SALES,
  }

  test('of two years show the season', () => {
    const { season } = learn(history)
    if (!season) throw new Error('Two years are known.')
    expect(season.reduce((sum, one) => sum + one, 0) / season.length).toBeCloseTo(1, 9)
    // July is in the seventh or eighth of thirteen parts of the year.
    expect(season[6]).toBeGreaterThan(1.3)
    expect(season[1]).toBeLessThan(1)
    const demand = learn(history)
    const product = productOf(demand, 'a')
    expect(exposureOf(demand, product, 28)).toBeLessThan(4)
    expect(exposureOf(demand, { season: null }, 28)).toBeCloseTo(4, 9)
  })

  test('what came after the summer is not taken to sell less because of that', () => {
    const later: History = {
      ...history,
      pastOf(id) {
        const { time, units } = history.pastOf(id)
        const from = id.startsWith('b') ? DAYS - 80 : 0
        return {
          length: Math.max(0, units.length - from),
          time: Array.from(time).slice(from),
          units: Array.from(units).slice(from),
        }
      },
    }
    // One a day, in the weeks before and in those to come.
    const mean = meanOf(learn(later), 'b')
    expect(mean).toBeGreaterThan(26)
    expect(mean).toBeLessThan(31)
  })

  test('the sizes that were not sold were there too, until the ledger begins', () => {
    const { sizes, empty } = productOf(learn(history), 'a')
    for (const size of sizes) expect(size.open).toBeCloseTo(104, 0)
    expect(empty).toBeCloseTo(1 / 7, 1)
    expect(sizes[1]?.share).toBeGreaterThan(0.9)
  })
})

describe('a shop that began today', () => {
  const imported = (time: number): Move[] =>
    variantIds.map((variantId) => ({ variantId, type: 'ADD_STOCK', delta: 10, time }))
  const sold = (time: number, units: number): Move => ({
    variantId: variantIds[0] ?? '',
    type: 'SALE',
    delta: -units,
    time,
  })

  test('is too young for a forecast, whatever is said to have been sold before', () => {
    const now = calendar.now - 3_600
    const demand = learnFrom([...imported(now), sold(now + 60, 40), sold(now - 5 * WEEK, 1)])
    expect(demand.weeks).toBeLessThan(1)
    expect(isTooLittle(demand)).toBe(true)
  })

  test('is not taken to sell in each week what it sold in an hour', () => {
    const now = calendar.now - 3_600
    const demand = learnFrom([...imported(now), sold(now + 60, 4)])
    const all = [...demand.products.values()].map((product) => foretell(demand, product, 7).mean)
    expect(Math.max(...all)).toBeLessThan(5)
  })
})
