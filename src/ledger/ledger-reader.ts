import type { CatalogueReader } from '../catalogue/catalogue-reader.ts'
import { StockError } from '../domain/errors.ts'
import { figure } from '../domain/figures.ts'
import { type Sentence, say } from '../domain/say.ts'
import { nextTurn } from '../shared/turns.ts'
import type { PastSaleRow, PastSalesState, PastSalesStore } from '../store/past-sales-store.ts'
import type { TradeRow, TradeStore } from '../store/trade-store.ts'
import { PastLedger } from './past-ledger.ts'
import { TradeLedger } from './trade-ledger.ts'

/** Holds all that moved in memory, for what is asked of sales and demand. */
export interface LedgerReader {
  /**
   * All that moved until now.
   * @throws StockError 'store-unavailable' where it is not read yet, or cannot be
   */
  read(): Promise<TradeLedger>
  /**
   * The sales of before the ledger.
   * @throws StockError 'store-unavailable'
   */
  readPast(): Promise<PastLedger>
  /** Reads it in the background behind the catalogue, and keeps up with what moves. @returns what ends that */
  start(): () => void
}

/** How long a person waits for an answer. */
const PATIENCE_MS = 3_000

/** How often it is looked whether something moved, where nobody asks. */
const KEEP_UP_MS = 2_000

/** How often it is looked while the catalogue does not follow the feed, or something moved past it. */
const RETRY_MS = 10_000

interface Dependencies {
  readonly store: TradeStore & Pick<PastSalesStore, 'readPastSales' | 'readPastSalesState'>
  readonly catalogue: Pick<CatalogueReader, 'newestSeq' | 'firstRead'>
  /** Of the days on which past sales were. */
  readonly timeZone: string
  /** So long a question waits for the first reading; a longer one is told how far it is. */
  readonly patienceMs?: number
}

/** Reads the ledger page by page. What moves later is read by its number. */
export function createLedgerReader(deps: Dependencies): LedgerReader {
  const { store, catalogue, timeZone, patienceMs = PATIENCE_MS } = deps
  let held: TradeLedger | undefined
  let last = { seq: 0, id: '' }
  let newest = 0
  let reading: Promise<TradeLedger> | undefined

  async function readAll(): Promise<TradeLedger> {
    let ledger = held ?? new TradeLedger()
    for (;;) {
      const page = await store.readTrade(last)
      newest = page.newest
      if (!page.known) {
        // Another database: a backup was restored.
        held = undefined
        ledger = new TradeLedger()
        last = { seq: 0, id: '' }
        continue
      }
      for (const row of page.rows) ledger.add(movementOf(row))
      const end = page.rows.at(-1)
      if (end) last = { seq: end[0], id: end[1] }
      if (!end || last.seq >= newest) break
      await nextTurn()
    }
    held = ledger
    return ledger
  }

  function catchUp(): Promise<TradeLedger> {
    reading ??= readAll().finally(() => {
      reading = undefined
    })
    return reading
  }

  let past: { readonly ledger: PastLedger; readonly state: string } | undefined
  let readingPast: Promise<PastLedger> | undefined

  async function readPast(): Promise<PastLedger> {
    const state = stateKey(await store.readPastSalesState())
    if (past?.state === state) return past.ledger
    const rows: PastSaleRow[] = []
    for (;;) {
      const page = await store.readPastSales(rows.at(-1)?.[0] ?? 0, PAST_PAGE)
      rows.push(...page)
      if (page.length < PAST_PAGE) break
      await nextTurn()
    }
    past = { ledger: new PastLedger(rows, timeZone), state }
    return past.ledger
  }

  function readPastOnce(): Promise<PastLedger> {
    readingPast ??= readPast().finally(() => {
      readingPast = undefined
    })
    return readingPast
  }

  return {
    readPast: readPastOnce,
    async read() {
      const seq = catalogue.newestSeq()
      if (held && seq !== null && held.seq >= seq) return held
      if (held) return catchUp()
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => {
        late.reject(new StockError('store-unavailable', stillReading(last.seq, newest)))
      }, patienceMs)
      try {
        return await Promise.race([catchUp(), late.promise])
      } finally {
        clearTimeout(timer)
      }
    },
    start() {
      let lookedAt = 0
      const keepUp = () => {
        const seq = catalogue.newestSeq()
        const isBehind = !held || (seq !== null && held.seq < seq)
        const now = performance.now()
        if (reading || (!isBehind && now - lookedAt < RETRY_MS)) return
        lookedAt = now
        // Whoever asks is told what is wrong; here it is tried again.
        catchUp().catch(() => {})
      }
      let timer: NodeJS.Timeout | undefined
      let isEnded = false
      // The first question waits for the catalogue, which a million movements would hold up.
      void catalogue.firstRead.then(() => {
        if (isEnded) return
        keepUp()
        readPastOnce().catch(() => {})
        timer = setInterval(keepUp, KEEP_UP_MS).unref()
      })
      return () => {
        isEnded = true
        clearInterval(timer)
      }
    },
  }
}

/** @param seq of the last movement that was read */
const stillReading = (seq: number, newest: number): Sentence =>
  say({
    en: `The sales so far are being read: ${figure(seq)} of ${figure(newest)} movements. Nothing is wrong; ask again in a few seconds.`,
    fr: `Les ventes passées sont en cours de lecture : ${figure(seq)} mouvements sur ${figure(newest)}. Tout va bien ; redemandez dans quelques secondes.`,
  })

/** Past sales that are read at once. */
const PAST_PAGE = 20_000

const stateKey = ({ count, last }: PastSalesState): string => `${count} ${last}`

const movementOf = ([
  seq,
  _id,
  variantId,
  locationId,
  type,
  delta,
  unitPrice,
  unitCost,
  actor,
  isFirst,
  time,
  reversed,
]: TradeRow) => ({
  ...{ seq, variantId, locationId, type, delta, unitPrice, unitCost, actor },
  isFirst: isFirst === 1,
  time,
  reversed,
})
