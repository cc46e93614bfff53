import { Figure, type FigureWords } from './figure.tsx'
import { fitted, linear } from './geometry.ts'
import type { RowOf } from './plot.ts'

export interface RowWords extends FigureWords {
  readonly name: string
  readonly value: string
  readonly part: string
}

/** Of a row: its name and value, and its bar below. */
const LINES = 3.1

/** Rows one below the other, each with its name and value above its bar. */
export function RowChart({
  title,
  summary,
  rows,
  words,
  format,
}: {
  title: string
  summary: string
  rows: readonly RowOf[]
  words: RowWords
  format: (value: number) => string
}) {
  const hasParts = rows.some(({ part }) => part !== null)
  const most = Math.max(1, ...rows.map(({ value, isRest }) => (isRest ? 0 : value)))
  return (
    <Figure
      {...{ title, summary, words, format }}
      lines={Math.max(1, rows.length) * LINES + 0.4}
      legend={
        hasParts
          ? [
              { mark: 'bar', name: words.part },
              { mark: 'behind', name: words.value },
            ]
          : []
      }
      table={{
        columns: [words.name, words.value, ...(hasParts ? [words.part] : [])],
        rows: rows.map(({ name, value, part }) => [name, value, ...(hasParts ? [part] : [])]),
      }}
    >
      {({ width, text, legend }) => {
        const x = linear([0, most], [0, width])
        return rows.map(({ name, value, part, isRest }, at) => {
          const top = legend + text * 0.4 + at * LINES * text
          const amount = format(value)
          return (
            <g key={name}>
              <text x={0} y={top + text * 1.5}>
                {fitted(name, width - text * (amount.length * 0.6 + 1), text)}
              </text>
              <text class="amount" x={width} y={top + text * 1.5} text-anchor="end">
                {amount}
              </text>
              {!isRest && (
                <rect
                  class={hasParts ? 'behind' : 'bar'}
                  x={0}
                  y={top + text * 1.9}
                  width={Math.max(0, x(value))}
                  height={text * 0.7}
                />
              )}
              {part !== null && !isRest && (
                <rect
                  class="bar"
                  x={0}
                  y={top + text * 2.05}
                  width={Math.max(0, x(part))}
                  height={text * 0.4}
                />
              )}
            </g>
          )
        })
      }}
    </Figure>
  )
}
