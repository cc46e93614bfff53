import { readFileSync } from 'node:fs'

// Prints the plain closing line that CI reads: the sum of vitest's JSON reports named as arguments.
// Ends with 1 when a test failed or a report is missing.

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

function countsIn(path: string): Counts {
  let report: Record<string, number>
  try {
    report = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    console.error(`No test report: ${path}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const { numPassedTests = 0, numFailedTests = 0, numFailedTestSuites = 0 } = report
  // A file that cannot even be loaded has no failed test to count.
  const failed = numFailedTests || (report.success ? 0 : Math.max(1, numFailedTestSuites))
  return { passed: numPassedTests, failed, skipped: report.numPendingTests ?? 0 }
}

const all = process.argv.slice(2).map(countsIn)
const sum = (key: keyof Counts) => all.reduce((total, counts) => total + counts[key], 0)
const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')]
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
