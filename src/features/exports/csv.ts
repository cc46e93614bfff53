import { stringify } from 'csv-stringify/sync'
import { neutralise } from '../../shared/formula-text.ts'

export type Cell = string | number | null

/** Byte order mark: Excel needs it to read a file as UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff'

/** Records as RFC 4180 has them. Texts are neutralised; numbers stay numbers, also below zero. */
export const toCsv = (records: readonly (readonly Cell[])[]): string =>
  stringify(
    records.map((cells) =>
      cells.map((cell) => (typeof cell === 'string' ? neutralise(cell) : cell)),
    ),
    { record_delimiter: '\r\n', quoted_match: /[\r\n]/ },
  )
