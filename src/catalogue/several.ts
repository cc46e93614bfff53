import { type Product, sizeKey } from '../domain/catalogue.ts'
import { colorsSaid } from '../matching/colors.ts'
import { isAnd, isOr, isSizeWord, isStopWord, isThrough } from '../matching/lexicon.ts'
import type { Purpose } from '../matching/model-match.ts'
import { plain } from '../matching/normalise.ts'
import { parseSize } from '../matching/parse.ts'
import { longerNamed } from './longer-names.ts'
import type { Snapshot } from './snapshot.ts'
import { type Reference, saidSize, shown, type Understanding, understand } from './understand.ts'

/** One of the things that were asked about at once, in one colour and size of those that were said. */
export interface Part {
  readonly understanding: Understanding
  /** The size that was said, apart or in the words; null for none. */
  readonly size: string | null
  /** Products to ask about, of longer names: the name itself lacks the colour or the size. */
  readonly longer: readonly Product[]
}

/** What a list shows of a part: where a name lacks what was said, the longer names that have it. */
export const offered = ({ understanding, longer }: Part): readonly Product[] =>
  longer.length > 0 ? longer : shown(understanding)

/**
 * Understands words that may name several colours or sizes: "Togo noir et blanc en 38 et 39".
 * @returns what each of them means; one where only one thing was said
 */
export function understandEach(snapshot: Snapshot, reference: Reference): Part[] {
  const sizes = sizesApart(snapshot, reference)
  return sizes.flatMap((one) =>
    colorsApart(snapshot, one).map(({ words, understanding }) => ({
      understanding,
      size: saidSize(one) ?? understanding.size,
      longer: longerNamed(snapshot, understanding, words),
    })),
  )
}

/** More sizes than anybody asks about at once, one by one and as a range. */
const MOST_SIZES = 10
const MOST_IN_RANGE = 40

/** The same words with one size each, where they say several or a range; else as they are. */
export function sizesApart<Words extends Reference>(
  snapshot: Snapshot,
  words: Words,
  purpose: Purpose = 'list',
): readonly Words[] {
  const { size, model } = words
  if (size !== undefined) {
    const range = snapshot.isNewSize(size) ? sizeRange(snapshot, size) : undefined
    const sizes = range && isAlone(range) ? range.sizes : sizesIn(snapshot, size)
    const apart = sizes.map((one) => ({ ...words, size: one }))
    return range && purpose === 'list' ? thatItComesIn(snapshot, apart) : apart
  }
  if (model === undefined) return [words]
  const range = sizeRange(snapshot, model)
  const run = range ?? sizeRun(snapshot, model)
  // Numbers may be a name, too.
  if (!run || understand(snapshot, words, purpose).kind !== 'none') return [words]
  const alone = run.sizes.map((one) => ({ ...words, model: run.before + one + run.after }))
  const isKnown = understand(snapshot, alone[0] ?? words, purpose).kind !== 'none'
  if (!isKnown) return [words]
  return range && purpose === 'list' ? thatItComesIn(snapshot, alone) : alone
}

/** Of a range, the sizes that what is meant comes in; all where it comes in none. */
function thatItComesIn<Words extends Reference>(
  snapshot: Snapshot,
  apart: readonly Words[],
): readonly Words[] {
  const there = apart.filter((one) => {
    const { products, size } = understand(snapshot, one)
    const said = saidSize(one) ?? size
    return said && products.some((product) => snapshot.variantOf(product, said))
  })
  return there.length > 0 ? there : apart
}

/** Two numbers with a dash or one word between them: "41-43", "41 à 43", "41 jusqu'au 43". */
const RANGE =
  /(?<![\p{L}\p{N}.,-])(\d{1,3}(?:[.,]5)?)(?:\s*[-–—]\s*|\s+([\p{L}'’]+)\s+)(\d{1,3}(?:[.,]5)?)(?![\p{L}\p{N}-])/u

/**
 * The sizes of a range, both ends and what the shop has between them, among other words. A range of
 * which the shop has nothing is none.
 */
function sizeRange(snapshot: Snapshot, text: string) {
  const found = RANGE.exec(text)
  if (!found) return undefined
  const [range, first = '', word, last = ''] = found
  if (word !== undefined && !isThrough(plain(word).replaceAll(' ', ''))) return undefined
  const [low, high] = [numberOf(first), numberOf(last)]
  const between = snapshot.sizes.filter((size) => low <= numberOf(size) && numberOf(size) <= high)
  if (low >= high || between.length === 0) return undefined
  const ordered = [first, last, ...between].toSorted((a, b) => numberOf(a) - numberOf(b))
  const sizes = [...new Map(ordered.map((size) => [numberOf(size), size])).values()]
  if (sizes.length > MOST_IN_RANGE) return undefined
  const before = text.slice(0, found.index)
  return { sizes, before, after: text.slice(before.length + range.length) }
}

/** A size in digits as a number; NaN for any other. */
const numberOf = (size: string): number =>
  /^\d{1,3}(?:[.,]\d)?$/.test(size) ? Number(size.replace(',', '.')) : Number.NaN

/** Whether a range is all that was said: "du 40 au 45", "sizes 41 to 43". */
const isAlone = ({ before, after }: { before: string; after: string }): boolean =>
  plain(`${before} ${after}`)
    .split(' ')
    .every((word) => !word || isStopWord(word) || isSizeWord(word))

/** A size as it is said alone, also one that the shop has not. */
const PLAIN_SIZE = /^(?:\d{1,3}(?:[.,]5)?|x{0,3}[sl]|m)$/i

/** The sizes in a text that says nothing else. One that is spelt with "et", "," or "/" is one. */
function sizesIn(snapshot: Snapshot, text: string): string[] {
  const isOwn = (size: string) => !snapshot.isNewSize(size)
  if (isOwn(text) || parseSize(text) !== text) return [text]
  const clear = different(text, /[;&+]|,\s/)
  const close = different(text, /[;&+,/]/)
  return (
    [
      clear.every((size) => isOwn(size) || PLAIN_SIZE.test(size)) && clear,
      close.every(isOwn) && close,
    ].find((found) => found && found.length > 0 && found.length <= MOST_SIZES) || [text]
  )
}

/** The parts of a text between marks and between words for "and" and "or", each once. */
function different(text: string, marks: RegExp): string[] {
  const parts: string[][] = [[]]
  for (const word of text.split(new RegExp(`(${marks.source})|\\s+`)).filter(Boolean)) {
    if (marks.test(`${word} `) || isBetween(word)) parts.push([])
    else parts.at(-1)?.push(word)
  }
  const sizes = parts.map((words) => parseSize(words.join(' '))).filter(Boolean)
  return [...new Map(sizes.map((size) => [sizeKey(size), size])).values()]
}

const isBetween = (word: string): boolean => isAnd(plain(word)) || isOr(plain(word))

const NUMBER = /\d{1,3}(?:[.,]5)?/g
/** Numbers with a mark or a few words between them. */
const RUN =
  /(?<![\p{L}\p{N}.,])\d{1,3}(?:[.,]5)?(?:(?:\s*[,;&+/]\s*|(?:\s+\p{L}+){1,3}\s+)\d{1,3}(?:[.,]5)?)+(?![\p{L}\p{N}])/u

/** Sizes of the shop, one after the other, among other words. */
function sizeRun(snapshot: Snapshot, text: string) {
  const found = RUN.exec(text)
  if (!found) return undefined
  const [run] = found
  const sizes = [...new Set(run.match(NUMBER))]
  const words = (run.match(/\p{L}+/gu) ?? []).map(plain)
  const isList =
    words.every((word) => isBetween(word) || isStopWord(word) || isSizeWord(word)) &&
    sizes.every((size) => !snapshot.isNewSize(size))
  if (!isList || sizes.length < 2 || sizes.length > MOST_SIZES) return undefined
  const before = text.slice(0, found.index)
  return { sizes, before, after: text.slice(before.length + run.length) }
}

/** What words mean in each colour that they say, where the model does not come in all of them. */
function colorsApart(
  snapshot: Snapshot,
  words: Reference,
): { words: Reference; understanding: Understanding }[] {
  const understanding = understand(snapshot, words)
  const whole = [{ words, understanding }]
  const { model, color } = understanding.match
  if (!color || color.kind === 'exact' || (words.model !== undefined && !model?.used)) return whole
  const colors = colorsSaid(
    color.asked,
    snapshot.products.map((one) => one.color),
  )
  if (colors.length < 2) return whole
  return colors.map((one) => {
    const alone = { ...words, model: model?.used ?? undefined, color: one }
    return { words: alone, understanding: understand(snapshot, alone) }
  })
}
