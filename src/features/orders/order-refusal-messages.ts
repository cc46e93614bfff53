import type { RequestKey } from '../../domain/caller.ts'
import { minuteOf } from '../../domain/day.ts'
import { StandingRefusal, StockError } from '../../domain/errors.ts'
import { type OfRefusals, type RefusalOf, saidOf } from '../../domain/refusals.ts'
import { quoted } from '../../domain/text.ts'
import { reused, unsure } from '../../shared/idempotency.ts'
import { describeVariant } from '../../shared/message-parts.ts'
import { type Explanation, tellArchived } from '../stock/refusal-messages.ts'
import type { Names } from './order-messages.ts'

interface Known extends Names {
  /** How the order was named. */
  readonly order: string
  readonly timeZone: string
}

/**
 * Explains why the ledger did not do what was asked of an order.
 * @returns the error with a message for the caller
 */
export function explainOrderRefusal(error: unknown, key: RequestKey, known: Known): unknown {
  if (!(error instanceof StockError) || error instanceof StandingRefusal) return error
  if (error.details.may_be_written) return unsure(error, key)
  if (error.code === 'request-id-reused') return reused(error)
  const explanation = saidOf(EXPLANATIONS, error, known)
  if (!explanation) return error
  const { line } = error.details
  const members = { ...explanation.members, ...(typeof line === 'number' && { line: line + 1 }) }
  return new StockError(error.code, explanation.text, members, { cause: error })
}

/** That there is no such order, for this caller. */
export const orderNotFound = (order: string): StockError =>
  new StockError('order-not-found', noOrder(order))

const noOrder = (order: string): string =>
  `There is no order ${quoted(order)}. Nothing was changed: listOrders shows the numbers.`

type Explained = Exclude<RefusalOf<'order'>, 'request-id-reused'>

const EXPLANATIONS: OfRefusals<Explained, [known: Known], Explanation> = {
  'order-not-found': (_details, { order }) => ({ text: noOrder(order), members: {} }),
  'nothing-outstanding'({ cancelled_at }, { order, timeZone }) {
    const at = cancelled_at.replace(' ', 'T')
    return {
      text: cancelled_at
        ? `${order} was cancelled at ${minuteOf(new Date(at), timeZone)}. Nothing was changed: if it came all the same, receiveOrder takes its lines with their quantities, and confirm true.`
        : `All of ${order} has arrived already. Nothing was changed: say so; if more came, receiveOrder takes its lines with their quantities, and confirm true.`,
      members: cancelled_at ? { cancelled_at: at } : {},
    }
  },
  'more-than-ordered'(details, { order, snapshot }) {
    const { variant, requested, outstanding, ordered, received } = details
    const name = nameOf(snapshot, variant)
    return {
      text: `${requested} of ${name} are more than is expected of ${order}: ${outstanding} (${ordered} ordered, ${received} received). Nothing was changed: ask how many came, and if it is right send confirm true.`,
      members: { requested, outstanding, ordered, received },
    }
  },
  'product-archived'({ product }, { snapshot }) {
    const known = snapshot.product(product)
    return known
      ? tellArchived(known)
      : { text: 'A product of it is archived. Nothing was changed.', members: {} }
  },
  'product-not-found': () => ({
    text: 'A product of it was deleted a moment ago. Nothing was changed: see listModels for what there is.',
    members: {},
  }),
  'location-not-found': () => ({
    text: 'A location that was meant was deleted a moment ago. Nothing was changed: see listLocations for what there is.',
    members: {},
  }),
  'invalid-request': ({ reason = '' }) => ({
    text: `The order cannot be kept like this${reason && ` (${reason})`}. Nothing was changed: correct it.`,
    members: {},
  }),
}

function nameOf(snapshot: Names['snapshot'], variantId: string): string {
  const variant = snapshot.variant(variantId)
  const product = variant && snapshot.product(variant.productId)
  return product ? describeVariant(product, variant.size) : 'it'
}
