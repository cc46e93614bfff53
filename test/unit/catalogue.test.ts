import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createCatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import { createSnapshot, type Snapshot } from '../../src/catalogue/snapshot.ts'
import type { Catalogue } from '../../src/domain/catalogue.ts'
import { StockError } from '../../src/domain/errors.ts'
import type { RecordedMovement } from '../../src/domain/movement.ts'
import { sameInAll } from '../../src/domain/say.ts'
import type { CatalogueMark } from '../../src/store/catalogue-store.ts'
import type { StockStore } from '../../src/store/store.ts'
import { catalogue } from '../support/catalogue.ts'

const MAX_AGE = 1_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A reader, and the reads that have begun in its store, to be answered by the test. */
function setUp() {
  const reads: PromiseWithResolvers<Catalogue>[] = []
  const store = {
    readCatalogue() {
      const read = Promise.withResolvers<Catalogue>()
      reads.push(read)
      return read.promise
    },
  }
  return {
    reader: createCatalogueReader(store as StockStore, MAX_AGE),
    begun: () => reads.length,
    /** Answers the read of this number, from 1, with a catalogue that says so. */
    answer(number: number) {
      const { products, ...rest } = catalogue()
      const marked = products.slice(0, 1).map((product) => ({ ...product, name: `read ${number}` }))
      reads[number - 1]?.resolve({ ...rest, products: marked })
    },
    fail: (number: number) =>
      reads[number - 1]?.reject(new StockError('store-unavailable', sameInAll('down'))),
  }
}

const shown = async (snapshot: Promise<Snapshot>) => (await snapshot).products[0]?.name

test('callers who come while it is read share one read', async () => {
  const { reader, begun, answer } = setUp()
  const callers = [reader.read(), reader.read(), reader.read()]
  answer(1)
  expect(new Set(await Promise.all(callers)).size).toBe(1)
  expect(begun()).toBe(1)
})

test('what was read is kept until it is too old, counted from when it was asked for', async () => {
  const { reader, begun, answer } = setUp()
  const first = reader.read()
  vi.advanceTimersByTime(MAX_AGE - 1)
  answer(1)
  expect(await reader.read()).toBe(await first)
  expect(begun()).toBe(1)
  vi.advanceTimersByTime(1)
  const second = reader.read()
  answer(2)
  expect(await shown(second)).toBe('read 2')
})

test('the age is known, or null', async () => {
  const { reader, answer } = setUp()
  expect(reader.ageMs()).toBeNull()
  const read = reader.read()
  answer(1)
  await read
  vi.advanceTimersByTime(70)
  expect(reader.ageMs()).toBe(70)
  reader.invalidate()
  expect(reader.ageMs()).toBeNull()
})

test('a fresh read is always a new one, and is kept', async () => {
  const { reader, begun, answer } = setUp()
  const old = reader.read()
  const fresh = reader.readFresh()
  const later = reader.read()
  answer(2)
  answer(1)
  expect(await shown(old)).toBe('read 1')
  expect(await later).toBe(await fresh)
  expect(begun()).toBe(2)
})

test('after a write it is read again', async () => {
  const { reader, answer } = setUp()
  const before = reader.read()
  answer(1)
  await before
  reader.invalidate()
  const after = reader.read()
  answer(2)
  expect(await shown(after)).toBe('read 2')
})

test('a delivery of an order, or its undo, is read with what is on order since', async () => {
  const { reader, begun, answer } = setUp()
  const movement = { seq: 1, variantId: 'v-HB-38', locationId: 'shop', quantityAfter: 4 }
  const written = (orderLine: string | null) =>
    reader.applyWritten([{ ...movement, reservedAfter: 0, orderLine } as RecordedMovement])
  const end = reader.follow({
    watch({ onConnect }) {
      onConnect()
      return async () => {}
    },
  })
  answer(1)
  await reader.read()
  written(null)
  await reader.read()
  expect(begun()).toBe(1)
  written('a line of an order')
  const after = reader.read()
  answer(2)
  expect(await shown(after)).toBe('read 2')
  await end()
})

test('a read that began before the write is never handed out after it', async () => {
  const { reader, begun, answer } = setUp()
  const before = reader.read()
  reader.invalidate()
  const after = reader.read()
  answer(2)
  expect(await shown(after)).toBe('read 2')
  answer(1)
  expect(await shown(before)).toBe('read 1')
  expect(await shown(reader.read())).toBe('read 2')
  expect(begun()).toBe(2)
})

test('a failed read fails all who share it and is forgotten', async () => {
  const { reader, answer, fail } = setUp()
  const callers = [reader.read(), reader.read()]
  fail(1)
  for (const caller of callers) {
    await expect(caller).rejects.toMatchObject({ code: 'store-unavailable' })
  }
  expect(reader.ageMs()).toBeNull()
  const next = reader.read()
  answer(2)
  expect(await shown(next)).toBe('read 2')
})

test('an old read that fails late takes nothing from a newer one', async () => {
  const { reader, begun, answer, fail } = setUp()
  const old = reader.read()
  const fresh = reader.readFresh()
  answer(2)
  await fresh
  fail(1)
  await expect(old).rejects.toThrow()
  expect(await reader.read()).toBe(await fresh)
  expect(begun()).toBe(2)
})

test('a catalogue that makes no sense is a failed read', async () => {
  const readCatalogue = vi.fn(async () => ({ ...catalogue(), locations: [] as const }))
  const reader = createCatalogueReader({ readCatalogue } as unknown as StockStore, MAX_AGE)
  await expect(reader.read()).rejects.toThrow('no location')
  await expect(reader.read()).rejects.toThrow('no location')
  expect(readCatalogue).toHaveBeenCalledTimes(2)
})

test('a movement shows on the shelf of an archived product', () => {
  const snapshot = createSnapshot(catalogue())
  const [shelf] = snapshot.archived().shelves
  const moved = { seq: 10_000, variantId: 'v-OLD-38', locationId: 'shop', updatedAt: 'now' }
  expect(snapshot.apply({ ...moved, quantity: 7, reserved: 2 })).toBe(true)
  expect(shelf?.level).toEqual({ quantity: 7, reserved: 2 })
})

describe('while the feed is live', () => {
  const MINUTE = 60_000
  beforeEach(() => {
    vi.useFakeTimers()
  })

  const MARK: CatalogueMark = { seq: 10, rest: 'first', units: [7, 1], moved: [0, 0] }

  /** A reader that follows a live feed, and its store, whose mark the test sets. */
  async function follow() {
    const state: { mark: CatalogueMark | Error } = { mark: MARK }
    const asked = vi.fn(async () => ({ seq: 12, changes: [] }))
    const store = {
      readCatalogue: vi.fn(async () => ({ ...catalogue(), seq: 10 })),
      readChanges: asked,
      async readMark() {
        if (state.mark instanceof Error) throw state.mark
        return state.mark
      },
    }
    const reader = createCatalogueReader(store as unknown as StockStore)
    const end = reader.follow({
      watch({ onConnect }) {
        onConnect()
        return async () => {}
      },
    })
    onTestFinished(end)
    await reader.read()
    return {
      state,
      asked,
      /** Times that the catalogue was read in these minutes. */
      async readsIn(minutes: number): Promise<number> {
        store.readCatalogue.mockClear()
        await vi.advanceTimersByTimeAsync(minutes * MINUTE)
        return store.readCatalogue.mock.calls.length
      },
    }
  }

  test('it is read once to be sure, and not again while nothing changes', async () => {
    const { readsIn } = await follow()
    expect(await readsIn(1)).toBe(1)
    expect(await readsIn(10)).toBe(0)
  })

  test.each<[string, CatalogueMark]>([
    ['a change that the feed missed', { ...MARK, rest: 'second' }],
    ['units that no movement explains', { ...MARK, units: [8, 1] }],
    ['reserved units that no movement explains', { ...MARK, units: [7, 0] }],
    ['a ledger that lost movements', { ...MARK, seq: 9 }],
  ])('%s: the catalogue is read within the minute, once', async (_what, mark) => {
    const { state, readsIn } = await follow()
    await readsIn(2)
    state.mark = mark
    expect(await readsIn(1)).toBe(1)
    expect(await readsIn(5)).toBe(0)
  })

  test('what only moved is not read again: what the feed left out is filled in', async () => {
    const { state, readsIn, asked } = await follow()
    await readsIn(2)
    state.mark = { seq: 12, rest: 'first', units: [4, 3], moved: [-3, 2] }
    expect(await readsIn(1)).toBe(0)
    expect(asked).toHaveBeenCalledWith(10)
  })

  test('where nobody can tell whether it changed it is read', async () => {
    const { state, readsIn } = await follow()
    await readsIn(2)
    state.mark = new Error('down')
    expect(await readsIn(2)).toBe(2)
  })

  test('what no mark tells is read after a quarter of an hour', async () => {
    const { readsIn } = await follow()
    await readsIn(1)
    expect(await readsIn(15)).toBe(1)
  })
})
