import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

// Prints what failed in vitest's JSON reports named as arguments, and last the plain line that CI reads: their sum.
// Ends with 1 when a test failed or a report is missing.

interface Report {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numFailedTestSuites: number
  readonly numPendingTests?: number
  readonly testResults: readonly FileResult[]
}

interface FileResult {
  readonly name: string
  readonly status: string
  /** Why a file could not be loaded. */
  readonly message: string
  readonly assertionResults: readonly TestResult[]
}

interface TestResult {
  readonly fullName: string
  readonly status: string
  readonly failureMessages: readonly string[]
}

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

function countsIn(path: string): Counts {
  let report: Report
  try {
    report = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    console.error(`No test report: ${path}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  for (const line of report.testResults.flatMap(failuresOf)) console.log(line)
  // A file that cannot even be loaded has no failed test to count.
  const failed =
    report.numFailedTests || (report.success ? 0 : Math.max(1, report.numFailedTestSuites))
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests ?? 0 }
}

/** A line for each test that failed, or for a file that could not be loaded. */
function failuresOf({ name, status, message, assertionResults }: FileResult): string[] {
  const failed = assertionResults.filter((test) => test.status === 'failed')
  if (failed.length === 0) return status === 'failed' ? [tell(name, 'not loaded', message)] : []
  return failed.map((test) => tell(name, test.fullName, test.failureMessages[0] ?? ''))
}

const tell = (file: string, test: string, why: string): string =>
  [`FAILED ${relative(process.cwd(), file)}: ${test}`, ...shortened(why)].join('\n  ')

/** What a test missed, and the first place of the stack. */
function shortened(why: string): string[] {
  const lines = why.split('\n')
  const stack = lines.findIndex((line) => line.startsWith('    at '))
  return lines.slice(0, stack < 0 ? MOST_LINES : Math.min(stack + 1, MOST_LINES))
}

const MOST_LINES = 12

const all = process.argv.slice(2).map(countsIn)
const sum = (key: keyof Counts) => all.reduce((total, counts) => total + counts[key], 0)
const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')]
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
