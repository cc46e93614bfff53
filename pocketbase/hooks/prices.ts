import { referenceKey } from '../../src/domain/reference.ts'
import { selectJson, selectNumber } from './sql.ts'
import { STANDS } from './undone.ts'

/** Sales of one variant among which that of a reference is looked for. */
const LAST_SALES = 100

const SALES = `
  SELECT json_group_array(json_object('reference', reference, 'price', unit_price)) AS value
  FROM (SELECT m.reference, m.unit_price FROM movements m
    WHERE m.variant = {:variant} AND m.type = 'SALE' AND m.unit_price > 0
      AND ({:then} = '' OR m.occurred_at <= {:then}) AND ${STANDS}
    ORDER BY m.occurred_at DESC, m.seq DESC LIMIT ${LAST_SALES})`

/**
 * What a unit that comes back was sold for: in the last sale of the variant under the same reference,
 * else in its last sale.
 * @param then when it came back, in PocketBase's format; empty for now
 * @returns 0 where no sale with a price stands
 */
export function priceSold(tx: CoreApp, variant: string, reference: string, then: string): number {
  const sales: { reference: string; price: number }[] = selectJson(tx, SALES, { variant, then })
  const key = referenceKey(reference)
  const own = reference && sales.find((sale) => referenceKey(sale.reference) === key)
  return (own || sales[0])?.price || 0
}

// The first change since then knows what the price was before it.
const PRICE_THEN = `
  SELECT CAST(coalesce((
    SELECT c.before ->> 'price' FROM product_changes c
    WHERE c.product = {:product} AND c.created > {:then}
      AND json_type(c.before, '$.price') IS NOT NULL
    ORDER BY c.created, c.rowid LIMIT 1), 0) AS TEXT) AS value`

/**
 * The list price of a product at a moment.
 * @param then in PocketBase's format
 * @returns 0 where it did not change since, or had none then
 */
export const listPriceThen = (tx: CoreApp, product: string, then: string): number =>
  selectNumber(tx, PRICE_THEN, { product, then })
