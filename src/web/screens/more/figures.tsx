import { useState } from 'preact/hooks'
import type { Answers } from '../../answers.ts'
import { useGet } from '../../api.ts'
import { ColumnChart } from '../../charts/column-chart.tsx'
import { dateOf, dayNumber } from '../../charts/geometry.ts'
import { RowChart } from '../../charts/row-chart.tsx'
import { money, number, shortDay, today } from '../../format.ts'
import { CHARTS } from '../../labels/charts.ts'
import { FIGURES } from '../../labels/figures.ts'
import { salesColumns, valueRows } from '../../office/figures.ts'
import { Choices } from '../../parts/choices.tsx'
import { Missing } from '../../parts/states.tsx'
import { Tile } from '../../parts/tile.tsx'
import { say } from '../../settings.ts'

type Stats = Answers['/stats']

/** How a period is asked for, and in which parts. */
const PERIODS = {
  days30: { days: 30, group: 'day' },
  days90: { days: 91, group: 'week' },
  year: { days: 365, group: 'month' },
} as const
type PeriodName = keyof typeof PERIODS

const GROUPS = ['category', 'model', 'color', 'supplier'] as const

/** Groups of the stock that are shown apart. */
const MOST_ROWS = 12

/** What sold, against the time before, and what the stock is worth. */
export function Figures() {
  return (
    <div class="columns">
      <Sales />
      <Worth />
    </div>
  )
}

const daysAgo = (days: number) => dateOf(dayNumber(today()) - days)

function Sales() {
  const labels = say(FIGURES)
  const charts = say(CHARTS)
  const [period, setPeriod] = useState<PeriodName>('days30')
  const { days, group } = PERIODS[period]
  const entry = useGet('/stats', { from: daysAgo(days - 1), group, compare: 'previous', limit: 60 })
  const { answer } = entry
  return (
    <section>
      <Choices
        isClear
        name={labels.since}
        values={['days30', 'days90', 'year']}
        names={labels.periods}
        value={period}
        choose={setPeriod}
      />
      {answer ? (
        <>
          <Totals stats={answer} />
          <ColumnChart
            title={labels.sales}
            summary={answer.message}
            columns={salesColumns(answer.items, shortDay)}
            words={{ ...charts, name: charts[group], units: charts.sold, behind: charts.before }}
            format={number}
          />
        </>
      ) : (
        <Missing entry={entry} />
      )}
    </section>
  )
}

function Totals({ stats: { total, previous } }: { stats: Stats }) {
  const labels = say(FIGURES)
  const before = previous?.is_comparable ? previous : undefined
  const beforeThat = (value: number | null | undefined, show: (value: number) => string) =>
    typeof value === 'number' ? labels.beforeThat(show(value)) : undefined
  return (
    <dl class="tiles flowing">
      <Tile
        name={labels.sold}
        value={number(total.net_units)}
        before={beforeThat(before?.net_units, number)}
      />
      <Tile
        name={labels.revenue}
        value={money(total.net_revenue)}
        before={beforeThat(before?.net_revenue, money)}
      />
      {total.margin !== null && (
        <Tile
          name={labels.margin}
          value={money(total.margin)}
          before={beforeThat(before?.margin, money)}
        />
      )}
    </dl>
  )
}

function Worth() {
  const labels = say(FIGURES)
  const charts = say(CHARTS)
  const [chosen, choose] = useState<(typeof GROUPS)[number]>()
  const byCategory = useGet('/stats', { group: 'category', limit: 60 })
  // Many shops have no categories.
  const hasCategories = byCategory.answer?.items.some(({ name }) => name !== '') ?? true
  const group = chosen ?? (hasCategories ? 'category' : 'model')
  const entry = useGet('/stats', { group, limit: 60 })
  const { answer } = entry
  return (
    <section>
      <Choices
        isClear
        name={labels.by}
        values={GROUPS}
        names={labels.groups}
        value={group}
        choose={choose}
      />
      {answer ? (
        <RowChart
          title={labels.worth}
          summary={money(answer.stock.value_at_price)}
          rows={valueRows(answer, MOST_ROWS, charts)}
          words={{
            ...charts,
            name: labels.groups[group],
            value: charts.atPrice,
            part: charts.atCost,
          }}
          format={money}
        />
      ) : (
        <Missing entry={entry} />
      )}
    </section>
  )
}
