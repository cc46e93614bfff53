import {
  checkBalances,
  checkNumbers,
  checkRealTime,
  checkStrangers,
  replay,
} from './check-ledger.ts'
import { checkDeed, checkKeys } from './check-requests.ts'
import { checkLooks, searchShelves } from './check-shelves.ts'
import { deedsOf } from './deeds.ts'
import type { History } from './history.ts'

export interface Expectations {
  /** Whether the catalogue answers everybody alike: there is one process. Else each is its own observer. */
  readonly oneCatalogue: boolean
}

/** Everything in a run that must not be, as sentences with what is needed to look into it. */
export function check(history: History, { oneCatalogue }: Expectations): string[] {
  const deeds = deedsOf(history)
  const shelves = replay(history.movements, deeds)
  return [
    ...checkNumbers(history.movements),
    ...shelves.violations,
    ...checkBalances(history, shelves.states),
    ...deeds.flatMap(checkDeed),
    ...checkStrangers(history.movements, deeds),
    ...checkKeys(deeds),
    ...checkRealTime(deeds),
    ...checkLooks(history, deeds, shelves.states, oneCatalogue),
    ...searchShelves(history, deeds, oneCatalogue),
  ]
}
