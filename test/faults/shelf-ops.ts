import type { Level } from './history.ts'
import {
  apply,
  EMPTY,
  isRefused,
  keyOf,
  type Refused,
  reservedOf,
  type ShelfState,
  type Step,
} from './model.ts'
import type { Model } from './search.ts'

/** What happened to one shelf, as a client saw it. */
export type ShelfOp =
  | { readonly kind: 'read'; readonly level: Level }
  /** What the answer did not tell is left out. */
  | {
      readonly kind: 'done'
      readonly step: Step
      readonly before?: number
      readonly after: number
      readonly reserved?: number
    }
  | ({ readonly kind: 'refused'; readonly step: Step } & Refused)
  | { readonly kind: 'unknown'; readonly step: Step }

/** A shelf for the search: whether an answer can have been given in a state. */
export const SHELF: Model<ShelfState, ShelfOp> = { initial: EMPTY, step, keyOf }

/** A shelf that begins with some units. */
export const shelfWith = (onHand: number): Model<ShelfState, ShelfOp> => ({
  ...SHELF,
  initial: { onHand, held: {} },
})

function step(state: ShelfState, op: ShelfOp): ShelfState | null {
  if (op.kind === 'read') {
    const { quantity, reserved } = op.level
    return state.onHand === quantity && reservedOf(state) === reserved ? state : null
  }
  const result = apply(state, op.step)
  if (op.kind === 'refused') return isRefused(result) && isSame(op, result) ? state : null
  if (isRefused(result)) return null
  if (op.kind === 'unknown') return result
  const { before = state.onHand, after, reserved = reservedOf(result) } = op
  const fits = before === state.onHand && after === result.onHand && reserved === reservedOf(result)
  return fits ? result : null
}

/** Whether a refusal says what the shelf says; it may say less. */
export const isSame = (told: Refused, known: Refused): boolean =>
  told.code === known.code &&
  Object.entries(told.facts).every(([name, value]) => known.facts[name] === value)
