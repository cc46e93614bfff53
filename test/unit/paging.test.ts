import { expect, test } from 'vitest'
import { compareKeys } from '../../src/domain/collation.ts'
import { StockError } from '../../src/domain/errors.ts'
import { encodeCursor, fitting, paginate } from '../../src/shared/paging.ts'

type Item = readonly [name: string, size: string]

const keyOf = (item: Item) => item
const sorted = (...items: Item[]): Item[] => items.toSorted(compareKeys)

/** Names that only their accents, case or digits tell apart. */
const SHELVES = sorted(
  ...(['Hermes', 'hermes', 'Hermès', 'Air Max 9', 'Air Max 10', '', 'Zèbre'] as const).flatMap(
    (name): Item[] => [
      [name, ''],
      [name, '9'],
      [name, '10'],
      [name, '38.5'],
      [name, 'M'],
      [name, 'm'],
    ],
  ),
)

/** All pages in order; `meanwhile` changes the list after each page. */
function readAll(
  limit: number,
  items = SHELVES,
  meanwhile = (list: Item[], _page: readonly Item[]) => list,
) {
  const pages: (readonly Item[])[] = []
  let cursor: string | undefined
  let list = items
  do {
    const { items: page, nextCursor } = paginate(list, { limit, cursor }, keyOf)
    pages.push(page)
    list = meanwhile(list, page)
    cursor = nextCursor ?? undefined
  } while (cursor !== undefined && pages.length <= items.length + 10)
  return pages
}

test.each([1, 2, 7, 41, 42, 43])('pages of %i hold every item once, in order', (limit) => {
  const pages = readAll(limit)
  expect(pages.flat()).toEqual(SHELVES)
  expect(pages).toHaveLength(Math.ceil(SHELVES.length / limit))
})

test('a page begins after its cursor, wherever that lies', () => {
  for (const [index, item] of SHELVES.entries()) {
    const cursor = encodeCursor(keyOf(item))
    const { items } = paginate(SHELVES, { limit: 3, cursor }, keyOf)
    expect(items).toEqual(SHELVES.slice(index + 1, index + 4))
  }
})

test('an empty list is one empty page', () => {
  expect(paginate([], { limit: 5 }, keyOf)).toMatchObject({ items: [], nextCursor: null })
})

test('a row that goes between two pages hides no other', () => {
  const pages = readAll(5, SHELVES, (list, page) =>
    list.filter((item) => item !== page[0] && item !== page.at(-1)),
  )
  expect(pages.flat()).toEqual(SHELVES)
})

test('a row that comes between two pages makes no other repeat', () => {
  const pages = readAll(5, SHELVES, (list) => sorted(['', `a${list.length}`], ...list))
  expect(pages.flat()).toEqual(SHELVES)
})

test('a row that comes further on is read', () => {
  const late: Item = ['Zorro', '38']
  const pages = readAll(40, SHELVES, (list) => (list.includes(late) ? list : sorted(late, ...list)))
  expect(pages.flat()).toEqual(sorted(late, ...SHELVES))
})

test('a cursor holds when all that it knew has gone', () => {
  const { nextCursor } = paginate(SHELVES, { limit: 12 }, keyOf)
  const rest = SHELVES.slice(20)
  expect(paginate(rest, { limit: 50, cursor: nextCursor ?? '' }, keyOf).items).toEqual(rest)
})

test.each(['2', '!', 'null', '{}', '"text"', '[', '💥'])(
  'a foreign cursor is refused: %s',
  (text) => {
    const cursor = Buffer.from(text).toString('base64url')
    const read = (foreign: string) => () => paginate(SHELVES, { limit: 5, cursor: foreign }, keyOf)
    expect(read(cursor)).toThrow(StockError)
    expect(read(text)).toThrow(expect.objectContaining({ code: 'invalid-request' }))
  },
)

test('a cursor can stand in an address', () => {
  expect(encodeCursor(['~~~???>>>', 'ÿ', '1'])).toMatch(/^[\w-]+$/)
})

test.each([
  [[], 10, 0],
  [['a', 'b'], 100, 2],
  // A text is two quotes longer in an answer, and a comma follows.
  [['a', 'b', 'c'], 12, 3],
  [['a', 'b', 'c'], 11, 2],
  [['a', 'b', 'c'], 1, 1],
  [['"'.repeat(10), 'b'], 15, 1],
])('of %j, what fits into %i characters: %i', (items, most, count) => {
  expect(fitting(items, most)).toEqual(items.slice(0, count))
})
