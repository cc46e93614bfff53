import type { ProductDetail } from '../answers.ts'
import { addressOf, Refused, send, Unreachable } from '../api.ts'
import { codeKey } from '../scan/code.ts'
import type { Shelf } from './batch.ts'
import { noteClock } from './clock.ts'
import { keepProduct, productsWithCode } from './database.ts'
import { knownProduct, type Meaning, meaningOf, shelfOf } from './known-product.ts'

/** A scan that waits longer than this takes what the phone knows. */
const PATIENCE_MS = 4_000

/** What became of the question what a code is. */
export type Found =
  | Meaning
  /** The shop knows no such code, or several. */
  | { readonly kind: 'unknown' }
  /** Nobody could be asked, and the phone does not know it. */
  | { readonly kind: 'unread' }

/** Asks the shop about a product, and keeps what it says. @throws Refused, Unreachable */
export async function readProduct(sku: string): Promise<ProductDetail> {
  const response = await send(addressOf('/models/{sku}', { sku }), {
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  noteClock(response.headers.get('date'))
  const detail: ProductDetail = await response.json()
  await keepProduct(knownProduct(detail))
  return detail
}

/** What a code means: as the shop says, or without a network as it said the last time. */
export async function lookUp(code: string, location: string | null): Promise<Found> {
  try {
    return meaningOf(await readProduct(code), code, location)
  } catch (error) {
    if (error instanceof Refused && error.status < 500 && error.status !== 401) {
      return { kind: 'unknown' }
    }
    if (!(error instanceof Unreachable || error instanceof Refused)) throw error
    const [only, ...others] = await productsWithCode(codeKey(code))
    return only && others.length === 0 ? meaningOf(only.detail, code, location) : { kind: 'unread' }
  }
}

/** A shelf as it is now; undefined where nobody could be asked. */
export async function shelfNow(shelf: Shelf, location: string | null): Promise<Shelf | undefined> {
  const detail = await readProduct(shelf.sku).catch(() => undefined)
  return detail && shelfOf(detail, shelf.size, location)
}

/** A product as the shop says now, or as it said the last time; undefined where neither is known. */
export async function knownOrRead(sku: string): Promise<ProductDetail | undefined> {
  const detail = await readProduct(sku).catch(() => undefined)
  if (detail) return detail
  const known = await productsWithCode(codeKey(sku))
  return known.find((one) => one.sku === sku)?.detail
}
