import type { Asked } from './asked-word.ts'
import { editDistance } from './edit-distance.ts'
import type { NameEntry, NameIndex } from './index-names.ts'
import { soundKey } from './sound.ts'
import { sum } from './sum.ts'

/** Above this number of names, only names that share a word are compared by sound. */
const MAX_SCANNED_NAMES = 2_000
/** Maximum share of different sounds for a near name. */
const MAX_SOUND_DIFFERENCE = 0.34
/** Minimum number of sounds of a name to compare it by sound. */
const MIN_SOUNDS = 3
/** Maximum neighbouring words that may be one misheard name. */
const MAX_MISHEARD_WORDS = 5

/** The names that sound like some of the words, for misheard names. */
export function nearestBySound(asked: readonly Asked[], index: NameIndex): NameEntry[] {
  const words = asked.filter(({ isColor, hasDigit }) => !isColor && !hasDigit)
  const least = sum(words.map(({ text }) => text.length)) / 2
  const heard = words
    .flatMap((_, start) =>
      Array.from({ length: Math.min(MAX_MISHEARD_WORDS, words.length - start) }, (_length, more) =>
        words
          .slice(start, start + more + 1)
          .map(({ text }) => text)
          .join(''),
      ),
    )
    .filter(({ length }) => length >= least)
    .map(soundKey)
  const entries = index.entries.length > MAX_SCANNED_NAMES ? index.candidates(asked) : index.entries
  return entries
    .map((entry) => ({ entry, far: Math.min(...heard.map((sound) => distance(sound, entry))) }))
    .filter(({ far }) => far <= MAX_SOUND_DIFFERENCE)
    .sort((a, b) => a.far - b.far)
    .map(({ entry }) => entry)
}

function distance(heard: string, { sounds }: NameEntry): number {
  return Math.min(
    ...sounds().map((sound) => {
      const longest = Math.max(heard.length, sound.length)
      const isFar = Math.abs(heard.length - sound.length) > MAX_SOUND_DIFFERENCE * longest
      return sound.length < MIN_SOUNDS || isFar ? 1 : editDistance(heard, sound) / longest
    }),
  )
}
