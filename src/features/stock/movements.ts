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
import { introduce, tellSubject, whyNothing } from '../../catalogue/understanding-messages.ts'
import type { Location, Product } from '../../domain/catalogue.ts'
import type { Match } from '../../domain/match.ts'
import type {
  LedgerChannel,
  LedgerEntry,
  LedgerPage,
  MovementQuery,
} from '../../domain/movement.ts'
import type { MovementType } from '../../domain/movement-types.ts'
import { type AskedPeriod, type Period, readPeriod } from '../../domain/period.ts'
import { distinct } from '../../domain/reference.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asSize } from '../../domain/text.ts'
import type { Total } from '../../domain/total.ts'
import type { LedgerReader } from '../../ledger/ledger-reader.ts'
import { either } from '../../shared/message-parts.ts'
import {
  decodeCursor,
  encodeCursor,
  MOST_COUNTED,
  type Page,
  type PageRequest,
} from '../../shared/paging.ts'
import type { StockStore } from '../../store/store.ts'
import { actorsNamed } from './actors.ts'
import { tellNarrowing } from './narrowing.ts'
import { pastUnits, tellBefore, tellPast } from './past-units.ts'
import { type Counted, netUnits, tellMany, tellTotals } from './totals.ts'

export interface LedgerFilters extends Reference, AskedPeriod {
  readonly location?: string | undefined
  readonly type?: MovementType | undefined
  readonly actor?: string | undefined
  readonly reference?: string | undefined
  readonly channel?: LedgerChannel | undefined
  /** The request that they are of. */
  readonly batch?: string | undefined
  /** false to leave out what was undone, and the undos. */
  readonly includeUndone?: boolean | undefined
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
  readonly total: Total
  /** Net, by what they are counted as; null where too many fit to be added up. */
  readonly units: Record<Counted, number> | null
  /** Units of past sales that fit, which are no movements. */
  readonly past: number
  readonly message: Sentence
}

export type MovementService = ReturnType<typeof createMovementService>

/** Answers what happened. */
export function createMovementService(deps: {
  catalogue: CatalogueReader
  store: StockStore
  ledger: Pick<LedgerReader, 'read' | 'readPast'>
  timeZone: string
}) {
  const { catalogue, store, ledger, timeZone } = deps
  return {
    /** A page of the ledger, newest first. */
    async list({ limit, cursor, ...filters }: HistoryQuery): Promise<HistoryPage> {
      const { snapshot, understanding, query, location, period } = await ask(filters)
      const told = {
        match: understanding.match,
        filters: filtersOf(understanding, filters),
        ...{ period, timeZone },
      }
      if (!query) {
        const message = whyNothing(snapshot, understanding, filters)
        const none = {
          total: { total: 0, isAtLeast: false },
          units: netUnits([]),
          past: 0,
          items: [],
          nextCursor: null,
          cursorAfter,
        }
        return { ...told, ...none, message }
      }
      const [answer, past] = await Promise.all([
        store.readMovements({
          ...query,
          limit: limit + 1,
          most: MOST_COUNTED,
          before: cursor === undefined ? undefined : decodeCursor(cursor, isSeq, 1)[0],
        }),
        readPastUnits(snapshot, query, period),
      ])
      const { total, totals, items } = answer
      const page = items.slice(0, limit)
      const last = page.at(-1)
      return {
        ...told,
        total,
        units: totals && netUnits(totals),
        past,
        items: page.map((entry) => named(entry, snapshot)),
        nextCursor: last && items.length > limit ? encodeCursor([last.seq]) : null,
        cursorAfter,
        message: introduce(
          understanding,
          await tellPage(answer, { query, understanding, location, period, past }),
        ),
      }
    },

    /**
     * All of the ledger that fits, newest first, in pages of `size` that are read when they are
     * asked for; the first one at once, so that what is wrong shows before anything is taken.
     */
    async read(filters: LedgerFilters, { size, most }: { size: number; most: number }) {
      const { snapshot, understanding, query, location, period } = await ask(filters)
      const [first, past] = query
        ? await Promise.all([
            store.readMovements({ ...query, limit: size, most }),
            readPastUnits(snapshot, query, period),
          ])
        : [null, 0]

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
            most: 0,
          }))
        }
      }
      return {
        understanding,
        total: first?.total ?? { total: 0, isAtLeast: false },
        told:
          first && query
            ? await tellPage(first, { query, understanding, location, period, past })
            : '',
        pages: pages(),
      }
    },
  }

  /** Nobody knows for which order or customer past sales were. */
  async function readPastUnits(snapshot: Snapshot, query: LedgerQuery, period: Period) {
    const { type = 'SALE', reference, channel, batch } = query
    if (type !== 'SALE' || [reference, channel, batch].some((one) => one !== undefined)) return 0
    return pastUnits(await ledger.readPast(), snapshot, { ...query, period })
  }

  /** What all that fits comes to, or that nothing is known of the time. */
  async function tellPage(answer: LedgerPage, question: Question): Promise<Sentence> {
    const { period, past } = question
    if (answer.total.total > 0 || period.to === null) return tellAll(answer, question)
    const { begins } = await ledger.read()
    const first = begins === null ? null : new Date(begins * 1_000)
    return tellBefore(period, past, first, timeZone) || tellAll(answer, question)
  }

  /** The question in the words of the store; its query is null when the words fit nothing. */
  async function ask(filters: LedgerFilters) {
    const snapshot = await catalogue.read()
    const understanding = understand(snapshot, filters)
    const period = readPeriod(filters, { now: new Date(), timeZone, otherwise: 'all' })
    const location =
      filters.location === undefined ? undefined : locationOf(snapshot, filters.location)
    const locationId = location?.id
    const { actor } = filters
    const actors =
      actor === undefined ? undefined : actorsNamed(actor, await store.readActors(locationId))
    const query = toLedgerQuery(understanding, filters, { period, locationId, actors })
    return { snapshot, understanding, query, location, period }
  }
}

interface Question {
  readonly query: LedgerQuery
  readonly understanding: Understanding
  readonly location: Location | undefined
  readonly period: Period
  /** Units of past sales that fit too. */
  readonly past: number
}

/** What all that fits comes to, and whose might have been meant too. */
function tellAll({ total, totals, references, alike }: LedgerPage, question: Question): Sentence {
  const others = either(distinct(alike))
  const where = narrowed(question, distinct(references))
  const { undone, type } = question.query
  return join([
    totals ? tellTotals(totals, { undone, type, where }) : tellMany(total, where),
    alike.length > 0 &&
      say({
        en: `${others} may be somebody else, and is not counted.`,
        fr: `${others} : peut-être quelqu’un d’autre, donc pas compté.`,
      }),
    tellPast(question.past),
  ])
}

/** @param references under which the movements are; none where there are no movements */
const narrowed = (
  { query, understanding, location, period }: Question,
  references: readonly string[],
): Sentence | '' =>
  tellNarrowing({
    what: subjectOf(query, understanding),
    location: location?.name,
    references:
      references.length > 0 || query.reference === undefined ? references : [query.reference],
    actors: query.actors,
    channel: query.channel,
    isOfRequest: query.batch !== undefined,
    period,
  })

const subjectOf = ({ productIds, size }: LedgerQuery, understanding: Understanding): Sentence =>
  join(
    [
      productIds && productIds.length > 0 && tellSubject(understanding),
      size !== undefined && sameInAll(asSize(size)),
    ],
    ', ',
  )

const cursorAfter = ({ entry }: HistoryItem): string => encodeCursor([entry.seq])

interface LedgerQuery extends Omit<MovementQuery, 'limit'> {
  readonly undone: boolean
}

/** What was understood of a question; null when the words fit nothing. */
function toLedgerQuery(
  { kind, products, match, size }: Understanding,
  filters: LedgerFilters,
  known: Pick<LedgerQuery, 'locationId' | 'actors'> & { readonly period: Period },
): LedgerQuery | null {
  if (kind === 'none' || kind === 'color-not-available') return null
  const { type, reference, channel, batch, includeUndone = true } = filters
  const { period, ...rest } = known
  const isNamed = Object.keys(match).length > 0
  return {
    ...rest,
    ...{ type, reference, channel, batch },
    from: period.from ?? undefined,
    to: period.to ?? undefined,
    productIds: isNamed ? products.map(({ id }) => id) : undefined,
    size: saidSize(filters) ?? size ?? undefined,
    undone: includeUndone,
  }
}

export const named = (entry: LedgerEntry, snapshot: Snapshot): HistoryItem => ({
  entry,
  product: snapshot.product(entry.productId),
  location: snapshot.locations.find(({ id }) => id === entry.locationId),
})

export const isSeq = (value: unknown): value is number => Number.isSafeInteger(value)
