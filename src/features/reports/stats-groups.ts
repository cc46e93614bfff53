import type { Snapshot } from '../../catalogue/snapshot.ts'
import { type Product, readSize, sizeKey } from '../../domain/catalogue.ts'
import { CLOCK_UNITS, type ClockUnit, clockGroups } from '../../domain/sales/clock-groups.ts'
import type { Span } from '../../domain/sales/sums.ts'
import { say } from '../../domain/say.ts'
import type { TradeLedger } from '../../ledger/trade-ledger.ts'
import { colorParts } from '../../matching/lexicon.ts'
import type { Item } from './stats-index.ts'

/** What a group is called; a product by itself. */
export interface GroupName {
  /** Empty for what has none. */
  readonly name: string
  readonly product: Product | null
  /** Of a day, a week or a month: whether only a part of it is added up. */
  readonly isPartial?: boolean | undefined
}

/** Groups that sales are added up in, by their numbers. */
export interface Grouping {
  readonly names: readonly GroupName[]
  /** The group of each variant of the ledger, -1 for none; null where a variant is in several. */
  readonly ofVariant: Int32Array | null
  /** Of a movement of the ledger, which is about something that was asked for. */
  ofRow(row: number): number
  /** Of a past sale, which nobody is known to have made. */
  ofPast(item: Item, moment: number): number
}

/** Groups of what has the same in a field. */
const byField =
  (field: 'name' | 'category' | 'supplier') =>
  ({ product }: Item) => ({ key: product[field], name: product[field], product: null })

const BY_ITEM = {
  product: ({ product }: Item) => ({ key: product.id, name: product.name, product }),
  model: byField('name'),
  category: byField('category'),
  /** "Noir", "Noire" and "Black" are one colour, under its first spelling. */
  color({ product: { color } }: Item) {
    return { key: keyOfColor(color), name: color, product: null }
  },
  supplier: byField('supplier'),
  size({ variant }: Item) {
    const size = variant?.size ?? ''
    return { key: keyOfSize(size), name: readSize(size), product: null }
  },
}

/** Sizes and colours are few, and a shop has them a hundred thousand times. */
function remembered(keyOf: (text: string) => string): (text: string) => string {
  const keys = new Map<string, string>()
  return (text) => {
    const key = keys.get(text) ?? keyOf(text)
    keys.set(text, key)
    return key
  }
}

const keyOfSize = remembered(sizeKey)
const keyOfColor = remembered((color) => colorParts(color).join(' '))

type ItemGroup = keyof typeof BY_ITEM

export type StatsGroup = ItemGroup | 'location' | 'person' | ClockUnit

export const STATS_GROUPS: readonly StatsGroup[] = [
  ...(Object.keys(BY_ITEM) as ItemGroup[]),
  'location',
  'person',
  ...CLOCK_UNITS,
]

export const isClock = (group: StatsGroup): group is ClockUnit =>
  CLOCK_UNITS.some((unit) => unit === group)

/** What is known of the sales of a shop. */
export interface Sources {
  readonly trade: TradeLedger
  readonly snapshot: Snapshot
  /** The item of each variant of the ledger. */
  readonly items: readonly (Item | undefined)[]
  /** 1 for each variant of the ledger that is asked for. */
  readonly wanted: Uint8Array
  /** What is asked for of the past sales. */
  readonly pastItems: readonly Item[]
  /** What is asked for, as far as something is known of it. */
  readonly span: Span
  readonly timeZone: string
}

/** The groups of a kind. */
export function groupingOf(group: StatsGroup, sources: Sources): Grouping {
  if (isClock(group)) return byClock(group, sources)
  if (group === 'location') return byLocation(sources)
  if (group === 'person') return byPerson(sources)
  return byItem(BY_ITEM[group], sources)
}

function byClock(unit: ClockUnit, { trade, span, timeZone }: Sources): Grouping {
  const { names, arePartial, groupAt } = clockGroups(unit, span, timeZone)
  return {
    names: names.map((name, at) => ({ name, product: null, isPartial: arePartial[at] })),
    ofVariant: null,
    ofRow: (row) => groupAt(trade.time[row] ?? 0),
    ofPast: (_item, moment) => groupAt(moment),
  }
}

function byLocation({ trade, snapshot }: Sources): Grouping {
  const { locations, defaultLocation } = snapshot
  const numbers = Int32Array.from({ length: trade.locations.size }, (_, at) =>
    locations.findIndex(({ id }) => id === trade.locations.textOf(at)),
  )
  const byDefault = locations.indexOf(defaultLocation)
  return {
    names: locations.map(({ name }) => ({ name, product: null })),
    ofVariant: null,
    ofRow: (row) => numbers[trade.location[row] ?? 0] ?? -1,
    ofPast: () => byDefault,
  }
}

function byPerson({ trade }: Sources): Grouping {
  const nobody = trade.actors.size
  const names = Array.from({ length: nobody }, (_, at) => trade.actors.textOf(at))
  return {
    names: [...names, say({ en: 'imported', fr: 'importé' })].map((name) => ({
      name,
      product: null,
    })),
    ofVariant: null,
    ofRow: (row) => trade.actor[row] ?? 0,
    ofPast: () => nobody,
  }
}

function byItem(
  groupOf: (item: Item) => GroupName & { readonly key: string },
  { trade, items, wanted, pastItems }: Sources,
): Grouping {
  const names: GroupName[] = []
  const numbers = new Map<string, number>()
  const numberOf = (item: Item): number => {
    const { key, name, product } = groupOf(item)
    const known = numbers.get(key)
    if (known !== undefined) return known
    const number = names.push({ name, product }) - 1
    numbers.set(key, number)
    return number
  }
  const ofVariant = new Int32Array(items.length).fill(-1)
  for (const [variant, item] of items.entries()) {
    if (item && wanted[variant]) ofVariant[variant] = numberOf(item)
  }
  // What never moved may have been sold before the ledger.
  for (const item of pastItems) numberOf(item)
  const ofRow = (row: number) => ofVariant[trade.variant[row] ?? 0] ?? -1
  return { names, ofVariant, ofRow, ofPast: numberOf }
}
