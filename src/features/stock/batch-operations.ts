import { defineOperation, type Operation } from '../../operations/operation.ts'
import type { RecordService } from './record.ts'
import { BatchInput, BatchRecorded } from './record-schemas.ts'
import { batchView } from './views.ts'

export const batchOperations = (deps: { records: RecordService }): Operation[] => [
  defineOperation({
    id: 'recordBatch',
    method: 'POST',
    path: '/inventory/batch',
    tag: 'stock',
    summary: 'Do several things to the stock at once',
    description:
      'Up to 100 lines of any action, for a delivery, a basket or a counted shelf. All of them happen or none, whatever their order; a refusal names the line. A count stands alone on its shelf. Undo takes them back together.',
    effect: 'write',
    reach: 'location',
    inChat: true,
    refusals: 'Nothing was changed. line is the first line refused; detail says why.',
    input: BatchInput,
    output: BatchRecorded,
    async run(input, { caller, key }) {
      const request = { ...input, onlyHere: key.location !== null }
      const outcome = await deps.records.record(request, caller)
      return { created: !outcome.replayed, body: batchView(outcome) }
    },
  }),
]
