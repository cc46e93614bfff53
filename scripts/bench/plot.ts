import type { Cost } from './scale.ts'

const WIDTH = 720
const HEIGHT = 360
const LEFT = 64
const RIGHT = 190
const TOP = 40
const BOTTOM = 48

const INK = ['#1b6ca8', '#c8553d', '#3a7d44', '#8f5aa8', '#b8860b', '#4a4a4a']

interface Line {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

/** Log-log plot of cost by catalogue size. A diagonal line means that cost grows like the data. */
export function plot(costs: readonly Cost[]): string {
  const question = (name: string) => (cost: Cost) => cost.questions[name]?.p50 ?? Number.NaN
  const line = (name: string, value: (cost: Cost) => number): Line => ({
    name,
    points: costs.map((cost) => [cost.variants, value(cost)]),
  })
  const lines = [
    line('start, ms', ({ startSeconds }) => startSeconds * 1000),
    line('memory of the API, MB', ({ used }) => used?.api ?? Number.NaN),
    line('list with a typo, ms', question('with a typo')),
    line('list by name, ms', question('by name')),
    line('deep page, ms', question('deep page')),
    line('sale, ms', question('sale')),
  ]
  const x = scale(
    lines.flatMap(({ points }) => points.map(([at]) => at)),
    LEFT,
    WIDTH - RIGHT,
  )
  const y = scale(
    lines.flatMap(({ points }) => points.map(([, at]) => at)),
    HEIGHT - BOTTOM,
    TOP,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    '<title>Cost by number of variants</title>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="20" font-size="14">Cost by number of variants (median, both axes logarithmic)</text>`,
    ...x.ticks.map((at) =>
      tick(x.place(at), HEIGHT - BOTTOM, x.place(at), TOP, label(at), 'below'),
    ),
    ...y.ticks.map((at) => tick(LEFT, y.place(at), WIDTH - RIGHT, y.place(at), label(at), 'left')),
    ...lines.map((one, n) => drawn(one, INK[n % INK.length] ?? '', x.place, y.place)),
    ...labels(lines, y.place).map(
      ({ name, at, n }) =>
        `<text x="${WIDTH - RIGHT + 8}" y="${at + 4}" fill="${INK[n % INK.length]}">${name}</text>`,
    ),
    '</svg>',
    '',
  ].join('\n')
}

/** Powers of ten around the values, and where they lie. */
function scale(values: readonly number[], from: number, to: number) {
  const real = values.filter((value) => value > 0)
  const low = Math.floor(Math.log10(Math.min(...real)))
  const high = Math.max(Math.ceil(Math.log10(Math.max(...real))), low + 1)
  const place = (value: number) =>
    Math.round((from + ((Math.log10(value) - low) / (high - low)) * (to - from)) * 10) / 10
  return { place, ticks: Array.from({ length: high - low + 1 }, (_, n) => 10 ** (low + n)) }
}

function tick(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  text: string,
  side: 'below' | 'left',
) {
  const at =
    side === 'below'
      ? `x="${x1}" y="${y1 + 18}" text-anchor="middle"`
      : `x="${x1 - 8}" y="${y1 + 4}" text-anchor="end"`
  return `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="#ddd"/><text ${at} fill="#555">${text}</text>`
}

const label = (value: number): string =>
  value >= 1000 ? `${value / 1000}k` : String(Number(value.toPrecision(2)))

function drawn(
  { points }: Line,
  ink: string,
  x: (value: number) => number,
  y: (value: number) => number,
) {
  const places = points.map(([a, b]) => `${x(a)} ${y(b)}`)
  const dots = points.map(([a, b]) => `<circle cx="${x(a)}" cy="${y(b)}" r="3" fill="${ink}"/>`)
  return `<path d="M${places.join('L')}" fill="none" stroke="${ink}" stroke-width="2"/>${dots.join('')}`
}

/** Names at the ends of their lines, moved apart where they would cover each other. */
function labels(lines: readonly Line[], place: (value: number) => number) {
  const wanted = lines
    .map(({ name, points }, n) => ({ name, n, at: place(points.at(-1)?.[1] ?? 1) }))
    .sort((a, b) => a.at - b.at)
  let last = Number.NEGATIVE_INFINITY
  return wanted.map((one) => {
    last = Math.max(one.at, last + 16)
    return { ...one, at: last }
  })
}
