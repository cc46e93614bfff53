import { LabelBelow, ValueAxis } from './axes.tsx'
import { Figure, type FigureWords } from './figure.tsx'
import { columnsOf, frameOf, labelled, linear, textWidth, ticksUpTo } from './geometry.ts'
import type { ColumnOf } from './plot.ts'

export interface ColumnWords extends FigureWords {
  /** What the names are: days, sizes. */
  readonly name: string
  readonly units: string
  readonly behind: string
}

/** Columns side by side, each before a wider, paler one that it is compared with. */
export function ColumnChart({
  title,
  summary,
  columns,
  words,
  format,
}: {
  title: string
  summary: string
  columns: readonly ColumnOf[]
  words: ColumnWords
  format: (value: number) => string
}) {
  const compared = columns.some(({ behind }) => behind !== null)
  const ticks = ticksUpTo(
    Math.max(1, ...columns.flatMap(({ units, behind }) => [units, behind ?? 0])),
  )
  return (
    <Figure
      {...{ title, summary, words, format }}
      lines={14}
      legend={[
        { mark: 'bar', name: words.units },
        ...(compared ? [{ mark: 'behind', name: words.behind }] : []),
      ]}
      table={{
        columns: [words.name, words.units, ...(compared ? [words.behind] : [])],
        rows: columns.map(({ name, units, behind }) => [
          name,
          units,
          ...(compared ? [behind] : []),
        ]),
      }}
    >
      {(size) => {
        const { text } = size
        const frame = frameOf(size, ticks.map(format))
        const y = linear([0, ticks.at(-1) ?? 1], [frame.bottom, frame.top])
        const span = [frame.left, frame.right] as const
        const [front, back] = [
          columnsOf(columns.length, span, 0.44),
          columnsOf(columns.length, span, 0.82),
        ]
        const widest = Math.max(...columns.map(({ label }) => textWidth(label, text)), 1)
        const place = (frame.right - frame.left) / Math.max(1, columns.length)
        return (
          <>
            <ValueAxis {...{ frame, ticks, y, text, format }} />
            {columns.map(({ name, units, behind }, at) => (
              <g key={name}>
                <rect
                  class="behind"
                  x={back[at]?.x}
                  width={back[at]?.width}
                  y={y(behind ?? 0)}
                  height={frame.bottom - y(behind ?? 0)}
                />
                <rect
                  class="bar"
                  x={front[at]?.x}
                  width={front[at]?.width}
                  y={y(Math.max(0, units))}
                  height={frame.bottom - y(Math.max(0, units))}
                />
              </g>
            ))}
            {labelled(columns.length, place, widest + text * 0.8).map((at) => (
              <LabelBelow
                key={at}
                {...{ frame, text, half: widest / 2 }}
                x={front[at]?.middle ?? 0}
                label={columns[at]?.label ?? ''}
              />
            ))}
          </>
        )
      }}
    </Figure>
  )
}
