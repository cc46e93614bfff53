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

/** A season in which the best part of the year sells less than so many times what the worst does is none to speak of. */
const SWING = 1.5

/** Whether the time of the year makes a difference that is worth a word. */
export const isSeasonal = (season: Season | null): boolean =>
  season !== null && Math.max(...season) > SWING * Math.min(...season)

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

/** What an item sold. */
interface SeasonalSales {
  /** Units of each week, oldest first. */
  readonly units: ArrayLike<number>
  /** The share of each of these weeks in which it was on hand. */
  readonly there: ArrayLike<number>
  /** Number of the first of them. */
  readonly firstWeek: number
}

/** How strong the season of an item may be beside that of the shop, and how likely that is beforehand. */
const STRENGTHS = [
  { strength: 0, chance: 0.15 },
  { strength: 0.5, chance: 0.15 },
  { strength: 1, chance: 0.6 },
  { strength: 1.5, chance: 0.1 },
] as const

/** Units come in clumps and with growth: so many say as much about the season as one. */
const CLUMP = 3

/**
 * The season of one item: that of the shop, as far as the sales of the item bear it out. A shop that sells
 * sandals has its summer, and its slippers have none.
 * @param season of the shop
 */
export function ownSeason(season: Season | null, item: SeasonalSales): Season | null {
  if (season === null) return null
  const { units, there, firstWeek } = item
  const sold = new Array<number>(SEASONS).fill(0)
  const open = new Array<number>(SEASONS).fill(0)
  for (let at = 0; at < units.length; at += 1) {
    const period = seasonOf(firstWeek + at)
    sold[period] = (sold[period] ?? 0) + (units[at] ?? 0)
    open[period] = (open[period] ?? 0) + (there[at] ?? 0)
  }
  const all = total(sold)
  if (all === 0) return season
  const seasons = STRENGTHS.map(({ strength, chance }) => {
    const index = season.map((one) => one ** strength)
    const usual = index.map((one, period) => one * (open[period] ?? 0))
    const whole = total(usual)
    const fit = total(
      sold.map((some, period) =>
        some === 0 ? 0 : some * Math.log((usual[period] || TINY) / whole),
      ),
    )
    return { index, fit: Math.log(chance) + fit / CLUMP }
  })
  const best = Math.max(...seasons.map(({ fit }) => fit))
  const weights = seasons.map(({ fit }) => Math.exp(fit - best))
  const own = season.map((_, period) =>
    total(seasons.map(({ index }, at) => (weights[at] ?? 0) * (index[period] ?? 1))),
  )
  const mean = total(own) / SEASONS
  return own.map((one) => one / mean)
}

/** What was sold in a period in which it was never on hand is as good as impossible, not quite. */
const TINY = 1e-9

const total = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0)
