import { undo } from '../act.ts'
import type { Movement } from '../answers.ts'
import { signed, when } from '../format.ts'
import { ACT } from '../labels/act.ts'
import { MOVES } from '../labels/moves.ts'
import { may } from '../me.ts'
import { linkToProduct } from '../route.ts'
import { say } from '../settings.ts'
import { Sure } from './sure.tsx'

interface Props {
  readonly items: readonly Movement[]
  /** On the screen of a product, which is named above. */
  readonly isOfProduct?: boolean
}

/** Movements, each with its undo where that makes sense. */
export const Moves = ({ items, isOfProduct = false }: Props) => (
  <ul class="rows">
    {items.map((movement) => (
      <Move key={movement.id} {...{ movement, isOfProduct }} />
    ))}
  </ul>
)

function Move({ movement, isOfProduct }: { movement: Movement; isOfProduct: boolean }) {
  const acts = say(ACT)
  const { sku, model, color, size, undone } = movement
  const what = deedOf(movement)
  const name = `${model} ${color}, ${size}`
  const units = movement.delta || movement.reserved_delta
  return (
    <li class={undone ? 'undone' : ''}>
      <b class={`delta ${movement.delta < 0 ? 'minus' : 'plus'}`}>{signed(units)}</b>
      <div class="grow">
        {isOfProduct ? <b>{size}</b> : <a href={linkToProduct(sku)}>{name}</a>}
        <small>
          {what} · {movement.actor} · {when(movement.occurred_at)}
        </small>
      </div>
      {undone ? (
        <small>{acts.undone}</small>
      ) : (
        canUndo(movement) && (
          <Sure
            label={acts.undo}
            sure={acts.sureUndo}
            about={`${what}, ${name}`}
            run={() => undo(movement.id)}
          />
        )
      )}
    </li>
  )
}

/** An import is undone by another import, and an undo by doing the thing again. */
export const canUndo = ({ channel, is_undo }: Pick<Movement, 'channel' | 'is_undo'>): boolean =>
  channel !== 'import' && !is_undo && may('undoMovement')

/** "Sale", "Undo (Sale)" */
export function deedOf({ type, undoes }: Movement): string {
  const { types } = say(MOVES)
  return types[type] + (undoes ? ` (${types[undoes]})` : '')
}
