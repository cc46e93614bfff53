import { editDistance } from './edit-distance.ts'
import { LANGUAGES, wordsOf } from './languages/index.ts'
import { COLORS, GENDERS, type Language, SENSES } from './languages/language.ts'
import { plain, singular } from './normalise.ts'

/** Every word of a table, and its singular, with the name of its row. */
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

/** All words of a list of every language, and their singulars. */
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
const AND = all(({ numbers }) => numbers.and)
const KIND_WORDS = all(({ kinds }) => kinds)
const SIZE_WORDS = all(({ sizeWords }) => sizeWords)
const LEAST_FILLER = 4
const ARTICLES = all(({ articles }) => articles)
const LINKS = all(({ links }) => links)
const FILLERS = [...STOPS, ...LINKS].filter((word) => word.length >= LEAST_FILLER)
const CONTAINERS = all(({ containers }) => containers)
const DONE = all(({ done }) => done)

/** Words that turn a name into its opposite: they match or the name is another one. */
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

/** The second words of what is one thing in two words, by the first. */
const PHRASES = new Map(
  LANGUAGES.flatMap(({ phrases }) => wordsOf(phrases)).map((phrase) => {
    const [first = '', second = ''] = phrase.split('-')
    return [`${first} ${second}`, first + second] as const
  }),
)

/** "second hand" as one word, and everything else as it is. */
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

/** The things and the colour that a word stands for; it may stand for several. */
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
export const isAnd = (word: string): boolean => AND.has(word)
export const isSizeWord = (word: string): boolean => SIZE_WORDS.has(word)
/** A word between names with a typing error: aevc. */
export const isMisspeltFiller = (word: string): boolean =>
  word.length >= LEAST_FILLER &&
  FILLERS.some(
    (other) => Math.abs(word.length - other.length) < 2 && editDistance(word, other) === 1,
  )

export const isArticle = (word: string): boolean => ARTICLES.has(word)
/** A word before what a thing has or lacks. */
export const isLink = (word: string): boolean => LINKS.has(word)
/** What a thing is packed in. */
export const isContainer = (word: string): boolean => CONTAINERS.has(word)
/** A word that comes before how many were sold or came. */
export const isDone = (word: string): boolean => DONE.has(word)

/** Kinds of goods open many names as brands do, and unlike brands they tell names apart. */
export const isKind = (word: string): boolean => KIND_WORDS.has(word)

/** What a shade says by itself: navy is a dark blue, so "navy blue" is navy. */
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

/** Words around a colour that change nothing. */
const COLOR_CHATTER = new Set('all tout toute tous toutes couleur color colour'.split(' '))

/** The name of a colour word, or undefined for any other word. */
const colorName = (word: string): string | undefined =>
  COLOR_OF.get(word) ?? COLOR_OF.get(singular(word))

export const isColorWord = (word: string): boolean => colorName(word) !== undefined

/**
 * The parts of a colour by their names, sorted: "White", "blanches" and "Blanc" are one colour, and
 * so are "Rouge / Vert" and "vert et rouge".
 */
export function colorParts(color: string): string[] {
  const list = joinPhrases(plain(color).split(' '))
    .filter((word) => word !== '' && !isStopWord(word) && !COLOR_CHATTER.has(word))
    .map((word) => colorName(word) ?? singular(word))
  const implied = new Set(list.flatMap((part) => SHADES[part] ?? []))
  return [...new Set(list)].filter((part) => !implied.has(part)).sort()
}

/** Whether a colour there is says the wanted one: navy is a blue. */
export const saysColor = (there: string, wanted: string): boolean =>
  there === wanted || SHADES[there]?.includes(wanted) === true

/** A shade as what it says: sky blue is a light blue. */
export const withoutShades = (parts: readonly string[]): string[] =>
  [...new Set(parts.flatMap((part) => SHADES[part] ?? [part]))].sort()

/** Every spelling of a colour, for words that may be misspelt. */
export const COLOR_SPELLINGS: readonly string[] = [...COLOR_OF.keys()]

/** One text for every way to say a gender: "Femme", "women's" and "dame" are one. */
export function genderKey(gender: string): string {
  const word = plain(gender).replaceAll(' ', '')
  return genderName(word) ?? word
}
