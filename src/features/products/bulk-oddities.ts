import { describeProduct, type Product } from '../../domain/catalogue.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import type { BulkPlan, BulkWish } from './bulk-plan.ts'
import { asMoney, tellSome } from './bulk-words.ts'
import { cents, type PriceChange } from './new-price.ts'

/** A product whose new price somebody should look at. */
export interface Oddity {
  readonly product: Product
  readonly why: keyof typeof ODD
}

interface NewPrice {
  readonly product: Product
  readonly before: number
  readonly after: number
}

interface Known {
  readonly wish: BulkWish
  /** The cents that prices of the shop end in. */
  readonly endings: ReadonlySet<number>
  readonly seesCost: boolean
}

interface OddRule {
  isOdd(price: NewPrice, known: Known): boolean
  /** After how many there are: "2". */
  readonly says: (one: boolean) => Sentence
  show(price: NewPrice, known: Known): Sentence
}

const beforeAndAfter = ({ before, after }: NewPrice): Sentence =>
  sameInAll(`${asMoney(before)} → ${asMoney(after)}`)

/** What is odd about a new price, all of it from the shop's own data. */
const ODD = {
  'below-cost': {
    isOdd: ({ product: { cost }, before, after }, { seesCost }) =>
      seesCost && cost !== null && after < cost && (before === 0 || before >= cost),
    says: (one) =>
      say({
        en: 'would cost less than was paid',
        fr: `${one ? 'coûterait' : 'coûteraient'} moins que le prix d’achat`,
      }),
    show: ({ after, product: { cost } }) =>
      say({
        en: `${asMoney(after)}, paid ${asMoney(cost)}`,
        fr: `${asMoney(after)}, payé ${asMoney(cost)}`,
      }),
  },
  halved: {
    isOdd: ({ before, after }) => after < before / 2,
    says: (one) =>
      say({
        en: `would cost less than half of what ${one ? 'it does' : 'they do'} now`,
        fr: `${one ? 'coûterait' : 'coûteraient'} moins de la moitié du prix actuel`,
      }),
    show: beforeAndAfter,
  },
  doubled: {
    isOdd: ({ before, after }) => before > 0 && after > before * 2,
    says: (one) =>
      say({
        en: `would cost more than twice what ${one ? 'it does' : 'they do'} now`,
        fr: `${one ? 'coûterait' : 'coûteraient'} plus du double du prix actuel`,
      }),
    show: beforeAndAfter,
  },
  'wrong-way': {
    isOdd: ({ before, after }, { wish: { price } }) =>
      price !== undefined && price.kind !== 'set' && (after - before) * price.value < 0,
    says: (one) =>
      say({
        en: `${one ? 'goes' : 'go'} the other way, because of the rounding`,
        fr: `${one ? 'va' : 'vont'} dans l’autre sens, à cause de l’arrondi`,
      }),
    show: beforeAndAfter,
  },
  'odd-cents': {
    isOdd: ({ after }, { wish: { price }, endings }) =>
      price !== undefined && isWorkedOut(price) && !endings.has(cents(after) % 100),
    says: (one) =>
      say({
        en: `${one ? 'ends' : 'end'} in cents that no price has now (round_to or ending evens them)`,
        fr: `${one ? 'finit' : 'finissent'} par des centimes qu’aucun prix n’a (round_to ou ending les égalise)`,
      }),
    show: ({ after }) => asMoney(after),
  },
} as const satisfies Readonly<Record<string, OddRule>>

/** Whether the cents of a new price are nobody's wish. */
const isWorkedOut = ({ kind, roundTo, ending }: PriceChange): boolean =>
  kind !== 'set' && roundTo === undefined && ending === undefined

/** The first ten of each kind are named in an answer. */
const MOST_NAMED = 10

interface Found {
  readonly why: keyof typeof ODD
  readonly prices: readonly NewPrice[]
}

/** The new prices that are odd, by what is odd about them. */
export function findOddities(plan: BulkPlan, known: Known): Found[] {
  const prices = plan.changes.flatMap(({ product, before, after }) =>
    after.price === undefined || after.price === null
      ? []
      : [{ product, before: before.price ?? 0, after: after.price }],
  )
  return (Object.keys(ODD) as Found['why'][])
    .map((why) => ({ why, prices: prices.filter((price) => ODD[why].isOdd(price, known)) }))
    .filter((found) => found.prices.length > 0)
}

/** "2 would cost less than was paid: Togo, Noir (79.00, paid 85.00) and Togo, Bleu (…)." */
export const tellOddities = (found: readonly Found[]): Sentence =>
  join(
    found.map(({ why, prices }) => {
      const { says, show } = ODD[why]
      const names = prices.map((price) => `${describeProduct(price.product)} (${show(price)})`)
      const what = `${prices.length} ${says(prices.length === 1)}`
      return say({ en: `${what}: ${tellSome(names)}.`, fr: `${what} : ${tellSome(names)}.` })
    }),
  )

export const listOddities = (found: readonly Found[]): Oddity[] =>
  found.flatMap(({ why, prices }) =>
    prices.slice(0, MOST_NAMED).map(({ product }) => ({ product, why })),
  )

/** The cents that the prices of some products end in. */
export const endingsOf = (products: readonly Product[]): ReadonlySet<number> =>
  new Set(products.flatMap(({ price }) => (price === null ? [] : [cents(price) % 100])))
