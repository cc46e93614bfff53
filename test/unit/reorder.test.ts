import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Buyable, spend } from '../../src/domain/demand/budget.ts'
import { calendarOf } from '../../src/domain/demand/calendar.ts'
import {
  type DemandProduct,
  type History,
  learnDemand,
  type ProductDemand,
} from '../../src/domain/demand/demand.ts'
import { NO_SALES } from '../../src/domain/demand/flow.ts'
import { chanceAbove, shortage } from '../../src/domain/demand/negative-binomial.ts'
import {
  type KnownDemand,
  type ProductPlan,
  partOf,
  planProduct,
  type SizeStock,
} from '../../src/domain/demand/reorder.ts'
import { ORDER_DEFAULTS } from '../../src/domain/order-defaults.ts'
import { finish } from '../../src/shared/turns.ts'

const SIZES = ['37', '38', '39', '40']
const SHARES = [0.05, 0.4, 0.35, 0.2]
const DAY = 86_400

/** A shop that sold `rates` units a week of each of its products for a year, most in the size 38. */
function shopOf(rates: readonly number[]): KnownDemand[] {
  const products = rates.map(
    (_, at): DemandProduct => ({
      id: `p${at}`,
      category: 'shoes',
      kind: 'women shoes',
      variants: SIZES.map((size) => ({ id: `p${at}-${size}`, size })),
    }),
  )
  const now = new Date('2026-11-26T12:00:00Z')
  const history: History = {
    begins: null,
    flowOf: () => ({ length: 0, time: [], delta: [], kind: [] }),
    pastOf(id) {
      const at = products.findIndex((product) => id.startsWith(`${product.id}-`))
      const share = SHARES[SIZES.indexOf(id.split('-')[1] ?? '')] ?? 0
      const time: number[] = []
      const units: number[] = []
      let due = 0
      for (let ago = 364; ago > 0; ago -= 1) {
        due += (share * (rates[at] ?? 0)) / 7
        if (due < 1) continue
        time.push(now.getTime() / 1_000 - ago * DAY)
        units.push(Math.floor(due))
        due -= Math.floor(due)
      }
      return { length: time.length, time, units }
    },
    pastOfProduct: () => NO_SALES,
  }
  const demand = finish(learnDemand(products, history, calendarOf(now, 'UTC')))
  return products.map(({ id }) => ({ demand, product: demand.products.get(id) as ProductDemand }))
}

const [fast, slow] = shopOf([8, 0.3, 2, 1]) as [KnownDemand, KnownDemand]

interface Given {
  readonly available?: readonly number[]
  readonly onOrder?: readonly number[]
  readonly reorderPoints?: readonly number[]
  readonly reorderPoint?: number
  readonly packSize?: number
  readonly isStockRoom?: boolean
  readonly isDead?: boolean
  /** Sizes that the product never had. */
  readonly never?: readonly string[]
  readonly known?: KnownDemand | null
  readonly policy?: Partial<typeof ORDER_DEFAULTS>
}

function plan(given: Given): ProductPlan {
  const { known = null, available = [], onOrder = [], reorderPoints = [] } = given
  const sizes = SIZES.map(
    (size, at): SizeStock => ({
      variantId: given.never?.includes(size)
        ? ''
        : (known?.product.sizes[at]?.variantId ?? `x-${size}`),
      size,
      available: available[at] ?? 0,
      onOrder: onOrder[at] ?? 0,
      reorderPoint: reorderPoints[at] ?? 0,
      usualShare: SHARES[at] ?? 0,
      sold: 0,
    }),
  )
  const { reorderPoint = 0, packSize = 1, isStockRoom = false, isDead = false } = given
  return planProduct({ sizes, reorderPoint, packSize, isStockRoom, isDead }, known, {
    ...ORDER_DEFAULTS,
    ...given.policy,
  })
}

const run = ({ sizes }: ProductPlan) => sizes.map(({ suggested }) => suggested)

describe('what to order of a product', () => {
  test('is what the forecast asks for, less what is there and on order', () => {
    const empty = plan({ known: fast })
    expect(empty).toMatchObject({ severity: 'out', reasons: ['forecast'], daysOfCover: 0 })
    expect(empty.perWeek).toBeCloseTo(8, 0)
    expect(run(empty)).toEqual(empty.sizes.map(({ target }) => target))
    const some = plan({ known: fast, available: [0, 3, 0, 1], onOrder: [0, 2, 4, 0] })
    expect(run(some)).toEqual(
      empty.sizes.map(({ target }, at) => Math.max(0, target - ([0, 5, 4, 1][at] ?? 0))),
    )
    expect(some).toMatchObject({ available: 4, onOrder: 6, severity: 'critical' })
    const full = plan({ known: fast, available: [99, 99, 99, 99] })
    expect(full).toMatchObject({ severity: null, reasons: [], suggested: 0 })
  })

  test('is one of each main size where nobody can know how fast it sells', () => {
    const broken = plan({ available: [0, 0, 2, 0] })
    expect(run(broken)).toEqual([0, 1, 0, 1])
    expect(broken).toMatchObject({
      severity: 'low',
      reasons: ['broken_run'],
      perWeek: null,
      daysOfCover: null,
    })
    expect(broken.sizes[1]).toMatchObject({ severity: 'out', reasons: ['broken_run'] })
    expect(plan({ available: [0, 1, 2, 1] })).toMatchObject({ severity: null, suggested: 0 })
  })

  test('is not silent about what sold out altogether', () => {
    const gone = plan({})
    expect(gone).toMatchObject({ severity: 'out', reasons: ['sold_out'] })
    expect(run(gone)).toEqual([0, 1, 1, 1])
    expect(plan({ onOrder: [0, 1, 1, 1] })).toMatchObject({ severity: null, suggested: 0 })
  })

  test('is not out in a size that it never had', () => {
    const broken = plan({ available: [0, 0, 2, 0], never: ['40'] })
    expect(broken).toMatchObject({ severity: 'low', reasons: ['broken_run', 'usual_size'] })
    expect(broken.sizes[1]).toMatchObject({ severity: 'out', reasons: ['broken_run'] })
    expect(broken.sizes[3]).toMatchObject({ severity: 'low', reasons: ['usual_size'] })
    expect(run(broken)).toEqual([0, 1, 0, 1])
    const gone = plan({ never: ['40'] })
    expect(gone).toMatchObject({ severity: 'out', reasons: ['sold_out', 'usual_size'] })
    expect(run(gone)).toEqual([0, 1, 1, 1])
  })

  test('of what lies there and nobody buys is what its reorder points ask for', () => {
    for (const known of [fast, slow, null]) {
      const dead = { known, available: [0, 0, 31, 0], isDead: true }
      expect(plan(dead)).toMatchObject({ severity: null, reasons: [], suggested: 0 })
      expect(plan({ ...dead, reorderPoints: [0, 2] })).toMatchObject({ suggested: 3 })
      expect(spend([buyable(dead, 10, 90)], 1_000)).toEqual([[0, 0, 0, 0]])
    }
    // Of what is gone altogether nobody can say that it lies there.
    expect(plan({ known: fast, isDead: true }).suggested).toBe(plan({ known: fast }).suggested)
  })

  test('has no size that sells none in half a year, while others are there', () => {
    // 0.3 a week, a twentieth of it in 37: one in a year and more.
    const rest = { known: slow, available: [0, 9, 9, 9], policy: { serviceLevel: 0.999 } }
    expect(plan(rest)).toMatchObject({ severity: null, suggested: 0 })
    expect(spend([buyable(rest, 1, 99)], 1_000)[0]?.[0]).toBe(0)
    expect(run(plan({ ...rest, available: [0, 0, 0, 0] }))[0]).toBeGreaterThan(0)
    expect(run(plan({ ...rest, available: [9, 0, 9, 9] }))[1]).toBeGreaterThan(0)
  })

  test('lacks a main size only where it sells a good part in it', () => {
    const reasons = (available: readonly number[]) => plan({ known: fast, available }).reasons
    expect(reasons([9, 0, 99, 99])).toEqual(['forecast', 'broken_run'])
    expect(reasons([0, 99, 99, 99])).toEqual(['forecast'])
  })

  test('of a stock room is what its reorder points ask for', () => {
    expect(plan({ available: [0, 0, 2, 0], isStockRoom: true })).toMatchObject({ severity: null })
    expect(plan({ isStockRoom: true })).toMatchObject({ severity: null, suggested: 0 })
    const low = plan({ available: [0, 0, 2, 0], isStockRoom: true, reorderPoint: 4 })
    expect(low).toMatchObject({ reasons: ['threshold'], suggested: 3 })
  })

  test('of some sizes is their part of it', () => {
    const all = plan({ known: fast, available: [0, 3, 0, 1], onOrder: [0, 2, 4, 0] })
    const part = partOf(all, ({ size }) => size === '38', ORDER_DEFAULTS)
    const [, size] = all.sizes
    expect(part).toMatchObject({ available: 3, onOrder: 2, sizes: [size] })
    expect(part).toMatchObject({ suggested: size?.suggested, lost: size?.lost })
    expect(part).toMatchObject({ severity: size?.severity, reasons: size?.reasons })
    const both = ['38', '40'].map((name) => partOf(all, (one) => one.size === name, ORDER_DEFAULTS))
    const rest = partOf(all, (one) => !['38', '40'].includes(one.size), ORDER_DEFAULTS)
    const parts = [...both, rest]
    expect(parts.reduce((sum, one) => sum + one.suggested, 0)).toBe(all.suggested)
    expect(parts.reduce((sum, one) => sum + (one.perWeek ?? 0), 0)).toBeCloseTo(all.perWeek ?? 0, 6)
    const full = plan({ available: [1, 9, 9, 9], reorderPoints: [3] })
    expect(partOf(full, ({ size }) => size === '38', ORDER_DEFAULTS).severity).toBeNull()
  })

  test('reaches the reorder point of the product, in the sizes that sell', () => {
    const low = plan({ available: [1, 1, 1, 1], reorderPoint: 9 })
    expect(low).toMatchObject({ reasons: ['threshold'], severity: 'low', suggested: 6 })
    expect(run(low)).toEqual([0, 3, 2, 1])
    expect(plan({ available: [1, 1, 1, 1], reorderPoint: 3 })).toMatchObject({ suggested: 0 })
    const coming = plan({ available: [1, 1, 1, 1], onOrder: [0, 6], reorderPoint: 9 })
    expect(coming).toMatchObject({ severity: null, suggested: 0 })
  })

  test('reaches the reorder point of a size', () => {
    const low = plan({ available: [5, 1, 5, 5], reorderPoints: [0, 2, 4, 0] })
    expect(low).toMatchObject({ reasons: ['threshold'], suggested: 2 })
    expect(low.sizes[1]).toMatchObject({ suggested: 2, reasons: ['threshold'], severity: 'low' })
  })

  test('is shared out among the sizes, however high the reorder point is', () => {
    for (const known of [slow, null]) {
      const low = plan({ known, available: [1, 1, 1, 1], reorderPoint: 10_000 })
      expect(low.suggested).toBe(9_997)
      const [small, large] = [Math.min(...run(low)), Math.max(...run(low))]
      expect(small).toBeGreaterThan(100)
      expect(large).toBeLessThan(6_000)
    }
  })
})

/** Often none at all: what is sold out is planned otherwise. */
const units = fc.oneof(
  fc.constant([0, 0, 0, 0]),
  fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 4, maxLength: 4 }),
)
const anyKnown = fc.constantFrom(fast, slow, null)
const anyPlan = fc.record({
  known: anyKnown,
  available: units,
  onOrder: units.map((list) => list.map((one) => (one > 8 ? one - 8 : 0))),
  reorderPoints: units.map((list) => list.map((one) => (one > 6 ? one - 6 : 0))),
  reorderPoint: fc.constantFrom(0, 0, 3, 20),
  packSize: fc.constantFrom(1, 1, 2, 6),
  isStockRoom: fc.constantFrom(false, false, true),
  isDead: fc.constantFrom(false, false, true),
  never: fc.subarray(SIZES, { maxLength: 2 }),
})
const at = fc.integer({ min: 0, max: 3 })
const more = (list: readonly number[], index: number) =>
  list.map((one, at) => (at === index ? one + 1 : one))

describe('in every case', () => {
  test('more stock, and more on order, never suggests more', () => {
    fc.assert(
      fc.property(anyPlan, at, (given, index) => {
        const { suggested, lost } = plan(given)
        for (const name of ['available', 'onOrder'] as const) {
          const other = plan({ ...given, [name]: more(given[name], index) })
          expect(other.suggested).toBeLessThanOrEqual(suggested)
          expect(other.lost).toBeLessThanOrEqual(lost + 1e-9)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('a longer lead time, and more certainty, never suggest less', () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: 1, max: 60 }), (given, days) => {
        const of = (policy: Partial<typeof ORDER_DEFAULTS>) => plan({ ...given, policy }).suggested
        expect(of({ leadTimeDays: 14 + days })).toBeGreaterThanOrEqual(of({}))
        expect(of({ serviceLevel: 0.98 })).toBeGreaterThanOrEqual(of({}))
        expect(of({ serviceLevel: 0.8 })).toBeLessThanOrEqual(of({}))
      }),
    )
  })

  test('whole packs are suggested, less than one more than singly in each size', () => {
    fc.assert(
      fc.property(anyPlan, (given) => {
        const single = plan({ ...given, packSize: 1, reorderPoint: 0 })
        const packed = plan({ ...given, reorderPoint: 0 })
        for (const [index, size] of packed.sizes.entries()) {
          const needed = single.sizes[index]?.suggested ?? 0
          expect(size.suggested % given.packSize).toBe(0)
          expect(size.suggested - needed).toBeGreaterThanOrEqual(0)
          expect(size.suggested - needed).toBeLessThan(given.packSize)
        }
        const whole = plan(given)
        expect(run(whole).every((one) => one % given.packSize === 0)).toBe(true)
        expect(whole.suggested).toBe(run(whole).reduce((sum, one) => sum + one, 0))
      }),
    )
  })

  test('what is to be ordered has a reason and a severity, and nothing else has', () => {
    fc.assert(
      fc.property(anyPlan, (given) => {
        const { reasons, severity, suggested, available } = plan(given)
        expect(reasons.length > 0).toBe(severity !== null)
        if (suggested > 0) expect(severity).not.toBeNull()
        if (severity !== null) expect(severity === 'out').toBe(available === 0)
      }),
    )
  })
})

test('units that are asked for in vain are what is left of the mean', () => {
  const spread = { mean: 6.4, variance: 11 }
  let met = 0
  for (let one = 0; one < 9; one += 1) met += chanceAbove(spread, one)
  expect(shortage(spread, 0)).toBe(6.4)
  expect(shortage(spread, 9)).toBeCloseTo(6.4 - met, 9)
  expect(shortage({ mean: 9_000, variance: 20_000 }, 8_000)).toBeCloseTo(1_000, 0)
})

const buyable = (given: Given, cost: number, margin: number): Buyable => ({
  plan: plan(given),
  packSize: given.packSize ?? 1,
  cost,
  margin,
})

const anyBuyable = fc
  .tuple(anyPlan, fc.integer({ min: 1, max: 9_000 }), fc.integer({ min: -500, max: 9_000 }))
  .map(([given, cost, margin]) => buyable(given, cost / 100, margin / 100))
const anyShop = fc.array(anyBuyable, { minLength: 1, maxLength: 6 })
const anyBudget = fc.integer({ min: 0, max: 200_000 }).map((cents) => cents / 100)

const costOf = (products: readonly Buyable[], bought: readonly (readonly number[])[]) =>
  products.reduce(
    (sum, { cost }, at) =>
      sum + Math.round(100 * cost) * (bought[at]?.reduce((units, one) => units + one, 0) ?? 0),
    0,
  )

describe('what a sum of money buys', () => {
  test('is never more than there is, in whole packs, and nothing that earns nothing', () => {
    fc.assert(
      fc.property(anyShop, anyBudget, (products, budget) => {
        const bought = spend(products, budget)
        expect(costOf(products, bought)).toBeLessThanOrEqual(Math.round(100 * budget))
        for (const [index, { packSize, margin }] of products.entries()) {
          for (const one of bought[index] ?? []) {
            expect(one % packSize).toBe(0)
            if (margin <= 0) expect(one).toBe(0)
          }
        }
      }),
    )
  })

  test('leaves nothing that is worth buying and can be paid', () => {
    fc.assert(
      fc.property(anyShop, anyBudget, (products, budget) => {
        const bought = spend(products, budget)
        const all = spend(products, 1e9)
        const left = Math.round(100 * budget) - costOf(products, bought)
        for (const [index, { cost, packSize }] of products.entries()) {
          const lacks = bought[index]?.some((one, size) => one < (all[index]?.[size] ?? 0))
          if (lacks) expect(packSize * Math.round(100 * cost)).toBeGreaterThan(left)
        }
      }),
    )
  })

  test('begins with what brings the most for its cost, and more money never buys less of that', () => {
    const best = buyable({ known: fast }, 20, 60)
    const others = [buyable({ known: fast }, 20, 10), buyable({ known: slow }, 5, 1)]
    let before = 0
    for (let budget = 0; budget <= 1_500; budget += 50) {
      const [first = []] = spend([best, ...others], budget)
      const units = first.reduce((sum, one) => sum + one, 0)
      expect(units).toBeGreaterThanOrEqual(before)
      before = units
    }
    expect(spend([best, ...others], 20).flat()).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(before).toBeGreaterThan(10)
  })

  test('is all that is suggested, where there is enough: what a reorder point and a pack add too', () => {
    fc.assert(
      fc.property(anyShop, (products) => {
        const bought = spend(products, 1e9)
        for (const [index, { plan: wanted, margin }] of products.entries()) {
          const units = bought[index] ?? []
          for (const [at, { suggested }] of wanted.sizes.entries()) {
            if (margin > 0) expect(units[at]).toBeGreaterThanOrEqual(suggested)
          }
        }
      }),
    )
    const pack = buyable({ known: slow, packSize: 10, available: [9, 0, 9, 9] }, 10, 5)
    expect(pack.plan.suggested).toBe(10)
    expect(spend([pack], 100)).toEqual([[0, 10, 0, 0]])
  })

  test('is exact to the cent', () => {
    const one = buyable({ known: fast }, 0.1, 1)
    expect(spend([one], 0.3).flat()).toEqual([0, 2, 1, 0])
  })

  test('is what is suggested, the sizes that most wear first, where nobody can know what sells', () => {
    const gap = buyable({ available: [0, 0, 1, 0], packSize: 6 }, 10, 5)
    expect(spend([gap], 60)).toEqual([[0, 6, 0, 0]])
    expect(spend([gap], 1_000)).toEqual([[0, 6, 0, 6]])
    const low = buyable({ available: [1, 1, 1, 1], reorderPoint: 9 }, 10, 5)
    expect(spend([low], 20)).toEqual([[0, 1, 1, 0]])
  })

  test('is first what is sold out or at its reorder point, last what was never here, where nobody can know', () => {
    const never = buyable({ available: [0, 0, 1, 1], never: ['38'] }, 1, 99)
    const broken = buyable({ available: [0, 0, 1, 1] }, 5, 50)
    const gone = buyable({ known: null, never: ['38', '39'] }, 20, 2)
    const low = buyable({ available: [1, 1, 1, 1], reorderPoint: 4 }, 20, 1)
    const shop = [never, broken, gone, low]
    const units = (budget: number) =>
      spend(shop, budget).map((sizes) => sizes.reduce((sum, one) => sum + one, 0))
    expect(units(40)).toEqual([0, 0, 1, 1])
    expect(units(45)).toEqual([0, 1, 1, 1])
    expect(units(46)).toEqual([1, 1, 1, 1])
  })
})
