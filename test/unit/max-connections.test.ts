import { expect, test } from 'vitest'
import { maxConnections } from '../../src/process/max-connections.ts'

test.each([
  [1024, 480],
  [8192, 2_000],
  [Number.POSITIVE_INFINITY, 2_000],
  [10, 1],
])('with %d open files a process takes %d connections', (openFiles, connections) => {
  expect(maxConnections(openFiles)).toBe(connections)
})
