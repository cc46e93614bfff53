import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { RequestKey } from '../../domain/caller.ts'
import { describeProduct } from '../../domain/catalogue.ts'
import { StandingRefusal, StockError } from '../../domain/errors.ts'
import { someFieldsOfColumns } from '../../domain/product-fields.ts'
import {
  type LedgerDetails,
  type OfRefusals,
  type RefusalOf,
  saidOf,
} from '../../domain/refusals.ts'
import { asName } from '../../domain/text.ts'
import { listChanges, tellChanges } from '../../shared/field-changes.ts'
import { reused, unsure } from '../../shared/idempotency.ts'
import { describeVariant } from '../../shared/message-parts.ts'
import { type Explanation, tellArchived } from './refusal-messages.ts'

/**
 * Explains why the ledger did not undo something.
 * @returns the error with a message for the caller
 */
export function explainUndoRefusal(error: unknown, snapshot: Snapshot, key: RequestKey): unknown {
  if (!(error instanceof StockError) || error instanceof StandingRefusal) return error
  if (error.details.may_be_written) return unsure(error, key)
  if (error.code === 'request-id-reused') return reused(error)
  const explanation = saidOf(EXPLANATIONS, error, snapshot)
  if (!explanation) return error
  return new StockError(error.code, explanation.text, explanation.members, { cause: error })
}

type Explained = Exclude<RefusalOf<'undo'>, 'request-id-reused'>

const GONE =
  'What it moved was deleted since, so it cannot be undone. Nothing was changed: see listModels and listLocations for what there is.'

const EXPLANATIONS: OfRefusals<Explained, [snapshot: Snapshot], Explanation | undefined> = {
  'movement-not-found': () => ({
    text: 'There is no movement with this id: see listMovements.',
    members: {},
  }),
  'other-location': () => ({
    text: 'That changed another location than the one that this key is for. Nothing was changed: use a key without a location.',
    members: {},
  }),
  'nothing-to-undo': ({ hours }) => ({
    text: `There is nothing of yours from the last ${hours} hours to undo. Name the id of an older movement (see listMovements).`,
    members: { hours },
  }),
  'already-undone': (details) => ({ text: tellUndone(details), members: { ...details } }),
  'insufficient-stock': unitsGone,
  'product-archived'({ product: id }, snapshot) {
    const product = snapshot.product(id)
    return product && tellArchived(product)
  },
  'product-was-changed': changedInstead,
  'product-not-found': () => ({ text: GONE, members: {} }),
  'location-not-found': () => ({ text: GONE, members: {} }),
}

function tellUndone({ done_again, undone_by }: LedgerDetails['already-undone']): string {
  const other = 'To undo an earlier one, find its id (listMovements) and send it to undoMovement.'
  return done_again
    ? `That was undone, and then done again. Nothing was changed now: to undo it once more, send ${undone_by} to undoMovement. ${other}`
    : `That was undone already. Nothing was changed now. ${other} Only if what was undone should be done after all, send ${undone_by} to undoMovement.`
}

/** "Undo that", said after a product was changed. */
function changedInstead(
  { product: id, batch, before, after }: LedgerDetails['product-was-changed'],
  snapshot: Snapshot,
): Explanation {
  const product = snapshot.product(id)
  const name = product ? describeProduct(product) : 'a product that is gone'
  const changes =
    before === null ? [] : listChanges(someFieldsOfColumns(before), someFieldsOfColumns(after))
  if (batch !== '') {
    return {
      text: `The last thing you did was to change several products at once, ${name} among them: ${tellChanges(changes)}. Nothing was changed: to take all of that back send take_back ${batch} to updateProducts; to undo a movement before it, name its id (see listMovements).`,
      members: { take_back: batch },
    }
  }
  const text =
    before === null
      ? `The last thing you did was to make ${name}. Archive it with updateProduct and active false`
      : `The last thing you did was to change ${name}: ${tellChanges(changes)}. Change it back with updateProduct`
  return {
    text: `${text}; to undo a movement before it, name its id (see listMovements). Nothing was changed.`,
    members: { sku: product?.sku, changes },
  }
}

/** The units that an undo would take back are no longer there. */
function unitsGone(details: LedgerDetails['insufficient-stock'], snapshot: Snapshot): Explanation {
  const { available, requested, variant, reference } = details
  const shelf = snapshot.shelves.find((one) => one.variant.id === variant)
  const name = shelf ? describeVariant(shelf.product, shelf.variant.size) : 'it'
  const state = reference === undefined ? 'available' : `still reserved as ${asName(reference)}`
  return {
    text: `This cannot be undone: ${requested} of ${name} would have to go and only ${available} are ${state}. Nothing was changed: count the shelf, or undo what took the units first.`,
    members: { available, requested, sku: shelf?.product.sku, size: shelf?.variant.size },
  }
}
