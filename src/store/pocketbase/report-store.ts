import type { ReportStore } from '../report-store.ts'
import type { Call } from './call.ts'
import { toPocketBaseTime } from './column-values.ts'
import {
  ConcernsAnswer,
  DriftAnswer,
  LossesAnswer,
  RepairAnswer,
  SafetyAnswer,
  SummaryAnswer,
} from './report-answers.ts'
import { toAuthor } from './row-names.ts'

/** Asks the ledger for its summary and its drift. */
export function createReportStore(call: Call): ReportStore {
  return {
    async readSummary({ from, to }, location = '') {
      const query = {
        from: from === null ? '' : toPocketBaseTime(from),
        to: to === null ? '' : toPocketBaseTime(to),
        location,
      }
      return call(SummaryAnswer.nullable(), '/api/stock/summary', { query })
    },

    async readDrift() {
      return call(DriftAnswer, '/api/stock/drift')
    },

    async readConcerns(since, units) {
      const query = { since: toPocketBaseTime(since), units }
      return call(ConcernsAnswer, '/api/stock/concerns', { query })
    },

    async readSafety() {
      return call(SafetyAnswer, '/api/stock/safety')
    },

    async confirmLosses() {
      return (await call(LossesAnswer, '/api/stock/losses', { method: 'DELETE' })).losses
    },

    async repairDrift(author) {
      const request = { method: 'POST', body: toAuthor(author) } as const
      return (await call(RepairAnswer, '/api/stock/repair', request)).repaired
    },
  }
}
