import { SetupError } from '../../domain/errors.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { quoted } from '../../domain/text.ts'
import type { Steps } from '../../shared/turns.ts'
import { type Column, columnOf, type ImportFile } from './columns.ts'
import { decodeText } from './decode.ts'
import { type CsvRecord, readRecords } from './records.ts'
import { fileName } from './words.ts'

/** A row that cannot be taken: `reason` is a sentence that tells the shop owner what to correct. */
export type RowProblem = { file: ImportFile; line: number; reason: Sentence }

/** One row: `line` is where it starts in the file, from 1; a missing cell reads as `''`. */
export type Row = { line: number; cells: Partial<Record<Column, string>> }

export type Table = {
  file: ImportFile
  headings: string[]
  columns: Set<Column>
  rows: Row[]
  problems: RowProblem[]
}

/**
 * Reads one CSV file into rows of known columns; unknown columns, empty lines and repeated header
 * lines are left out. A row with more cells than the header is a problem: its cells have shifted.
 *
 * @throws SetupError when the file is not readable text, is empty, has an unbalanced quote, more than a
 *   stock file has, or two columns with one meaning
 */
export function* readTable(bytes: Uint8Array, file: ImportFile): Steps<Table> {
  let table: ReturnType<typeof startTable> | undefined
  for (const records of readRecords(decodeText(bytes, file), file)) {
    for (const record of records) {
      if (table) table.add(record)
      else table = startTable(record.cells, file)
    }
    yield
  }
  if (!table) {
    throw new SetupError(
      say({ en: `The ${fileName(file)} is empty.`, fr: `Le ${fileName(file)} est vide.` }),
    )
  }
  return table.done
}

function startTable(headings: string[], file: ImportFile) {
  const meanings = headings.map((heading) => columnOf(heading, file))
  refuseTwins(headings, meanings, file)
  const known = meanings.flatMap((column, index) => (column ? [{ column, index }] : []))
  const done: Table = {
    file,
    headings,
    columns: new Set(known.map(({ column }) => column)),
    rows: [],
    problems: [],
  }
  function add({ line, cells }: CsvRecord): void {
    if (cells.slice(headings.length).some((cell) => cell !== '')) {
      const reason = say({
        en: `The line has ${cells.length} values for ${headings.length} columns: put double quotes around a value that holds the separator.`,
        fr: `La ligne a ${cells.length} valeurs pour ${headings.length} colonnes : mettez entre guillemets une valeur qui contient le séparateur.`,
      })
      done.problems.push({ file, line, reason })
    } else if (known.some(({ column, index }) => columnOf(cells[index] ?? '', file) !== column)) {
      const entries = known.map(({ column, index }) => [column, cells[index] ?? ''])
      done.rows.push({ line, cells: Object.fromEntries(entries) })
    }
  }
  return { done, add }
}

/**
 * @param needed each entry lists columns of which one must be there
 * @throws SetupError naming what is missing and the headings that were found
 */
export function requireColumns(table: Table, needed: Column[][]): void {
  const file = fileName(table.file)
  const missing = needed.filter((columns) => !columns.some((column) => table.columns.has(column)))
  const seen = table.headings.filter((heading) => heading !== '').join(', ')
  if (missing.length > 0) {
    const names = (or: string) => missing.map((columns) => columns.join(or)).join(', ')
    const found = seen.length > 300 ? `${seen.slice(0, 300)}…` : seen
    throw new SetupError(
      say({
        en: `The first line of the ${file} must name its columns; missing: ${names(' or ')}; found: ${found}.`,
        fr: `La première ligne du ${file} doit nommer ses colonnes ; manque : ${names(' ou ')} ; trouvé : ${found}.`,
      }),
    )
  }
  if (table.rows.length + table.problems.length === 0) {
    throw new SetupError(
      say({
        en: `The ${file} has no rows under its header.`,
        fr: `Le ${file} n’a pas de lignes sous son en-tête.`,
      }),
    )
  }
}

function refuseTwins(cells: string[], meanings: (Column | undefined)[], file: ImportFile): void {
  for (const [index, meaning] of meanings.entries()) {
    const first = meanings.indexOf(meaning)
    if (meaning && first < index) {
      throw new SetupError(
        say({
          en: `The ${fileName(file)} has two columns for the ${meaning}, ${quoted(cells[first] ?? '')} and ${quoted(cells[index] ?? '')}: keep one.`,
          fr: `Le ${fileName(file)} a deux colonnes de même sens (${meaning}), ${quoted(cells[first] ?? '')} et ${quoted(cells[index] ?? '')} : gardez-en une.`,
        }),
      )
    }
  }
}
