import type { Asked } from './asked-word.ts'
import { indexSounds, type NameEntry, type NameIndex } from './index-names.ts'
import { soundKey } from './sound.ts'
import { sum } from './sum.ts'

/** Above this number of names, only names that share a word are compared by sound. */
const MAX_SCANNED_NAMES = 2_000
/** Maximum share of different sounds for a near name. */
const MAX_SOUND_DIFFERENCE = 0.34
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
  const isLarge = index.entries.length > MAX_SCANNED_NAMES
  const entries = isLarge ? index.candidates(asked) : index.entries
  const sounds = isLarge ? indexSounds(entries) : index.sounds()
  const far = new Map<NameEntry, number>()
  for (const sound of new Set(heard)) {
    for (const { item, errors } of sounds.near(sound, differingSounds)) {
      const share = errors / Math.max(sound.length, item.sound.length)
      far.set(item.entry, Math.min(share, far.get(item.entry) ?? 1))
    }
  }
  return entries
    .filter((entry) => far.has(entry))
    .sort((a, b) => (far.get(a) ?? 1) - (far.get(b) ?? 1))
}

const differingSounds = (longest: number): number => Math.floor(MAX_SOUND_DIFFERENCE * longest)
