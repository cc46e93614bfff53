import { stringify } from 'csv-stringify/sync'
import { neutralise } from '../../shared/formula-text.ts'

export type Cell = string | number | null

/** Byte order mark: Excel needs it to read a file as UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff'

/** CSV by RFC 4180. Escapes formulas in text; numbers, also negative ones, stay numbers. */
export const toCsv = (records: readonly (readonly Cell[])[]): string =>
  stringify(
    records.map((cells) =>
      cells.map((cell) => (typeof cell === 'string' ? neutralise(cell) : cell)),
    ),
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  )
