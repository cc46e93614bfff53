import type { Action } from '../../domain/movement-types.ts'
import {
  type Context,
  defineOperation,
  type Effect,
  type Operation,
} from '../../operations/operation.ts'
import type { RecordService } from './record.ts'
import { Added, INPUTS, Recorded, Released, Sold } from './record-schemas.ts'
import type { LineRequest, StockRequest } from './request.ts'
import { singleView } from './views.ts'

const shared = {
  method: 'POST',
  tag: 'stock',
  inChat: true,
  reach: 'location',
  refusals:
    'Nothing was changed. detail says what to do next; candidates, sizes or available help to do it.',
} as const

interface PlainAction {
  readonly id: string
  readonly summary: string
  readonly description: string
  readonly effect: Effect
}

/** The actions with nothing of their own in the answer: when a model should use which. */
const PLAIN: Record<Exclude<Action, 'sale' | 'add_stock'>, PlainAction> = {
  return: {
    id: 'returnStock',
    summary: 'Take back returned units',
    description:
      'Puts units back on the shelf that a customer brought back. A sale that was a mistake is undone instead.',
    effect: 'write',
  },
  reserve: {
    id: 'reserveStock',
    summary: 'Reserve units for somebody',
    description:
      'Promises units to somebody: they stay on the shelf and are no longer available. The answer names the reservation (movement.reference); send it as reference to sell or release it.',
    effect: 'write',
  },
  release: {
    id: 'releaseStock',
    summary: 'Give back reserved units',
    description:
      'Makes reserved units available again. reference names for whom, as spoken. With reference alone ("Paul won\'t come") all that is reserved as it; without it the only reservation of the product.',
    effect: 'write',
  },
  adjust: {
    id: 'adjustStock',
    summary: 'Correct a shelf by some units',
    description:
      'For units that were damaged, lost or found: delta is how many to add, or with a minus to take away. After a count send countStock.',
    effect: 'write',
  },
  count: {
    id: 'countStock',
    summary: 'Set a shelf to what was counted',
    description:
      'For stock-taking: quantity is all that lies there, not a difference. Send expected_quantity when the owner said what she expected.',
    effect: 'overwrite',
  },
  transfer: {
    id: 'transferStock',
    summary: 'Move units to another location',
    description:
      'Moves units from one location (the default one where it is missing) to to_location.',
    effect: 'write',
  },
}

export function recordOperations({ records }: { records: RecordService }): Operation[] {
  async function record(action: Action, input: Input, { caller, key }: Context) {
    const request = { ...oneLine(action, input), onlyHere: key.location !== null }
    const outcome = await records.record(request, caller)
    return { created: !outcome.replayed, body: singleView(outcome) }
  }

  const sale = defineOperation({
    ...shared,
    id: 'registerSale',
    path: '/inventory/sale',
    summary: 'Sell units of one product in one size',
    description:
      'Takes units off the shelf when something was sold. Send the words as spoken; unclear words are refused with candidates to ask about, never guessed. reference names the reservation it fulfils; alone ("Paul came for his"), all that is reserved as it.',
    effect: 'write',
    input: INPUTS.sale,
    output: Sold,
    async run(input, context) {
      const { created, body } = await record('sale', input, context)
      const lines = body.results ?? [body]
      const quantity_sold = lines.reduce((units, { movement }) => units + movement.quantity, 0)
      return { created, body: { ...body, quantity_sold } }
    },
  })

  const addStock = defineOperation({
    ...shared,
    id: 'addStock',
    path: '/inventory/add_stock',
    summary: 'Add delivered units of one product in one size',
    description:
      'Puts units on the shelf when a delivery came; what a customer brings back is returnStock. A size that the product did not have is made. Unclear words are refused with candidates, never guessed.',
    effect: 'write',
    input: INPUTS.add_stock,
    output: Added,
    async run(input, context) {
      const { created, body } = await record('add_stock', input, context)
      return { created, body: { ...body, quantity_added: body.movement.quantity } }
    },
  })

  const plain = (Object.keys(PLAIN) as (keyof typeof PLAIN)[]).map((action) =>
    defineOperation({
      ...shared,
      ...PLAIN[action],
      path: `/inventory/${action}`,
      input: INPUTS[action],
      output: action === 'release' ? Released : Recorded,
      run: (input, context) => record(action, input as Input, context),
    }),
  )
  return [sale, addStock, ...plain]
}

type Input = Omit<LineRequest, 'action'> & Omit<StockRequest, 'lines'>

/** A request of one line; its input holds the line and what belongs to the request. */
const oneLine = (action: Action, { requestId, repeat, confirm, ...line }: Input): StockRequest => ({
  lines: [{ ...line, action }],
  requestId,
  repeat,
  confirm,
})
