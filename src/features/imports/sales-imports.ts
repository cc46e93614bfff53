import { createHash } from 'node:crypto'
import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Caller } from '../../domain/caller.ts'
import { dayOf } from '../../domain/day.ts'
import { StockError } from '../../domain/errors.ts'
import type { By } from '../../domain/person.ts'
import { quoted } from '../../domain/text.ts'
import type { Download } from '../../download/download.ts'
import { type IncomingFile, withIncoming } from '../../shared/incoming-file.ts'
import { type Confirmation, createReportTokens } from '../../shared/report-token.ts'
import type { Signer } from '../../shared/signer.ts'
import { inTurns, type Steps } from '../../shared/turns.ts'
import type { PastSale, PastSalesStore, SalesFile } from '../../store/past-sales-store.ts'
import { inTurn, MAX_BYTES, outdated, readable, requireFewLines, tooLong } from './import-file.ts'
import { planSales, type SalesPlan } from './sales.ts'

export interface SalesRequest {
  readonly file: IncomingFile
  /** Take the other rows when some cannot be taken. */
  readonly skipBadRows?: boolean | undefined
  /** Confirmation token of the report; without it nothing is written. */
  readonly token?: string | undefined
}

/** What a file of past sales comes to beside what is there. */
export interface SalesWork extends SalesPlan {
  /** SHA-256 of the file, in hex. */
  readonly source: string
  /** Sales of this file that are there already. */
  readonly known: number
  /** Other files that have some of its sales too, and how many. */
  readonly same: readonly (SalesFile & { readonly shared: number })[]
  /** Whether it may be written: there are no bad rows, or they are to be left out. */
  readonly isComplete: boolean
}

export interface SalesOutcome {
  readonly written: boolean
  /** Whether it was already written, so that nothing was written now. */
  readonly replayed: boolean
  readonly work: SalesWork
  readonly confirmation: Confirmation | null
  readonly message: string
}

export type SalesImportService = ReturnType<typeof createSalesImportService>

/** Maximum rows of a file in a request. */
const MAX_ROWS = 200_000

/** The content of a report. A confirmation for different content is refused. */
type Reported = {
  readonly source: string
  /** Hash of the sales to write. */
  readonly work: string
}

interface Reading {
  readonly store: PastSalesStore
  readonly snapshot: Snapshot
  readonly timeZone: string
  readonly skipBadRows?: boolean | undefined
}

/**
 * Reads a file of past sales beside the catalogue and what is there of before. Writes nothing.
 * @throws StockError 'file-unreadable'
 */
export async function readSales(bytes: Uint8Array, reading: Reading): Promise<SalesWork> {
  const { store, snapshot, timeZone, skipBadRows = false } = reading
  const { ledgerBegan } = await store.readPastSalesState()
  const rules = { now: new Date(), timeZone, ledgerBegan }
  const plan = await readable(planSales(bytes, snapshot, rules))
  const source = createHash('sha256').update(bytes).digest('hex')
  const files = await store.readSalesFiles()
  const others = files.filter((file) => file.source !== source)
  const same = others.length > 0 ? await store.findSameSales(source, plan.sales) : new Map()
  return {
    ...plan,
    source,
    known: files.find((file) => file.source === source)?.rows ?? 0,
    same: others.flatMap((file) => {
      const shared = same.get(file.source)
      return shared === undefined ? [] : [{ ...file, shared }]
    }),
    isComplete: plan.problems.length === 0 || skipBadRows,
  }
}

/** What a file of past sales comes to, in words. */
export function tellSales(work: SalesWork, timeZone: string): string {
  const { sales, problems, returns, order, guesses, known, same } = work
  const { units, first, last, products, withoutSize } = sumOf(sales)
  const [from] = same.toSorted((a, b) => b.shared - a.shared)
  return [
    sales.length === 0
      ? `No sales; ${problems.length} bad rows.`
      : `${sales.length} sales of ${units} units, ${first} to ${last}, of ${products} products; ${problems.length} bad rows.`,
    withoutSize > 0 &&
      `${withoutSize} of them do not tell the size: they count for the product, not for a size.`,
    order && `Dates are read ${order}.`,
    returns.units > 0 && `Returned units, taken off the sales before: ${returns.units}.`,
    returns.unmatched > 0 &&
      `Returned units of which the file has no sale before, left out: ${returns.unmatched}.`,
    guesses.length > 0 && `Some words were guessed: ${guesses.slice(0, 3).join(' ')}`,
    known > 0 && `${known} sales of this file are there already: each line is written once.`,
    from &&
      `${from.shared} of them are also in a file that ${quoted(from.actor)} imported on ${dayOf(new Date(from.createdAt), timeZone)}: if they are the same sales, they would count twice.`,
    'Stock does not change.',
  ]
    .filter(Boolean)
    .join(' ')
}

/** What some sales add up to. */
export function sumOf(sales: readonly PastSale[]) {
  let [units, withoutSize, first, last] = [0, 0, sales[0]?.day ?? '', '']
  const products = new Set<string>()
  for (const sale of sales) {
    units += sale.units
    if (sale.variantId === null) withoutSize++
    if (sale.day < first) first = sale.day
    if (sale.day > last) last = sale.day
    products.add(sale.productId)
  }
  return { units, first, last, products: products.size, withoutSize }
}

/** Imports files of past sales, tells which there are, and takes them back. Stock never moves. */
export function createSalesImportService(deps: {
  catalogue: CatalogueReader
  store: PastSalesStore
  download: Download
  signer: Signer
  timeZone: string
}) {
  const { catalogue, store, download, signer, timeZone } = deps
  const tokens = createReportTokens<Reported>(signer, 'import-sales')

  return {
    /**
     * Reports what a file of past sales has or, with the token of such a report, writes it.
     * @throws StockError for the file, and 'import-outdated' for a token that is not of a report on
     *   just this; nothing is written then
     */
    async run(request: SalesRequest, caller: Caller, by: By): Promise<SalesOutcome> {
      const work = await withIncoming(request.file, download, MAX_BYTES, (bytes) =>
        inTurn(async () => {
          requireFewLines(bytes, MAX_ROWS)
          const snapshot = await catalogue.readFresh()
          const read = await readSales(bytes, { ...request, store, snapshot, timeZone })
          if (read.sales.length > MAX_ROWS) throw tooLong(MAX_ROWS)
          return read
        }),
      )
      const reported = { source: work.source, work: await inTurns(digestOf(work.sales)) }
      return request.token === undefined
        ? report(work, reported, caller.actor)
        : confirm(work, reported, { token: request.token, actor: caller.actor, by })
    },

    async list() {
      const files = await store.readSalesFiles()
      const rows = files.reduce((sum, file) => sum + file.rows, 0)
      const message =
        files.length === 0
          ? 'There are no past sales: importStock takes them with kind sales.'
          : `${rows} past sales; files: ${files.length}.`
      return { files, message }
    },

    /** @throws StockError 'past-sales-not-found' */
    async remove(source: string, by: By): Promise<{ rows: number; message: string }> {
      const rows = await store.removePastSales(by, source).catch(explain)
      return { rows, message: `Took back the ${rows} past sales of this file. Stock is as it was.` }
    },
  }

  function report(work: SalesWork, reported: Reported, actor: string): SalesOutcome {
    const isNeeded = work.isComplete && work.sales.length > work.known
    const next = isNeeded
      ? 'Nothing is written yet: show this to the owner, and send the same file with kind sales and the token to write it.'
      : work.isComplete
        ? 'Nothing has to be written.'
        : 'Nothing is written: correct the file, or send skip_bad_rows to leave these rows out.'
    return {
      ...{ work, written: false, replayed: false },
      confirmation: isNeeded ? tokens.make(actor, reported) : null,
      message: `${tellSales(work, timeZone)} ${next}`,
    }
  }

  async function confirm(
    work: SalesWork,
    now: Reported,
    { token, actor, by }: { token: string; actor: string; by: By },
  ): Promise<SalesOutcome> {
    const reported = tokens.read(actor, token)
    if (!reported) throw outdated('The token is not one of your reports on past sales')
    if (reported.source !== now.source) throw outdated('The report was on another file')
    const done = { work, written: true, confirmation: null }
    if (work.known >= work.sales.length) {
      return { ...done, replayed: true, message: `Done before, not again: ${work.known} sales.` }
    }
    if (reported.isExpired) throw outdated('The report is older than 5 minutes')
    if (reported.work !== now.work) throw outdated('The products have changed since the report')
    const rows = await store.writePastSales(by, work.source, work.sales)
    return {
      ...done,
      replayed: false,
      message: `Done: wrote ${rows} past sales. Stock is as it was. If they are wrong, removePastSales with source ${work.source} takes them back.`,
    }
  }
}

function explain(error: unknown): never {
  if (!(error instanceof StockError) || error.code !== 'past-sales-not-found') throw error
  throw new StockError(
    'past-sales-not-found',
    'There are no past sales of this source. Nothing was changed: listPastSales tells the sources.',
    {},
    { cause: error },
  )
}

/** Sales that are hashed at once: a few milliseconds of work. */
const SALES_A_STEP = 2_000

function* digestOf(sales: readonly PastSale[]): Steps<string> {
  const hash = createHash('sha256')
  for (let at = 0; at < sales.length; at += SALES_A_STEP) {
    hash.update(JSON.stringify(sales.slice(at, at + SALES_A_STEP)))
    yield
  }
  return hash.digest('base64url')
}
