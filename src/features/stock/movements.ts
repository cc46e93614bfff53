import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import {
  type Filters,
  filtersOf,
  type Reference,
  saidSize,
  type Understanding,
  understand,
} from '../../catalogue/understand.ts'
import { introduce } from '../../catalogue/understanding-messages.ts'
import type { Location, Product } from '../../domain/catalogue.ts'
import type { Match } from '../../domain/match.ts'
import type { LedgerEntry, MovementQuery } from '../../domain/movement.ts'
import type { MovementType } from '../../domain/movement-types.ts'
import { type AskedPeriod, type Period, readPeriod } from '../../domain/period.ts'
import { explainNone } from '../../shared/message-parts.ts'
import { decodeCursor, encodeCursor, type Page, type PageRequest } from '../../shared/paging.ts'
import type { StockStore } from '../../store/store.ts'

interface LedgerFilters extends Reference, AskedPeriod {
  readonly location?: string | undefined
  readonly type?: MovementType | undefined
  readonly actor?: string | undefined
  readonly reference?: string | undefined
}

export interface HistoryQuery extends LedgerFilters, PageRequest {}

/** A line of the ledger with the names it is about. */
export interface HistoryItem {
  readonly entry: LedgerEntry
  readonly product: Product | undefined
  readonly location: Location | undefined
}

export interface HistoryPage extends Page<HistoryItem> {
  readonly match: Match
  readonly filters: Filters
  readonly period: Period
  readonly timeZone: string
  readonly total: number
  readonly message: string
}

export type MovementService = ReturnType<typeof createMovementService>

/** Answers what happened. */
export function createMovementService(deps: {
  catalogue: CatalogueReader
  store: StockStore
  timeZone: string
}) {
  const { catalogue, store, timeZone } = deps
  const periodOf = (asked: AskedPeriod): Period =>
    readPeriod(asked, { now: new Date(), timeZone, otherwise: 'all' })
  return {
    /** A page of the ledger, newest first. */
    async list({ limit, cursor, ...filters }: HistoryQuery): Promise<HistoryPage> {
      const snapshot = await catalogue.read()
      const understanding = understand(snapshot, filters)
      const { match } = understanding
      const asked = filtersOf(understanding, filters)
      const period = periodOf(filters)
      const query = toLedgerQuery(snapshot, understanding, filters, period)
      const told = { match, filters: asked, period, timeZone }
      if (!query) {
        const message = explainNone(match)
        return {
          ...told,
          total: 0,
          items: [],
          nextCursor: null,
          cursorAfter,
          message,
        }
      }
      const { total, items } = await store.readMovements({
        ...query,
        limit: limit + 1,
        before: cursor === undefined ? undefined : decodeCursor(cursor, isSeq, 1)[0],
      })
      const page = items.slice(0, limit)
      const last = page.at(-1)
      return {
        ...told,
        total,
        items: page.map((entry) => named(entry, snapshot)),
        nextCursor: last && items.length > limit ? encodeCursor([last.seq]) : null,
        cursorAfter,
        message: introduce(understanding, `${total} ${total === 1 ? 'movement' : 'movements'}.`),
      }
    },

    /**
     * All of the ledger that fits, newest first, in pages of `size` that are read when they are
     * asked for; the first one at once, so that what is wrong shows before anything is taken.
     */
    async read(filters: LedgerFilters, size: number) {
      const snapshot = await catalogue.read()
      const understanding = understand(snapshot, filters)
      const query = toLedgerQuery(snapshot, understanding, filters, periodOf(filters))
      const first = query && (await store.readMovements({ ...query, limit: size }))

      async function* pages() {
        let items = first?.items ?? []
        while (items.length > 0) {
          yield items.map((entry) => named(entry, snapshot))
          if (items.length < size) return
          const before = items.at(-1)?.seq
          ;({ items } = await store.readMovements({
            ...query,
            before,
            limit: size,
            counted: false,
          }))
        }
      }
      return { understanding, total: first?.total ?? 0, pages: pages() }
    },
  }
}

const cursorAfter = ({ entry }: HistoryItem): string => encodeCursor([entry.seq])

/** The same question in the words of the store; null when the words fit nothing. */
function toLedgerQuery(
  snapshot: Snapshot,
  { kind, products, match, size }: Understanding,
  filters: LedgerFilters,
  { from, to }: Period,
): Omit<MovementQuery, 'limit'> | null {
  if (kind === 'none' || kind === 'color-not-available') return null
  const { type, actor, reference } = filters
  const isNamed = Object.keys(match).length > 0
  return {
    type,
    actor,
    reference,
    from: from ?? undefined,
    to: to ?? undefined,
    productIds: isNamed ? products.map(({ id }) => id) : undefined,
    size: saidSize(filters) ?? size ?? undefined,
    locationId: filters.location && locationOf(snapshot, filters.location).id,
  }
}

const named = (entry: LedgerEntry, snapshot: Snapshot): HistoryItem => ({
  entry,
  product: snapshot.product(entry.productId),
  location: snapshot.locations.find(({ id }) => id === entry.locationId),
})

const isSeq = (value: unknown): value is number => Number.isSafeInteger(value)
