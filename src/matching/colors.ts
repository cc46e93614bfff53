import { COLOR_SPELLINGS, colorParts, isColorWord, saysColor } from './lexicon.ts'
import { editDistance } from './similarity.ts'

/** How a spoken colour was understood among the colours there are. */
export interface ColorMatch {
  readonly kind: 'exact' | 'close' | 'ambiguous' | 'none'
  /** The colours that it means or may mean; all there are for none. */
  readonly colors: readonly string[]
}

/** A misspelt colour has this many letters at least, and one error. */
const LEAST_LETTERS = 4

/**
 * Finds a spoken colour among the given ones. "marron" is Marron alone where there is one, else
 * every colour that names it ("Marron clair"): one such is close, several are a question.
 */
export function matchColor(asked: string, colors: readonly string[]): ColorMatch {
  const known = colors.map((color) => ({ color, parts: colorParts(color) }))
  const spelt = colorParts(asked)
  const exact = same(known, spelt)
  if (spelt.length > 0 && exact.length > 0) return { kind: 'exact', colors: exact }

  const there = new Set(known.flatMap(({ parts }) => parts))
  const corrections = spelt.map((part) => corrected(part, there))
  // "blac" may be black or blanc: what fits any of them is a question, never the first one.
  const open = corrections.find((near) => near.length > 1)
  if (open) {
    const possible = known.filter(({ parts }) => open.some((near) => parts.includes(near)))
    if (possible.length === 0) return { kind: 'none', colors }
    return { kind: 'ambiguous', colors: possible.map(({ color }) => color) }
  }
  const wanted = colorParts(corrections.flat().join(' '))
  if (wanted.length === 0) return { kind: 'none', colors }
  const meant = same(known, wanted)
  if (meant.length > 0) return { kind: 'close', colors: meant }
  const holding = known.filter(({ parts }) =>
    wanted.every((part) => parts.some((there) => saysColor(there, part))),
  )
  if (holding.length === 0) return { kind: 'none', colors }
  const different = new Set(holding.map(({ parts }) => parts.join(' ')))
  return {
    kind: different.size === 1 ? 'close' : 'ambiguous',
    colors: holding.map(({ color }) => color),
  }
}

interface Known {
  readonly color: string
  readonly parts: readonly string[]
}

const same = (known: readonly Known[], wanted: readonly string[]): string[] =>
  known.filter(({ parts }) => parts.join(' ') === wanted.join(' ')).map(({ color }) => color)

/** The part itself, or the names of all colours that are one error away from it. */
function corrected(part: string, there: ReadonlySet<string>): string[] {
  if (there.has(part) || isColorWord(part) || part.length < LEAST_LETTERS) return [part]
  const near = [...there, ...COLOR_SPELLINGS].filter((other) => isTypo(part, other))
  const names = new Set(near.flatMap((other) => colorParts(other)))
  return names.size > 0 ? [...names] : [part]
}

/** Whether a word is a colour with one typing error. */
export const isMisspeltColor = (word: string): boolean =>
  word.length > LEAST_LETTERS && COLOR_SPELLINGS.some((other) => isTypo(word, other))

const isTypo = (word: string, other: string): boolean =>
  other.length >= LEAST_LETTERS &&
  Math.abs(word.length - other.length) <= 1 &&
  editDistance(word, other) === 1
