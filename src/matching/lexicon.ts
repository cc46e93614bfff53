import { plain, singular } from './normalise.ts'

/** One line a colour, first its name: all spellings, French and English, both genders. */
const COLORS = `
  blanc blanche white
  noir noire black
  marron maron brun brune brown chocolat chocolate
  rouge red
  bleu bleue blue
  vert verte green
  jaune yellow
  rose pink
  violet violette mauve purple lilas lilac
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

/** Numbers that are said in words; "neuf" and "un" mean other things too often. */
const NUMBERS = `
  2 deux two
  3 trois three
  4 quatre four
  5 cinq five
  6 six
  7 sept seven
  8 huit eight
  9 nine
  10 dix ten`

/** What shops and customers shorten beyond what initials and beginnings explain. */
const SHORT_FORMS = `
  occasion occaz occas occase
  jordan aj`

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
  vendu vends vendre sold sell add ajoute ajouter one svp taille pointure size eu us uk fr`

/** Words that turn a name into its opposite: they match or the name is another one. */
export const NEGATIONS: ReadonlySet<string> = new Set([
  'sans',
  'without',
  'non',
  'pas',
  'no',
  'not',
])

/** "a b c" a line: every word of the line stands for the first. */
function synonyms(lines: string): ReadonlyMap<string, string> {
  return new Map(
    lines
      .trim()
      .split('\n')
      .flatMap((line) => {
        const spellings = line.trim().split(' ')
        return spellings.map((spelling) => [spelling, spellings[0] ?? spelling] as const)
      }),
  )
}

const COLOR_OF = synonyms(COLORS)
const GENDER_OF = synonyms(GENDERS)
const REPLACED = new Map([...synonyms(NUMBERS), ...synonyms(SHORT_FORMS)])
const STOPS = new Set(STOP_WORDS.split(' '))
const CHATTERED = new Set(CHATTER.trim().split(/\s+/))

/** The digit for a number word, the long form of a short one, else the word itself. */
export const canonical = (word: string): string => REPLACED.get(word) ?? word

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
    .split(' ')
    .filter((word) => word !== '' && !isStopWord(word) && !COLOR_CHATTER.has(word))
    .map((word) => colorName(word) ?? singular(word))
  const implied = new Set(list.map((part) => SHADES[part]))
  return [...new Set(list)].filter((part) => !implied.has(part)).sort()
}

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
