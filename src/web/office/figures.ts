import type { z } from 'zod'
import type { SeriesView } from '../../features/demand/series-operations.ts'
import type { StatsView } from '../../features/reports/stats-operations.ts'
import type { ColumnOf, ForeseenDay, RowOf, StockDay } from '../charts/plot.ts'

type Stats = z.output<typeof StatsView>
export type StatsItem = Stats['items'][number]
type Series = z.output<typeof SeriesView>
type SizeSeries = NonNullable<Series['sizes']>[number]

/**
 * Units sold of each day, week or month, each beside that as far into the time before.
 * @param format what stands below a column: "29 Nov"
 */
export const salesColumns = (
  items: readonly StatsItem[],
  format: (name: string) => string,
): ColumnOf[] =>
  items.map(({ name, net_units: units, units_before: behind }) => ({
    ...{ name, units, behind },
    label: format(name),
  }))

/** What is left of each size, before what sold of it; sizes of clothes stay as the shop has them. */
export const sizeColumns = (sizes: readonly SizeSeries[]): ColumnOf[] =>
  sizes.map(({ size, on_hand, sold }) => {
    const known = sold.filter((units) => units !== null)
    return {
      ...{ name: size, label: size },
      units: on_hand.at(-1) ?? 0,
      behind: known.length === 0 ? null : Math.max(0, sum(known)),
    }
  })

/** Stock day by day since it is known, and what will be left of it in the weeks to come, if nothing is delivered. */
export function stockDays({ days, total, forecast }: Pick<Series, 'days' | 'total' | 'forecast'>): {
  readonly days: StockDay[]
  readonly foreseen: ForeseenDay[]
} {
  const first = total.on_hand.findIndex((units) => units !== null)
  const now = total.on_hand.at(-1) ?? 0
  const left = (sold: number) => Math.max(0, now - sold)
  const round = (units: number) => Math.round(10 * units) / 10
  return {
    days: days.slice(Math.max(0, first)).map((date, at) => ({
      date,
      units: total.on_hand[Math.max(0, first) + at] ?? null,
    })),
    foreseen: (forecast ?? []).map(({ to, until_then: { mean, low, high } }) => ({
      date: to,
      // The more sells, the less is left.
      ...{ low: left(high), mean: round(left(mean)), high: left(low) },
    })),
  }
}

/**
 * The value of the stock by group, the most first, and the others as one, so that all adds up.
 * @param most how many rows at most
 */
export function valueRows(
  { items, stock }: Pick<Stats, 'items' | 'stock'>,
  most: number,
  names: { readonly others: string; readonly nameless: string },
): RowOf[] {
  const rows = items
    .map((item) => ({
      name: item.name || names.nameless,
      value: item.value_at_price ?? 0,
      part: item.value_at_cost,
    }))
    .filter(({ value, part }) => value > 0 || (part ?? 0) > 0)
    .toSorted((a, b) => b.value - a.value)
  const shown = rows.slice(0, rows.length > most ? most - 1 : most)
  const others = {
    name: names.others,
    isRest: true,
    value: rest(
      stock.value_at_price,
      shown.map(({ value }) => value),
    ),
    part:
      stock.value_at_cost === null
        ? null
        : rest(
            stock.value_at_cost,
            shown.map(({ part }) => part ?? 0),
          ),
  }
  return others.value > 0 || (others.part ?? 0) > 0 ? [...shown, others] : shown
}

/** What is left of a sum, in cents, so that no trace of a fraction counts. */
const rest = (all: number, parts: readonly number[]): number =>
  Math.round((all - sum(parts)) * 100) / 100

const sum = (parts: readonly number[]): number => parts.reduce((total, part) => total + part, 0)
