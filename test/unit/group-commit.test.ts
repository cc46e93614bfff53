import { expect, test, vi } from 'vitest'
import { StockError } from '../../src/domain/errors.ts'
import { sameInAll } from '../../src/domain/say.ts'
import { createGroupCommit } from '../../src/store/pocketbase/group-commit.ts'

interface Sent {
  readonly requests: readonly string[]
  readonly deadlineMs: number
  answer(): void
  fail(error: Error): void
}

/** A group commit whose transactions the test ends, each answered with its own requests. */
function setUp({ deadlineMs = 5_000, sizeOf = (_: string): number => 1 } = {}) {
  const sent: Sent[] = []
  const record = createGroupCommit<string, string>({
    deadlineMs,
    sizeOf,
    isFault: (error) => error instanceof Fault,
    isFinal: (error) => error instanceof Final,
    send(requests, left) {
      const { promise, resolve, reject } = Promise.withResolvers<(string | StockError)[]>()
      sent.push({
        requests,
        deadlineMs: left,
        fail: reject,
        answer: () => resolve(requests.map(answerTo)),
      })
      return promise
    },
  })
  const nth = async (number: number): Promise<Sent> => {
    await vi.waitFor(() => expect(sent.length).toBeGreaterThanOrEqual(number))
    return sent[number - 1] as Sent
  }
  return { record, nth, count: () => sent.length }
}

/** What one of a group may be the reason of. */
class Fault extends StockError {}

/** What every attempt of the next moments would be refused with. */
class Final extends StockError {}

const fault = (mayBeWritten: boolean) =>
  new Fault('store-unavailable', sameInAll('fault'), mayBeWritten ? { may_be_written: true } : {})

const answerTo = (request: string) =>
  request.startsWith('no ')
    ? new StockError('insufficient-stock', sameInAll(request))
    : `done ${request}`

const down = (mayBeWritten: boolean) =>
  new StockError(
    'store-unavailable',
    sameInAll('down'),
    mayBeWritten ? { may_be_written: true } : {},
  )

test('one that comes alone is sent alone', async () => {
  const { record, nth } = setUp()
  const answer = record('a')
  const first = await nth(1)
  expect(first.requests).toEqual(['a'])
  first.answer()
  expect(await answer).toBe('done a')
})

test('those that come while one is under way go together, each with its own answer', async () => {
  const { record, nth, count } = setUp()
  const first = record('a')
  await nth(1)
  const others = [record('b'), record('no c'), record('d')]
  const settled = Promise.allSettled(others)
  expect(count()).toBe(1)
  ;(await nth(1)).answer()
  await first
  const second = await nth(2)
  expect(second.requests).toEqual(['b', 'no c', 'd'])
  second.answer()
  expect(await settled).toMatchObject([
    { value: 'done b' },
    { reason: { code: 'insufficient-stock', message: 'no c' } },
    { value: 'done d' },
  ])
  expect(count()).toBe(2)
})

test('a group ends before it is too large, and one that is too large goes alone', async () => {
  const { record, nth } = setUp({ sizeOf: Number })
  const all = ['100', '100', '1', '900', '1'].map(record)
  for (const [index, requests] of [['100', '100'], ['1'], ['900'], ['1']].entries()) {
    const group = await nth(index + 1)
    expect(group.requests).toEqual(requests)
    group.answer()
  }
  await Promise.all(all)
})

test('after a fault each of the group is tried alone: one of them may be why', async () => {
  const { record, nth } = setUp()
  const all = Promise.allSettled(['a', 'b', 'c'].map(record))
  ;(await nth(1)).fail(fault(false))
  for (const [number, request] of [
    [2, 'a'],
    [3, 'b'],
    [4, 'c'],
  ] as const) {
    const alone = await nth(number)
    expect(alone.requests).toEqual([request])
    if (request === 'b') alone.fail(fault(false))
    else alone.answer()
  }
  expect(await all).toMatchObject([
    { value: 'done a' },
    { reason: { message: 'fault', details: {} } },
    { value: 'done c' },
  ])
})

test('a refusal of all that is final is told to each at once', async () => {
  const { record, nth, count } = setUp()
  const all = Promise.allSettled(['a', 'b'].map(record))
  ;(await nth(1)).fail(new Final('restore-in-progress', sameInAll('closed')))
  const refused = { reason: { code: 'restore-in-progress' } }
  expect(await all).toMatchObject([refused, refused])
  expect(count()).toBe(1)
})

test('one that may have been written with others is told so, whatever came after', async () => {
  const { record, nth } = setUp()
  const all = Promise.allSettled(['a', 'b'].map(record))
  ;(await nth(1)).fail(fault(true))
  ;(await nth(2)).fail(fault(false))
  ;(await nth(3)).answer()
  expect(await all).toMatchObject([
    { reason: { code: 'store-unavailable', details: { may_be_written: true } } },
    { value: 'done b' },
  ])
})

test('a group that got no answer goes together again with those that came since', async () => {
  const { record, nth, count } = setUp()
  const all = ['a', 'b'].map(record)
  const first = await nth(1)
  all.push(record('c'))
  first.fail(down(true))
  const second = await nth(2)
  expect(second.requests).toEqual(['a', 'b', 'c'])
  second.answer()
  expect(await Promise.all(all)).toEqual(['done a', 'done b', 'done c'])
  expect(count()).toBe(2)
})

test('one that has hardly any time left takes none from the others', async () => {
  const { record, nth } = setUp({ deadlineMs: 1_000 })
  const first = record('a')
  await nth(1)
  const old = record('b').catch((error: unknown) => error)
  await new Promise((done) => setTimeout(done, 700))
  const young = record('c')
  await new Promise((done) => setTimeout(done, 270))
  ;(await nth(1)).answer()
  await first
  const second = await nth(2)
  expect(second.requests).toEqual(['c'])
  expect(second.deadlineMs).toBeGreaterThan(500)
  second.answer()
  expect(await old).toMatchObject({ code: 'store-unavailable', details: {} })
  expect(await young).toBe('done c')
})

test('each has its own deadline, its waiting included', async () => {
  const { record, nth, count } = setUp({ deadlineMs: 300 })
  const first = record('a')
  const one = await nth(1)
  expect(one.deadlineMs).toBeLessThanOrEqual(300)
  const waiting = [record('b'), record('c')]
  const settled = Promise.allSettled(waiting)
  await new Promise((done) => setTimeout(done, 100))
  one.answer()
  await first
  const two = await nth(2)
  expect(two.deadlineMs).toBeLessThanOrEqual(210)
  await new Promise((done) => setTimeout(done, 320))
  two.fail(down(true))
  // No time is left for another try.
  expect(await settled).toMatchObject([
    { reason: { details: { may_be_written: true } } },
    { reason: { details: { may_be_written: true } } },
  ])
  expect(count()).toBe(2)
})

test('one whose time ran out before it was sent is refused, and nothing was written', async () => {
  const { record, nth, count } = setUp({ deadlineMs: 100 })
  const first = record('a').catch((error: unknown) => error)
  const one = await nth(1)
  const late = record('b').catch((error: unknown) => error)
  await new Promise((done) => setTimeout(done, 150))
  one.fail(down(true))
  expect(await first).toMatchObject({ details: { may_be_written: true } })
  expect(await late).toMatchObject({ code: 'store-unavailable', details: {} })
  expect(count()).toBe(1)
})
