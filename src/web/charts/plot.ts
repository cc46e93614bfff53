/** What a plot shows, as a table: read by screen readers, and downloaded as CSV. */
export interface PlotTable {
  readonly columns: readonly string[]
  /** A number is written as it is in the file; its cell on the page is formatted. */
  readonly rows: readonly (readonly Cell[])[]
}

export type Cell = string | number | null

/** Units at the end of a day; null where nobody knows. */
export interface StockDay {
  readonly date: string
  readonly units: number | null
}

/** Units that will be left at the end of a day, if nothing is delivered. */
export interface ForeseenDay {
  readonly date: string
  readonly low: number
  readonly mean: number
  readonly high: number
}

/** A day with its sales and those of the period before, or a size with what sold and what is left. */
export interface ColumnOf {
  /** In the table and the file. */
  readonly name: string
  /** Below the column. */
  readonly label: string
  readonly units: number
  /** What it is compared with, drawn behind; null where nobody knows. */
  readonly behind: number | null
}

export interface RowOf {
  readonly name: string
  readonly value: number
  /** A part of the value, drawn before it; null where nobody knows or may know. */
  readonly part: number | null
  /** All that is not shown apart, which no bar is drawn of: it would be longer than the others. */
  readonly isRest?: boolean
}

/** Characters by which a spreadsheet takes a text for a formula. */
const FORMULA = /^[=+\-@\t\r]/

const csvCell = (cell: Cell): string => {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return /[",\n\r;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The table as a CSV file that Excel opens: with a mark of UTF-8, and texts that it would run defused. */
export const csvOf = ({ columns, rows }: PlotTable): string =>
  `\uFEFF${[columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`

/** A name for a file, from a title in any language. */
export const fileNameOf = (title: string): string =>
  title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60) || 'chart'
