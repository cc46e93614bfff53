import type { Calendar } from '../../domain/demand/calendar.ts'
import { isGuess, type ProductDemand } from '../../domain/demand/demand.ts'
import { type Cover, toldRate } from '../../domain/demand/reorder.ts'
import { isSeasonal } from '../../domain/demand/season.ts'
import { count, countInFrench, figure } from '../../domain/figures.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { tellWeeks } from '../../shared/message-parts.ts'

/** How fast something is foretold to sell, how long it lasts, and how sure that is. */
export interface Pace extends Cover {
  readonly isGuess: boolean
  readonly isSeasonal: boolean
}

export const paceOf = (
  { available, perWeek, daysOfCover }: Cover,
  { confidence, season }: ProductDemand,
): Pace => ({
  ...{ available, perWeek, daysOfCover },
  isGuess: isGuess(confidence),
  isSeasonal: isSeasonal(season),
})

/** "about 2 a week at this time of the year" */
export function tellRate({ perWeek, isSeasonal: now }: Pick<Pace, 'perWeek' | 'isSeasonal'>) {
  const rate = figure(toldRate(perWeek ?? 0))
  return say({
    en: `about ${rate} a week${now ? ' at this time of the year' : ''}`,
    fr: `environ ${rate} par semaine${now ? ' à cette période de l’année' : ''}`,
  })
}

/** "about 2 a week (a guess from similar products), so enough for about 10 weeks" */
export function tellPace(pace: Pace): Sentence {
  const rate = tellRate(pace)
  const lasts = tellCover(pace)
  return say({
    en: `${rate}${pace.isGuess ? ' (a guess from similar products)' : ''}${lasts && `, so enough for ${lasts}`}`,
    fr: `${rate}${pace.isGuess ? ' (une supposition d’après des produits semblables)' : ''}${lasts && `, donc assez pour ${lasts}`}`,
  })
}

/** "about 10 weeks"; empty where nothing is there, or nobody can know. */
export const tellCover = ({ available, daysOfCover }: Cover): Sentence | '' =>
  available === 0 || daysOfCover === null ? '' : tellWeeks(daysOfCover / 7)

/**
 * "18 weeks on the shelf", in which something was sold. Where stock was not followed then nobody knows on which
 * days it was there: then "the 18 weeks since its first known sale".
 * @param weeks of the product, or of a size of it
 */
export function tellWeeksSold(
  { open, empty }: { readonly open: number; readonly empty: number },
  { isFollowed, since }: ProductDemand,
  { starts }: Calendar,
): Sentence {
  const there = Math.round(open)
  if (isFollowed) {
    return say({
      en: `${count(there, 'week')} on the shelf`,
      fr: `${countInFrench(there, 'semaine')} en rayon`,
    })
  }
  const all = Math.round(open + empty)
  const isOlder = since !== null && since < (starts[0] ?? since)
  return isOlder
    ? say({
        en: `the last ${count(all, 'week')}`,
        fr: `les ${countInFrench(all, 'dernière semaine', 'dernières semaines')}`,
      })
    : say({
        en: `the ${count(all, 'week')} since its first known sale`,
        fr: `${all < 2 ? 'la semaine' : `les ${countInFrench(all, 'semaine')}`} depuis sa première vente connue`,
      })
}
