import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { RequestKey } from '../../domain/caller.ts'
import { describeProduct } from '../../domain/catalogue.ts'
import { minuteOf } from '../../domain/day.ts'
import { StandingRefusal, StockError } from '../../domain/errors.ts'
import { MOVEMENTS } from '../../domain/movement-types.ts'
import { recordedOfColumns, type SomeColumns } from '../../domain/product-fields.ts'
import {
  type LedgerDetails,
  type OfRefusals,
  type RefusalOf,
  saidOf,
  type UndoneByOther,
} from '../../domain/refusals.ts'
import { asName, quoted } from '../../domain/text.ts'
import { listChanges, tellChanges } from '../../shared/field-changes.ts'
import { reused, unsure } from '../../shared/idempotency.ts'
import { describePart, describeVariant } from '../../shared/message-parts.ts'
import { type Explanation, type Known, tellArchived, tellCounted } from './refusal-messages.ts'

/**
 * Explains why the ledger did not undo something.
 * @returns the error with a message for the caller
 */
export function explainUndoRefusal(error: unknown, known: Known, key: RequestKey): unknown {
  if (!(error instanceof StockError) || error instanceof StandingRefusal) return error
  if (error.details.may_be_written) return unsure(error, key)
  if (error.code === 'request-id-reused') return reused(error)
  const explanation = saidOf(EXPLANATIONS, error, known)
  if (!explanation) return error
  return new StockError(error.code, explanation.text, explanation.members, { cause: error })
}

type Explained = Exclude<RefusalOf<'undo'>, 'request-id-reused'>

const GONE =
  'What it moved was deleted since, so it cannot be undone. Nothing was changed: see listModels and listLocations for what there is.'

const EXPLANATIONS: OfRefusals<Explained, [known: Known], Explanation | undefined> = {
  'movement-not-found': () => ({
    text: 'There is no movement with this id: see listMovements.',
    members: {},
  }),
  'other-location': () => ({
    text: 'That changed another location than the one that this key is for. Nothing was changed: use a key without a location.',
    members: {},
  }),
  'likely-repeat': ({ movement, created }) => ({
    text: 'Something was undone here less than 20 seconds ago. Nothing was changed now: if she said it once, that is done. Only if she said it again, send repeat true, which undoes the one before.',
    members: { movement, created_at: new Date(created).toISOString() },
  }),
  'nothing-to-undo': nothingOfYours,
  'already-undone': undoneAlready,
  'unusual-date': countedSince,
  'insufficient-stock': unitsGone,
  'product-in-stock': stillThere,
  'product-archived'({ product: id }, { snapshot }) {
    const product = snapshot.product(id)
    return product && tellArchived(product)
  },
  'product-was-changed': changedInstead,
  'product-not-found': () => ({ text: GONE, members: {} }),
  'location-not-found': () => ({ text: GONE, members: {} }),
}

/** Nothing was said here that is in effect; what was done elsewhere is told, and left alone. */
function nothingOfYours(
  { hours, in_conversation, undone, location, last }: LedgerDetails['nothing-to-undo'],
  { snapshot, timeZone }: Known,
): Explanation {
  const whose = in_conversation ? 'in this conversation' : 'by you'
  if (location) {
    const text = `The last thing done ${whose} was to make the location ${asName(location)}, which undo does not take away; while it is empty it changes nothing, and updateLocation renames it. Nothing was changed. To undo what was done before it, find its id (listMovements) and send it to undoMovement.`
    return { text, members: { hours, location } }
  }
  const nothing =
    undone > 0
      ? `What was done ${whose} in the last ${hours} hours was undone already.`
      : `Nothing was done ${whose} in the last ${hours} hours.`
  if (!last) {
    const older = 'To undo something older, send its id (listMovements) to undoMovement.'
    return { text: `${nothing} Nothing was changed. ${older}`, members: { hours, last } }
  }
  const { id, type, quantity, actor, channel, created, own_name } = last
  const at = minuteOf(new Date(created), timeZone)
  const elsewhere = own_name ? ', in another conversation' : ''
  const what = tellDone(last, snapshot)
  const text = `${nothing} Nothing was changed. The last thing done in the shop was ${what}, by ${asName(actor)} (${channel}) at ${at}${elsewhere}. Only if that one is meant, send its id ${id} to undoMovement.`
  const recorded_at = new Date(created).toISOString()
  return {
    text,
    members: { hours, last: { movement: id, type, quantity, actor, channel, recorded_at } },
  }
}

interface Done {
  readonly type: string
  readonly quantity: number
  readonly variant: string
}

/** "SALE of 2 Hermès, Blanche, Femme, 38" */
const tellDone = ({ type, quantity, variant }: Done, snapshot: Snapshot): string =>
  `${type} of ${quantity} ${nameOf(variant, snapshot)}`

function nameOf(variant: string, snapshot: Snapshot): string {
  const shelf = snapshot.shelves.find((one) => one.variant.id === variant)
  return shelf ? describeVariant(shelf.product, shelf.variant.size) : 'a product that is archived'
}

function undoneAlready(
  { movement, undone_by, done_again, by }: LedgerDetails['already-undone'],
  known: Known,
): Explanation {
  const other = 'To undo an earlier one, find its id (listMovements) and send it to undoMovement.'
  const whose = by ? undoneByOther(by, known) : 'That was undone already.'
  const text = done_again
    ? `That was undone, and then done again. Nothing was changed now: to undo it once more, send ${undone_by} to undoMovement. ${other}`
    : `${whose} Nothing was changed now. ${other} Only if what was undone should be done after all, send ${undone_by} to undoMovement.`
  return { text, members: { movement, undone_by, done_again } }
}

function undoneByOther(by: UndoneByOther, { snapshot, timeZone }: Known): string {
  const { actor, created, passed_over: newer } = by
  const which =
    newer === 0
      ? `The last thing done here, ${tellDone(by, snapshot)}, was`
      : `${newer} newer ${newer === 1 ? 'request was' : 'requests were'} undone here before. The one before ${newer === 1 ? 'it' : 'them'}, ${tellDone(by, snapshot)}, was`
  return `${which} undone already, by ${asName(actor)} at ${minuteOf(new Date(created), timeZone)}, not in this conversation.`
}

/** What is to be undone may be in the number that was counted after it. */
function countedSince(
  { variant, occurred_at, counted }: LedgerDetails['unusual-date'],
  known: Known,
): Explanation | undefined {
  if (!counted) return undefined
  const { text, members } = tellCounted(
    nameOf(variant, known.snapshot),
    occurred_at,
    counted,
    known,
  )
  return {
    text: `${text}, after what is to be undone: that may be in this number already. Nothing was changed: say so and ask; only if it is to be undone all the same send confirm true.`,
    members,
  }
}

/** A new product that cannot be archived. */
function stillThere(
  { product: id, quantity, reserved }: LedgerDetails['product-in-stock'],
  { snapshot }: Known,
): Explanation {
  const product = snapshot.product(id)
  const name = product ? describeProduct(product) : 'a product that is gone'
  return {
    text: `The last thing done here was to make ${name}. It cannot be archived, because there are ${quantity} of it now. Nothing was changed: undo what brought them first, by its id (see listMovements).`,
    members: { sku: product?.sku, quantity, reserved },
  }
}

/** "Undo that", said after a product was changed. */
function changedInstead(
  { product: id, size, batch, before, after, channel }: LedgerDetails['product-was-changed'],
  { snapshot }: Known,
): Explanation {
  const product = snapshot.product(id)
  const name = product ? describePart(product, size) : 'a product that is gone'
  const changes =
    before === null ? [] : listChanges(recordedOfColumns(before), recordedOfColumns(after))
  if (batch !== '') {
    return {
      text: `The last thing you did was to change several products at once, ${name} among them: ${tellChanges(changes)}. Nothing was changed: to take all of that back send take_back ${batch} to updateProducts; to undo a movement before it, name its id (see listMovements).`,
      members: { take_back: batch },
    }
  }
  const text =
    channel === 'import'
      ? `The last thing you did was an import, ${name} among it. It cannot be undone at once: import a file with what was there before`
      : before === null
        ? `The last thing you did was to make ${name}. Archive it with updateProduct and active false`
        : `The last thing you did was to change ${name}: ${tellChanges(changes)}. ${wayBack(before, after)}`
  return {
    text: `${text}; to undo a movement before it, name its id (see listMovements). Nothing was changed.`,
    members: { sku: product?.sku, ...(size && { size }), changes },
  }
}

/** Other names are given and taken away one by one, all else is set. */
function wayBack(before: SomeColumns, after: SomeColumns): string {
  const namesOf = ({ aliases = '' }: SomeColumns) => aliases.split('\n').filter(Boolean)
  const [had, has] = [namesOf(before), namesOf(after)]
  const learnt = has.filter((name) => !had.includes(name)).map(quoted)
  const lost = had.filter((name) => !has.includes(name)).map(quoted)
  if (learnt.length > 0) return `Take ${learnt.join(' and ')} away with removeAlias`
  if (lost.length > 0) return `Give it ${lost.join(' and ')} again with addAlias`
  return after.barcode === undefined
    ? 'Change it back with updateProduct'
    : 'Change it back with setBarcode'
}

/** The units that an undo would take back are no longer there. */
function unitsGone(details: LedgerDetails['insufficient-stock'], known: Known): Explanation {
  const { available, requested, variant, reference, ended } = details
  const shelf = known.snapshot.shelves.find((one) => one.variant.id === variant)
  const name = shelf ? describeVariant(shelf.product, shelf.variant.size) : 'it'
  const of = { available, requested, sku: shelf?.product.sku, size: shelf?.variant.size }
  if (ended) {
    return {
      text: `The reservation of ${requested} ${name} (${asName(reference ?? '')}) cannot be undone: ${tellEnd(ended, available, known)}. Nothing was changed: say so. Only if that is to be undone, send its id ${ended.id} to undoMovement.`,
      members: { ...of, ended_by: ended.id },
    }
  }
  const state = reference === undefined ? 'available' : `still reserved as ${asName(reference)}`
  return {
    text: `This cannot be undone: ${requested} of ${name} would have to go and only ${available} are ${state}. Nothing was changed: count the shelf, or undo what took the units first.`,
    members: of,
  }
}

/** "it was sold since, by owner (chat) at 2026-11-21 09:30" */
function tellEnd(
  ended: NonNullable<LedgerDetails['insufficient-stock']['ended']>,
  left: number,
  { timeZone }: Known,
): string {
  const { type, quantity, actor, channel, created } = ended
  const what = left === 0 ? 'it was' : `${quantity} of it ${quantity === 1 ? 'was' : 'were'}`
  const rest = left === 0 ? '' : `, and ${left} ${left === 1 ? 'is' : 'are'} left`
  return `${what} ${MOVEMENTS[type].past.toLowerCase()} since, by ${asName(actor)} (${channel}) at ${minuteOf(new Date(created), timeZone)}${rest}`
}
