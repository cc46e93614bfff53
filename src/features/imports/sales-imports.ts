import { createHash } from 'node:crypto'
import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Caller } from '../../domain/caller.ts'
import { dayOf } from '../../domain/day.ts'
import { StockError } from '../../domain/errors.ts'
import { count, countInFrench, figure, tellDay } from '../../domain/figures.ts'
import type { By } from '../../domain/person.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { quoted } from '../../domain/text.ts'
import type { Download } from '../../download/download.ts'
import { type IncomingFile, withIncoming } from '../../shared/incoming-file.ts'
import { doneBefore, nothingToWrite } from '../../shared/nothing-changed.ts'
import { type Confirmation, createReportTokens } from '../../shared/report-token.ts'
import type { Signer } from '../../shared/signer.ts'
import { inTurns, type Steps } from '../../shared/turns.ts'
import type { PastSale, PastSalesStore, SalesFile } from '../../store/past-sales-store.ts'
import {
  confirmNext,
  correctFirst,
  inTurn,
  MAX_BYTES,
  outdated,
  readable,
  requireFewLines,
  tooLong,
} from './import-file.ts'
import { DATE_ORDERS, planSales, type SalesPlan } from './sales.ts'

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
  readonly message: Sentence
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
export function tellSales(work: SalesWork, timeZone: string): Sentence {
  const { sales, problems, returns, order, guesses, known, same } = work
  const { units, first, last, products, withoutSize } = sumOf(sales)
  const [from] = same.toSorted((a, b) => b.shared - a.shared)
  const bad = say({
    en: count(problems.length, 'bad row'),
    fr: countInFrench(problems.length, 'mauvaise ligne', 'mauvaises lignes'),
  })
  return join([
    sales.length === 0
      ? say({ en: `No sales; ${bad}.`, fr: `Aucune vente ; ${bad}.` })
      : say({
          en: `${count(sales.length, 'sale')} of ${count(units, 'unit')}, ${tellDay(first)} to ${tellDay(last)}, of ${count(products, 'product')}; ${bad}.`,
          fr: `${countInFrench(sales.length, 'vente')}, ${countInFrench(units, 'unité')}, du ${tellDay(first)} au ${tellDay(last)}, ${countInFrench(products, 'produit')} ; ${bad}.`,
        }),
    withoutSize > 0 &&
      say({
        en: `${figure(withoutSize)} of them do not tell the size: they count for the product, not for a size.`,
        fr: `Sans taille : ${figure(withoutSize)}, comptées pour le produit et pour aucune taille.`,
      }),
    order &&
      say({
        en: `Dates are read ${DATE_ORDERS[order].en}.`,
        fr: `Les dates sont lues ${DATE_ORDERS[order].fr}.`,
      }),
    returns.units > 0 &&
      say({
        en: `Returned units, taken off the sales before: ${figure(returns.units)}.`,
        fr: `Unités retournées, retirées des ventes d’avant : ${figure(returns.units)}.`,
      }),
    returns.unmatched > 0 &&
      say({
        en: `Returned units of which the file has no sale before, left out: ${figure(returns.unmatched)}.`,
        fr: `Unités retournées sans vente d’avant dans le fichier, laissées de côté : ${figure(returns.unmatched)}.`,
      }),
    guesses.length > 0 &&
      say({
        en: `Some words were guessed: ${guesses.slice(0, 3).join(' ')}`,
        fr: `Des mots ont été devinés : ${guesses.slice(0, 3).join(' ')}`,
      }),
    known > 0 &&
      say({
        en: `${figure(known)} sales of this file are there already: each line is written once.`,
        fr: `Ventes de ce fichier déjà là : ${figure(known)} ; chaque ligne est écrite une fois.`,
      }),
    from && tellShared(from, timeZone),
    stockStays(),
  ])
}

const stockStays = (): Sentence =>
  say({ en: 'Stock does not change.', fr: 'Le stock ne change pas.' })

function tellShared(
  { shared, actor, createdAt }: SalesWork['same'][number],
  timeZone: string,
): Sentence {
  const day = tellDay(dayOf(new Date(createdAt), timeZone))
  return say({
    en: `${figure(shared)} of them are also in a file that ${quoted(actor)} imported on ${day}: if they are the same sales, they would count twice.`,
    fr: `${figure(shared)} d’entre elles sont aussi dans un fichier importé par ${quoted(actor)} le ${day} : si ce sont les mêmes ventes, elles compteraient deux fois.`,
  })
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
          ? say({
              en: 'There are no past sales: importStock takes them with kind sales.',
              fr: 'Il n’y a pas de ventes passées : importStock les prend avec kind sales.',
            })
          : say({
              en: `${count(rows, 'past sale')}; files: ${files.length}.`,
              fr: `Ventes passées : ${figure(rows)} ; fichiers : ${files.length}.`,
            })
      return { files, message }
    },

    /** @throws StockError 'past-sales-not-found' */
    async remove(source: string, by: By): Promise<{ rows: number; message: Sentence }> {
      const rows = await store.removePastSales(by, source).catch(explain)
      const message = say({
        en: `Took back ${count(rows, 'past sale')} of this file. Stock is as it was.`,
        fr: `Retiré de ce fichier : ${countInFrench(rows, 'vente passée', 'ventes passées')}. Le stock est comme avant.`,
      })
      return { rows, message }
    },
  }

  function report(work: SalesWork, reported: Reported, actor: string): SalesOutcome {
    const isNeeded = work.isComplete && work.sales.length > work.known
    const next = isNeeded
      ? confirmNext('kind sales')
      : work.isComplete
        ? nothingToWrite()
        : correctFirst()
    return {
      ...{ work, written: false, replayed: false },
      confirmation: isNeeded ? tokens.make(actor, reported) : null,
      message: join([tellSales(work, timeZone), next]),
    }
  }

  async function confirm(
    work: SalesWork,
    now: Reported,
    { token, actor, by }: { token: string; actor: string; by: By },
  ): Promise<SalesOutcome> {
    const reported = tokens.read(actor, token)
    if (!reported) throw outdated('no-sales-report')
    if (reported.source !== now.source) throw outdated('other-file')
    const done = { work, written: true, confirmation: null }
    if (work.known >= work.sales.length) {
      const message = doneBefore(
        say({ en: count(work.known, 'sale'), fr: countInFrench(work.known, 'vente') }),
      )
      return { ...done, replayed: true, message }
    }
    if (reported.isExpired) throw outdated('expired')
    if (reported.work !== now.work) throw outdated('products-changed')
    const rows = await store.writePastSales(by, work.source, work.sales)
    return {
      ...done,
      replayed: false,
      message: say({
        en: `Done: wrote ${count(rows, 'past sale')}. Stock is as it was. If that is wrong, removePastSales with source ${work.source} takes it back.`,
        fr: `Fait : ${countInFrench(rows, 'vente passée écrite', 'ventes passées écrites')}. Le stock est comme avant. Si c’est faux, removePastSales avec source ${work.source} retire cela.`,
      }),
    }
  }
}

function explain(error: unknown): never {
  if (!(error instanceof StockError) || error.code !== 'past-sales-not-found') throw error
  throw new StockError(
    'past-sales-not-found',
    say({
      en: 'There are no past sales of this source. Nothing was changed: listPastSales tells the sources.',
      fr: 'Il n’y a pas de ventes passées de cette source. Rien n’a changé : listPastSales dit les sources.',
    }),
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
