import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Table } from '../parts/table.tsx'
import { fitted, legendOf, type Size } from './geometry.ts'
import { pngOf, saveFile, svgOf } from './picture.ts'
import { type Cell, csvOf, fileNameOf, type PlotTable } from './plot.ts'

/** Words that every figure needs. */
export interface FigureWords {
  readonly table: string
  /** Missing where the page may hand out no files. */
  readonly download?: string
}

export interface LegendEntry {
  /** Class of what it explains. */
  readonly mark: string
  readonly name: string
}

interface Props {
  readonly title: string
  /** What a glance would tell, for those who cannot take one. */
  readonly summary: string
  readonly table: PlotTable
  readonly words: FigureWords
  readonly legend?: readonly LegendEntry[]
  /** Height of the drawing in sizes of its letters, without the legend. */
  readonly lines: number
  /** How a number of the table is written on the page. */
  readonly format: (value: number) => string
  /** Draws it in a size. */
  readonly children: (size: Size) => ComponentChildren
}

/** Before it is measured: as wide as on a phone. */
const UNMEASURED = { width: 340, text: 11 }

/**
 * A plot with its title; as a table, and as a file, for whoever wants it so. It is drawn as wide as there
 * is room.
 */
export function Figure(props: Props) {
  const { title, summary, table, words, legend = [], lines, format, children } = props
  const svg = useRef<SVGSVGElement>(null)
  const [{ width, text }, measured] = useState(UNMEASURED)
  useLayoutEffect(() => {
    const drawing = svg.current
    if (!drawing) return
    const observer = new ResizeObserver(() => {
      const size = Number.parseFloat(getComputedStyle(drawing).fontSize)
      if (drawing.clientWidth > 0) measured({ width: drawing.clientWidth, text: size })
    })
    observer.observe(drawing)
    return () => observer.disconnect()
  }, [])
  const names = legend.map(({ name }) => fitted(name, width - text * 1.4, text))
  const { places, height: taken } = legendOf(names, width, text)
  const height = Math.round(lines * text + taken)
  const write = (cell: Cell) =>
    cell === null ? '–' : typeof cell === 'number' ? format(cell) : cell
  const picture = () => svgOf(svg.current as SVGSVGElement, title)
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg
        ref={svg}
        class="plot"
        role="img"
        aria-label={`${title}. ${summary}`}
        viewBox={`0 0 ${width} ${height}`}
        height={height}
      >
        {places.map(({ x, y, textX }, at) => (
          <g key={names[at]}>
            <rect
              class={legend[at]?.mark ?? ''}
              x={x}
              y={y - text * 0.4}
              width={text * 0.9}
              height={text * 0.8}
            />
            <text x={textX} y={y + text * 0.35}>
              {names[at]}
            </text>
          </g>
        ))}
        {children({ width, height, text, legend: taken })}
      </svg>
      <details>
        <summary>{words.table}</summary>
        <Table
          title={title}
          columns={table.columns}
          rows={table.rows.map((row) => row.map(write))}
        />
        {words.download !== undefined && (
          <Downloads label={words.download} {...{ title, table, picture }} />
        )}
      </details>
    </figure>
  )
}

/** The plot to take along, as a picture or as its numbers. */
function Downloads({
  label,
  title,
  table,
  picture,
}: {
  label: string
  title: string
  table: PlotTable
  /** It as it is drawn now, as SVG. */
  picture: () => string
}) {
  const name = fileNameOf(title)
  return (
    <p class="downloads">
      <span>{label}</span>
      <button
        type="button"
        class="quiet"
        onClick={async () => saveFile(`${name}.png`, await pngOf(picture()))}
      >
        PNG
      </button>
      <button
        type="button"
        class="quiet"
        onClick={() => saveFile(`${name}.svg`, new Blob([picture()], { type: 'image/svg+xml' }))}
      >
        SVG
      </button>
      <button
        type="button"
        class="quiet"
        onClick={() => saveFile(`${name}.csv`, new Blob([csvOf(table)], { type: 'text/csv' }))}
      >
        CSV
      </button>
    </p>
  )
}
