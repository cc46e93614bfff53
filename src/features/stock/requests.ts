import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import { count, countInFrench } from '../../domain/figures.ts'
import type { LedgerChannel, LedgerRequest } from '../../domain/movement.ts'
import { type AskedPeriod, type Period, readPeriod } from '../../domain/period.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { decodeCursor, encodeCursor, type Page, type PageRequest } from '../../shared/paging.ts'
import type { LedgerStore } from '../../store/ledger-store.ts'
import { actorsNamed } from './actors.ts'
import { type HistoryItem, isSeq, named } from './movements.ts'
import { tellNarrowing } from './narrowing.ts'

/** Movements of a request that are told with it; listMovements has the rest. */
export const MOST_LINES = 20

export interface RequestsQuery extends AskedPeriod, PageRequest {
  readonly channel?: LedgerChannel | undefined
  readonly actor?: string | undefined
  readonly location?: string | undefined
}

/** What was written together, with the names it is about. */
export interface RequestItem {
  readonly request: LedgerRequest
  readonly items: readonly HistoryItem[]
}

export interface RequestsPage extends Page<RequestItem> {
  readonly period: Period
  readonly timeZone: string
  readonly message: Sentence
}

export type RequestService = ReturnType<typeof createRequestService>

/** Tells what was done, one entry for each request. */
export function createRequestService(deps: {
  catalogue: CatalogueReader
  store: Pick<LedgerStore, 'readRequests' | 'readActors'>
  timeZone: string
}) {
  const { catalogue, store, timeZone } = deps
  return {
    /**
     * A page of what was done, newest first.
     * @throws StockError 'location-not-found', 'actor-not-found', 'invalid-request' as readPeriod and for a cursor
     */
    async list({ limit, cursor, ...asked }: RequestsQuery): Promise<RequestsPage> {
      const snapshot = await catalogue.read()
      const { channel, actor } = asked
      const period = readPeriod(asked, { now: new Date(), timeZone, otherwise: 'all' })
      const location =
        asked.location === undefined ? undefined : locationOf(snapshot, asked.location)
      const locationId = location?.id
      const actors =
        actor === undefined ? undefined : actorsNamed(actor, await store.readActors(locationId))
      const found = await store.readRequests({
        ...{ channel, locationId, actors },
        from: period.from ?? undefined,
        to: period.to ?? undefined,
        before: cursor === undefined ? undefined : decodeCursor(cursor, isSeq, 1)[0],
        limit: limit + 1,
        lines: MOST_LINES,
      })
      const page = found.slice(0, limit)
      const last = page.at(-1)
      return {
        ...{ period, timeZone },
        items: page.map((request) => ({
          request,
          items: request.items.map((entry) => named(entry, snapshot)),
        })),
        nextCursor: last && found.length > limit ? encodeCursor([last.first]) : null,
        cursorAfter: ({ request }) => encodeCursor([request.first]),
        message: tellPage(
          page.length,
          found.length > limit,
          tellNarrowing({ location: location?.name, actors, channel, period }),
        ),
      }
    },
  }
}

function tellPage(requests: number, isMore: boolean, where: Sentence | ''): Sentence {
  if (requests === 0) return say({ en: `No requests${where}.`, fr: `Aucune demande${where}.` })
  return say({
    en: `${count(requests, 'request')}${where}${isMore ? ', and there are more before them' : ''}.`,
    fr: `${countInFrench(requests, 'demande')}${where}${isMore ? ', et il y en a d’autres avant' : ''}.`,
  })
}
