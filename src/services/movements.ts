import type { Location, Product } from '../domain/catalogue.ts'
import type { LedgerEntry } from '../domain/movement.ts'
import type { MovementType } from '../domain/stock.ts'
import type { StockStore } from '../store/store.ts'
import type { CatalogueReader } from './catalogue.ts'
import { locationOf } from './locations.ts'
import { decodeCursor, encodeCursor, type Page, type PageRequest } from './page.ts'
import { type Match, type Reference, understand } from './understand.ts'
import { explainNone, guesses } from './words.ts'

export interface HistoryQuery extends Reference, PageRequest {
  readonly location?: string | undefined
  readonly type?: MovementType | undefined
  readonly actor?: string | undefined
  readonly reference?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** A line of the ledger with the names it is about. */
export interface HistoryItem {
  readonly entry: LedgerEntry
  readonly product: Product | undefined
  readonly location: Location | undefined
}

export interface HistoryPage extends Page<HistoryItem> {
  readonly match: Match
  readonly total: number
  readonly message: string
}

export type MovementService = ReturnType<typeof createMovementService>

/** Answers what happened. */
export function createMovementService(deps: { catalogue: CatalogueReader; store: StockStore }) {
  const { catalogue, store } = deps
  return {
    /** A page of the ledger, newest first. */
    async list(query: HistoryQuery): Promise<HistoryPage> {
      const snapshot = await catalogue.read()
      const { kind, products, match, size } = understand(snapshot, query)
      if (kind === 'none' || kind === 'color-not-available') {
        const message = explainNone(match)
        return { match, total: 0, items: [], nextCursor: null, cursorAfter, message }
      }
      const { limit, type, actor, reference, from, to } = query
      const named = Object.keys(match).length > 0
      const { total, items } = await store.readMovements({
        ...{ type, actor, reference, from, to, limit: limit + 1 },
        productIds: named ? products.map(({ id }) => id) : undefined,
        size: query.size ?? size ?? undefined,
        locationId: query.location && locationOf(snapshot, query.location).id,
        before: query.cursor === undefined ? undefined : decodeCursor(query.cursor, isSeq, 1)[0],
      })
      const page = items.slice(0, limit)
      const last = page.at(-1)
      return {
        match,
        total,
        items: page.map((entry) => ({
          entry,
          product: snapshot.product(entry.productId),
          location: snapshot.locations.find(({ id }) => id === entry.locationId),
        })),
        nextCursor: last && items.length > limit ? encodeCursor([last.seq]) : null,
        cursorAfter,
        message: `${total} ${total === 1 ? 'movement' : 'movements'}.${guesses(match)}`,
      }
    },
  }
}

const cursorAfter = ({ entry }: HistoryItem): string => encodeCursor([entry.seq])

const isSeq = (value: unknown): value is number => Number.isSafeInteger(value)
