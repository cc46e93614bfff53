import type { Frame, Scale } from './geometry.ts'

/** Lines across the plot at its values, each with its label on the left. */
export function ValueAxis({
  frame,
  ticks,
  y,
  text,
  format,
}: {
  frame: Frame
  ticks: readonly number[]
  y: Scale
  text: number
  format: (value: number) => string
}) {
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick}>
          <line class="grid" x1={frame.left} x2={frame.right} y1={y(tick)} y2={y(tick)} />
          <text x={frame.left - text * 0.5} y={y(tick) + text * 0.35} text-anchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
    </>
  )
}

/** A label below the plot, kept within it. */
export function LabelBelow({
  frame,
  x,
  text,
  label,
  half,
}: {
  frame: Frame
  x: number
  text: number
  label: string
  /** Half of its width. */
  half: number
}) {
  const anchor = x + half > frame.right ? 'end' : x - half < 0 ? 'start' : 'middle'
  return (
    <text
      x={anchor === 'end' ? frame.right : anchor === 'start' ? 0 : x}
      y={frame.bottom + text * 1.4}
      text-anchor={anchor}
    >
      {label}
    </text>
  )
}
