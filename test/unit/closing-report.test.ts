import { expect, test } from 'vitest'
import { closingLines } from '../support/closing-report.ts'

const file = (path: string, ms: number) => ({ path, ms })

test('what was skipped is told with its reason, each reason once', () => {
  const target = { name: 'process', why: 'there is no command "docker"' } as const
  const skipped = ['there is no file', 'there is no file', 'it rains']
  expect(closingLines({ target, skipped, files: [] })).toEqual([
    'Skipped: PocketBase in a container, because there is no command "docker".',
    'Skipped: 2 tests, because there is no file.',
    'Skipped: 1 test, because it rains.',
  ])
})

test('the slowest files are told, the slowest first', () => {
  const files = [1, 6, 3, 5, 4, 2].map((s) => file(`test/${s}.test.ts`, s * 1000))
  expect(closingLines({ skipped: [], files })).toEqual([
    'Slowest files:',
    '   6.0 s  test/6.test.ts',
    '   5.0 s  test/5.test.ts',
    '   4.0 s  test/4.test.ts',
    '   3.0 s  test/3.test.ts',
    '   2.0 s  test/2.test.ts',
  ])
})

test('a run in containers that skipped nothing says nothing', () => {
  const target = { name: 'docker', why: 'PB_TARGET=docker' } as const
  expect(closingLines({ target, skipped: [], files: [file('a', 1)] })).toEqual([])
})
