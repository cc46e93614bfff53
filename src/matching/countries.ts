import { LANGUAGES, wordsOf } from './languages/index.ts'
import { plain } from './normalise.ts'

/** Ends of words for people and things of a country, after the stem of its name. */
const DEMONYM = /^[a-z]?(?:ien|een|en|ain|an|ian|ais|ois|ese|ish|ite|i|ic|que|cain|on|ol|esse)$/

/** The shortest beginning of a country's name that still tells it: "sued" of Suède. */
const STEM = 4

/**
 * Names of countries in both languages, without accents, by their ISO 3166 code. Those of two words
 * ("South Korea") are left to the table of each language.
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
  Map.groupBy([...COUNTRY_OF], ([name]) => name.slice(0, STEM))

/**
 * The country that a word names or belongs to, by its ISO 3166 code: Suède, suédois and Swedish are
 * SE. Undefined for any other word.
 * @param word without accents
 * @param base the same word without the ending of its gender and number
 */
export function countryOf(word: string, base: string): string | undefined {
  const named = COUNTRY_OF.get(word) ?? COUNTRY_OF.get(base)
  if (named !== undefined) return named
  const found = BY_STEM.get(word.slice(0, STEM))?.find(
    ([name]) => isDemonymOf(base, name) || isDemonymOf(word, name),
  )
  return found?.[1]
}

/** "suedois" goes on from the stem of "suede" with an ending that makes it a demonym. */
function isDemonymOf(base: string, country: string): boolean {
  const stem = country.replace(/(?:ie|ia|land|istan|[aeiouy])$/, '')
  return stem.length >= STEM && base.startsWith(stem) && DEMONYM.test(base.slice(stem.length))
}
