import { StockError } from '../domain/errors.ts'
import { compareKeys } from '../domain/order.ts'

export interface PageRequest {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** A cursor: the key of the last item sent, unreadable on purpose so that nobody builds one. */
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
    'The cursor is not one of ours: send next_cursor of the page before, or none for the first page.',
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
): { page: T[]; nextCursor: string | null } {
  const [first] = items
  const parts = first === undefined ? 0 : keyOf(first).length
  const after =
    cursor === undefined || parts === 0 ? undefined : decodeCursor(cursor, isText, parts)
  const rest = after ? items.filter((item) => compareKeys(keyOf(item), after) > 0) : items
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return { page, nextCursor: last && rest.length > limit ? encodeCursor(keyOf(last)) : null }
}

const isText = (value: unknown): value is string => typeof value === 'string'
