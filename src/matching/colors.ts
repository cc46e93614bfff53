import { frequencyRank } from './common-words.ts'
import { editDistance } from './edit-distance.ts'
import {
  COLOR_SPELLINGS,
  colorParts,
  isAnd,
  isColorWord,
  isOr,
  saysColor,
  withoutShades,
} from './lexicon.ts'
import { plain } from './normalise.ts'

/** How a spoken colour was understood among the colours there are. */
export interface ColorMatch {
  readonly kind: 'exact' | 'close' | 'ambiguous' | 'none'
  /** The colours that it means or may mean; all there are for none. */
  readonly colors: readonly string[]
  /** Several were said, of which any will do for a question: "noir ou marron". */
  readonly isEither?: boolean
}

/** A word that is said so often is no misspelt colour. */
const SAID_OFTEN = 10_000

/** A misspelt colour has this many letters at least, and one error. */
const LEAST_LETTERS = 4

/**
 * Finds a spoken colour among the given ones. "marron" is Marron alone where there is one, else
 * every colour that names it ("Marron clair"): one such is close, several are a question. "noir ou
 * marron" are both, and so is "noir et marron" where nothing has the two together.
 */
export function matchColor(asked: string, colors: readonly string[]): ColorMatch {
  const own = new Set(colors.flatMap(colorParts))
  const isColor = (word: string) => isColorWord(word) || own.has(word)
  const either = eitherOf(asked, isOr, isColor)
  if (either.length > 1) return anyOf(either, colors)
  const together = matchOne(asked, colors)
  const apart = together.kind === 'none' ? apartOf(asked, isColor) : []
  const all = anyOf(apart, colors)
  return apart.length > 1 && all.isWhole ? all : together
}

/** "noir et marron", "noir, marron": the colours one by one, where nothing has them together. */
function apartOf(asked: string, isColor: (word: string) => boolean): string[] {
  const listed = asked.split(',').map(plain)
  if (listed.length > 1 && listed.every((one) => one.split(' ').some(isColor))) return listed
  return eitherOf(asked, isAnd, isColor)
}

/** The colours on both sides of a word between them; one where there is no such word. */
function eitherOf(
  asked: string,
  isBetween: (word: string) => boolean,
  isColor: (word: string) => boolean,
): string[] {
  const sides: string[][] = [[]]
  for (const word of plain(asked).split(' ')) {
    if (isBetween(word)) sides.push([])
    else sides.at(-1)?.push(word)
  }
  const said = sides.filter((side) => side.some(isColor)).map((side) => side.join(' '))
  // "or" is gold, too.
  return said.length === sides.length ? said : []
}

/** What each of the colours means; `isWhole` says that each of them is there. */
function anyOf(
  asked: readonly string[],
  colors: readonly string[],
): ColorMatch & { isWhole?: boolean } {
  const found = asked.map((one) => matchOne(one, colors)).filter(({ kind }) => kind !== 'none')
  const open = found.find(({ kind }) => kind === 'ambiguous')
  if (open) return open
  if (found.length === 0) return { kind: 'none', colors }
  const isExact = found.length === asked.length && found.every(({ kind }) => kind === 'exact')
  return {
    kind: isExact ? 'exact' : 'close',
    colors: [...new Set(found.flatMap((one) => one.colors))],
    isEither: true,
    isWhole: found.length === asked.length,
  }
}

function matchOne(asked: string, colors: readonly string[]): ColorMatch {
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
  const plainly = withoutShades(wanted)
  // Sky blue is light blue; turquoise is a blue, and not every blue is turquoise.
  const isSame = plainly.length > wanted.length
  const meant =
    [wanted, ...(isSame ? [plainly] : [])]
      .map((parts) => same(known, parts))
      .find(({ length }) => length > 0) ?? []
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
  if (frequencyRank(part) < SAID_OFTEN) return [part]
  const near = [...there, ...COLOR_SPELLINGS].filter((other) => isTypo(part, other))
  const names = new Set(near.flatMap((other) => colorParts(other)))
  return names.size > 0 ? [...names] : [part]
}

/** Whether a word is a colour with one typing error, among all there are and those of the shop. */
export const isMisspeltColor = (word: string, own: Iterable<string>): boolean =>
  word.length > LEAST_LETTERS && [...COLOR_SPELLINGS, ...own].some((other) => isTypo(word, other))

const isTypo = (word: string, other: string): boolean =>
  other.length >= LEAST_LETTERS &&
  Math.abs(word.length - other.length) <= 1 &&
  editDistance(word, other) === 1
