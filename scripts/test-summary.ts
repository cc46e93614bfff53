import { readFileSync } from 'node:fs'

// Prints the plain closing line that CI reads, from vitest's JSON report.
const report = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const { numPassedTests: passed, numFailedTests, numFailedTestSuites, numPendingTests } = report
// A file that cannot even be loaded has no failed test to count.
const failed = numFailedTests || (report.success ? 0 : Math.max(1, numFailedTestSuites))
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''
console.log(`${passed} passed, ${failed} failed${skipped}`)
