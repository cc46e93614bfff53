/** One change of one shelf. A transfer is a `take` and a `bring`. */
export interface Step {
  readonly action:
    | 'add_stock'
    | 'return'
    | 'sale'
    | 'adjust'
    | 'count'
    | 'reserve'
    | 'release'
    | 'take'
    | 'bring'
  /** Units; what was counted for a count, signed for an adjust. */
  readonly quantity: number
  readonly reference?: string | undefined
  readonly expected?: number | undefined
}

export interface ShelfState {
  readonly onHand: number
  /** Reserved units by reference; no zeros. */
  readonly held: Readonly<Record<string, number>>
}

export interface Refused {
  readonly code: string
  readonly facts: Readonly<Record<string, number>>
}

export const EMPTY: ShelfState = { onHand: 0, held: {} }

export const reservedOf = ({ held }: ShelfState): number =>
  Object.values(held).reduce((sum, units) => sum + units, 0)

/** Text that is the same for equal states. */
export const keyOf = ({ onHand, held }: ShelfState): string =>
  `${onHand} ${Object.entries(held).sort().join(' ')}`

export const isRefused = (result: ShelfState | Refused): result is Refused => 'code' in result

/** What a shelf does with a step, written again from the documents, not from the product's code. */
export function apply(state: ShelfState, step: Step): ShelfState | Refused {
  const { action, quantity, reference = '', expected } = step
  const { onHand } = state
  const held = state.held[reference] ?? 0
  if (expected !== undefined && expected !== onHand) {
    return { code: 'unexpected-quantity', facts: { expected, quantity: onHand } }
  }
  switch (action) {
    case 'add_stock':
    case 'return':
    case 'bring':
      return change(state, quantity)
    case 'take':
      return change(state, -quantity)
    case 'adjust':
      return change(state, quantity)
    case 'count':
      return change(state, quantity - onHand)
    case 'sale':
      // It takes first what its own reference holds.
      return change(state, -quantity, reference, -Math.min(quantity, held))
    case 'reserve':
      return change(state, 0, reference, quantity)
    case 'release':
      return quantity > held
        ? { code: 'nothing-reserved', facts: { held, requested: quantity } }
        : change(state, 0, reference, -quantity)
  }
}

function change(
  state: ShelfState,
  units: number,
  reference = '',
  reservedUnits = 0,
): ShelfState | Refused {
  const onHand = state.onHand + units
  const units_held = (state.held[reference] ?? 0) + reservedUnits
  const { [reference]: _, ...others } = state.held
  const after = { onHand, held: units_held === 0 ? others : { ...others, [reference]: units_held } }
  if (onHand >= 0 && onHand >= reservedOf(after)) return after
  const facts = {
    available: state.onHand - reservedOf(state),
    requested: Math.abs(units) || reservedUnits,
  }
  return { code: 'insufficient-stock', facts }
}
