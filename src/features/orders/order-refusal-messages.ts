import type { RequestKey } from '../../domain/caller.ts'
import { StandingRefusal, StockError } from '../../domain/errors.ts'
import { figure, tellMinute } from '../../domain/figures.ts'
import { type OfRefusals, type RefusalOf, saidOf } from '../../domain/refusals.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { quoted } from '../../domain/text.ts'
import { reused, unsure } from '../../shared/idempotency.ts'
import { describeVariant } from '../../shared/message-parts.ts'
import { locationGone } from '../../shared/no-location.ts'
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

const noOrder = (order: string): Sentence =>
  say({
    en: `There is no order ${quoted(order)}. Nothing was changed: listOrders shows the numbers.`,
    fr: `Il n’y a pas de commande ${quoted(order)}. Rien n’a changé : listOrders montre les numéros.`,
  })

type Explained = Exclude<RefusalOf<'order'>, 'request-id-reused'>

const EXPLANATIONS: OfRefusals<Explained, [known: Known], Explanation> = {
  'order-not-found': (_details, { order }) => ({ text: noOrder(order), members: {} }),
  'nothing-outstanding'({ cancelled_at }, { order, timeZone }) {
    if (!cancelled_at) {
      const text = say({
        en: `All of ${order} has arrived already. Nothing was changed: say so; if more came, receiveOrder takes its lines with their quantities, and confirm true.`,
        fr: `Tout est déjà arrivé de ${order}. Rien n’a changé : dites-le ; s’il en est arrivé plus, receiveOrder prend ses lignes avec leurs quantités, et confirm true.`,
      })
      return { text, members: {} }
    }
    const at = cancelled_at.replace(' ', 'T')
    const minute = tellMinute(new Date(at), timeZone)
    const text = say({
      en: `${order} was cancelled at ${minute}. Nothing was changed: if it came all the same, receiveOrder takes its lines with their quantities, and confirm true.`,
      fr: `${order} a été annulée le ${minute}. Rien n’a changé : si c’est arrivé quand même, receiveOrder prend ses lignes avec leurs quantités, et confirm true.`,
    })
    return { text, members: { cancelled_at: at } }
  },
  'more-than-ordered'(details, { order, snapshot }) {
    const { variant, requested, outstanding, ordered, received } = details
    const name = nameOf(snapshot, variant)
    const text = say({
      en: `${figure(requested)} of ${name} are more than is expected of ${order}: ${figure(outstanding)} (${figure(ordered)} ordered, ${figure(received)} received). Nothing was changed: ask how many came, and if it is right send confirm true.`,
      fr: `${name} : ${figure(requested)}, c’est plus que ce qui est attendu de ${order} : ${figure(outstanding)} (${figure(ordered)} à la commande, ${figure(received)} déjà là). Rien n’a changé : demandez combien sont arrivés, et si c’est juste envoyez confirm true.`,
    })
    return {
      text,
      members: { requested, outstanding, ordered, received },
    }
  },
  'product-archived'({ product }, { snapshot }) {
    const known = snapshot.product(product)
    return known
      ? tellArchived(known)
      : {
          text: say({
            en: 'A product of it is archived. Nothing was changed.',
            fr: 'Un de ses produits est archivé. Rien n’a changé.',
          }),
          members: {},
        }
  },
  'product-not-found': () => ({
    text: say({
      en: 'A product of it was deleted a moment ago. Nothing was changed: see listModels for what there is.',
      fr: 'Un de ses produits vient d’être supprimé. Rien n’a changé : voir listModels pour ce qu’il y a.',
    }),
    members: {},
  }),
  'location-not-found': () => ({ text: locationGone(), members: {} }),
  'invalid-request': ({ reason = '' }) => ({
    text: say({
      en: `The order cannot be kept like this${reason && ` (${reason})`}. Nothing was changed: correct it.`,
      fr: `La commande ne peut pas être gardée ainsi${reason && ` (${reason})`}. Rien n’a changé : corrigez-la.`,
    }),
    members: {},
  }),
}

function nameOf(snapshot: Names['snapshot'], variantId: string): Sentence {
  const variant = snapshot.variant(variantId)
  const product = variant && snapshot.product(variant.productId)
  return product ? describeVariant(product, variant.size) : say({ en: 'it', fr: 'Cet article' })
}
