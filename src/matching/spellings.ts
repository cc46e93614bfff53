import { editDistance } from './edit-distance.ts'

/** A text that was found, and by how many errors it differs. */
export interface Near<Item> {
  readonly item: Item
  readonly errors: number
}

/** Finds texts by their spelling, without comparing each in full. */
export interface Spellings<Item> {
  /**
   * All items whose text is so near.
   * @param most errors that two texts may differ by, the longer of which has so many letters
   */
  near(text: string, most: (longest: number) => number): Near<Item>[]
}

/** Texts of one length; which letters each has, and which of them twice, as bits. */
interface Shelf<Item> {
  readonly length: number
  readonly texts: string[]
  readonly items: Item[]
  readonly once: number[]
  readonly twice: number[]
}

function lettersOf(text: string): { readonly once: number; readonly twice: number } {
  let once = 0
  let twice = 0
  for (let at = 0; at < text.length; at++) {
    const bit = 1 << (text.charCodeAt(at) & 31)
    twice |= once & bit
    once |= bit
  }
  return { once, twice }
}

/** The number of bits that are set. */
function bits(value: number): number {
  const pairs = value - ((value >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** At most one error, in texts of any length. */
export const ONE = (): number => 1

/** The texts themselves, by their spelling. */
export const spellingsOf = (texts: readonly string[]): Spellings<string> =>
  indexSpellings(texts.map((text) => [text, text]))

export function indexSpellings<Item>(
  items: Iterable<readonly [text: string, item: Item]>,
): Spellings<Item> {
  const shelves = new Map<number, Shelf<Item>>()
  for (const [text, item] of items) {
    const { length } = text
    const shelf = shelves.get(length) ?? { length, texts: [], items: [], once: [], twice: [] }
    const { once, twice } = lettersOf(text)
    shelf.texts.push(text)
    shelf.items.push(item)
    shelf.once.push(once)
    shelf.twice.push(twice)
    shelves.set(length, shelf)
  }
  return {
    near(text, most) {
      const found: Near<Item>[] = []
      const { once, twice } = lettersOf(text)
      for (const shelf of shelves.values()) {
        const allowed = most(Math.max(text.length, shelf.length))
        if (Math.abs(text.length - shelf.length) > allowed) continue
        for (let place = 0; place < shelf.texts.length; place++) {
          const [one, two] = [shelf.once[place] ?? 0, shelf.twice[place] ?? 0]
          // With each error at most one letter goes and one comes.
          if (bits(once & ~one) + bits(twice & ~two) > allowed) continue
          if (bits(one & ~once) + bits(two & ~twice) > allowed) continue
          const errors = editDistance(text, shelf.texts[place] ?? '', allowed)
          const item = shelf.items[place]
          if (errors <= allowed && item !== undefined) found.push({ item, errors })
        }
      }
      return found
    },
  }
}
