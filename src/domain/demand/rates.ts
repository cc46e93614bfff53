import { logGamma } from './log-gamma.ts'
import type { Spread } from './negative-binomial.ts'

// How fast things sell: a discounted gamma-Poisson model whose prior is learned from the shop. What it
// predicts is a negative binomial distribution.

/** What a week counts beside the one after it. */
const KEPT_PER_WEEK = 0.98

/** What the dispersion of the shop weighs beside that of an item, in units sold of the item. */
const DISPERSION_WEIGHT = 5

/** Periods that an item needs to say something about the dispersion of the shop. */
const DISPERSION_PERIODS = 4

/** Items that a category needs for a prior of its own, which then weighs as much as that of the shop. */
const CATEGORY_ITEMS = 20

/** Items that a prior is learned from: more of them change nothing that can be seen. */
const PRIOR_SAMPLE = 4_000

/** Weeks in which it shows whether the whole shop grows: half a year, which one good week does not turn. */
const RECENT_WEEKS = 26

/** Units of evidence that "as before" is worth. */
const STEADY_UNITS = 50

/** What an item sold, period by period, oldest first. Both lists are of one length. */
export interface Series {
  readonly units: ArrayLike<number>
  /** What a period could sell: the share of it in which a unit was there, times its season. */
  readonly exposure: ArrayLike<number>
}

/** What is known of an item. Older periods count less. */
export interface Evidence {
  readonly units: number
  readonly exposure: number
  /** The same of the last half year, each week counting alike. */
  readonly recentUnits: number
  readonly recentExposure: number
  /** Periods in which it could sell. */
  readonly periods: number
  /** Variance over mean of its periods; null where it sold nothing or has one period. */
  readonly dispersion: number | null
}

/** An item that a shop learns from. */
export interface Known {
  readonly category: string
  readonly evidence: Evidence
}

/** A gamma distribution of rates: its shape, and the exposure that it is worth. */
interface Prior {
  readonly shape: number
  readonly exposure: number
}

/** What a shop knows of how things sell. */
export interface Rates {
  readonly shop: Prior
  readonly categories: ReadonlyMap<string, Prior>
  /** Variance over mean of a period, as a line of the rate. */
  readonly dispersion: { readonly base: number; readonly slope: number }
  /** What the shop sells now beside what its items would, had they stayed as they were. */
  readonly level: number
}

/** Sums up what an item sold. @param kept what a period counts beside the one after it */
export function evidenceOf({ units, exposure }: Series, kept = KEPT_PER_WEEK): Evidence {
  let weight = 1
  const sums = { units: 0, exposure: 0, allUnits: 0, allExposure: 0 }
  const recent = { units: 0, exposure: 0 }
  for (let at = units.length - 1; at >= 0; at -= 1) {
    const [sold = 0, could = 0] = [units[at], exposure[at]]
    sums.units += weight * sold
    sums.exposure += weight * could
    sums.allUnits += sold
    sums.allExposure += could
    weight *= kept
    if (units.length - at > RECENT_WEEKS) continue
    recent.units += sold
    recent.exposure += could
  }
  const rate = sums.allExposure > 0 ? sums.allUnits / sums.allExposure : 0
  let periods = 0
  let deviation = 0
  for (let at = 0; at < units.length; at += 1) {
    const [sold = 0, could = 0] = [units[at], exposure[at]]
    if (could <= 0) continue
    periods += 1
    if (rate > 0) deviation += (sold - rate * could) ** 2 / (rate * could)
  }
  return {
    units: sums.units,
    exposure: sums.exposure,
    recentUnits: recent.units,
    recentExposure: recent.exposure,
    periods,
    dispersion: rate > 0 && periods > 1 ? deviation / (periods - 1) : null,
  }
}

/** Learns from all items of a shop. It is long work for a large shop: it yields from time to time. */
export function* learnRates(items: readonly Known[]): Generator<void, Rates, void> {
  const dispersion = pooledDispersion(items)
  const known = items
    .filter(({ evidence }) => evidence.exposure > 0)
    .map(({ category, evidence }) => ({ category, ...scaled(evidence, dispersion) }))
  yield
  const shop = yield* priorOf(known)
  const categories = new Map<string, Prior>()
  for (const [category, own] of Map.groupBy(known, (one) => one.category)) {
    if (own.length < CATEGORY_ITEMS) continue
    const share = own.length / (own.length + CATEGORY_ITEMS)
    categories.set(category, between(shop, yield* priorOf(own), share))
  }
  const steady = { shop, categories, dispersion, level: 1 }
  return { ...steady, level: levelOf(steady, items) }
}

/** Items that each sell little say together whether the shop grows, long before one of them does. */
function levelOf(rates: Rates, items: readonly Known[]): number {
  const sold = sumOf(items, ({ evidence }) => evidence.recentUnits)
  const usual = sumOf(items, (item) => predict(rates, item, item.evidence.recentExposure).mean)
  return (sold + STEADY_UNITS) / (usual + STEADY_UNITS)
}

/**
 * What an item will sell.
 * @param periods to come, each times its season; of a part of the item, times the share of that
 */
export function predict(rates: Rates, { category, evidence }: Known, periods: number): Spread {
  const exposure = periods * rates.level
  const prior = rates.categories.get(category) ?? rates.shop
  const { units, exposure: seen, phi } = scaled(evidence, rates.dispersion)
  const shape = prior.shape + units
  const worth = prior.exposure + seen
  const mean = (exposure * shape) / worth
  return { mean, variance: phi * mean + (exposure * exposure * shape) / (worth * worth) }
}

/** What an item of a category sells in a period as long as nothing is known of it. */
export function usualRate({ categories, shop, level }: Rates, category: string): number {
  const { shape, exposure } = categories.get(category) ?? shop
  return (level * shape) / exposure
}

/** Evidence in units of its dispersion: where units come in sixes, six of them say as much as one. */
function scaled(evidence: Evidence, dispersion: Rates['dispersion']) {
  const phi = dispersionOf(evidence, dispersion)
  return { units: evidence.units / phi, exposure: evidence.exposure / phi, phi }
}

function dispersionOf(evidence: Evidence, { base, slope }: Rates['dispersion']): number {
  const { units, exposure, dispersion } = evidence
  const pooled = base + (exposure > 0 ? (slope * units) / exposure : 0)
  if (dispersion === null) return pooled
  return Math.max(
    1,
    (DISPERSION_WEIGHT * pooled + units * dispersion) / (DISPERSION_WEIGHT + units),
  )
}

/** A line through the dispersions of items, by least squares, an item counting by its periods. */
function pooledDispersion(items: readonly Known[]): Rates['dispersion'] {
  const sums = { w: 0, x: 0, y: 0, xx: 0, xy: 0 }
  for (const { evidence } of items) {
    const { units, exposure, periods, dispersion } = evidence
    if (dispersion === null || periods < DISPERSION_PERIODS) continue
    const x = units / exposure
    sums.w += periods
    sums.x += periods * x
    sums.y += periods * dispersion
    sums.xx += periods * x * x
    sums.xy += periods * x * dispersion
  }
  if (sums.w === 0) return { base: 1, slope: 0 }
  const spread = sums.w * sums.xx - sums.x * sums.x
  const slope = spread > 0 ? Math.max(0, (sums.w * sums.xy - sums.x * sums.y) / spread) : 0
  return { base: Math.max(1, (sums.y - slope * sums.x) / sums.w), slope }
}

type Scaled = Pick<Evidence, 'units' | 'exposure'>

/** Mean and shape of the grid, around the mean of the items: e^-1.2 to e^1.2 times, e^-3.5 to e^4.9. */
const GRID = steps(-1.2, 1.2, 0.15).flatMap((mean) =>
  steps(-3.5, 4.9, 0.35).map((shape) => ({ mean: Math.exp(mean), shape: Math.exp(shape) })),
)

/** The prior under which what was sold is the most likely, of those of a grid. */
function* priorOf(items: readonly Scaled[]): Generator<void, Prior, void> {
  const step = Math.max(1, Math.ceil(items.length / PRIOR_SAMPLE))
  const sample = items.filter((_, index) => index % step === 0)
  const units = Float64Array.from(sample, (item) => item.units)
  const exposure = Float64Array.from(sample, (item) => item.exposure)
  // Half a unit more, because a shop that sold nothing yet will not sell nothing for ever.
  const mean =
    (sumOf(sample, (item) => item.units) + 0.5) / (sumOf(sample, (item) => item.exposure) + 1)
  let best = { prior: { shape: 1, exposure: 1 / mean }, fit: Number.NEGATIVE_INFINITY }
  for (const point of GRID) {
    const prior = { shape: point.shape, exposure: point.shape / (mean * point.mean) }
    const fit = fitOf(prior, units, exposure)
    if (fit > best.fit) best = { prior, fit }
    yield
  }
  return best.prior
}

/** The logarithm of the likelihood of what was sold, without what is the same for every prior. */
function fitOf({ shape, exposure }: Prior, units: Float64Array, seen: Float64Array): number {
  let fit = units.length * (shape * Math.log(exposure) - logGamma(shape))
  for (let at = 0; at < units.length; at += 1) {
    const all = shape + (units[at] ?? 0)
    fit += logGamma(all) - all * Math.log(exposure + (seen[at] ?? 0))
  }
  return fit
}

/** A prior between two, in logarithms. @param share of the second */
const between = (one: Prior, other: Prior, share: number): Prior => ({
  shape: one.shape ** (1 - share) * other.shape ** share,
  exposure: one.exposure ** (1 - share) * other.exposure ** share,
})

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  let sum = 0
  for (const item of items) sum += value(item)
  return sum
}

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: Math.round((to - from) / by) + 1 }, (_, index) => from + index * by)
}
