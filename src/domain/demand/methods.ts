import { quantile, type Spread } from './negative-binomial.ts'
import { evidenceOf, type Known, learnRates, predict } from './rates.ts'
import { learnSeason, ownSeason, type Season, seasonAt } from './season.ts'

// Ways to foretell what sells: our own, and the usual ones to compare it with.

/** Items that are foretold before others get their turn. */
const TURN = 50

/** What a method knows of an item when it foretells: weeks until then, oldest first. */
export interface Past {
  readonly category: string
  readonly units: readonly number[]
  /** The share of each week in which a unit was there. */
  readonly there: readonly number[]
  /** Number of the first of these weeks. */
  readonly firstWeek: number
  /** The share of each week to come in which a unit will be there. */
  readonly ahead: readonly number[]
}

/** What the whole shop sold until then. */
export interface ShopPast {
  /** Number of the first of these weeks. */
  readonly firstWeek: number
  readonly weekly: readonly number[]
}

/** Units that are enough with a probability. */
type Enough = (p: number) => number

/** What a method says of an item: how the units spread, or only how many are enough. */
export type Foretold = Spread | Enough

/** Foretells what each item sells in its weeks to come; in steps, because a shop may have many. */
export type Method = (
  pasts: readonly Past[],
  shop: ShopPast,
) => Generator<void, readonly Foretold[], void>

export const isSpread = (foretold: Foretold): foretold is Spread => typeof foretold !== 'function'

export const unitsFor = (foretold: Foretold, p: number): number =>
  isSpread(foretold) ? quantile(foretold, p) : foretold(p)

/** Our own. @param withSeason as the shop uses it; without, to compare */
export const ours = (withSeason: boolean): Method =>
  function* own(pasts, shop) {
    const season = withSeason ? learnSeason(shop.weekly, shop.firstWeek) : null
    const known: (Known & { readonly season: Season | null })[] = []
    for (const [index, { category, units, there, firstWeek }] of pasts.entries()) {
      if (index % TURN === TURN - 1) yield
      const own = ownSeason(season, { units, there, firstWeek })
      const exposure = inSeason(there, firstWeek, own)
      known.push({ category, evidence: evidenceOf({ units, exposure }), season: own })
    }
    const rates = yield* learnRates(known)
    const next = shop.firstWeek + shop.weekly.length
    return known.map((item, at) =>
      predict(rates, item, sum(inSeason(pasts[at]?.ahead ?? [], next, item.season))),
    )
  }

const inSeason = (there: readonly number[], firstWeek: number, season: Season | null): number[] =>
  there.map((share, at) => share * seasonAt(season, firstWeek + at))

/** A method that looks at nothing but the item. */
const ofItem = (foretell: (past: Past) => Foretold): Method =>
  function* own(pasts) {
    const foretold: Foretold[] = []
    for (const [index, past] of pasts.entries()) {
      if (index % TURN === TURN - 1) yield
      foretold.push(foretell(past))
    }
    return foretold
  }

/** As many as in the last weeks. */
const naive = ofItem(({ units, ahead }) => {
  const last = sum(units.slice(-ahead.length)) * mean(ahead)
  return () => last
})

/** Twice the mean of a quarter, whatever the risk. */
const minMax = ofItem(({ units, ahead }) => {
  const usual = 2 * sum(ahead) * mean(units.slice(-13))
  return () => Math.ceil(usual)
})

/** The others foretell a mean; they get the spread of the item, so that only the mean is compared. */
const byMean = (meanOf: (units: readonly number[]) => number): Method =>
  ofItem(({ units, ahead }) => {
    const expected = sum(ahead) * meanOf(units)
    return { mean: expected, variance: expected * Math.max(1, dispersion(units)) }
  })

/** Weight of the newest value in the exponential smoothing of the rivals, as usual for slow items. */
const ALPHA = 0.1

/** Croston's method as corrected by Syntetos and Boylan (2005). */
function sba(units: readonly number[]): number {
  let [size, interval, since] = [0, 0, 1]
  for (const sold of units) {
    if (sold === 0) since += 1
    else {
      size = size === 0 ? sold : size + ALPHA * (sold - size)
      interval = interval === 0 ? since : interval + ALPHA * (since - interval)
      since = 1
    }
  }
  return interval === 0 ? 0 : ((1 - ALPHA / 2) * size) / interval
}

/** Teunter, Syntetos and Babai (2011), which also forgets what no longer sells. */
function tsb(units: readonly number[]): number {
  const start = units.slice(0, 13)
  let chance = start.filter((sold) => sold > 0).length / Math.max(1, start.length)
  let size = units.find((sold) => sold > 0) ?? 0
  for (const sold of units) {
    chance += ALPHA * ((sold > 0 ? 1 : 0) - chance)
    if (sold > 0) size += ALPHA * (sold - size)
  }
  return chance * size
}

function dispersion(units: readonly number[]): number {
  const usual = mean(units)
  if (usual === 0 || units.length < 2) return 1
  return sum(units.map((sold) => (sold - usual) ** 2)) / (units.length - 1) / usual
}

export const TSB = byMean(tsb)

/** The usual methods, by their names. */
export const RIVALS = {
  naive,
  'moving average 13': byMean((units) => mean(units.slice(-13))),
  SBA: byMean(sba),
  TSB,
  'min/max 2 × mean': minMax,
} as const satisfies Readonly<Record<string, Method>>

const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0)
const mean = (list: readonly number[]): number => sum(list) / Math.max(1, list.length)
