import { CsvError, parse } from 'csv-parse/sync'
import { SetupError } from '../../domain/errors.ts'
import { restore } from '../../shared/formula-text.ts'
import { columnOf } from './columns.ts'

/** `line` is where the record starts in the text, from 1; cells are trimmed and on one line. */
type CsvRecord = { line: number; cells: string[] }

const csvOptions = {
  record_delimiter: '\n',
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_empty_values: true,
  trim: true,
}

/**
 * The records of a CSV text that are not empty, whatever its separator: comma, semicolon or tab.
 *
 * @param text lines end in `\n`
 * @param file how the sentence of an error names the file
 * @throws SetupError at an unbalanced double quote
 */
export function readRecords(text: string, file: string): CsvRecord[] {
  // A file of separators alone has no separator to find: each candidate would read as a heading.
  if (!/[^\s,;]/.test(text)) return []
  const delimiter = findDelimiter(text)
  const records: CsvRecord[] = []
  let lastLine = 0
  const keep = (cells: string[], { lines }: { lines: number }) => {
    const breaks = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
    records.push({ line: lines - breaks, cells: cells.map(tidy) })
    lastLine = lines
    return null
  }
  try {
    parse(text, { ...csvOptions, delimiter, on_record: keep })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const start = lastLine + 1
    const where =
      error.lines === start ? `on line ${start}` : `from line ${start} to ${error.lines}`
    throw new SetupError(`The ${file} file has an unbalanced double quote ${where}.`)
  }
  return records
}

/** The separator under which the first line reads best: most known headings, then most cells. */
function findDelimiter(text: string): string {
  const score = (delimiter: string) => {
    try {
      const cells: string[] = parse(text, { ...csvOptions, delimiter, to: 1 })[0] ?? []
      return cells.filter(columnOf).length * 1000 + cells.length
    } catch {
      return 0
    }
  }
  return [',', ';', '\t'].sort((a, b) => score(b) - score(a))[0] ?? ','
}

// A line break or a no-break space inside a cell is spacing; NFC makes a Mac's `e´` one letter `é`.
// An apostrophe before a formula is ours, from a file that we wrote.
function tidy(cell: string): string {
  return restore(cell).replace(/\s+/g, ' ').trim().normalize('NFC')
}
