import type { Snapshot } from '../../catalogue/snapshot.ts'
import { sizeKey } from '../../domain/catalogue.ts'
import { dayOf } from '../../domain/day.ts'
import type { Period, TimeSpan } from '../../domain/period.ts'
import { capital } from '../../domain/text.ts'
import type { PastLedger } from '../../ledger/past-ledger.ts'

/** A question about the ledger, which has no past sales. */
interface Asked {
  readonly period: TimeSpan
  readonly locationId?: string | undefined
  /** All products where it is missing. */
  readonly productIds?: readonly string[] | undefined
  readonly size?: string | undefined
}

/**
 * Units of past sales that the question would be about too. Where they were is not known: the default
 * location has them.
 */
export function pastUnits(past: PastLedger, snapshot: Snapshot, asked: Asked): number {
  const { period, locationId, productIds, size } = asked
  if (locationId !== undefined && locationId !== snapshot.defaultLocation.id) return 0
  const key = size === undefined ? undefined : sizeKey(size)
  const isSize =
    key === undefined
      ? undefined
      : (variantId: string) => sizeKey(snapshot.variant(variantId)?.size ?? '') === key
  return past.unitsIn({ ...period, productIds, isSize })
}

/** Says that they are left out, and where they are; empty where there are none. */
export const tellPast = (units: number): string =>
  units === 0
    ? ''
    : `${units} ${units === 1 ? 'unit of imported past sales is' : 'units of imported past sales are'} not in this: getStats has them.`

/**
 * Says that a time in which nothing moved ended before the stock begins; empty for any other time.
 * @param past units of past sales of that time
 * @param begins when the first movement happened; null where there is none
 */
export function tellBefore(
  { to, words }: Period,
  past: number,
  begins: Date | null,
  timeZone: string,
): string {
  if (to === null || (begins !== null && new Date(to) > begins)) return ''
  const nothing = past > 0 ? 'no movement' : 'nothing'
  const why =
    begins === null
      ? `${nothing} was recorded so far`
      : `that is before the stock begins (${dayOf(begins, timeZone)}), so ${nothing} is known of it`
  return [`${capital(words)}: ${why}.`, tellPast(past)].filter(Boolean).join(' ')
}
