import { z } from 'zod'
import { StockError } from '../../domain/errors.ts'
import { maySee, PRODUCT_FIELDS } from '../../domain/product-fields.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import {
  MatchView,
  ProductName,
  productReference,
  Said,
  saying,
  spoken,
} from '../../operations/schemas.ts'
import { matchView, nameView } from '../../operations/views.ts'
import { listChanges } from '../../shared/field-changes.ts'
import { nothingChanged } from '../../shared/nothing-changed.ts'
import type { BulkOutcome, BulkService } from './bulk-changes.ts'
import type { PriceChange } from './new-price.ts'
import { FieldChangeView, inputs, ORDERED } from './product-schemas.ts'

/** The first products of an answer: its message tells of the others. */
const MOST_SHOWN = 10
const MOST_SKUS = 100
const MAX_PRICE = PRODUCT_FIELDS.price.max

const BulkInput = z.strictObject({
  skus: z
    .array(z.string().trim().min(1).max(100))
    .max(MOST_SKUS)
    .optional()
    .describe('SKUs of the products; instead of words.'),
  model: productReference.model.describe('Model name as spoken: all its colours and sizes.'),
  color: productReference.color,
  gender: productReference.gender,
  category: spoken('Category: sandales.', 100),
  all: z
    .boolean()
    .optional()
    .describe('true: every product of the shop; with words, all that they may mean.'),
  price: z
    .number()
    .min(0)
    .max(MAX_PRICE)
    .optional()
    .describe('The new price of one unit, the same for all; 0 for none.'),
  price_percent: z
    .number()
    .gt(
      -100,
      saying({
        en: 'leaves no price: send price 0 where none is meant',
        fr: 'ne laisse aucun prix : envoyez price 0 s’il n’en faut pas',
      }),
    )
    .max(1_000)
    .optional()
    .describe('How many percent more: 10, or -10 for less.'),
  price_amount: z
    .number()
    .min(-MAX_PRICE)
    .max(MAX_PRICE)
    .optional()
    .describe('How much more: 5, or -5 for less.'),
  round_to: z
    .number()
    .min(0.01)
    .max(10_000)
    .optional()
    .describe('With percent or amount: nearest multiple, 0.05, 1 or 10. Without: cents.'),
  ending: z
    .number()
    .min(0)
    .max(10_000)
    .optional()
    .describe('How the new prices end: 0.90 gives 79.90; 9 with round_to 10 gives 79.'),
  ...inputs({
    reorderPoint: 'The new reorder point of all; 0 for never.',
    ...ORDERED,
  }),
  take_back: spoken('batch of an earlier answer, to take all of that change back.', 50),
  token: z
    .string()
    .max(1_000)
    .optional()
    .describe('Token of the report that the owner has agreed to; without it nothing is written.'),
})

const BulkView = z
  .object({
    written: z.boolean().describe('false: this is a report, nothing was written.'),
    replayed: z.boolean().describe('true: this token was used before, nothing was written now.'),
    products: z.int().describe('Products that were meant.'),
    changed: z.int().describe('Those of them that change.'),
    match: MatchView,
    changes: z
      .array(
        ProductName.extend({ changes: z.array(FieldChangeView) }).meta({ id: 'ProductDifference' }),
      )
      .describe('The first ten.'),
    odd: z
      .array(
        ProductName.extend({
          why: z.enum(['below-cost', 'halved', 'doubled', 'wrong-way', 'odd-cents']),
        }).meta({ id: 'OddPrice' }),
      )
      .describe('New prices to look at, the first ten of each kind.'),
    token: z.string().nullable().describe('Send it with the same values to write this.'),
    expires_at: z.string().nullable().describe('When the token ends, ISO 8601.'),
    batch: z.string().nullable().describe('Send it as take_back to take this back.'),
    message: Said,
  })
  .meta({ id: 'ProductsChange' })

export const bulkOperations = ({ bulk }: { bulk: BulkService }): Operation[] => [
  defineOperation({
    id: 'updateProducts',
    method: 'POST',
    path: '/product-changes',
    tag: 'catalogue',
    summary: 'Change the price, reorder point or supplier of many products',
    description:
      'For a model, colour, gender, category, skus or all. First without token: a report, nothing written. Tell it to the owner; when she agrees, send the same with its token within 5 minutes. take_back undoes such a change, the same way. One product: updateProduct.',
    effect: 'overwrite',
    reach: 'shop',
    inChat: true,
    refusals: 'Nothing was changed. detail says what to do next; models or match help.',
    input: BulkInput,
    output: BulkView,
    async run({ token, takeBack, ...input }, { caller, key }) {
      const { skus, model, color, gender, category, all } = input
      const { reorderPoint, supplier, leadTimeDays, packSize } = input
      const wanted = { skus, model, color, gender, category, all }
      const price = priceChange(input)
      const wish = said({ price, reorderPoint, supplier, leadTimeDays, packSize })
      if (takeBack !== undefined) requireAlone({ ...wanted, ...wish })
      const request = { wanted, wish, takeBack, token }
      const outcome = await bulk.run(request, caller, maySee(key, 'cost'))
      return { created: outcome.written && !outcome.replayed, body: bulkView(outcome) }
    },
  }),
]

/** Those of some values that were said. */
const said = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Values]?: Exclude<Values[Name], undefined>
  }

interface PriceInput {
  readonly price?: number | undefined
  readonly pricePercent?: number | undefined
  readonly priceAmount?: number | undefined
  readonly roundTo?: number | undefined
  readonly ending?: number | undefined
}

/** @throws StockError 'invalid-request' for several ways to say a price, or a rounding that fits none */
function priceChange(input: PriceInput): PriceChange | undefined {
  const { price: set, pricePercent: percent, priceAmount: amount, ending } = input
  const roundTo = input.roundTo ?? (ending === undefined ? undefined : 1)
  const ways = Object.entries({ set, percent, amount }).flatMap(([kind, value]) =>
    value === undefined ? [] : [{ kind: kind as PriceChange['kind'], value }],
  )
  const [way, ...others] = ways
  if (others.length > 0)
    throw unclear(
      say({
        en: 'Send one of price, price_percent and price_amount.',
        fr: 'Envoyez un seul de price, price_percent et price_amount.',
      }),
    )
  if (roundTo !== undefined && (way === undefined || way.kind === 'set')) {
    throw unclear(
      say({
        en: 'round_to and ending go with price_percent or price_amount; price_percent 0 only rounds.',
        fr: 'round_to et ending vont avec price_percent ou price_amount ; price_percent 0 arrondit seulement.',
      }),
    )
  }
  if (ending !== undefined && roundTo !== undefined && ending >= roundTo) {
    throw unclear(
      say({
        en: 'ending is less than round_to: 9 with round_to 10 gives 79 and 89.',
        fr: 'ending est plus petit que round_to : 9 avec round_to 10 donne 79 et 89.',
      }),
    )
  }
  return way && { ...way, roundTo, ending }
}

/** @throws StockError 'invalid-request' */
function requireAlone(others: object): void {
  if (Object.values(others).every((value) => value === undefined)) return
  throw unclear(
    say({
      en: 'take_back is sent alone, or with its token: it changes what that change did.',
      fr: 'take_back est envoyé seul, ou avec son jeton : il revient sur ce que ce changement a fait.',
    }),
  )
}

const unclear = (what: Sentence) =>
  new StockError('invalid-request', join([what, nothingChanged()]))

const bulkView = ({ plan, odd, match, confirmation, ...rest }: BulkOutcome) => ({
  written: rest.written,
  replayed: rest.replayed,
  products: plan.total,
  changed: plan.changes.length,
  match: matchView(match),
  changes: plan.changes.slice(0, MOST_SHOWN).map(({ product, before, after }) => ({
    ...nameView(product),
    changes: listChanges(before, after),
  })),
  odd: odd.map(({ product, why }) => ({ ...nameView(product), why })),
  token: confirmation?.token ?? null,
  expires_at: confirmation?.expiresAt ?? null,
  batch: rest.batch,
  message: rest.message,
})
