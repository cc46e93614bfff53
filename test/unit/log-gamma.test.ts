import { expect, test } from 'vitest'
import { logGamma } from '../../src/domain/demand/log-gamma.ts'

test('the logarithm of the gamma function is that of factorials, and of what lies between', () => {
  let factorial = 1
  for (let n = 1; n <= 20; n += 1) {
    expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 11)
    factorial *= n
  }
  // Γ(1/2) = √π, and Γ(x) Γ(1 - x) = π / sin πx.
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12)
  for (const x of [0.001, 0.03, 0.2, 0.77]) {
    const both = Math.log(Math.PI / Math.sin(Math.PI * x))
    expect(logGamma(x) + logGamma(1 - x)).toBeCloseTo(both, 11)
  }
  // Where the small are brought up it does not jump.
  expect(logGamma(8) - logGamma(8 - 1e-9)).toBeCloseTo(2.0156414779556e-9, 12)
  expect(logGamma(1e6) / 12_815_504.569147_6).toBeCloseTo(1, 12)
})
