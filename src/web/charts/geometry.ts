/** Where the parts of a plot are, in pixels: numbers only. */

/** The inner edges of a plot: what is drawn lies within, labels lie around. */
export interface Frame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** From a value to its place. */
export type Scale = (value: number) => number

/** A mean letter's width in a sans-serif type, as a part of its size. */
const LETTER = 0.58

/** How wide a text is, about. */
export const textWidth = (text: string, size: number): number => text.length * size * LETTER

/** How large a plot is drawn, in pixels, so that neither lines nor letters are stretched. */
export interface Size {
  readonly width: number
  readonly height: number
  /** Of the letters of its labels. */
  readonly text: number
  /** Taken at the top by the legend. */
  readonly legend: number
}

/**
 * A frame with room for labels left of it and below.
 * @param labels of the axis on the left
 */
export function frameOf({ width, height, text, legend }: Size, labels: readonly string[]): Frame {
  const widest = Math.max(0, ...labels.map((label) => textWidth(label, text)))
  return {
    left: Math.min(widest + text * 0.6, width / 2),
    right: width - text * 0.4,
    top: legend + text * 0.9,
    bottom: height - text * 1.8,
  }
}

/** A straight scale. A range without a length has all in its middle. */
export const linear = (
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
): Scale =>
  from === to
    ? () => (start + end) / 2
    : (value) => start + ((value - from) / (to - from)) * (end - start)

/** Steps that people count in. */
const STEPS = [1, 2, 5]

/**
 * Whole numbers from 0 up to what is at least the most, at equal steps of 1, 2 or 5 times a power of ten.
 * @param count how many steps there are at most
 */
export function ticksUpTo(most: number, count = 4): number[] {
  const wanted = Math.max(1, most) / count
  const power = 10 ** Math.max(0, Math.floor(Math.log10(wanted)))
  const step = (STEPS.find((one) => one * power >= wanted) ?? 10) * power
  const steps = Math.max(1, Math.ceil(Math.max(1, most) / step))
  return Array.from({ length: steps + 1 }, (_, at) => at * step)
}

const DAY_MS = 86_400_000

/** A date as a number of days, so that days are equally far apart whatever the clocks do. */
export const dayNumber = (date: string): number => Date.parse(date.slice(0, 10)) / DAY_MS

/** The date of a number of days: "2026-11-29". */
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** How far apart the days are that have a label. */
const DAY_STEPS = [1, 2, 7, 14]

/**
 * Dates for the axis of a time, at most as many as there is room for: days, else Mondays, else firsts of
 * months.
 */
export function dateTicks(from: string, to: string, most: number): string[] {
  const [first, last] = [dayNumber(from), dayNumber(to)]
  const step = DAY_STEPS.find((days) => (last - first + 1) / days <= most)
  if (step === undefined) return monthTicks(from, to, most)
  // 1 January 1970 was a Thursday: Mondays are 4 days later, and each 7.
  const start = step < 7 ? first : first + ((((4 - first) % 7) + 7) % 7)
  const ticks: string[] = []
  for (let day = start; day <= last; day += step) ticks.push(dateOf(day))
  return ticks
}

const MONTH_STEPS = [1, 2, 3, 6, 12]

function monthTicks(from: string, to: string, most: number): string[] {
  const monthOf = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1
  const first = monthOf(from) + (from.slice(8, 10) === '01' ? 0 : 1)
  const last = monthOf(to)
  const step = MONTH_STEPS.find((months) => (last - first + 1) / months <= most) ?? 24
  const ticks: string[] = []
  for (let month = Math.ceil(first / step) * step; month <= last; month += step) {
    const year = Math.floor(month / 12)
    ticks.push(`${year}-${String((month % 12) + 1).padStart(2, '0')}-01`)
  }
  return ticks
}

/** A tenth of a pixel is as exact as anybody sees. */
const px = (value: number): string => String(Math.round(value * 10) / 10)

export interface Place {
  readonly x: number
  readonly y: number
}

/** Steps through places: what was counted stays so until the next one. */
export function stepPath([first, ...others]: readonly Place[]): string {
  if (!first) return ''
  return others.reduce(
    (path, { x, y }) => `${path}H${px(x)}V${px(y)}`,
    `M${px(first.x)} ${px(first.y)}`,
  )
}

/** What is between a line and the ground, of steps. */
export function stepArea(places: readonly Place[], ground: number): string {
  const [first] = places
  return first ? `${stepPath(places)}V${px(ground)}H${px(first.x)}Z` : ''
}

/** A line through places. */
export const linePath = (places: readonly Place[]): string =>
  places.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('')

/** What lies between two lines. */
export const bandPath = (upper: readonly Place[], lower: readonly Place[]): string =>
  upper.length === 0 ? '' : `${linePath(upper)}${linePath(lower.toReversed()).replace('M', 'L')}Z`

/** Places of equally wide columns side by side, with a gap between them. */
export interface Column {
  readonly x: number
  readonly width: number
  readonly middle: number
}

/** @param share how much of its place a column takes */
export function columnsOf(
  count: number,
  [start, end]: readonly [number, number],
  share: number,
): Column[] {
  const place = (end - start) / Math.max(1, count)
  const width = place * share
  return Array.from({ length: count }, (_, at) => {
    const middle = start + place * (at + 0.5)
    return { middle, width, x: middle - width / 2 }
  })
}

/** The columns that get a label, equally far apart, so that labels do not touch. */
export function labelled(count: number, place: number, label: number): number[] {
  const step = Math.max(1, Math.ceil(label / Math.max(1, place)))
  return Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step)
}

/** A text that fits, cut with an ellipsis where it is too wide. */
export function fitted(text: string, width: number, size: number): string {
  const letters = Math.floor(width / (size * LETTER))
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1)).trimEnd()}…`
}

/** Where an entry of a legend is: its mark, and the text behind it. */
export interface LegendPlace extends Place {
  readonly textX: number
}

/** Places of the entries of a legend, in as many lines as they need. @returns also its height */
export function legendOf(
  names: readonly string[],
  width: number,
  size: number,
): { readonly places: readonly LegendPlace[]; readonly height: number } {
  const line = size * 1.6
  let [x, y] = [0, line / 2]
  const places = names.map((name) => {
    const wide = size * 1.4 + textWidth(name, size) + size * 1.2
    if (x > 0 && x + wide > width) [x, y] = [0, y + line]
    const place = { x, y, textX: x + size * 1.4 }
    x += wide
    return place
  })
  return { places, height: names.length === 0 ? 0 : y + line / 2 }
}
