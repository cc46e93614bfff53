import type { Snapshot } from '../../catalogue/snapshot.ts'
import { addDays, dayOf } from '../../domain/day.ts'
import { tellDay } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import type { Steps } from '../../shared/turns.ts'
import type { PastSale } from '../../store/past-sales-store.ts'
import { isRoundedNumber, type Reject, readAmount, readQuantity, readText } from './cells.ts'
import { type Row, type RowProblem, readTable, requireColumns } from './parse.ts'
import { type DateOrder, dateIn, dateOrderOf, readDay } from './sale-dates.ts'
import { type Sold, soldProduct } from './sold-product.ts'
import { lostDigits } from './stock-line.ts'
import type { Cell } from './words.ts'

/** What a file of past sales comes to. */
export interface SalesPlan {
  /** In the order of the file, returns taken off. */
  readonly sales: readonly PastSale[]
  readonly problems: readonly RowProblem[]
  readonly returns: {
    /** Units that were taken off the sales before them. */
    readonly units: number
    /** Units of which there is no sale before them. */
    readonly unmatched: number
  }
  /** How dates that leave it open were read; null where none does. */
  readonly order: DateOrder | null
  /** What was taken for what, each once. */
  readonly guesses: readonly string[]
}

export interface SalesRules {
  readonly now: Date
  readonly timeZone: string
  /** When the ledger began, ISO 8601; null where there is none yet. */
  readonly ledgerBegan: string | null
}

/** Sales of more than ten years ago tell nothing of today. */
const MOST_DAYS = 3_653

/** Rows that are read at once: a few milliseconds of work. */
const ROWS_A_STEP = 200

/** Beyond these a list helps nobody. */
const MOST_GUESSES = 50

/**
 * Reads a file of past sales beside the catalogue, without writing anything.
 * @throws SetupError when the file cannot be read at all
 */
export function* planSales(
  bytes: Uint8Array,
  snapshot: Snapshot,
  rules: SalesRules,
): Steps<SalesPlan> {
  const table = yield* readTable(bytes, 'sales')
  requireColumns(table, [['date'], ['sku', 'barcode', 'model'], ['quantity']])
  yield
  const order = dateOrderOf(new Set(table.rows.map(({ cells }) => dateIn(cells.date ?? ''))))
  const read = createRowReader(snapshot, { ...rules, order })
  const problems: RowProblem[] = [...table.problems]
  const lines: SoldLine[] = []
  for (const [index, row] of table.rows.entries()) {
    if (index % ROWS_A_STEP === 0 || read.hasThought()) yield
    const before = problems.length
    const line = read.row(row, (reason) => problems.push({ file: 'sales', line: row.line, reason }))
    if (problems.length === before && line) lines.push(line)
  }
  const taken = yield* takeReturns(lines)
  return {
    ...taken,
    order,
    problems: problems.sort((a, b) => a.line - b.line),
    guesses: [...read.guesses].slice(0, MOST_GUESSES),
  }
}

/** A row, read; fewer units than 0 came back. */
type SoldLine = PastSale

function createRowReader(
  snapshot: Snapshot,
  { now, timeZone, ledgerBegan, order }: SalesRules & { readonly order: DateOrder | null },
) {
  const today = dayOf(now, timeZone)
  const first = addDays(today, -MOST_DAYS)
  const last = ledgerBegan === null ? today : dayOf(new Date(ledgerBegan), timeZone)
  // A file names the same few things and days on most rows.
  const known = new Map<string, Sold | Sentence>()
  const guesses = new Set<string>()
  let hasThought = false

  function soldBy(cells: Row['cells'], reject: Reject): Sold | undefined {
    const text = (value: string | undefined, label: Cell, max: number) =>
      readText(value ?? '', label, max, reject)
    const words = {
      sku: text(cells.sku, 'SKU', 100),
      barcode: text(cells.barcode, 'barcode', 100),
      model: text(cells.model, 'model', 200),
      color: text(cells.color, 'colour', 100),
      gender: text(cells.gender, 'gender', 50),
      size: text(cells.size, 'size', 20),
    }
    if (isRoundedNumber(words.barcode) && words.sku === '') {
      reject(lostDigits(asName(words.barcode)))
      return undefined
    }
    const key = JSON.stringify(words)
    let sold = known.get(key)
    if (sold === undefined) {
      sold = soldProduct(snapshot, words)
      known.set(key, sold)
      hasThought = true
    }
    if (typeof sold === 'string') {
      reject(sold)
      return undefined
    }
    if (sold.guess) guesses.add(sold.guess)
    return sold
  }

  function dayIn(text: string, reject: Reject): string {
    const day = readDay(text, order, timeZone)
    if (day === undefined) {
      reject(text === '' ? noDate() : badDate(text, order))
    } else if (day > today) {
      reject(
        say({
          en: `The date ${tellDay(day)} is in the future: correct it.`,
          fr: `La date ${tellDay(day)} est dans le futur : à corriger.`,
        }),
      )
    } else if (day > last) {
      reject(
        say({
          en: `On ${tellDay(day)} the ledger had begun (${tellDay(last)}), which has the sales itself: leave the line out.`,
          fr: `Le ${tellDay(day)} le registre avait déjà commencé (${tellDay(last)}) et contient lui-même les ventes : retirez la ligne.`,
        }),
      )
    } else if (day < first) {
      reject(
        say({
          en: `The date ${tellDay(day)} is more than ten years ago: leave the line out.`,
          fr: `La date ${tellDay(day)} remonte à plus de dix ans : retirez la ligne.`,
        }),
      )
    }
    return day ?? ''
  }

  return {
    guesses,
    /** Whether words were understood since this was asked, which takes long. */
    hasThought(): boolean {
      const answer = hasThought
      hasThought = false
      return answer
    },
    /** undefined for a row that was rejected; one with several faults is rejected for each. */
    row({ line, cells }: Row, reject: Reject): SoldLine | undefined {
      const day = dayIn(cells.date ?? '', reject)
      const quantity = cells.quantity ?? ''
      const isReturn = MINUS.test(quantity)
      const units = readQuantity(quantity.replace(MINUS, ''), reject)
      if (units === 0) {
        reject(
          say({
            en: 'The quantity is 0: leave the line out.',
            fr: 'La quantité est 0 : retirez la ligne.',
          }),
        )
      }
      const unit = readAmount(unsigned(cells['unit price'], isReturn), 'price', reject)
      const total = readAmount(unsigned(cells.total, isReturn), 'total', reject)
      const sold = soldBy(cells, reject)
      return (
        sold && {
          ...{ line, day, productId: sold.productId, variantId: sold.variantId },
          units: isReturn ? -units : units,
          unitPrice: unit ?? (total === null ? null : Math.round((total / units) * 100) / 100),
        }
      )
    },
  }
}

const MINUS = /^[-−–] ?/

/** The amount of a return may have a minus as well. */
const unsigned = (amount = '', isReturn: boolean): string =>
  isReturn ? amount.replace(MINUS, '') : amount

/** Takes what came back off the latest sales of the same thing before it, that day's among them. */
function* takeReturns(lines: readonly SoldLine[]): Steps<Pick<SalesPlan, 'sales' | 'returns'>> {
  const returned = lines.filter(({ units }) => units < 0)
  const ofThings = new Map<string, SoldLine[]>(returned.map((line) => [thingOf(line), []]))
  for (const some of chunks(lines)) {
    yield
    for (const line of some) ofThings.get(thingOf(line))?.push(line)
  }
  const left = new Map<SoldLine, number>()
  let [units, unmatched] = [0, 0]
  for (const some of ofThings.values()) {
    yield
    const open: SoldLine[] = []
    for (const line of some.sort(inTime)) {
      if (line.units > 0) open.push(line)
      let missing = Math.max(-line.units, 0)
      for (let sale = open.at(-1); missing > 0 && sale; sale = open.at(-1)) {
        const there = left.get(sale) ?? sale.units
        const taken = Math.min(there, missing)
        left.set(sale, there - taken)
        if (taken === there) open.pop()
        missing -= taken
        units += taken
      }
      unmatched += missing
    }
  }
  const sales: PastSale[] = []
  for (const some of chunks(lines)) {
    yield
    for (const line of some) {
      const rest = left.get(line) ?? line.units
      if (rest > 0) sales.push(rest === line.units ? line : { ...line, units: rest })
    }
  }
  return { sales, returns: { units, unmatched } }
}

/** Rows that are sorted out at once. */
const ROWS_A_CHUNK = 2_000

function* chunks(lines: readonly SoldLine[]) {
  for (let at = 0; at < lines.length; at += ROWS_A_CHUNK) yield lines.slice(at, at + ROWS_A_CHUNK)
}

const thingOf = ({ productId, variantId }: SoldLine): string => `${productId} ${variantId}`

/** By the day, and of one day what was sold before what came back. */
const inTime = (a: SoldLine, b: SoldLine): number =>
  a.day === b.day ? Math.sign(b.units) - Math.sign(a.units) : a.day < b.day ? -1 : 1

const noDate = (): Sentence =>
  say({ en: 'The date is missing: fill it in.', fr: 'La date manque : à remplir.' })

/** How the dates of a file are read, in words. */
export const DATE_ORDERS: Readonly<Record<DateOrder, Readonly<Record<Language, string>>>> = {
  'day first': { en: 'day first', fr: 'le jour d’abord' },
  'month first': { en: 'month first', fr: 'le mois d’abord' },
}

function badDate(text: string, order: DateOrder | null): Sentence {
  const example = order === 'month first' ? '11/21/2026' : '21/11/2026'
  const how = order === null ? { en: '', fr: '' } : DATE_ORDERS[order]
  return say({
    en: `The date ${asName(text)} is none: write it like 2026-11-21 or ${example}${how.en && `, as this file is read ${how.en}`}.`,
    fr: `La date ${asName(text)} n’en est pas une : écrivez-la comme 2026-11-21 ou ${example}${how.fr && `, ce fichier étant lu ${how.fr}`}.`,
  })
}
