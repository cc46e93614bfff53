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
  const wanted = colorParts(spelt.map((part) => corrected(part, there)).join(' '))
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

/** The part itself, or the one spelling that is one error away from it. */
function corrected(part: string, there: ReadonlySet<string>): string {
  if (there.has(part) || isColorWord(part) || part.length < LEAST_LETTERS) return part
  const [near] = [...there, ...COLOR_SPELLINGS].filter((other) => isTypo(part, other))
  return near ?? part
}

/** Whether a word is a colour with one typing error. */
export const isMisspeltColor = (word: string): boolean =>
  word.length > LEAST_LETTERS && COLOR_SPELLINGS.some((other) => isTypo(word, other))

const isTypo = (word: string, other: string): boolean =>
  other.length >= LEAST_LETTERS &&
  Math.abs(word.length - other.length) <= 1 &&
  editDistance(word, other) === 1
