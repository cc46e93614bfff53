import { useGet } from '../api.ts'
import { ColumnChart } from '../charts/column-chart.tsx'
import { StockChart } from '../charts/stock-chart.tsx'
import { number, shortDay } from '../format.ts'
import { CHARTS } from '../labels/charts.ts'
import { sizeColumns, stockDays } from '../office/figures.ts'
import { say } from '../settings.ts'
import { Missing } from './states.tsx'

/** The stock of a product over time with what is foretold, and what sold of each size beside what is left. */
export function ProductPlots({ sku }: { sku: string }) {
  const labels = say(CHARTS)
  const entry = useGet('/models/{sku}/series', { sku, by_size: true })
  const series = entry.answer
  // The rest of the screen does without.
  if (!series) return entry.refused ? null : <Missing entry={entry} />
  const columns = sizeColumns(series.sizes ?? [])
  return (
    <>
      <StockChart
        title={labels.stock}
        summary={series.message}
        {...stockDays(series)}
        words={labels}
        format={number}
        formatDay={shortDay}
      />
      {columns.length > 1 && (
        <ColumnChart
          title={labels.sizes(number(series.days.length))}
          summary={columns.map(({ name, units }) => `${name}: ${number(units)}`).join(', ')}
          columns={columns}
          words={{ ...labels, name: labels.size, units: labels.left, behind: labels.sold }}
          format={number}
        />
      )}
    </>
  )
}
