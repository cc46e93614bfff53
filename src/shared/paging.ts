import { compareKeys } from '../domain/collation.ts'
import { StockError } from '../domain/errors.ts'
import { count, countInFrench, figure } from '../domain/figures.ts'
import { type Sentence, say } from '../domain/say.ts'
import type { Total } from '../domain/total.ts'

export interface PageRequest {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** One page of a list, and how to go on after any item of it. */
export interface Page<T> {
  readonly items: readonly T[]
  /** null on the last page. */
  readonly nextCursor: string | null
  /** Where the next page begins when this one ends with the item. */
  cursorAfter(item: T): string
}

/** Items that a list counts at most: to count a million takes far longer than to read a page of them. */
export const MOST_COUNTED = 10_000

/** "3 movements", "10,000+ movements"; « 3 mouvements », « plus de 10 000 mouvements ». */
export const tellTotal = (
  { total, isAtLeast }: Total,
  [one, many]: readonly [one: string, many: string],
  french: string,
): Sentence =>
  say({
    en: isAtLeast ? `${figure(total)}+ ${many}` : count(total, one, many),
    fr: `${isAtLeast ? 'plus de ' : ''}${countInFrench(total, french)}`,
  })

/**
 * Characters of a list in an answer. A chat client takes 100,000 in all; what stands around a list
 * (how words were understood, the message) is less than the rest.
 */
const LIST_CHARACTERS = 80_000

/**
 * The first items, as many as fit into an answer, and always one: no single item comes near it.
 * @param items in the form in which they are sent
 */
export function fitting<T>(items: readonly T[], most = LIST_CHARACTERS): readonly T[] {
  let characters = 0
  const end = items.findIndex((item, index) => {
    characters += JSON.stringify(item).length + 1
    return index > 0 && characters > most
  })
  return end === -1 ? items : items.slice(0, end)
}

/** A cursor: the sort key of the last item sent, encoded so that clients treat it as opaque. */
export const encodeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url')

/**
 * The key in a cursor of ours.
 * @param isPart whether a value can be a part of a key of this list
 * @param length parts of a key of this list
 * @throws StockError 'invalid-request' for any other text, the cursor of another list among them
 */
export function decodeCursor<T>(
  cursor: string,
  isPart: (value: unknown) => value is T,
  length: number,
): T[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(key) && key.length === length && key.every(isPart)) return key
  } catch {
    // Answered below like every other text that is not a cursor.
  }
  throw new StockError(
    'invalid-request',
    say({
      en: 'The cursor is not one of ours: send next_cursor of the page before, or none for the first page.',
      fr: 'Ce curseur (cursor) n’est pas des nôtres : envoyez next_cursor de la page précédente, ou rien pour la première page.',
    }),
  )
}

/**
 * One page of a sorted list. The cursor holds the sort key of the last item, not its place, so
 * that rows which come or go between two pages neither repeat nor hide others.
 * @param keyOf the sort key of the list, different for each item
 */
export function paginate<T>(
  items: readonly T[],
  { limit, cursor }: PageRequest,
  keyOf: (item: T) => readonly string[],
): Page<T> {
  const [first] = items
  const parts = first === undefined ? 0 : keyOf(first).length
  const after =
    cursor === undefined || parts === 0 ? undefined : decodeCursor(cursor, isText, parts)
  const begin = after ? placeAfter(items, (item) => compareKeys(keyOf(item), after) > 0) : 0
  const page = items.slice(begin, begin + limit)
  const last = page.at(-1)
  const cursorAfter = (item: T) => encodeCursor(keyOf(item))
  return {
    items: page,
    nextCursor: last && items.length > begin + limit ? cursorAfter(last) : null,
    cursorAfter,
  }
}

/** Place of the first item that lies beyond, in a list whose items all do from some place on. */
function placeAfter<T>(items: readonly T[], isBeyond: (item: T) => boolean): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBeyond(items[middle] as T)) high = middle
    else low = middle + 1
  }
  return low
}

const isText = (value: unknown): value is string => typeof value === 'string'
