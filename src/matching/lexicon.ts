import { LANGUAGES, wordsOf } from './languages/index.ts'
import { COLORS, GENDERS, type Language, SENSES } from './languages/language.ts'
import { plain, singular } from './normalise.ts'
import { ONE, spellingsOf } from './spellings.ts'

/** Maps every word of a table, and its singular, to the name of its row. */
function rows<Name extends string>(
  names: readonly Name[],
  table: (language: Language) => Readonly<Record<Name, string>>,
): ReadonlyMap<string, Name> {
  return new Map(
    names.flatMap((name) =>
      LANGUAGES.flatMap((language) => wordsOf(table(language)[name])).flatMap((word) => [
        [singular(word), name] as const,
        [word, name] as const,
      ]),
    ),
  )
}

/** All words of one list in all languages, and their singulars. */
const all = (list: (language: Language) => string): ReadonlySet<string> =>
  new Set(
    LANGUAGES.flatMap((language) => wordsOf(list(language))).flatMap((word) => [
      word,
      singular(word),
    ]),
  )

const COLOR_OF = rows(COLORS, ({ colors }) => colors)
const GENDER_OF = rows(GENDERS, ({ genders }) => genders)
const STOPS = all(({ stopWords }) => stopWords)
const CHATTERED = all(({ chatter }) => chatter)
const OR = all(({ or }) => or)
const THROUGH = all(({ through }) => through)
const AND = all(({ numbers }) => numbers.and)
const KIND_WORDS = all(({ kinds }) => kinds)
const SIZE_WORDS = all(({ sizeWords }) => sizeWords)
const MIN_FILLER_LETTERS = 4
const ARTICLES = all(({ articles }) => articles)
const LINKS = all(({ links }) => links)
const FILLERS = spellingsOf(
  [...STOPS, ...LINKS].filter(({ length }) => length >= MIN_FILLER_LETTERS),
)
const CONTAINERS = all(({ containers }) => containers)
const DONE = all(({ done }) => done)

/** Negations. They must match exactly, because they change the meaning of a name. */
export const NEGATIONS: ReadonlySet<string> = all(({ negations }) => negations)

const LONG_FORM_OF = new Map(
  LANGUAGES.flatMap(({ shortForms }) =>
    shortForms
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [long = '', ...short] = wordsOf(line)
        return short.flatMap((word) => [[word, long] as const, [singular(word), long] as const])
      }),
  ),
)

/** Two-word phrases: the possible second words by first word. */
const PHRASES = new Map(
  LANGUAGES.flatMap(({ phrases }) => wordsOf(phrases)).map((phrase) => {
    const [first = '', second = ''] = phrase.split('-')
    return [`${first} ${second}`, first + second] as const
  }),
)

/** Joins known phrases such as "second hand" into one word; other words stay the same. */
export function joinPhrases(words: readonly string[]): string[] {
  const joined: string[] = []
  for (let at = 0; at < words.length; at++) {
    const [word = '', next = ''] = [words[at], words[at + 1]]
    const phrase = PHRASES.get(`${word} ${next}`) ?? PHRASES.get(`${word} ${singular(next)}`)
    joined.push(phrase ?? word)
    if (phrase !== undefined) at++
  }
  return joined
}

const SENSES_OF: ReadonlyMap<string, readonly string[]> = indexSenses()

function indexSenses(): Map<string, string[]> {
  const senses = new Map<string, string[]>()
  for (const sense of SENSES) {
    for (const word of LANGUAGES.flatMap((language) => wordsOf(language.senses[sense]))) {
      for (const form of new Set([word, singular(word)])) {
        senses.set(form, [...(senses.get(form) ?? []), sense])
      }
    }
  }
  return senses
}

/** The senses and the colour of a word; it may have several. */
export function sensesOf(word: string): readonly string[] {
  const senses = SENSES_OF.get(word) ?? SENSES_OF.get(singular(word)) ?? []
  const color = colorName(word)
  return color === undefined ? senses : [...senses, color]
}

/** The long form of a short one, else the word itself. */
export const canonical = (word: string): string => LONG_FORM_OF.get(word) ?? word

export const isStopWord = (word: string): boolean => STOPS.has(word)
export const isChatter = (word: string): boolean => CHATTERED.has(word)
const genderName = (word: string): string | undefined =>
  GENDER_OF.get(word) ?? GENDER_OF.get(singular(word))

export const isGenderWord = (word: string): boolean => genderName(word) !== undefined
export const isOr = (word: string): boolean => OR.has(word)
/** Whether a word stands between the first and the last of a range: "41 à 43". */
export const isThrough = (word: string): boolean => THROUGH.has(word)
export const isAnd = (word: string): boolean => AND.has(word)
export const isSizeWord = (word: string): boolean => SIZE_WORDS.has(word)
/** Whether a word is a stop word or link word with a typing error: aevc. */
export const isMisspeltFiller = (word: string): boolean =>
  word.length >= MIN_FILLER_LETTERS && FILLERS.near(word, ONE).some(({ errors }) => errors === 1)

export const isArticle = (word: string): boolean => ARTICLES.has(word)
/** Whether a word introduces a feature that a thing has or lacks. */
export const isLink = (word: string): boolean => LINKS.has(word)
/** Whether a word is a packaging word. */
export const isContainer = (word: string): boolean => CONTAINERS.has(word)
/** Whether a word is a verb before a quantity sold or received. */
export const isDone = (word: string): boolean => DONE.has(word)

/** Whether a word is a kind of goods. Unlike brands, these distinguish names. */
export const isKind = (word: string): boolean => KIND_WORDS.has(word)

/** Colour parts that a shade already includes: navy is a dark blue, so "navy blue" is navy. */
const SHADES: Readonly<Record<string, readonly string[]>> = {
  marine: ['bleu', 'fonce'],
  petrole: ['bleu', 'fonce'],
  ciel: ['bleu', 'clair'],
  turquoise: ['bleu'],
  bouteille: ['vert', 'fonce'],
  sapin: ['vert', 'fonce'],
  menthe: ['vert', 'clair'],
  olive: ['vert'],
  kaki: ['vert'],
  bordeaux: ['rouge', 'fonce'],
  fuchsia: ['rose'],
  poudre: ['rose', 'clair'],
  moutarde: ['jaune'],
  rouille: ['orange'],
}

/** Words around a colour that do not change its meaning. */
const COLOR_CHATTER = new Set('all tout toute tous toutes couleur color colour'.split(' '))

/** The name of a colour word, or undefined for any other word. */
const colorName = (word: string): string | undefined =>
  COLOR_OF.get(word) ?? COLOR_OF.get(singular(word))

export const isColorWord = (word: string): boolean => colorName(word) !== undefined

/**
 * The sorted names of the parts of a colour. "White", "blanches" and "Blanc" give the same result, and
 * so do "Rouge / Vert" and "vert et rouge".
 */
export function colorParts(color: string): string[] {
  const list = joinPhrases(plain(color).split(' '))
    .filter((word) => word !== '' && !isStopWord(word) && !COLOR_CHATTER.has(word))
    .map((word) => colorName(word) ?? singular(word))
  const implied = new Set(list.flatMap((part) => SHADES[part] ?? []))
  return [...new Set(list)].filter((part) => !implied.has(part)).sort()
}

/** Whether an existing colour includes the wanted one: navy is a blue. */
export const saysColor = (there: string, wanted: string): boolean =>
  there === wanted || SHADES[there]?.includes(wanted) === true

/** Replaces shades by their parts: sky blue becomes light blue. */
export const withoutShades = (parts: readonly string[]): string[] =>
  [...new Set(parts.flatMap((part) => SHADES[part] ?? [part]))].sort()

/** All spellings of all colours, to correct misspelt words. */
export const COLOR_SPELLINGS: readonly string[] = [...COLOR_OF.keys()]

/** One key for all words of a gender: "Femme", "women's" and "dame" have the same key. */
export function genderKey(gender: string): string {
  const word = plain(gender).replaceAll(' ', '')
  return genderName(word) ?? word
}
