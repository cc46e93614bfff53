import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import { createStatsIndex } from '../../src/features/reports/stats-index.ts'
import { TradeLedger } from '../../src/ledger/trade-ledger.ts'
import { catalogue } from '../support/catalogue.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

test('the index keeps no catalogue in memory that nothing else needs', async () => {
  const trade = new TradeLedger()
  const indexOf = createStatsIndex()
  const snapshot = createSnapshot(catalogue())
  const first = indexOf(snapshot, trade)
  expect(indexOf(snapshot, trade).shelves).toBe(first.shelves)
  const other = (() => {
    const passing = createSnapshot(catalogue())
    indexOf(passing, trade)
    return new WeakRef(passing)
  })()
  await turn()
  collectGarbage()
  expect(other.deref()).toBeUndefined()
})
