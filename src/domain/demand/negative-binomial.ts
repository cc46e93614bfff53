/** Units of a period, as a forecast gives them: a negative binomial distribution by its moments. */
export interface Spread {
  readonly mean: number
  /** At least the mean; the same as the mean is a Poisson distribution. */
  readonly variance: number
}

/** Above this mean the distribution is so smooth that the gamma distribution it is mixed from is as good. */
const SMOOTH_MEAN = 5_000

/** Nearer to the mean than this share of it, a variance says nothing that could be computed with. */
const POISSON_SHARE = 1e-9

/**
 * The smallest number of units that is enough with a probability.
 * @param p from 0 up to, and without, 1
 */
export function quantile({ mean, variance }: Spread, p: number): number {
  if (mean <= 0) return 0
  if (mean > SMOOTH_MEAN) return Math.max(0, Math.round(smoothQuantile(mean, variance, p)))
  let enough = 0
  let sum = 0
  walk({ mean, variance }, (count, mass) => {
    enough = count
    sum += mass
    // The rest of what can be told apart is lost in rounding.
    return sum < p && !(mass < 1e-17 && count > mean)
  })
  return enough
}

/** The probability of more than so many units. */
export function chanceAbove({ mean, variance }: Spread, units: number): number {
  if (mean <= 0) return 0
  if (mean > SMOOTH_MEAN) return 1 - normalShare(wilsonHilferty(units + 0.5, mean, variance))
  let sum = 0
  walk({ mean, variance }, (count, mass) => {
    sum += mass
    return count < units
  })
  return Math.max(0, 1 - sum)
}

/** The mean number of units beyond so many. */
export function shortage({ mean, variance }: Spread, units: number): number {
  if (mean <= 0) return 0
  // So many are met, and that so few are asked for is a chance in thousands.
  if (mean > SMOOTH_MEAN) return Math.max(0, mean - units)
  let met = 0
  let sum = 0
  if (units > 0) {
    walk({ mean, variance }, (count, mass) => {
      sum += mass
      met += Math.max(0, 1 - sum)
      return count + 1 < units && sum < 1 - 1e-9
    })
  }
  return Math.max(0, mean - met)
}

/**
 * Visits 0, 1, 2 … units with the probability of each, until the visitor returns false. The recursion runs
 * in logarithms: the first probabilities of a large mean are too small for a number.
 */
function walk({ mean, variance }: Spread, visit: (count: number, mass: number) => boolean): void {
  const isPoisson = variance <= mean * (1 + POISSON_SHARE)
  const size = isPoisson ? Number.POSITIVE_INFINITY : (mean * mean) / (variance - mean)
  const logMean = Math.log(mean)
  const logRatio = isPoisson ? logMean : Math.log(mean / (size + mean))
  let logMass = isPoisson ? -mean : size * Math.log1p(-mean / (size + mean))
  for (let count = 0; visit(count, Math.exp(logMass)); count += 1) {
    logMass += logRatio + (isPoisson ? 0 : Math.log(count + size)) - Math.log(count + 1)
  }
}

/** The quantile of the gamma distribution with these moments, by Wilson and Hilferty (1931). */
function smoothQuantile(mean: number, variance: number, p: number): number {
  const ninth = variance / (9 * mean * mean)
  return mean * (1 - ninth + normalQuantile(p) * Math.sqrt(ninth)) ** 3
}

function wilsonHilferty(units: number, mean: number, variance: number): number {
  const ninth = variance / (9 * mean * mean)
  return (Math.cbrt(units / mean) - 1 + ninth) / Math.sqrt(ninth)
}

/** The standard normal distribution up to x: Abramowitz and Stegun 7.1.26, within 1.5e-7. */
function normalShare(x: number): number {
  const z = Math.abs(x) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * z)
  const poly =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const tail = (poly * Math.exp(-z * z)) / 2
  return x < 0 ? tail : 1 - tail
}

/** Inverse of the standard normal distribution: Abramowitz and Stegun 26.2.23, within 4.5e-4. */
function normalQuantile(p: number): number {
  if (p === 0.5) return 0
  const tail = Math.min(p, 1 - p)
  const t = Math.sqrt(-2 * Math.log(tail))
  const x =
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  return p < 0.5 ? -x : x
}
