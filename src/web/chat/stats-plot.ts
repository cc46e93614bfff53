import type { z } from 'zod'
import type { StatsView } from '../../features/reports/stats-operations.ts'

export type Stats = z.output<typeof StatsView>
type Group = Stats['items'][number]

/** What a plot can show of each group. */
export const MEASURES = ['units', 'revenue', 'margin'] as const
export type Measure = (typeof MEASURES)[number]

/** Less what came back. */
const VALUES: Record<Measure, (group: Group) => number | null> = {
  units: ({ net_units }) => net_units,
  revenue: ({ net_revenue }) => net_revenue,
  margin: ({ margin }) => margin,
}

export const amountOf = (group: Group, measure: Measure): number | null => VALUES[measure](group)

const BEFORE: Record<Measure, (group: Group) => number | null> = {
  units: ({ units_before }) => units_before,
  revenue: ({ revenue_before }) => revenue_before,
  margin: () => null,
}

/** The same of the time before; null where nobody knows, and of margins. */
export const amountBefore = (group: Group, measure: Measure): number | null =>
  BEFORE[measure](group)

/** The measures that are known: a key that sees no costs has no margins. */
export const measuresOf = ({ items }: Stats): Measure[] =>
  MEASURES.filter((measure) => items.some((item) => amountOf(item, measure) !== null))

const CLOCK = ['day', 'week', 'month'] as const
export type ClockUnit = (typeof CLOCK)[number]

/** The unit of time that groups are; undefined where they are something else. */
export const clockOf = ({ group }: Stats): ClockUnit | undefined =>
  CLOCK.find((unit) => unit === group)

/** A figure of the whole period. */
export interface Tile {
  readonly name: 'sold' | 'revenue' | 'margin' | 'returned'
  readonly isMoney: boolean
  readonly value: number
  /** Of the time before; null where it cannot be compared. */
  readonly before: number | null
  /** Units among these that came from a file. */
  readonly imported: number
  /** Units that it leaves out. */
  readonly leftOut: number
}

const FIGURES: Record<Tile['name'], keyof Stats['total']> = {
  sold: 'units',
  revenue: 'revenue',
  margin: 'margin',
  returned: 'returned_units',
}

/** The figures of the whole period that are known, returns only where there are some. */
export function tilesOf({ total, previous }: Stats): Tile[] {
  const tile = (name: Tile['name'], rest: Partial<Tile> = {}): Tile[] => {
    const value = total[FIGURES[name]]
    const before = previous?.is_comparable ? previous[FIGURES[name]] : null
    return value === null
      ? []
      : [{ name, isMoney: false, value, before: before || null, imported: 0, leftOut: 0, ...rest }]
  }
  return [
    ...tile('sold', { imported: total.of_which_imported }),
    ...tile('revenue', { isMoney: true, leftOut: total.units_without_price }),
    ...tile('margin', { isMoney: true, leftOut: total.units_without_cost ?? 0 }),
    ...(total.returned_units > 0 ? tile('returned') : []),
  ]
}
