import { describe, expect, test } from 'vitest'
import { BatchInput } from '../../src/features/stock/record-schemas.ts'
import {
  addUncounted,
  addUnit,
  afterWaiting,
  answered,
  type Batch,
  comparedWith,
  confirmed,
  countStands,
  isReady,
  keyOf,
  MOST_LINES,
  nameCode,
  newBatch,
  pressed,
  removeLine,
  requestOf,
  type Shelf,
  setUnits,
  unknownCode,
  unread,
} from '../../src/web/outbox/batch.ts'
import { doneOf, refusalOf } from '../../src/web/outbox/read-answer.ts'

const shelf = (size: string, quantity: number): Shelf => ({
  sku: 'TOGO-NOI',
  model: 'Togo',
  color: 'Noir',
  gender: 'Femme',
  size,
  thumb: null,
  quantity,
})
const item = (size: string, quantity = 5) => ({ shelf: shelf(size, quantity), code: '' })
const key = (size: string) => keyOf(item(size))
const empty = (kind: Batch['kind'], location: string | null = null) =>
  newBatch({ id: 'b', kind, by: 'lea@shop.test', location })
const NOW = '2026-11-21T09:00:00.000Z'
const refused = (code: string, line: number | null = null, status = 409) =>
  ({ kind: 'refused', problem: { status, code, detail: 'No.', line } }) as const

describe('a batch that is made', () => {
  test('counts one unit a scan, with the line of the last scan first', () => {
    const batch = ['38', '39', '38', '38'].reduce(
      (all, size) => addUnit(all, item(size)),
      empty('count'),
    )
    expect(batch.lines.map((line) => [line.shelf?.size, line.units, line.expected])).toEqual([
      ['38', 3, 5],
      ['39', 1, 5],
    ])
  })

  test('keeps what was expected at the first look, whatever is on record later', () => {
    const batch = addUnit(addUnit(empty('count'), item('38', 5)), item('38', 4))
    expect(batch.lines[0]).toMatchObject({ units: 2, expected: 5 })
  })

  test.each([-1, 1.5, 10_001, 3_001_234_567_892, Number.NaN])('takes no %d for units', (units) => {
    const batch = addUnit(empty('delivery'), item('38'))
    expect(setUnits(batch, key('38'), units)).toBe(batch)
  })

  test('holds as many lines as the API takes', () => {
    const many = Array.from({ length: MOST_LINES + 5 }, (_, index) => item(String(index)))
    const batch = many.reduce((all, one) => addUnit(all, one), empty('count'))
    expect(batch.lines).toHaveLength(MOST_LINES)
    const again = addUnit(batch, item('0'))
    expect(again.lines[0]).toMatchObject({ units: 2, shelf: { size: '0' } })
    expect(BatchInput.safeParse(requestOf(again)).success).toBe(true)
  })

  test('leaves out what was put on the list and not counted; a 0 that was counted is sent', () => {
    let batch = addUncounted(addUncounted(empty('count'), item('38')), item('39'))
    expect(isReady(batch)).toBe(false)
    batch = setUnits(batch, key('39'), 0)
    expect(requestOf(batch).lines).toEqual([
      { action: 'count', sku: 'TOGO-NOI', size: '39', quantity: 0, expected_quantity: 5 },
    ])
    expect(addUncounted(batch, item('39'))).toBe(batch)
    const delivery = setUnits(addUnit(empty('delivery'), item('38')), key('38'), 0)
    expect(isReady(delivery)).toBe(false)
  })

  test('sends a delivery with its moment and place, and a code that nobody knew as it was scanned', () => {
    let batch = addUnit(empty('delivery', 'Cave'), item('38'))
    batch = addUnit(batch, { shelf: null, code: '3001234567892' })
    const request = requestOf(pressed(batch, 'r-1', NOW))
    expect(request).toEqual({
      request_id: 'r-1',
      lines: [
        {
          action: 'add_stock',
          sku: '3001234567892',
          quantity: 1,
          location: 'Cave',
          occurred_at: NOW,
        },
        {
          ...{ action: 'add_stock', sku: 'TOGO-NOI', size: '38', quantity: 1 },
          ...{ location: 'Cave', occurred_at: NOW },
        },
      ],
    })
    expect(BatchInput.safeParse(request).success).toBe(true)
  })

  test('a code that gets its name joins the line of that size, and a count of it is asked', () => {
    let batch = addUnit(empty('count'), item('38', 5))
    batch = addUnit(batch, { shelf: null, code: 'X' })
    batch = nameCode(batch, 'X', shelf('38', 5))
    expect(batch.lines).toHaveLength(1)
    expect(batch.lines[0]).toMatchObject({ units: 2, expected: 5, asked: null, code: 'X' })
    let other = addUnit(empty('count'), { shelf: null, code: 'X' })
    expect(isReady(other)).toBe(true)
    other = nameCode(other, 'X', shelf('40', 7))
    expect(isReady(other)).toBe(false)
    expect(unread(other)).toEqual([])
    other = countStands(other, key('40'))
    expect(requestOf(other).lines[0]).toMatchObject({ quantity: 1, expected_quantity: 7 })
  })
})

test('a code that the shop does not know is asked', () => {
  let batch = addUnit(empty('delivery'), { shelf: null, code: 'X' })
  expect(unread(batch)).toEqual(['X'])
  batch = unknownCode(batch, 'X')
  expect([isReady(batch), unread(batch)]).toEqual([false, []])
  expect(isReady(nameCode(batch, 'X', shelf('38', 5)))).toBe(true)
})

describe('a batch that is sent', () => {
  const waiting = pressed(addUnit(empty('count'), item('38')), 'r-1', NOW)

  test('keeps its request_id while nobody knows what became of it', () => {
    for (const status of [500, 502, 503, 429, 408, 401]) {
      expect(answered(waiting, refusalOf(status, {})), String(status)).toEqual(waiting)
    }
    expect(answered(waiting, { kind: 'later' })).toEqual(waiting)
    // A page of a network that wants a sign-in is no answer of the shop.
    expect(answered(waiting, doneOf({}))).toEqual(waiting)
    expect(pressed(waiting, 'r-2', 'later').requestId).toBe('r-1')
  })

  test('is another request once it was refused for good', () => {
    const after = answered(waiting, refused('invalid-request', null, 400))
    expect(after).toMatchObject({ state: 'refused', requestId: null, problem: { detail: 'No.' } })
    expect(pressed(after, 'r-2', NOW)).toMatchObject({
      state: 'waiting',
      requestId: 'r-2',
      problem: null,
    })
  })

  test('happened when it was pressed first, also where it is confirmed or mended later', () => {
    let batch = pressed(addUnit(empty('delivery'), item('38')), 'r-1', NOW)
    batch = answered(batch, refused('unusual-date', 0))
    const again = pressed(confirmed(batch), 'r-2', 'later')
    expect(requestOf(again)).toMatchObject({
      ...{ request_id: 'r-2', confirm: true },
      lines: [{ occurred_at: NOW }],
    })
    const mended = pressed(addUnit(batch, item('38')), 'r-3', 'later')
    expect(requestOf(mended)).toMatchObject({ request_id: 'r-3', lines: [{ occurred_at: NOW }] })
    expect(requestOf(mended)).not.toHaveProperty('confirm')
  })

  test('stays the same request where the person had no right', () => {
    const after = answered(waiting, refused('scope-too-small', null, 403))
    expect(after).toMatchObject({ state: 'refused', requestId: 'r-1' })
    expect(pressed(after, 'r-2', NOW).requestId).toBe('r-1')
    expect(addUnit(after, item('38')).requestId).toBe(null)
  })

  test('names its own line, whichever were left out of the request', () => {
    let batch = addUnit(addUncounted(addUnit(empty('count'), item('38')), item('39')), item('40'))
    batch = answered(pressed(batch, 'r-1', NOW), refused('size-not-found', 1, 404))
    expect(batch.lines[batch.problem?.line ?? -1]?.shelf?.size).toBe('38')
    expect(removeLine(batch, key('38')).problem).toBe(null)
  })

  test('asks where another number is on record now, and sends what the person said', () => {
    let batch = answered(waiting, refused('unexpected-quantity', 0))
    batch = comparedWith(batch, new Map([[key('38'), shelf('38', 3)]]))
    expect(batch.lines[0]).toMatchObject({ units: 1, expected: 5, asked: 3 })
    const listed = comparedWith(
      addUncounted(batch, item('39', 5)),
      new Map([[key('39'), shelf('39', 2)]]),
    )
    expect(listed.lines[0]).toMatchObject({ units: null, expected: 2, asked: null })
    expect(isReady(batch)).toBe(false)
    batch = countStands(batch, key('38'))
    expect(isReady(batch)).toBe(true)
    expect(requestOf(pressed(batch, 'r-2', NOW))).toMatchObject({
      request_id: 'r-2',
      lines: [{ quantity: 1, expected_quantity: 3 }],
    })
  })

  test('is read from what the shop answers', () => {
    const detail = 'Line 2: no.'
    expect(refusalOf(409, { type: '/problems/unusual-size', detail, line: 2 })).toEqual({
      kind: 'refused',
      problem: { status: 409, code: 'unusual-size', detail, line: 1 },
    })
    const done = { movement: 'abc', message: 'Counted.' }
    const body = { message: 'Counted.', results: [{ movement: { id: 'abc' } }], replayed: true }
    expect(doneOf(body)).toEqual({ kind: 'done', done })
    expect(answered(waiting, { kind: 'done', done })).toMatchObject({ state: 'done', done })
  })
})

test('a second count expects what the batches before it will leave', () => {
  const counted = setUnits(addUnit(empty('count'), item('38', 5)), key('38'), 4)
  const came = setUnits(addUnit(empty('delivery'), item('38', 5)), key('38'), 3)
  expect(afterWaiting(shelf('38', 5), [counted, came]).quantity).toBe(7)
  expect(afterWaiting(shelf('39', 5), [counted, came]).quantity).toBe(5)
})
