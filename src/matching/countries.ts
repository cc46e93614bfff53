import { LANGUAGES, wordsOf } from './languages/index.ts'
import { plain } from './normalise.ts'

/** Suffixes of demonyms, after the stem of the country name. */
const DEMONYM = /^[a-z]?(?:ien|een|en|ain|an|ian|ais|ois|ese|ish|ite|i|ic|que|cain|on|ol|esse)$/

/** Minimum length of a prefix that identifies a country: "sued" of Suède. */
const MIN_STEM = 4

/**
 * ISO 3166 codes by country name, in both languages, without accents. Names of two words ("South
 * Korea") are in the table of each language instead.
 */
const COUNTRY_OF: ReadonlyMap<string, string> = nameCountries()

function nameCountries(): Map<string, string> {
  const names = new Map<string, string>()
  const languages = ['fr', 'en'].map((tag) => new Intl.DisplayNames(tag, { type: 'region' }))
  for (const code of regionCodes()) {
    for (const language of languages) {
      const name = plain(language.of(code) ?? '')
      if (/^[a-z]{4,}$/.test(name)) names.set(name, code)
    }
  }
  for (const { demonyms } of LANGUAGES) {
    for (const [code, list] of Object.entries(demonyms)) {
      for (const word of wordsOf(list)) names.set(word, code)
    }
  }
  return names
}

/** All two-letter codes that stand for a region. */
function regionCodes(): string[] {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  return [...letters]
    .flatMap((first) => [...letters].map((second) => first + second))
    .filter((code) => names.of(code) !== undefined)
}

const BY_STEM: ReadonlyMap<string, readonly (readonly [name: string, code: string])[]> =
  Map.groupBy([...COUNTRY_OF], ([name]) => name.slice(0, MIN_STEM))

/**
 * The ISO 3166 code of the country that a word names or derives from: SE for Suède, suédois and
 * Swedish. Undefined for any other word.
 * @param word without accents
 * @param base the same word without its gender and number ending
 */
export function countryOf(word: string, base: string): string | undefined {
  const named = COUNTRY_OF.get(word) ?? COUNTRY_OF.get(base)
  if (named !== undefined) return named
  const found = BY_STEM.get(word.slice(0, MIN_STEM))?.find(
    ([name]) => isDemonymOf(base, name) || isDemonymOf(word, name),
  )
  return found?.[1]
}

/** Whether a word is the stem of a country name plus a demonym suffix, as "suedois" of "suede". */
function isDemonymOf(base: string, country: string): boolean {
  const stem = country.replace(/(?:ie|ia|land|istan|[aeiouy])$/, '')
  return stem.length >= MIN_STEM && base.startsWith(stem) && DEMONYM.test(base.slice(stem.length))
}
