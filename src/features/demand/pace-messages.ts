import type { Calendar } from '../../domain/demand/calendar.ts'
import { isGuess, type ProductDemand } from '../../domain/demand/demand.ts'
import { type Cover, toldRate } from '../../domain/demand/reorder.ts'
import { isSeasonal } from '../../domain/demand/season.ts'
import { count } from '../../domain/figures.ts'
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
export const tellRate = ({
  perWeek,
  isSeasonal: now,
}: Pick<Pace, 'perWeek' | 'isSeasonal'>): string =>
  `about ${toldRate(perWeek ?? 0)} a week${now ? ' at this time of the year' : ''}`

/** "about 2 a week (a guess from similar products), so enough for about 10 weeks" */
export function tellPace(pace: Pace): string {
  const guess = pace.isGuess ? ' (a guess from similar products)' : ''
  const lasts = tellCover(pace)
  return `${tellRate(pace)}${guess}${lasts && `, so enough for ${lasts}`}`
}

/** "about 10 weeks"; empty where nothing is there, or nobody can know. */
export const tellCover = ({ available, daysOfCover }: Cover): string =>
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
): string {
  const weeks = (number: number) => count(Math.round(number), 'week')
  if (isFollowed) return `${weeks(open)} on the shelf`
  const isOlder = since !== null && since < (starts[0] ?? since)
  return isOlder
    ? `the last ${weeks(open + empty)}`
    : `the ${weeks(open + empty)} since its first known sale`
}
