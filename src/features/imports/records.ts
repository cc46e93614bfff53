import { CsvError, parse } from 'csv-parse/sync'
import { SetupError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { say } from '../../domain/say.ts'
import { restore } from '../../shared/formula-text.ts'
import { columnOf, type ImportFile } from './columns.ts'
import { fileName } from './words.ts'

/** `line` is where the record starts in the text, from 1; cells are trimmed and on one line. */
export type CsvRecord = { line: number; cells: string[] }

const MAX_COLUMNS = 64
/** Characters of a cell; the longest text that is taken from one has 200. */
const MAX_CELL = 2_000
/** Characters of a record, as written. */
const MAX_RECORD = 16_000
/** Characters that are parsed at once: a few milliseconds of work. */
const PIECE = 16_000

const csvOptions = {
  record_delimiter: '\n',
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_empty_values: true,
  trim: true,
}

/** Whole records of the text, and the line that they start on. */
interface Piece {
  readonly text: string
  readonly line: number
  /** The line of its last record, where that is cut off because it is too long. */
  readonly cutLine?: number
}

/**
 * The records of a CSV text that are not empty, whatever its separator: comma, semicolon or tab. They
 * come some at a time, so that a text takes no more memory than its longest record allows.
 *
 * @param text lines end in `\n`
 * @throws SetupError at an unbalanced double quote, and at a record, a cell or a number of columns
 *   that no such file has
 */
export function* readRecords(text: string, file: ImportFile): Generator<CsvRecord[]> {
  let delimiter: string | undefined
  for (const piece of piecesOf(text)) {
    // Of separators alone each would read as a heading.
    if (!delimiter && !piece.cutLine && !/[^\s,;]/.test(piece.text)) continue
    delimiter ??= findDelimiter(piece.text, file)
    const records = recordsOf(piece, delimiter, file)
    for (const { line, cells } of records) {
      if (cells.length > MAX_COLUMNS) {
        throw tooMuch(file, line, {
          en: `more than ${MAX_COLUMNS} columns`,
          fr: `plus de ${MAX_COLUMNS} colonnes`,
        })
      }
      if (cells.some(({ length }) => length > MAX_CELL)) {
        throw tooMuch(file, line, {
          en: `a value of more than ${MAX_CELL} characters`,
          fr: `une valeur de plus de ${MAX_CELL} caractères`,
        })
      }
    }
    if (piece.cutLine) throw cutOff(file, piece.cutLine)
    yield records
  }
}

const tooMuch = (file: ImportFile, line: number, what: Readonly<Record<Language, string>>) =>
  new SetupError(
    say({
      en: `In the ${fileName(file)}, line ${line} has ${what.en}: keep the columns of the ${file} only, and save it as CSV.`,
      fr: `Dans le ${fileName(file)}, la ligne ${line} a ${what.fr} : gardez seulement les colonnes utiles, et enregistrez en CSV.`,
    }),
  )

const cutOff = (file: ImportFile, line: number) =>
  new SetupError(
    say({
      en: `In the ${fileName(file)}, line ${line} is longer than ${MAX_RECORD} characters: close its double quote, or keep the columns of the ${file} only.`,
      fr: `Dans le ${fileName(file)}, la ligne ${line} a plus de ${MAX_RECORD} caractères : fermez ses guillemets, ou gardez seulement les colonnes utiles.`,
    }),
  )

/** Cuts a text between its records. Inside of double quotes a line break belongs to a cell. */
function* piecesOf(text: string): Generator<Piece> {
  let piece = { start: 0, line: 1 }
  let record = piece
  let line = 1
  let quote = text.indexOf('"')
  let isQuoted = false
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at) + 1 || text.length
    const limit = Math.min(end, record.start + MAX_RECORD)
    for (; quote >= 0 && quote < limit; quote = text.indexOf('"', quote + 1)) isQuoted = !isQuoted
    line++
    if (limit < end) {
      yield { text: text.slice(piece.start, limit), line: piece.line, cutLine: record.line }
      return
    }
    at = end
    if (isQuoted) continue
    record = { start: at, line }
    if (at - piece.start < PIECE) continue
    yield { text: text.slice(piece.start, at), line: piece.line }
    piece = record
  }
  const rest = text.slice(piece.start)
  if (rest !== '') yield { text: rest, line: piece.line }
}

/** @throws SetupError at an unbalanced double quote */
function recordsOf({ text, line: first, cutLine }: Piece, delimiter: string, file: ImportFile) {
  const records: CsvRecord[] = []
  let lastLine = first - 1
  const keep = (cells: string[], { lines }: { lines: number }) => {
    const breaks = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
    const line = first - 1 + lines
    records.push({ line: line - breaks, cells: cells.map(tidy) })
    lastLine = line
    return null
  }
  try {
    parse(text, { ...csvOptions, delimiter, on_record: keep })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const start = lastLine + 1
    if (cutLine && error.code === 'CSV_QUOTE_NOT_CLOSED') throw cutOff(file, cutLine)
    const end = first - 1 + Number(error.lines)
    const isOne = end === start
    throw new SetupError(
      say({
        en: `The ${fileName(file)} has an unbalanced double quote ${isOne ? `on line ${start}` : `from line ${start} to ${end}`}.`,
        fr: `Le ${fileName(file)} a un guillemet non fermé ${isOne ? `à la ligne ${start}` : `de la ligne ${start} à ${end}`}.`,
      }),
    )
  }
  return records
}

/** The separator under which the first line reads best: most known headings, then most cells. */
function findDelimiter(text: string, file: ImportFile): string {
  const score = (delimiter: string) => {
    try {
      const cells: string[] = parse(text, { ...csvOptions, delimiter, to: 1 })[0] ?? []
      const known = cells.slice(0, MAX_COLUMNS).filter((cell) => columnOf(cell, file))
      return known.length * 1000 + cells.length
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
