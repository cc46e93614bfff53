import { referenceKey } from '../../src/domain/reference.ts'
import { selectJson } from './sql.ts'
import { STANDS } from './undone.ts'

/** The price of a unit and what the shop had paid for it; 0 where it is not known. */
export interface Money {
  readonly unit_price: number
  readonly unit_cost: number
}

/** Sales of one variant among which that of a reference is looked for. */
const LAST_SALES = 100

const SALES = `
  SELECT json_group_array(json_object(
    'reference', reference, 'unit_price', unit_price, 'unit_cost', unit_cost)) AS value
  FROM (SELECT m.reference, m.unit_price, m.unit_cost FROM movements m
    WHERE m.variant = {:variant} AND m.type = 'SALE' AND m.unit_price > 0
      AND ({:then} = '' OR m.occurred_at <= {:then}) AND ${STANDS}
    ORDER BY m.occurred_at DESC, m.seq DESC LIMIT ${LAST_SALES})`

/**
 * The money of a unit that comes back: that of the last sale of the variant under the same reference,
 * else of its last sale.
 * @param then when it came back, in PocketBase's format; empty for now
 * @returns zeros where no sale with a price stands
 */
export function moneySold(tx: CoreApp, variant: string, reference: string, then: string): Money {
  const sales: (Money & { reference: string })[] = selectJson(tx, SALES, { variant, then })
  const key = referenceKey(reference)
  const own = reference && sales.find((sale) => referenceKey(sale.reference) === key)
  return own || sales[0] || { unit_price: 0, unit_cost: 0 }
}

// The first change since then knows what an amount was before it.
const amountThen = (column: 'price' | 'cost'): string => `coalesce((
    SELECT c.before ->> '${column}' FROM product_changes c
    WHERE c.product = {:product} AND c.created > {:then}
      AND json_type(c.before, '$.${column}') IS NOT NULL
    ORDER BY c.created, c.rowid LIMIT 1), 0)`

const MONEY_THEN = `
  SELECT json_object('unit_price', ${amountThen('price')}, 'unit_cost', ${amountThen('cost')}) AS value`

/**
 * The list price and the cost of a product at a moment.
 * @param then in PocketBase's format
 * @returns 0 for what did not change since, or was not known then
 */
export const moneyThen = (tx: CoreApp, product: string, then: string): Money =>
  selectJson(tx, MONEY_THEN, { product, then })
