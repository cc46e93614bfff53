import { countInFrench, figure, tellDay } from '../../domain/figures.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import { describePart } from '../../shared/message-parts.ts'
import type { Series } from './series.ts'

/** What a picture of it shows, for whoever cannot see that. */
export const tellSeries = (series: Series): Sentence =>
  join([tellSold(series), tellOnHand(series), tellToCome(series), tellLimits(series)])

function tellSold({ product, variant, location, days, total }: Series): Sentence {
  const name = describePart(product, variant?.size ?? '')
  const place = location && asName(location.name)
  const [first, last] = [days.at(0) ?? '', days.at(-1) ?? '']
  const time =
    first === last
      ? say({ en: tellDay(first), fr: `le ${tellDay(first)}` })
      : say({
          en: `${tellDay(first)} to ${tellDay(last)}`,
          fr: `du ${tellDay(first)} au ${tellDay(last)}`,
        })
  const what = say({
    en: `${name}${place ? `, at ${place}` : ''}, ${time}`,
    fr: `${name}${place ? `, à ${place}` : ''}, ${time}`,
  })
  if (total.sold.every((units) => units === null)) {
    return say({
      en: `${what}: nothing is known of its sales.`,
      fr: `${what} : on ne sait rien de ses ventes.`,
    })
  }
  const [sold, returned] = [sum(total.sold), sum(total.returned)]
  const units = [
    say({ en: `${figure(sold)} sold`, fr: countInFrench(sold, 'vendu') }),
    returned !== 0 &&
      say({ en: `${figure(returned)} came back`, fr: countInFrench(returned, 'retourné') }),
  ]
  const all = join(units, ', ')
  return say({ en: `${what}: ${all}.`, fr: `${what} : ${all}.` })
}

const sum = (units: readonly (number | null)[]): number =>
  units.reduce<number>((all, one) => all + (one ?? 0), 0)

function tellOnHand({ days, total, isUntilNow }: Series): Sentence | null {
  const units = total.onHand.at(-1) ?? null
  if (units === null) return null
  if (isUntilNow) {
    return say({ en: `${figure(units)} on hand now.`, fr: `${figure(units)} en stock maintenant.` })
  }
  const day = tellDay(days.at(-1) ?? '')
  return say({
    en: `${figure(units)} on hand at the end of ${day}.`,
    fr: `${figure(units)} en stock à la fin du ${day}.`,
  })
}

function tellToCome({ forecast }: Series): Sentence | null {
  const last = forecast?.at(-1)
  if (!last) return null
  const { mean, low, high } = last.untilThen
  const about = Math.round(mean)
  return say({
    en: `Until ${tellDay(last.to)} about ${figure(about)} will sell, ${figure(low)} to ${figure(high)} in eight of ten cases.`,
    fr: `Jusqu’au ${tellDay(last.to)}, environ ${countInFrench(about, 'se vendra', 'se vendront')}, entre ${figure(low)} et ${figure(high)} dans huit cas sur dix.`,
  })
}

function tellLimits({ days, isShortened, stockSince }: Series): Sentence {
  const first = days.at(0) ?? ''
  return join([
    stockSince !== null &&
      first < stockSince &&
      say({
        en: `Stock is followed since ${tellDay(stockSince)}: of the days before nobody knows what was on hand.`,
        fr: `Le stock est suivi depuis le ${tellDay(stockSince)} : des jours d’avant, personne ne sait ce qu’il y avait.`,
      }),
    isShortened &&
      say({
        en: `These are the last ${figure(days.length)} days: ask for an earlier time to see those before.`,
        fr: `Ce sont les ${figure(days.length)} derniers jours : demandez une période plus ancienne pour voir ceux d’avant.`,
      }),
  ])
}
