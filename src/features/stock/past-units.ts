import type { Snapshot } from '../../catalogue/snapshot.ts'
import { sizeKey } from '../../domain/catalogue.ts'
import { dayOf } from '../../domain/day.ts'
import { count, countInFrench, tellDay } from '../../domain/figures.ts'
import type { Period, TimeSpan } from '../../domain/period.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
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
export const tellPast = (units: number): Sentence | '' =>
  units === 0
    ? ''
    : say({
        en: `${count(units, 'unit of imported past sales is', 'units of imported past sales are')} not in this: getStats has them.`,
        fr: `${countInFrench(units, 'unité de ventes passées importées n’est pas comptée', 'unités de ventes passées importées ne sont pas comptées')} ici : voir getStats.`,
      })

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
): Sentence | '' {
  if (to === null || (begins !== null && new Date(to) > begins)) return ''
  return join([
    begins === null
      ? nothingYet(capital(words), past > 0)
      : nothingKnown(capital(words), past > 0, tellDay(dayOf(begins, timeZone))),
    tellPast(past),
  ])
}

const nothingYet = (when: string, hasPast: boolean): Sentence =>
  say({
    en: `${when}: ${hasPast ? 'no movement' : 'nothing'} was recorded so far.`,
    fr: `${when} : ${hasPast ? 'aucun mouvement n’a été' : 'rien n’a été'} enregistré jusqu’ici.`,
  })

const nothingKnown = (when: string, hasPast: boolean, first: string): Sentence =>
  say({
    en: `${when}: that is before the stock begins (${first}), so ${hasPast ? 'no movement' : 'nothing'} is known of it.`,
    fr: `${when} : c’est avant le début du stock (${first}), donc ${hasPast ? 'aucun mouvement n’en est connu' : 'on n’en sait rien'}.`,
  })
