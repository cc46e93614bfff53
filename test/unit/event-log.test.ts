import { expect, onTestFinished, test, vi } from 'vitest'
import type { EventPosition, EventRows, MovementRow } from '../../src/domain/event.ts'
import { createEventLog } from '../../src/features/events/event-log.ts'

const at = (seq: number, number = 0): EventPosition => ({ seq, number })

/** A database that has so many movements. */
function database() {
  let newest = 0
  const readEvents = vi.fn(async (after: EventPosition, limit: number): Promise<EventRows> => {
    const many = Math.max(0, Math.min(limit, newest - after.seq))
    const rows = Array.from({ length: many }, (_, n) => ({
      row: { seq: after.seq + n + 1 } as MovementRow,
      position: at(after.seq + n + 1),
    }))
    return { rows, position: rows.at(-1)?.position ?? at(after.seq), newest: at(newest) }
  })
  return {
    readEvents,
    hold(movements: number) {
      newest = movements
    },
  }
}

const going = new AbortController().signal
const seqs = ({ rows }: EventRows) => rows.map(({ row }) => (row.kind === 'logged' ? -1 : row.seq))

/** Nobody looks by the clock. */
function stopClock() {
  vi.stubGlobal('setTimeout', () => ({ unref() {} }))
  onTestFinished(() => void vi.unstubAllGlobals())
}

test('all who have come equally far share a page, of one look', async () => {
  const store = database()
  store.hold(3)
  const log = createEventLog({ store })
  const pages = Promise.all(Array.from({ length: 500 }, () => log.next(at(3), 100, going)))
  await vi.waitFor(() => expect(store.readEvents).toHaveBeenCalledTimes(1))
  store.hold(5)
  log.wake()
  const [first, ...others] = await pages
  expect(first && seqs(first)).toEqual([4, 5])
  expect(others.every(({ rows }) => rows === first?.rows)).toBe(true)
  // One for where all ends, and one that found them.
  expect(store.readEvents).toHaveBeenCalledTimes(2)
})

test('what happens during a look is looked for at once', async () => {
  stopClock()
  const store = database()
  store.hold(3)
  const log = createEventLog({ store })
  const looked = Promise.withResolvers<void>()
  const answer = store.readEvents.getMockImplementation()
  const page = log.next(at(3), 100, going)
  await vi.waitFor(() => expect(store.readEvents).toHaveBeenCalledTimes(1))
  store.readEvents.mockImplementationOnce(async (...args) => {
    const found = await answer?.(...args)
    // It is answered late, and the sale was told meanwhile.
    await looked.promise
    return found ?? { rows: [], position: at(3), newest: at(3) }
  })
  log.wake()
  await vi.waitFor(() => expect(store.readEvents).toHaveBeenCalledTimes(2))
  store.hold(4)
  log.wake()
  looked.resolve()
  expect(seqs(await page)).toEqual([4])
})

test('whoever is behind what is held reads the database, and goes on with the others', async () => {
  const store = database()
  store.hold(10)
  const log = createEventLog({ store })
  expect(seqs(await log.next(at(0), 4, going))).toEqual([1, 2, 3, 4])
  expect(seqs(await log.next(at(4), 100, going))).toEqual([5, 6, 7, 8, 9, 10])
  const next = log.next(at(10), 100, going)
  store.hold(11)
  log.wake()
  expect(seqs(await next)).toEqual([11])
  expect(seqs(await log.next(at(10), 100, going))).toEqual([11])
})

test('what is no longer held is read in the database, and none is left out', async () => {
  const store = database()
  const log = createEventLog({ store })
  await Promise.all([
    log.next(at(0), 500, going),
    vi
      .waitFor(() => expect(store.readEvents).toHaveBeenCalled())
      .then(() => {
        store.hold(2_600)
        log.wake()
      }),
  ])
  // Somebody follows to the end, and 600 are held no longer.
  for (let seq = 500; seq < 2_600; seq += 500) await log.next(at(seq), 500, going)
  const asked = store.readEvents.mock.calls.length
  for (const seq of [598, 599, 600, 601]) {
    expect(seqs(await log.next(at(seq), 2, going))).toEqual([seq + 1, seq + 2])
  }
  expect(store.readEvents.mock.calls.length - asked).toBe(2)
})

test('who wants fewer than others gets fewer', async () => {
  const store = database()
  const log = createEventLog({ store })
  const many = log.next(at(0), 100, going)
  await vi.waitFor(() => expect(store.readEvents).toHaveBeenCalled())
  store.hold(3)
  log.wake()
  expect(seqs(await many)).toEqual([1, 2, 3])
  expect(seqs(await log.next(at(0), 2, going))).toEqual([1, 2])
})

test('whoever knows only the movement goes on behind it', async () => {
  const store = database()
  store.hold(10)
  const log = createEventLog({ store })
  const next = log.next(at(10, -1), 100, going)
  await vi.waitFor(() => expect(store.readEvents).toHaveBeenCalled())
  store.hold(11)
  log.wake()
  expect(seqs(await next)).toEqual([11])
})

test('a restored backup is told to those at the end, and to those far behind it', async () => {
  const store = database()
  store.hold(10)
  const log = createEventLog({ store })
  const live = log.next(at(10), 100, going)
  await vi.waitFor(() => expect(store.readEvents).toHaveBeenCalled())
  store.hold(4)
  log.wake()
  expect(await live).toMatchObject({ rows: [], position: at(4) })
  // It is at the end of what was held before, and the database was restored again.
  store.hold(12)
  await log.next(at(4), 100, going)
  store.hold(2)
  expect(await log.next(at(3), 100, going)).toMatchObject({ rows: [], position: at(2) })
})

test('what a restored backup took back is told to nobody', async () => {
  const store = database()
  store.hold(4)
  const log = createEventLog({ store })
  const lost = log.next(at(4), 100, going)
  await vi.waitFor(() => expect(store.readEvents).toHaveBeenCalled())
  store.hold(6)
  log.wake()
  expect(seqs(await lost)).toEqual([5, 6])
  store.hold(4)
  expect(await log.next(at(6), 100, going)).toMatchObject({ rows: [], position: at(4) })
  const next = log.next(at(4), 100, going)
  store.hold(5)
  log.wake()
  expect(seqs(await next)).toEqual([5])
})

test('whoever leaves waits no longer', async () => {
  stopClock()
  const store = database()
  const log = createEventLog({ store })
  const leaving = new AbortController()
  const next = log.next(at(0), 100, leaving.signal)
  await vi.waitFor(() => expect(store.readEvents).toHaveBeenCalledTimes(1))
  leaving.abort(new Error('It left.'))
  await expect(next).rejects.toThrow('It left.')
})
