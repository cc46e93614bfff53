import type { Snapshot } from '../../catalogue/snapshot.ts'
import { sizeKey } from '../../domain/catalogue.ts'
import type { TimeSpan } from '../../domain/period.ts'
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
