import { plain, singular } from './normalise.ts'

/** A line "a b c": every word of it, and its singular, stands for the first. */
function synonyms(lines: string): ReadonlyMap<string, string> {
  const groups = lines
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' '))
  return new Map(
    groups.flatMap((spellings) =>
      spellings.flatMap((spelling) => [
        [singular(spelling), spellings[0] ?? spelling] as const,
        [spelling, spellings[0] ?? spelling] as const,
      ]),
    ),
  )
}

/** One line a colour, first its name: all spellings, French and English, both genders. */
const COLORS = `
  blanc blanche white
  blanccasse casse off
  noir noire black
  marron maron brun brune brown chocolat chocolate
  rouge red
  bleu bleue blue
  vert verte green
  jaune yellow
  rose pink
  violet violette mauve purple
  lilas lilac
  gris grise grey gray anthracite charcoal
  beige sable sand
  orange
  dore doree or gold golden
  argent argente argentee silver
  multicolore multicolor multicolour multi bariole
  camel cognac tan
  caramel
  kaki khaki
  olive
  bordeaux bordeau burgundy
  creme cream ecru ivory ivoire
  turquoise
  marine navy
  corail coral
  clair claire light pale
  fonce foncee dark
  nude naturel naturelle natural`

/** Shades that say their colour by themselves: navy is a blue, so "navy blue" is navy. */
const SHADES: Readonly<Record<string, string>> = {
  ...{ marine: 'bleu', turquoise: 'bleu', olive: 'vert', kaki: 'vert', bordeaux: 'rouge' },
}

/** Words around a colour that change nothing. */
const COLOR_CHATTER = new Set('all tout toute tous toutes couleur color colour'.split(' '))

const GENDERS = `
  femme femmes woman women womens womans dame dames female lady ladies fille
  homme hommes man men mens mans male monsieur gars garcon
  unisexe unisex mixte
  enfant enfants kid kids child children`

/** Numbers that are said in words; "neuf" and "un" mean other things too often to stand alone. */
const UNITS = synonyms(`
  2 deux two
  3 trois three
  4 quatre four
  5 cinq five
  6 six
  7 sept seven
  8 huit eight
  9 nine
  10 dix ten`)
const TENS = synonyms(`
  20 vingt twenty
  30 trente thirty
  40 quarante forty
  50 cinquante fifty
  60 soixante sixty
  70 seventy
  80 eighty
  90 ninety`)
const AFTER_TENS = new Map([...UNITS, ['un', '1'], ['one', '1'], ['neuf', '9']])
const MODELS = new Map([['ones', '1']])

/** The words with spoken numbers as digits: "trente-huit" is 38, "twenty five" is 25. */
export function withDigits(words: readonly string[]): string[] {
  const digits: string[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    const tens = TENS.get(word)
    const next = words[index + 1] === 'et' ? index + 2 : index + 1
    const unit = tens === undefined ? undefined : AFTER_TENS.get(words[next] ?? '')
    if (tens !== undefined && unit?.length === 1) {
      digits.push(String(Number(tens) + Number(unit)))
      index = next
    } else digits.push(tens ?? UNITS.get(singular(word)) ?? MODELS.get(word) ?? word)
  }
  return digits
}

/** What shops and customers shorten beyond what initials and beginnings explain. */
const SHORT_FORMS = `
  occasion occaz occas occase
  jordan aj
  dr doc docs docteur doctor`

/** Words between names that carry none, on both sides. */
const STOP_WORDS = `a an the of and et la le les l de du des d en un une in with avec au aux`

/** What people say around a name. It explains nothing, and it counts against nothing. */
const CHATTER = `
  il y t elle on reste restent encore vous nous j je tu me m moi ai as avez avons avoir ont est ce c ca
  que qu quoi combien quel quelle quels quelles dans pour svp stp please merci bonjour hello mon ma mes
  ton ta tes nos notre vos votre son sa ses cette ces cet paire paires pair pcs unite unites stock
  do does did we you i have has had is are there any some how many much left got still my our your this
  that these those all for modele model models produit produits article couleur color colour coloris
  chaussure chaussures shoe shoes sneaker sneakers trainer trainers basket baskets soulier souliers
  vendu vends vendre sold sell add ajoute ajouter regarde voir taille pointure size eu us uk fr`

/** Words that turn a name into its opposite: they match or the name is another one. */
export const NEGATIONS: ReadonlySet<string> = new Set([
  'sans',
  'without',
  'non',
  'pas',
  'no',
  'not',
])

const COLOR_OF = synonyms(COLORS)
const GENDER_OF = synonyms(GENDERS)
const LONG_FORM_OF = synonyms(SHORT_FORMS)
const STOPS = new Set(STOP_WORDS.split(' '))
const CHATTERED = new Set(
  CHATTER.trim()
    .split(/\s+/)
    .flatMap((word) => [word, singular(word)]),
)

/** The long form of a short one, else the word itself. */
export const canonical = (word: string): string => LONG_FORM_OF.get(word) ?? word

export const isStopWord = (word: string): boolean => STOPS.has(word)
export const isChatter = (word: string): boolean => CHATTERED.has(word)
export const isGenderWord = (word: string): boolean => GENDER_OF.has(word)

/** The name of a colour word, or undefined for any other word. */
const colorName = (word: string): string | undefined =>
  COLOR_OF.get(word) ?? COLOR_OF.get(singular(word))

export const isColorWord = (word: string): boolean => colorName(word) !== undefined

/**
 * The parts of a colour by their names, sorted: "White", "blanches" and "Blanc" are one colour, and
 * so are "Rouge / Vert" and "vert et rouge".
 */
export function colorParts(color: string): string[] {
  const list = plain(color)
    .replace(/off white|blanc casse/g, 'blanccasse')
    .split(' ')
    .filter((word) => word !== '' && !isStopWord(word) && !COLOR_CHATTER.has(word))
    .map((word) => colorName(word) ?? singular(word))
  const implied = new Set(list.map((part) => SHADES[part]))
  return [...new Set(list)].filter((part) => !implied.has(part)).sort()
}

/** Whether a colour there is says the wanted one: navy is a blue. */
export const saysColor = (there: string, wanted: string): boolean =>
  there === wanted || SHADES[there] === wanted

/** Every spelling of a colour, for words that may be misspelt. */
export const COLOR_SPELLINGS: readonly string[] = [...COLOR_OF.keys()]

/** Kinds of shoe open many names as brands do, and unlike brands they tell names apart. */
const KINDS = `
  sandale sandal babouche chaussure botte bottine boot mocassin sabot tong ballerine claquette
  espadrille derby richelieu escarpin basket sneaker mule slipper loafer`

const KIND_WORDS = new Set(KINDS.trim().split(/\s+/))

export const isKind = (word: string): boolean => KIND_WORDS.has(word)

/** One text for every way to say a gender: "Femme", "women's" and "dame" are one. */
export function genderKey(gender: string): string {
  const word = plain(gender).replaceAll(' ', '')
  return GENDER_OF.get(word) ?? word
}
