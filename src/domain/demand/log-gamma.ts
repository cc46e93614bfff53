/** From here on the terms below are good for 14 digits. */
const LARGE = 8
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI)

/**
 * The logarithm of the gamma function, by Stirling's series (Abramowitz and Stegun 6.1.41). A small x is
 * brought up to where that is good: Γ(x) = Γ(x + 1) / x.
 * @param x above 0
 */
export function logGamma(x: number): number {
  let large = x
  let factor = 1
  for (; large < LARGE; large += 1) factor *= large
  const z = 1 / (large * large)
  const terms =
    1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - (z * 691) / 360_360))))
  return (
    HALF_LOG_TWO_PI + (large - 0.5) * Math.log(large) - large + terms / large - Math.log(factor)
  )
}
