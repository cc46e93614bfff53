import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import { compareKeys } from '../../domain/collation.ts'
import { lastDue } from '../../domain/day.ts'
import { SEVERITIES, type Severity } from '../../domain/demand/reorder.ts'
import { StockError } from '../../domain/errors.ts'
import { type Sentence, say } from '../../domain/say.ts'
import {
  type CheckedItem,
  type CheckStatus,
  foundBy,
  MOST_CHECKED_ITEMS,
  type NewStockCheck,
  resultOf,
  type StockCheck,
} from '../../domain/stock-check.ts'
import { decodeCursor, encodeCursor, type Page, type PageRequest } from '../../shared/paging.ts'
import type { CheckStore } from '../../store/check-store.ts'
import type { Planned, ReorderPlan, ReorderService } from '../demand/reorder.ts'
import type { DriftService } from '../reports/drift.ts'
import { tellMade } from './check-messages.ts'

export interface CheckQuery {
  /** Name; all of the shop where it is missing. */
  readonly location?: string | undefined
  readonly threshold?: number | undefined
  readonly supplier?: string | undefined
}

/** A check with the name of its location. */
export interface NamedCheck extends StockCheck {
  /** null for all of the shop. */
  readonly location: string | null
}

/** What was found just now, with what it rests on. */
export interface MadeCheck extends NamedCheck {
  readonly message: Sentence
}

/** A product that needs somebody, since the last check. */
export type StockAlert = CheckedItem

export interface Alerts {
  readonly location: string | null
  /** What the last check found and is so still. */
  readonly items: readonly StockAlert[]
  /** Products that became low after that check; null where it found more than it kept. */
  readonly newer: number | null
  /** The last check that was made; null for none. */
  readonly last: StockCheck | null
  /** The last one that failed, where none was made after it. */
  readonly failed: StockCheck | null
  /** The moment at which one was due and not made, ISO 8601. */
  readonly missingSince: string | null
}

export type StockCheckService = ReturnType<typeof createStockCheckService>

/** A daily check is missed so many milliseconds after it was due. */
const GRACE_MS = 60 * 60 * 1000

interface Dependencies {
  readonly store: CheckStore
  readonly catalogue: CatalogueReader
  readonly reorder: ReorderService
  readonly drift: Pick<DriftService, 'read'>
  readonly timeZone: string
  /** When the daily check is due, "08:00"; there is none where it is missing. */
  readonly at?: string | undefined
}

/** Looks for what is low, by the rule of what to order, and keeps what it found. */
export function createStockCheckService(deps: Dependencies) {
  const { store, catalogue, reorder, drift, timeZone, at } = deps

  async function lastMade(locationId: string): Promise<StockCheck | undefined> {
    const all = { threshold: null, supplier: '' }
    const [last] = await store.readChecks({
      ...{ locationId, ...all, failed: false, limit: 1, withItems: true },
    })
    return last
  }

  /** @param day of the daily check; empty for one that was asked for */
  async function check(query: CheckQuery, actor: string, day = ''): Promise<MadeCheck> {
    const snapshot = await catalogue.read()
    const { threshold, supplier, location } = query
    const locationId = scopeOf(snapshot, location)
    const plan = await reorder.plan({ location, supplier, reorderPoint: threshold }, false)
    const before = await lastMade(locationId)
    const checked: NewStockCheck = {
      day,
      actor,
      locationId,
      threshold: threshold ?? null,
      supplier: supplier ?? '',
      error: '',
      looked: plan.looked.length,
      counts: plan.bySeverity,
      items: itemsOf(plan, before?.items ?? [], new Date()).slice(0, MOST_CHECKED_ITEMS),
    }
    const kept = named(snapshot, await store.saveCheck(checked))
    return { ...kept, message: tellMade(kept, plan, timeZone) }
  }

  /** What the daily check has still to look at. */
  async function missingOf(day: string): Promise<Place[]> {
    const made = await store.readChecks({ day, failed: false, limit: MOST_LOCATIONS })
    const done = new Set(made.map(({ locationId }) => locationId))
    return placesOf(await catalogue.read()).filter(({ id }) => !done.has(id))
  }

  return {
    /**
     * Looks at what there is now.
     * @throws StockError 'location-not-found'; 'invalid-request' for a supplier that nobody has;
     *   'store-unavailable', and then nothing is known
     */
    check: (query: CheckQuery, actor: string): Promise<MadeCheck> => check(query, actor),

    /**
     * Makes the daily check of the shop, and of each location where there are several, and looks whether the
     * ledger explains every unit. What was made already stays as it is.
     * @throws StockError 'store-unavailable'
     */
    async daily(day: string): Promise<void> {
      const places = await missingOf(day)
      if (places.length > 0) await drift.read({ actor: DAILY, channel: 'check' })
      for (const { name } of places) await check({ location: name }, DAILY, day)
    },

    /** Keeps that the daily check could not be made; once for each day. */
    async noteFailure(day: string, error: string): Promise<void> {
      for (const { id: locationId } of await missingOf(day)) {
        await store.saveCheck({ ...NOTHING, day, locationId, actor: DAILY, error })
      }
    },

    /** @throws StockError 'location-not-found'; 'invalid-request' for a cursor that is none of ours */
    async list(
      query: PageRequest & { location?: string | undefined; status?: CheckStatus | undefined },
    ): Promise<Page<NamedCheck>> {
      const { location, status, limit, cursor } = query
      const snapshot = await catalogue.read()
      const [createdAt, id] = cursor === undefined ? [] : decodeCursor(cursor, isText, 2)
      const isFirst = createdAt === undefined || id === undefined
      const found = await store.readChecks({
        ...(location !== undefined && { locationId: scopeOf(snapshot, location) }),
        ...(status && resultOf(status)),
        ...(!isFirst && { before: { at: momentIn(createdAt), id } }),
        limit: limit + 1,
      })
      const items = found.slice(0, limit).map((one) => named(snapshot, one))
      const cursorAfter = (one: NamedCheck) => encodeCursor([one.at, one.id])
      const last = items.at(-1)
      return {
        items,
        nextCursor: last && found.length > limit ? cursorAfter(last) : null,
        cursorAfter,
      }
    },

    /**
     * One check with what it found.
     * @param location the only one that may be seen; null for all
     * @throws StockError 'check-not-found'
     */
    async get(id: string, location: string | null): Promise<NamedCheck> {
      const snapshot = await catalogue.read()
      const [found] = await store.readChecks({
        ...(location !== null && { locationId: scopeOf(snapshot, location) }),
        ...{ id, limit: 1, withItems: true },
      })
      if (found) return named(snapshot, found)
      const text = say({
        en: 'There is no such check, or it is of another location. GET /checks lists those there are.',
        fr: 'Cette vérification n’existe pas, ou elle est d’un autre lieu. GET /checks liste celles qu’il y a.',
      })
      throw new StockError('check-not-found', text)
    },

    /**
     * What is open now.
     * @throws StockError 'location-not-found', 'store-unavailable'
     */
    async alerts(location: string | undefined): Promise<Alerts> {
      const snapshot = await catalogue.read()
      const locationId = scopeOf(snapshot, location)
      const last = await lastMade(locationId)
      const [failed] = await store.readChecks({ locationId, failed: true, limit: 1 })
      const now = new Date()
      const { items } = await reorder.plan({ location }, false)
      const open = new Map(items.map((item) => [item.product.id, item]))
      const known = last?.items ?? []
      const still = known.flatMap((one) => {
        const item = open.get(one.productId)
        return item ? [itemOf(item, one.since)] : []
      })
      const isWhole = last !== undefined && known.length === foundBy(last)
      return {
        location: location === undefined ? null : locationOf(snapshot, location).name,
        items: still.sort(byUrgency),
        newer: isWhole ? open.size - still.length : null,
        last: last ?? null,
        failed: failed && (!last || failed.at > last.at) ? failed : null,
        missingSince: missingSince(last, now),
      }
    },
  }

  function missingSince(last: StockCheck | undefined, now: Date): string | null {
    if (at === undefined) return null
    const { moment } = lastDue(new Date(+now - GRACE_MS), at, timeZone)
    return last && new Date(last.at) < moment ? moment.toISOString() : null
  }
}

/** Who makes the daily check. */
const DAILY = 'daily check'

/** More locations than a shop has. */
const MOST_LOCATIONS = 1_000

const NOTHING = {
  threshold: null,
  supplier: '',
  looked: 0,
  counts: { out: 0, critical: 0, low: 0 },
  items: [],
} as const

const isText = (value: unknown): value is string => typeof value === 'string'

/** @throws StockError 'invalid-request' */
function momentIn(said: string): string {
  if (!Number.isNaN(Date.parse(said))) return said
  const text = say({
    en: 'The cursor is not one of ours: send next_cursor of the page before.',
    fr: 'Ce cursor n’est pas des nôtres : envoyez next_cursor de la page d’avant.',
  })
  throw new StockError('invalid-request', text)
}

/** What a check of a location is kept as: the only location is all of the shop. */
function scopeOf(snapshot: Snapshot, location: string | undefined): string {
  if (location === undefined) return ''
  const { id } = locationOf(snapshot, location)
  return snapshot.locations.length === 1 ? '' : id
}

/** All of the shop, or a location of it. */
interface Place {
  /** Empty for all. */
  readonly id: string
  readonly name: string | undefined
}

/** What the daily check looks at. */
const placesOf = ({ locations }: Snapshot): Place[] => [
  { id: '', name: undefined },
  ...(locations.length > 1 ? locations.map(({ id, name }) => ({ id, name })) : []),
]

const named = ({ locations }: Snapshot, check: StockCheck): NamedCheck => ({
  ...check,
  location:
    check.locationId === ''
      ? null
      : (locations.find(({ id }) => id === check.locationId)?.name ??
        say({ en: 'a location that is gone', fr: 'un lieu supprimé' })),
})

function itemsOf(plan: ReorderPlan, before: readonly CheckedItem[], now: Date): CheckedItem[] {
  const since = new Map(before.map((item) => [item.productId, item.since]))
  return plan.items
    .map((item) => itemOf(item, since.get(item.product.id) ?? now.toISOString()))
    .sort(byUrgency)
}

function itemOf({ product, plan }: Planned, since: string): CheckedItem {
  const { available, onOrder, suggested, reasons } = plan
  return {
    productId: product.id,
    sku: product.sku,
    model: product.name,
    color: product.color,
    gender: product.gender,
    // What is in the list is to be ordered.
    severity: plan.severity as Severity,
    ...{ reasons, available, onOrder, suggested, since },
  }
}

/** Sort key of what is low: what is out comes first, then what has been so the longest. */
export const alertKey = ({ severity, since, sku }: CheckedItem): readonly string[] => [
  String(SEVERITIES.indexOf(severity)),
  since,
  sku,
]

const byUrgency = (a: CheckedItem, b: CheckedItem): number => compareKeys(alertKey(a), alertKey(b))
