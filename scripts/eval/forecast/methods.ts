import { quantile, type Spread } from '../../../src/domain/demand/negative-binomial.ts'
import { evidenceOf, learnRates, predict } from '../../../src/domain/demand/rates.ts'
import { learnSeason, type Season, seasonAt } from '../../../src/domain/demand/season.ts'
import { finish } from '../../../src/shared/turns.ts'
import type { SalesSet } from './sets.ts'

/** What a method knows of an item when it foretells: weeks until then, oldest first. */
export interface Past {
  readonly category: string
  readonly units: readonly number[]
  /** The share of each week in which a unit was there. */
  readonly there: readonly number[]
  /** Number of the first of these weeks. */
  readonly firstWeek: number
}

/** Units that are enough with a probability, for each item. */
type Foretold = (p: number) => number

export type Method = (
  pasts: readonly Past[],
  weeks: number,
  shop: Pick<SalesSet, 'firstWeek'> & { readonly weekly: readonly number[] },
) => (Spread | Foretold)[]

export const unitsFor = (foretold: Spread | Foretold, p: number): number =>
  typeof foretold === 'function' ? foretold(p) : quantile(foretold, p)

/** Our own. @param withSeason as the shop uses it; without, to compare */
export const ours =
  (withSeason: boolean): Method =>
  (pasts, weeks, shop) => {
    const season = withSeason ? learnSeason(shop.weekly, shop.firstWeek) : null
    const known = pasts.map((past) => ({
      category: past.category,
      evidence: evidence(past, season),
    }))
    const rates = finish(learnRates(known))
    const next = shop.firstWeek + shop.weekly.length
    const exposure = sum(Array.from({ length: weeks }, (_, week) => seasonAt(season, next + week)))
    return known.map((item) => predict(rates, item, exposure))
  }

const evidence = ({ units, there, firstWeek }: Past, season: Season | null) =>
  evidenceOf({
    units,
    exposure: there.map((share, at) => share * seasonAt(season, firstWeek + at)),
  })

/** As many as in the last weeks. */
const naive: Method = (pasts, weeks) =>
  pasts.map(({ units }) => {
    const last = sum(units.slice(-weeks))
    return () => last
  })

/** Twice the mean of a quarter, whatever the risk. */
const minMax: Method = (pasts, weeks) =>
  pasts.map(({ units }) => {
    const usual = 2 * weeks * mean(units.slice(-13))
    return () => Math.ceil(usual)
  })

/** The others foretell a mean; they get the spread of our own, so that only the mean is compared. */
const byMean =
  (meanOf: (units: readonly number[]) => number): Method =>
  (pasts, weeks) =>
    pasts.map(({ units }) => {
      const expected = weeks * meanOf(units)
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

export const RIVALS: Readonly<Record<string, Method>> = {
  naive,
  'moving average 13': byMean((units) => mean(units.slice(-13))),
  SBA: byMean(sba),
  TSB,
  'min/max 2 × mean': minMax,
}

export const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0)
export const mean = (list: readonly number[]): number => sum(list) / Math.max(1, list.length)
