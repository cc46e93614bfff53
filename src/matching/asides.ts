import type { Aligner, Alignment } from './align.ts'
import { type Asked, NOISE_RANKS } from './asked-word.ts'
import type { Fit } from './fit.ts'
import type { NameEntry, NameIndex } from './index-names.ts'
import { colorParts, genderKey, isLink, isOr, NEGATIONS } from './lexicon.ts'
import type { Aside, Named, Spoken } from './model-match.ts'
import { isBareSize } from './parse.ts'

/** A question, as the matcher asks it of each name. */
export interface Query {
  readonly asked: readonly Asked[]
  readonly aligner: Aligner
  readonly fit: Fit
  readonly size: string | null
  readonly spoken: Spoken
  /** The shop's spelling of each size, by its words. */
  readonly ownSizes: ReadonlyMap<string, string>
}

/** The roles of the words, if the name is meant. */
export interface Parts {
  readonly said: readonly Asked[]
  readonly unexplained: readonly Asked[]
  /** The kind of goods that was said before a name that has none: "sandales merwan". */
  readonly kind: Asked | undefined
  readonly aside: Aside
}

/** What a name leaves over of the words, and where. */
interface Remainder {
  readonly asked: readonly Asked[]
  readonly isSaid: (place: number) => boolean
  /** First and last word that the name explains; -1 if it explains none. */
  readonly first: number
  readonly last: number
}

/** Sorts the words by their roles, if this name is meant. */
export function takeApart(
  { asked, size, ownSizes }: Query,
  heard: Alignment,
  entry: NameEntry,
  index: NameIndex,
  meant: readonly Named[],
): Parts {
  const isSaid = (place: number) => heard.asked[place] !== null
  const first = asked.findIndex((_, place) => isSaid(place))
  const last = asked.findLastIndex((_, place) => isSaid(place))
  const remainder = { asked, isSaid, first, last }
  // A second size is left over, so that it is asked about.
  const inside = size === null ? ownSize(remainder, ownSizes) : undefined
  const bare =
    size === null && !inside
      ? asked.findLast(({ text }, place) => !isSaid(place) && isBareSize(text))
      : undefined
  const noise = noiseAround(remainder)
  const left = asked.filter(
    (word, place) => !isSaid(place) && word !== bare && !inside?.words.includes(word),
  )
  const own = new Set(meant.flatMap(({ color }) => partsOf(color)))
  const colors = left.filter(
    (word) => own.size > 0 && (word.isColor || own.has(word.text) || own.has(word.written)),
  )
  const others = left.filter((word) => !noise.has(word) && !colors.includes(word))
  const isBare = !entry.words.some((word) => index.isKind(word))
  const isBefore = (word: Asked) => asked.indexOf(word) < first
  const kind = isBare ? others.find((word) => word.isKind && isBefore(word)) : undefined
  return {
    said: asked.filter((_, place) => isSaid(place)),
    kind,
    unexplained: others.filter(
      (word) =>
        !word.isGender && !word.isIdle && word !== kind && !(isHowMany(word) && isBefore(word)),
    ),
    aside: {
      color: colors.length > 0 ? togetherOr(colors, asked) : null,
      gender: oneGender(others.filter((word) => word.isGender)),
      size: size ?? inside?.size ?? bare?.text ?? null,
    },
  }
}

/** The gender that was said; two different ones together, which nothing is made for. */
function oneGender(said: readonly Asked[]): string | null {
  const byKey = new Map(said.map(({ text }) => [genderKey(text), text]))
  return byKey.size > 0 ? [...byKey.values()].join(' ') : null
}

/** The parts of a colour, cached because a shop has few colours. */
function partsOf(color: string): readonly string[] {
  const known = PARTS.get(color)
  if (known) return known
  const parts = colorParts(color)
  if (PARTS.size < MAX_CACHED_COLORS) PARTS.set(color, parts)
  return parts
}

const PARTS = new Map<string, readonly string[]>()
const MAX_CACHED_COLORS = 10_000

/** A size of this shop among the words that are not part of the name: "500 g", "m 8". */
function ownSize(
  { asked, isSaid }: Remainder,
  ownSizes: ReadonlyMap<string, string>,
): { readonly size: string; readonly words: readonly Asked[] } | undefined {
  if (!asked.some(({ hasDigit }) => hasDigit)) return undefined
  for (let length = MAX_SIZE_WORDS; length > 0; length--) {
    for (let start = 0; start + length <= asked.length; start++) {
      const words = asked.slice(start, start + length)
      const isFree = words.every((_, index) => !isSaid(start + index))
      const text = words.map((word) => word.text).join(' ')
      const size = isFree && /\d/.test(text) ? ownSizes.get(text) : undefined
      if (size !== undefined) return { size, words }
    }
  }
  return undefined
}

/** Maximum words of a size: "5 x 60". */
const MAX_SIZE_WORDS = 4

/**
 * Words around the item that are not about it: before its article ("la dame voudrait | la sandale"),
 * and after a word that starts another topic ("| j'en ai quatre").
 */
function noiseAround({ asked, first, last }: Remainder): ReadonlySet<Asked> {
  if (first < 0) return new Set()
  const start = asked.findLastIndex(
    ({ opens, linked }, place) => place <= first && opens && !linked,
  )
  const end = asked.findIndex(
    ({ text, isIdle, opens, linked }, place) =>
      place > last && !linked && !isLink(text) && (isIdle || opens),
  )
  const around = [...asked.slice(0, Math.max(0, start)), ...(end < 0 ? [] : asked.slice(end))]
  // Kept: unknown words, which may be misheard; catalogue words, which may be another product; and
  // what tells products apart wherever it is said: numbers, genders and negations.
  return new Set(
    around.filter(
      ({ text, isReal, rank, isAside, isGender, hasDigit }) =>
        !isGender &&
        !hasDigit &&
        !NEGATIONS.has(text) &&
        (isAside || (isReal && rank < NOISE_RANKS)),
    ),
  )
}

/** Whether a number is small enough for a quantity: "deux Hermès". */
const isHowMany = ({ text }: Asked): boolean => /^(?:\d|1\d|2[0-4])$/.test(text)

/** Joins the colours as they were said: "noir ou marron" is a choice, "noir et marron" is one colour. */
function togetherOr(colors: readonly Asked[], asked: readonly Asked[]): string {
  const [first, last] = [colors[0], colors.at(-1)]
  if (!first || !last) return ''
  return asked
    .slice(asked.indexOf(first), asked.indexOf(last) + 1)
    .filter((word) => colors.includes(word) || isOr(word.text))
    .map(({ text, added }, place) => (added && place > 0 ? `et ${text}` : text))
    .join(' ')
}
