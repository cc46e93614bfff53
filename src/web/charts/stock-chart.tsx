import { LabelBelow, ValueAxis } from './axes.tsx'
import { Figure, type FigureWords } from './figure.tsx'
import {
  bandPath,
  dateTicks,
  dayNumber,
  frameOf,
  linear,
  linePath,
  stepArea,
  stepPath,
  textWidth,
  ticksUpTo,
} from './geometry.ts'
import type { ForeseenDay, StockDay } from './plot.ts'

export interface StockWords extends FigureWords {
  readonly day: string
  readonly units: string
  readonly expected: string
  /** Its two edges. */
  readonly atLeast: string
  readonly atMost: string
}

/**
 * Stock over time as steps, since stock jumps, and then what will be left of it: the mean as a line in a
 * band.
 */
export function StockChart({
  title,
  summary,
  days,
  foreseen,
  words,
  format,
  formatDay,
}: {
  title: string
  summary: string
  days: readonly StockDay[]
  foreseen: readonly ForeseenDay[]
  words: StockWords
  format: (value: number) => string
  /** "29 Nov" */
  formatDay: (date: string) => string
}) {
  const known = days.filter((day): day is StockDay & { units: number } => day.units !== null)
  const from = days[0]?.date ?? ''
  const to = foreseen.at(-1)?.date ?? days.at(-1)?.date ?? ''
  const ticks = ticksUpTo(
    Math.max(1, ...known.map(({ units }) => units), ...foreseen.map(({ high }) => high)),
  )
  return (
    <Figure
      {...{ title, summary, words, format }}
      lines={15}
      legend={[
        { mark: 'bar', name: words.units },
        ...(foreseen.length > 0 ? [{ mark: 'band', name: words.expected }] : []),
      ]}
      table={{
        columns: [words.day, words.units, words.atLeast, words.expected, words.atMost],
        rows: [
          ...days.map(({ date, units }) => [date, units, null, null, null]),
          ...foreseen.map(({ date, low, mean, high }) => [date, null, low, mean, high]),
        ],
      }}
    >
      {(size) => {
        const { text } = size
        const frame = frameOf(size, ticks.map(format))
        // A day has its end at its right.
        const x = linear([dayNumber(from) - 1, dayNumber(to)], [frame.left, frame.right])
        const y = linear([0, ticks.at(-1) ?? 1], [frame.bottom, frame.top])
        const placesOf = <Day extends { readonly date: string }>(
          all: readonly Day[],
          unitsOf: (day: Day) => number,
        ) => all.map((day) => ({ x: x(dayNumber(day.date)), y: y(unitsOf(day)) }))
        const steps = placesOf(known, ({ units }) => units)
        const last = steps.at(-1)
        const begin = last ? [last] : []
        const line = (unitsOf: (day: ForeseenDay) => number) => [
          ...begin,
          ...placesOf(foreseen, unitsOf),
        ]
        const half = textWidth(formatDay(to), text) / 2
        const labels = Math.max(2, Math.floor((frame.right - frame.left) / (half * 2 + text * 1.5)))
        return (
          <>
            <ValueAxis {...{ frame, ticks, y, text, format }} />
            {dateTicks(from, to, labels).map((date) => (
              <LabelBelow
                key={date}
                {...{ frame, text, half }}
                x={x(dayNumber(date))}
                label={formatDay(date)}
              />
            ))}
            <path
              class="band"
              d={bandPath(
                line(({ high }) => high),
                line(({ low }) => low),
              )}
            />
            <path class="mean" d={linePath(line(({ mean }) => mean))} />
            <path class="area" d={stepArea(steps, frame.bottom)} />
            <path class="line" d={stepPath(steps)} />
            {last && <line class="now" x1={last.x} x2={last.x} y1={frame.top} y2={frame.bottom} />}
            {last && <circle class="dot" cx={last.x} cy={last.y} r={text * 0.3} />}
          </>
        )
      }}
    </Figure>
  )
}
