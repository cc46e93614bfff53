import { defineOperation, type Operation } from '../../operations/operation.ts'
import type { RecordService } from './record.ts'
import { BatchRecorded, UndoLastInput, UndoMovementInput } from './record-schemas.ts'
import { batchView } from './views.ts'

const shared = {
  method: 'POST',
  tag: 'stock',
  effect: 'write',
  reach: 'own',
  inChat: true,
  output: BatchRecorded,
  refusals: 'Nothing was changed. detail says why, and what can be undone instead.',
} as const

export const undoOperations = ({ records }: { records: RecordService }): Operation[] => [
  defineOperation({
    ...shared,
    id: 'undoLast',
    path: '/inventory/undo',
    summary: 'Undo the last thing that was done',
    description:
      'For "undo that": takes back your last request of the last 24 hours, all its lines, by movements that do the opposite. The answer says what was undone, before and after.',
    input: UndoLastInput,
    async run({ requestId }, { caller, key }) {
      const outcome = await records.undo({ requestId, location: key.location }, caller)
      return { created: !outcome.replayed, body: batchView(outcome) }
    },
  }),
  defineOperation({
    ...shared,
    id: 'undoMovement',
    path: '/movements/{id}/undo',
    summary: 'Undo one movement by its id',
    description:
      'Takes back one movement, a transfer with both its halves, by movements that do the opposite. An undo can itself be undone.',
    input: UndoMovementInput,
    async run({ id: movementId, requestId }, { caller, key }) {
      const undo = { movementId, requestId, location: key.location }
      const outcome = await records.undo(undo, caller)
      return { created: !outcome.replayed, body: batchView(outcome) }
    },
  }),
]
