import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Product } from '../../domain/catalogue.ts'
import type { PastChange, ProductDifference } from '../../domain/product-change.ts'
import { BULK_FIELDS, type BulkField } from '../../domain/product-fields.ts'
import { cents, type NoNewPrice, newPrice, type PriceChange } from './new-price.ts'

export type BulkValues = Partial<Pick<Product, BulkField>>

/** Fields that get the same value in all products; a price may be worked out for each. */
type PlainField = Exclude<BulkField, 'price'>

/** What is to change of each product. */
export type BulkWish = Partial<Pick<Product, PlainField>> & {
  readonly price?: PriceChange | undefined
}

type Value = Product[BulkField]

export interface PlannedChange {
  readonly product: Product
  readonly before: BulkValues
  readonly after: BulkValues
}

/** A product of which a field stays as it is. */
export interface Staying {
  /** null for one that is gone. */
  readonly product: Product | null
  readonly field: BulkField
  readonly why: NoNewPrice | 'same' | 'changed-since' | 'gone'
}

/** What a change of many products comes to. */
export interface BulkPlan {
  /** Products that were meant. */
  readonly total: number
  readonly changes: readonly PlannedChange[]
  readonly staying: readonly Staying[]
}

type Verdict = { readonly to: Value } | { readonly stays: Staying['why'] }

/** What a wish comes to for each of some products. */
export function planChanges(products: readonly Product[], wish: BulkWish): BulkPlan {
  const { price: _worked, ...same } = wish
  const plain = Object.fromEntries(Object.entries(same).map(([field, to]) => [field, { to }]))
  return planEach(products, ({ price }) => ({
    ...plain,
    ...(wish.price && { price: asVerdict(newPrice(price, wish.price)) }),
  }))
}

/** How an earlier change is taken back: of products that are still as it left them. */
export function planBack(snapshot: Snapshot, past: readonly PastChange[]): BulkPlan {
  const rows = new Map(past.map((change) => [change.productId, change]))
  const products = [...rows.keys()].flatMap((id) => snapshot.product(id) ?? [])
  const plan = planEach(products, (product) => {
    const { before, after } = rows.get(product.id) ?? {}
    const verdicts = fieldsOf(after ?? {}).map((field) => {
      const [was, left] = [before?.[field] ?? null, after?.[field] ?? null]
      const isTouched = !isSame(product[field], left) && !isSame(product[field], was)
      return [field, isTouched ? { stays: 'changed-since' } : { to: was }]
    })
    return Object.fromEntries(verdicts) as Partial<Record<BulkField, Verdict>>
  })
  const gone = past
    .filter(({ productId }) => !snapshot.product(productId))
    .flatMap(({ after }) =>
      fieldsOf(after).map((field): Staying => ({ product: null, field, why: 'gone' })),
    )
  return { ...plan, total: rows.size, staying: [...plan.staying, ...gone] }
}

/** What was written, for products that are still there. */
export const planOfPast = (snapshot: Snapshot, past: readonly PastChange[]): BulkPlan => ({
  total: past.length,
  staying: [],
  changes: past.flatMap(({ productId, before, after }) => {
    const product = snapshot.product(productId)
    return product ? [{ product, before: before ?? {}, after } as PlannedChange] : []
  }),
})

export const differenceOf = ({ product, before, after }: PlannedChange): ProductDifference => ({
  productId: product.id,
  before,
  after,
})

/** The fields of some values that can be changed of many products. */
export const fieldsOf = (values: object): BulkField[] =>
  BULK_FIELDS.filter((field) => field in values)

function planEach(
  products: readonly Product[],
  judge: (product: Product) => Partial<Record<BulkField, Verdict>>,
): BulkPlan {
  const changes: PlannedChange[] = []
  const staying: Staying[] = []
  for (const product of products) {
    const after: Record<string, Value> = {}
    for (const [field, verdict] of Object.entries(judge(product)) as [BulkField, Verdict][]) {
      if ('stays' in verdict) staying.push({ product, field, why: verdict.stays })
      else if (isSame(product[field], verdict.to)) staying.push({ product, field, why: 'same' })
      else after[field] = verdict.to
    }
    const fields = fieldsOf(after)
    if (fields.length === 0) continue
    const before = Object.fromEntries(fields.map((field) => [field, product[field]]))
    changes.push({ product, before, after: after as BulkValues })
  }
  return { total: products.length, changes, staying }
}

const asVerdict = (price: number | null | NoNewPrice): Verdict =>
  typeof price === 'string' ? { stays: price } : { to: price }

const isSame = (a: Value, b: Value): boolean => keyOf(a) === keyOf(b)

const keyOf = (value: Value) => (typeof value === 'string' ? value : cents(value ?? 0))
