/** Lanczos approximation with g = 7 and n = 9 (Godfrey, 2001): about 15 digits. */
const G = 7
const COEFFICIENTS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
] as const
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI)

/** The logarithm of the gamma function. @param x above 0 */
export function logGamma(x: number): number {
  // Below one half the approximation loses digits.
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const base = x - 1 + G + 0.5
  const sum = COEFFICIENTS.reduce((total, c, i) => (i === 0 ? c : total + c / (x - 1 + i)), 0)
  return HALF_LOG_TWO_PI + (x - 0.5) * Math.log(base) - base + Math.log(sum)
}
