import type { Product } from '../domain/catalogue.ts'
import type { Match } from '../domain/match.ts'
import type { Period } from '../domain/period.ts'
import { isPrepared, type ThumbSize } from '../domain/picture.ts'
import { maySee } from '../domain/product-fields.ts'
import type { Total } from '../domain/total.ts'
import { shortMatch } from '../shared/message-parts.ts'
import { fitting, type Page } from '../shared/paging.ts'
import type { Context } from './operation.ts'

/** Large enough to tell two shoes apart in a chat, small enough for a list of fifty. */
const THUMB: ThumbSize = '400x400'

/**
 * Where a product's picture opens, whole and small; the path is PocketBase's own too. One that is not
 * prepared may tell where it was taken: it is shown once it is.
 */
export function imageView({ id, photo }: Product, baseUrl: string) {
  if (!isPrepared(photo)) return { image: null, thumb: null }
  const image = `${baseUrl}/api/files/products/${id}/${encodeURIComponent(photo)}`
  return { image, thumb: `${image}?thumb=${THUMB}` }
}

export const nameView = ({ sku, name, color, gender }: Product) => ({
  sku,
  model: name,
  color,
  gender,
})

export const priceView = (product: Product, { baseUrl, key }: Context) => ({
  price: maySee(key, 'price') ? product.price : null,
  cost: maySee(key, 'cost') ? product.cost : null,
  ...imageView(product, baseUrl),
})

/** A match as it is sent, in arrays that the serialiser may own. */
export const matchView = (match: Match) =>
  Object.fromEntries(
    Object.entries(shortMatch(match)).map(([word, one]) => [
      word,
      { ...one, candidates: [...one.candidates] },
    ]),
  )

/** The period of an answer, as PeriodView describes it. */
export const periodView = (told: { readonly period: Period; readonly timeZone: string }) => ({
  from: told.period.from,
  to: told.period.to,
  time_zone: told.timeZone,
})

/** How many there are on all pages, as it is sent. */
export const totalView = ({ total, isAtLeast }: Total) => ({ total, total_is_at_least: isAtLeast })

/** A page as it is sent. One that is too long for a chat client ends earlier, and goes on after that. */
export function pageView<T, V>(
  { items, nextCursor, cursorAfter }: Page<T>,
  view: (item: T) => V,
): { items: V[]; next_cursor: string | null } {
  const fit = fitting(items.map(view))
  const last = items[fit.length - 1]
  const isWhole = fit.length === items.length
  return {
    items: [...fit],
    next_cursor: isWhole || last === undefined ? nextCursor : cursorAfter(last),
  }
}
