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
import { ONE, spellingsOf } from './spellings.ts'

/** The match of a spoken colour among the existing colours. */
export interface ColorMatch {
  readonly kind: 'exact' | 'close' | 'ambiguous' | 'none'
  /** The colours that it means or may mean; all existing colours for kind none. */
  readonly colors: readonly string[]
  /** Whether several alternatives were said, all accepted in a query: "noir ou marron". */
  readonly isEither?: boolean
}

/** A word more frequent than this rank is not treated as a misspelt colour. */
const FREQUENT_RANKS = 10_000

/** Minimum letters of a misspelt colour, which may have one error. */
const MIN_LETTERS = 4

/**
 * Finds a spoken colour among the given ones. "marron" means only Marron if it exists, else every
 * colour that contains it ("Marron clair"): one such colour is close, several are ambiguous. "noir ou
 * marron" means both; so does "noir et marron" if no colour combines the two.
 */
export function matchColor(asked: string, colors: readonly string[]): ColorMatch {
  const isColor = colorWordOf(colors)
  const either = eitherOf(asked, isOr, isColor)
  if (either.length > 1) return anyOf(either, colors)
  const together = matchOne(asked, colors)
  const apart = together.kind === 'none' ? apartOf(asked, isColor) : []
  const all = anyOf(apart, colors)
  return apart.length > 1 && all.isWhole ? all : together
}

/** The colours that were said one beside the other: "noir et marron", "noir ou marron", "noir, marron". */
export function colorsSaid(asked: string, colors: readonly string[]): readonly string[] {
  const isColor = colorWordOf(colors)
  const either = eitherOf(asked, isOr, isColor)
  return either.length > 1 ? either : apartOf(asked, isColor)
}

/** Tells the words of any colour, and those of these. */
function colorWordOf(colors: readonly string[]): (word: string) => boolean {
  // Thousands of products come in a few colours.
  const own = new Set([...new Set(colors)].flatMap(colorParts))
  return (word) => isColorWord(word) || own.has(word)
}

/** Splits "noir et marron" or "noir, marron" into single colours, if no colour combines them. */
function apartOf(asked: string, isColor: (word: string) => boolean): string[] {
  const listed = asked.split(',').map(plain)
  if (listed.length > 1 && listed.every((one) => one.split(' ').some(isColor))) return listed
  return eitherOf(asked, isAnd, isColor)
}

/** The colours on both sides of a separator word; a single one when there is no separator. */
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
  // The French "or" also means gold.
  return said.length === sides.length ? said : []
}

/** The combined match of several colours; `isWhole` when every one of them exists. */
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
  // "blac" may be black or blanc: with several corrections, ask and do not take the first.
  const open = corrections.find((near) => near.length > 1)
  if (open) {
    const possible = known.filter(({ parts }) => open.some((near) => parts.includes(near)))
    if (possible.length === 0) return { kind: 'none', colors }
    return { kind: 'ambiguous', colors: possible.map(({ color }) => color) }
  }
  const wanted = colorParts(corrections.flat().join(' '))
  if (wanted.length === 0) return { kind: 'none', colors }
  const plainly = withoutShades(wanted)
  // Sky blue equals light blue, but turquoise is only one kind of blue.
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

/** The part itself, or all colour names that are one typing error away. */
function corrected(part: string, there: ReadonlySet<string>): string[] {
  if (there.has(part) || isColorWord(part) || part.length < MIN_LETTERS) return [part]
  if (frequencyRank(part) < FREQUENT_RANKS) return [part]
  const near = [...[...there].filter((other) => isTypo(part, other)), ...misspelt(part)]
  const names = new Set(near.flatMap((other) => colorParts(other)))
  return names.size > 0 ? [...names] : [part]
}

/** Whether a word is a colour with one typing error, among all known colours and the shop's own. */
export const isMisspeltColor = (word: string, own: Iterable<string>): boolean =>
  word.length > MIN_LETTERS &&
  (misspelt(word).length > 0 || [...own].some((other) => isTypo(word, other)))

const isTypo = (word: string, other: string): boolean =>
  other.length >= MIN_LETTERS && editDistance(word, other, 1) === 1

const LONG_COLORS = spellingsOf(COLOR_SPELLINGS.filter(({ length }) => length >= MIN_LETTERS))

/** The colours of any shop that a word may be with one typing error. */
const misspelt = (word: string): string[] =>
  LONG_COLORS.near(word, ONE).flatMap(({ item, errors }) => (errors === 1 ? [item] : []))
