import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type EventPosition,
  eventsOf,
  formatPosition,
  inOrder,
  isAfter,
  type LoggedRow,
  type MovementRow,
  parsePosition,
  START,
} from '../../src/domain/event.ts'
import type { MovementType } from '../../src/domain/movement-types.ts'

// What is told is compared with a model that knows the whole shop at each moment, and counts.

const SIZES = ['38', '39']
const PLACES = ['Shop', 'Cellar']
const PRODUCT = { id: 'p', sku: 'P', name: 'Pair', color: '', gender: '' }

interface Shelf {
  onHand: number
  reserved: number
}

/** One thing that is done: it moves one shelf, or two where it is a transfer. */
interface Deed {
  readonly type: MovementType
  readonly size: number
  readonly place: number
  readonly units: number
}

const deed: fc.Arbitrary<Deed> = fc.record({
  type: fc.constantFrom<MovementType>(
    ...(['ADD_STOCK', 'SALE', 'SALE', 'RETURN', 'RESERVE', 'RELEASE', 'ADJUSTMENT'] as const),
    'TRANSFER',
  ),
  size: fc.nat(1),
  place: fc.nat(1),
  units: fc.integer({ min: 1, max: 4 }),
})

/** What a deed does to a shelf, or undefined where the ledger would refuse it. */
function effect({ type, units }: Deed, { onHand, reserved }: Shelf) {
  const free = onHand - reserved
  switch (type) {
    case 'ADD_STOCK':
    case 'RETURN':
      return { delta: units, reservedDelta: 0 }
    case 'RESERVE':
      return free >= units ? { delta: 0, reservedDelta: units } : undefined
    case 'RELEASE':
      return reserved >= units ? { delta: 0, reservedDelta: -units } : undefined
    default:
      return free >= units ? { delta: -units, reservedDelta: 0 } : undefined
  }
}

interface Points {
  readonly size: number
  readonly product: number
}

/** The shop as counted: units available of a size or of all, at a place or at all. */
class Model {
  readonly shelves = SIZES.map(() => PLACES.map((): Shelf => ({ onHand: 0, reserved: 0 })))
  readonly moved = new Set<string>()

  available(sizes: readonly number[], places: readonly number[]): number {
    return sizes.reduce(
      (sum, size) =>
        places.reduce((more, place) => {
          const { onHand, reserved } = this.shelves[size]?.[place] ?? { onHand: 0, reserved: 0 }
          return more + onHand - reserved
        }, sum),
      0,
    )
  }
}

const ALL_SIZES = [0, 1]
const ALL_PLACES = [0, 1]

interface Told {
  readonly row: MovementRow
  /** Crossings of the whole shop, then of each place. */
  readonly expected: readonly (readonly string[])[]
}

/** Does everything, and says for each movement what has to be told. */
function history(deeds: readonly Deed[], points: Points): Told[] {
  const model = new Model()
  const told: Told[] = []

  function move(done: Deed, change: { delta: number; reservedDelta: number }): void {
    const { size, place, type } = done
    const shelf = model.shelves[size]?.[place]
    if (!shelf) throw new Error('There is no such shelf.')
    const scopes = [ALL_PLACES, [0], [1]]
    const levels = () =>
      scopes.map((places) => ({
        size: model.available([size], places),
        product: model.available(ALL_SIZES, places),
      }))
    const before = levels()
    const [isFirst, isFirstHere] = [
      !model.moved.has(`${size}`),
      !model.moved.has(`${size}/${place}`),
    ]
    shelf.onHand += change.delta
    shelf.reserved += change.reservedDelta
    model.moved.add(`${size}`).add(`${size}/${place}`)
    const after = levels()
    const seq = told.length + 1
    const expected = scopes.map((places, scope) => {
      const isShop = scope === 0
      if (isShop ? type === 'TRANSFER' : !places.includes(place)) return []
      const [was, is] = [before[scope], after[scope]]
      if (!was || !is) return []
      const isNew = isShop ? isFirst : isFirstHere
      const isOut = was.size > 0 && is.size <= 0
      const falls = (from: number, to: number, point: number) =>
        point > 0 && from > point && to <= point
      return [
        ...(isOut ? ['stock.out'] : []),
        ...(was.size <= 0 && is.size > 0 && !isNew ? ['stock.back'] : []),
        ...(!isOut && falls(was.size, is.size, points.size) ? ['stock.low'] : []),
        ...(falls(was.product, is.product, points.product) ? ['stock.low of the product'] : []),
      ]
    })
    const row: MovementRow = {
      ...{ kind: 'movement', id: `m${seq}`, seq, type, product: PRODUCT, isFirst, isFirstHere },
      size: SIZES[size] ?? '',
      location: { id: `l${place}`, name: PLACES[place] ?? '' },
      ...{ actor: 'owner', channel: 'api', at: '', variantId: `v${size}`, quantity: done.units },
      ...change,
      ...{ quantityAfter: shelf.onHand, reservedAfter: shelf.reserved },
      ...{ reason: '', reference: '', unitPrice: null, unitCost: null, client: '' },
      ...{ reverses: null, linked: null, occurredAt: '' },
      elsewhere: model.available([size], [1 - place]),
      reorderPoint: points.size,
      productReorderPoint: points.product,
      productAvailable: points.product > 0 ? model.available(ALL_SIZES, ALL_PLACES) : 0,
      productAvailableHere: points.product > 0 ? model.available(ALL_SIZES, [place]) : 0,
    }
    told.push({ row, expected })
  }

  for (const one of deeds) {
    const shelf = model.shelves[one.size]?.[one.place]
    const change = shelf && effect(one, shelf)
    if (!change) continue
    move(one, change)
    if (one.type === 'TRANSFER') {
      move({ ...one, place: 1 - one.place }, { delta: one.units, reservedDelta: 0 })
    }
  }
  return told
}

const points = fc.record({ size: fc.nat(4), product: fc.nat(6) })
const deeds = fc.array(deed, { minLength: 1, maxLength: 80, size: 'max' })

const LEVELS = ['stock.out', 'stock.back', 'stock.low']

test('what is out, back or low is told exactly when its level crosses, whoever is told', () => {
  let crossings = 0
  fc.assert(
    fc.property(deeds, points, (done, limits) => {
      for (const { row, expected } of history(done, limits)) {
        for (const [scope, location] of [null, ...PLACES].entries()) {
          // Whoever is told of one place is told nothing of what moved at another one.
          if (location !== null && row.location.name !== location) continue
          const events = eventsOf(row, START, location)
          const names = events
            .filter(({ type }) => LEVELS.includes(type))
            .map((event) =>
              event.type === 'stock.low' && 'size' in event && event.size === null
                ? 'stock.low of the product'
                : event.type,
            )
          expect(names).toEqual(expected[scope])
          expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
          crossings += names.length
        }
      }
    }),
  )
  expect(crossings).toBeGreaterThan(100)
})

test('a crossing of one place has another id than that of the shop', () => {
  fc.assert(
    fc.property(deeds, points, (done, limits) => {
      for (const { row } of history(done, limits)) {
        const ids = (location: string | null) =>
          eventsOf(row, START, location)
            .filter(({ type }) => LEVELS.includes(type))
            .map(({ id }) => id)
        const both = [...ids(null), ...ids(row.location.name)]
        expect(new Set(both).size).toBe(both.length)
      }
    }),
  )
})

const logged = (number: number, afterSeq: number): LoggedRow => ({
  ...{ kind: 'logged', id: `e${number}`, number, afterSeq, type: 'product.updated' },
  ...{ product: PRODUCT, size: '', location: { id: '', name: '' }, actor: '', channel: '', at: '' },
  ...{ before: null, after: null, data: {} },
})

test('pages of any length are the whole, in the order in which it happened', () => {
  const some = history(
    Array.from({ length: 200 }, () => ({ type: 'ADD_STOCK', size: 0, place: 0, units: 1 })),
    { size: 0, product: 0 },
  )
  const anyOrder = fc.array(fc.boolean(), { maxLength: 120, size: 'max' })
  fc.assert(
    fc.property(anyOrder, fc.integer({ min: 1, max: 9 }), (isMovement, limit) => {
      const movements: MovementRow[] = []
      const entries: LoggedRow[] = []
      const whole = isMovement.map((moves) => {
        const row = some[movements.length]?.row
        if (moves && row) {
          movements.push(row)
          return row.id
        }
        entries.push(logged(entries.length + 1, movements.length))
        return `e${entries.length}`
      })
      /** A page as the database answers it: of each kind what comes next, at most so many. */
      const pageAfter = (after: EventPosition) =>
        inOrder(
          after,
          movements.filter(({ seq }) => seq > after.seq).slice(0, limit),
          entries.filter(({ number }) => number > after.number).slice(0, limit),
          limit,
        )
      const ids: string[] = []
      let position = START
      for (;;) {
        const page = pageAfter(position)
        for (const one of page) {
          expect(isAfter(one.position, position)).toBe(true)
          expect(isAfter(position, one.position)).toBe(false)
          expect(parsePosition(formatPosition(one.position))).toEqual(one.position)
          position = one.position
          ids.push(one.row.id)
        }
        if (page.length < limit) break
      }
      expect(ids).toEqual(whole)
    }),
  )
})
