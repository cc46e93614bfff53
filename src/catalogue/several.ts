import { type Product, sizeKey } from '../domain/catalogue.ts'
import { colorsSaid } from '../matching/colors.ts'
import { isAnd, isOr, isSizeWord, isStopWord } from '../matching/lexicon.ts'
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

/** More sizes than anybody asks about at once. */
const MOST_SIZES = 10

/** The same words with one size each, where they say several; else as they are. */
export function sizesApart<Words extends Reference>(
  snapshot: Snapshot,
  words: Words,
  purpose: Purpose = 'list',
): readonly Words[] {
  const { size, model } = words
  if (size !== undefined) return sizesIn(snapshot, size).map((one) => ({ ...words, size: one }))
  if (model === undefined) return [words]
  const run = sizeRun(snapshot, model)
  // Numbers may be a name, too.
  if (!run || understand(snapshot, words, purpose).kind !== 'none') return [words]
  const alone = run.sizes.map((one) => ({ ...words, model: run.before + one + run.after }))
  const isKnown = understand(snapshot, alone[0] ?? words, purpose).kind !== 'none'
  return isKnown ? alone : [words]
}

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
