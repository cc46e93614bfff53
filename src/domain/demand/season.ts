/** The year in periods of four weeks. */
const SEASONS = 13

const WEEKS_A_YEAR = 365.2425 / 7

/** Units of evidence that "no season" is worth, for each period. */
const NO_SEASON_UNITS = 50

/** Years of sales that a season needs: a peak of one year may be a chance. */
const YEARS = 2

/** Weeks that may lack of them: one period of the year. */
const LACKING = 4

/**
 * How much better each part of the year sells than the mean of it.
 * @param weekly units of the whole shop, oldest week first
 * @param firstWeek number of the first of them, in weeks since any fixed one
 * @returns null where there are less than two years
 */
export function learnSeason(weekly: readonly number[], firstWeek: number): Season | null {
  const years = Math.floor((weekly.length + LACKING) / WEEKS_A_YEAR)
  if (years < YEARS) return null
  const from = Math.max(0, weekly.length - Math.round(years * WEEKS_A_YEAR))
  const sold = new Array<number>(SEASONS).fill(0)
  const usual = new Array<number>(SEASONS).fill(0)
  for (let at = from; at < weekly.length; at += 1) {
    const season = seasonOf(firstWeek + at)
    sold[season] = (sold[season] ?? 0) + (weekly[at] ?? 0)
    usual[season] = (usual[season] ?? 0) + yearAround(weekly, at)
  }
  const index = sold.map(
    (units, at) => (units + NO_SEASON_UNITS) / ((usual[at] ?? 0) + NO_SEASON_UNITS),
  )
  const mean = index.reduce((sum, one) => sum + one, 0) / SEASONS
  return index.map((one) => one / mean)
}

/** An index for each period of the year; 1 is the mean. */
export type Season = readonly number[]

/** What a week sells beside the mean week; 1 where no season is known. */
export const seasonAt = (season: Season | null, week: number): number =>
  season?.[seasonOf(week)] ?? 1

const seasonOf = (week: number): number =>
  Math.min(SEASONS - 1, Math.floor(((week % WEEKS_A_YEAR) / WEEKS_A_YEAR) * SEASONS))

/** The mean week of the year around one, as far as it is known: takes out growth. */
function yearAround(weekly: readonly number[], at: number): number {
  const half = Math.round(WEEKS_A_YEAR / 2)
  const year = weekly.slice(Math.max(0, at - half), at + half)
  return year.reduce((sum, units) => sum + units, 0) / year.length
}
