import { defineOperation, type Operation } from '../../operations/operation.ts'
import type { RecordService } from './record.ts'
import { UndoLastInput, UndoMovementInput, Undone } from './record-schemas.ts'
import { undoView } from './views.ts'

const shared = {
  method: 'POST',
  tag: 'stock',
  effect: 'write',
  reach: 'own',
  inChat: true,
  output: Undone,
  refusals: 'Nothing was changed. detail says why, and what can be undone instead.',
} as const

export const undoOperations = ({ records }: { records: RecordService }): Operation[] => [
  defineOperation({
    ...shared,
    id: 'undoLast',
    path: '/inventory/undo',
    summary: 'Undo the last thing that was done',
    description:
      'For "undo that": takes back the last request of this conversation (24 hours) that is in effect, all its lines; said again, the one before it. A new product is archived. Send a request_id. The answer says what was undone, whose and when.',
    input: UndoLastInput,
    async run({ requestId, repeat, confirm }, { caller, key }) {
      const everywhere = key.person !== undefined
      const undo = { requestId, repeat, confirm, location: key.location, everywhere }
      const outcome = await records.undo(undo, caller)
      return { created: !outcome.replayed, body: undoView(outcome) }
    },
  }),
  defineOperation({
    ...shared,
    id: 'undoMovement',
    path: '/movements/{id}/undo',
    summary: 'Undo one movement by its id',
    description: 'Takes back one movement, a transfer with both halves. An undo can be undone.',
    input: UndoMovementInput,
    async run({ id: movementId, wholeRequest, requestId, confirm }, { caller, key }) {
      const which = { movementId, whole: wholeRequest, location: key.location, everywhere: false }
      const undo = { ...which, requestId, confirm }
      const outcome = await records.undo(undo, caller)
      return { created: !outcome.replayed, body: undoView(outcome) }
    },
  }),
]
