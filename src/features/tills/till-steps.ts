import type { Reference } from '../../catalogue/understand.ts'
import { StockError } from '../../domain/errors.ts'
import { count, countInFrench } from '../../domain/figures.ts'
import type { KeyedMovement } from '../../domain/movement.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import type { PlannedLine } from '../stock/plan-line.ts'

/** What a till says of one of its lines: sold, never happened after all, or brought back. */
export const TILL_STATUSES = ['sold', 'cancelled', 'returned'] as const
type TillStatus = (typeof TILL_STATUSES)[number]

/** One line of a receipt or of an order, as a till or a web shop has it. */
export interface TillLine extends Reference {
  /** Its id there: never used for another line. */
  readonly externalId: string
  readonly status: TillStatus
  /** Units; of a line that came back, those of its sale where it is missing. */
  readonly quantity?: number | undefined
  readonly unitPrice?: number | undefined
  readonly occurredAt?: string | undefined
  readonly location?: string | undefined
  readonly reference?: string | undefined
  /** Somebody said that what is unusual is meant. */
  readonly confirm?: boolean | undefined
}

/** What the ledger has of a movement of a till. */
export type Kept = Pick<
  KeyedMovement,
  | 'id'
  | 'variantId'
  | 'productId'
  | 'size'
  | 'locationId'
  | 'quantity'
  | 'reference'
  | 'reverses'
  | 'undone'
>

/**
 * What the ledger has of a line. It goes out once and comes back once, whether it is cancelled or
 * returned, so that no order of messages brings units back twice.
 */
export interface History {
  readonly sale?: Kept | undefined
  readonly back?: Kept | undefined
}

/** What is to be done about a line. */
export type Step =
  /** It was done before. */
  | { readonly does: 'nothing'; readonly kept: Kept }
  | { readonly does: 'sell' | 'return'; readonly plan: PlannedLine }
  | { readonly does: 'undo'; readonly sale: Kept }
  /** It was never recorded: nothing comes back, and its sale is no longer to be recorded. */
  | { readonly does: 'forget' }

/** How the words of a line are understood. */
export interface Planning {
  /** @throws StockError where the words leave it open */
  plan(line: TillLine, action: 'sale' | 'return'): PlannedLine
  /** The return of a sale, whose product nobody needs to name. */
  planReturnOf(sale: Kept, line: TillLine): PlannedLine
  /** Id of the only location that the caller may know of; null for all. */
  readonly here: string | null
}

/**
 * What a line comes to, by what the ledger has of it.
 * @throws StockError for a line that is refused
 */
export function stepOf(line: TillLine, history: History, planning: Planning): Step {
  return STEPS[line.status](line, history, planning)
}

const STEPS: Record<TillStatus, typeof stepOf> = {
  sold(line, { sale }, planning) {
    if (!sale) return { does: 'sell', plan: planning.plan(line, 'sale') }
    requireHere(planning, sale)
    requireSame(line, sale, planning)
    return { does: 'nothing', kept: sale }
  },

  cancelled(_line, { sale, back }, planning) {
    requireHere(planning, sale, back)
    if (back) {
      const rest = (sale?.quantity ?? back.quantity) - back.quantity
      if (rest > 0) throw partlyBack(back.quantity, rest)
      return { does: 'nothing', kept: back }
    }
    if (!sale) return { does: 'forget' }
    return sale.undone ? { does: 'nothing', kept: sale } : { does: 'undo', sale }
  },

  returned(line, { sale, back }, planning) {
    // What was sold elsewhere may be brought back here.
    requireHere(planning, back, sale?.undone ? sale : undefined)
    // What was cancelled, or undone by hand, is back already.
    if (back && back.reverses !== null) return { does: 'nothing', kept: back }
    if (back) {
      requireSame(line, back, planning)
      return { does: 'nothing', kept: back }
    }
    if (!sale) return { does: 'return', plan: planning.plan(line, 'return') }
    if (sale.undone) return { does: 'nothing', kept: sale }
    if ((line.quantity ?? 0) > sale.quantity) throw moreThanSold(line, sale)
    return { does: 'return', plan: planning.planReturnOf(sale, line) }
  },
}

/** @throws StockError 'other-location' where any of them was recorded at another one than the caller's */
function requireHere({ here }: Planning, ...all: readonly (Kept | undefined)[]): void {
  if (here === null || all.every((kept) => kept === undefined || kept.locationId === here)) return
  throw new StockError(
    'other-location',
    say({
      en: 'That was recorded at another location than the one that this key is for. Nothing was changed: use a key without a location.',
      fr: 'Cela a été enregistré dans un autre lieu que celui de cette clé. Rien n’a changé : utilisez une clé sans lieu.',
    }),
  )
}

/**
 * Words that are not clear are no other product: they may have been when the line was recorded.
 * @throws StockError 'external-id-reused' where the line is another one than was recorded
 */
function requireSame(line: TillLine, kept: Kept, planning: Planning): void {
  const { quantity = kept.quantity } = line
  if (quantity !== kept.quantity) {
    throw reused(
      say({
        en: `${count(kept.quantity, 'unit')} ${kept.quantity === 1 ? 'was' : 'were'} recorded under this external_id, and now it says ${quantity}.`,
        fr: `Sous cet external_id, ${countInFrench(kept.quantity, 'unité')} au registre, et maintenant il dit ${quantity}.`,
      }),
      { recorded: kept.quantity, requested: quantity },
    )
  }
  const planned = attempt(() => planning.plan({ ...line, quantity }, 'sale'))
  if (!planned) return
  const { target } = planned.movement
  const isSameSize = !('variantId' in target) || target.variantId === kept.variantId
  const isSamePlace = !planned.isPlaced || planned.location.id === kept.locationId
  if (isSameSize && isSamePlace) return
  throw reused(
    say({
      en: `Another ${isSameSize ? 'location' : 'product or size'} was recorded under this external_id.`,
      fr: `Sous cet external_id, ${isSameSize ? 'un autre lieu' : 'un autre produit ou une autre taille'} est au registre.`,
    }),
    { sku: planned.product.sku, size: planned.size },
  )
}

const reused = (what: Sentence, details: object) => {
  const next = say({
    en: 'Nothing was changed: send what changed as a line of its own, with a new external_id.',
    fr: 'Rien n’a changé : envoyez ce qui change comme une ligne à part, avec un nouvel external_id.',
  })
  return new StockError('external-id-reused', join([what, next]), { ...details })
}

const partlyBack = (back: number, rest: number) =>
  new StockError(
    'external-id-reused',
    say({
      en: `${back} of ${back + rest} came back already as a return. Nothing was changed: send the other ${rest} as a line that is returned, with a new external_id.`,
      fr: `${back} sur ${back + rest} sont déjà revenus par un retour. Rien n’a changé : envoyez les ${rest} autres comme une ligne retournée, avec un nouvel external_id.`,
    }),
    { returned: back, rest },
  )

const moreThanSold = ({ quantity }: TillLine, sale: Kept) =>
  new StockError(
    'external-id-reused',
    say({
      en: `${sale.quantity} of this line ${sale.quantity === 1 ? 'was' : 'were'} sold, so ${quantity} cannot come back. Nothing was changed: send the right quantity.`,
      fr: `Vendu sur cette ligne : ${sale.quantity}, donc ${quantity} ne peuvent pas revenir. Rien n’a changé : envoyez la bonne quantité.`,
    }),
    { recorded: sale.quantity, requested: quantity },
  )

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof StockError) return undefined
    throw error
  }
}
