/** Colours by their French name. Each language lists its own words for them. */
export const COLORS = [
  ...['blanc', 'blanccasse', 'noir', 'marron', 'rouge', 'bleu', 'vert', 'jaune', 'rose', 'violet'],
  ...['lilas', 'gris', 'beige', 'orange', 'dore', 'argent', 'multicolore', 'camel', 'caramel'],
  ...['kaki', 'olive', 'bordeaux', 'creme', 'turquoise', 'marine', 'ciel', 'corail', 'fuchsia'],
  ...['bouteille', 'sapin', 'poudre', 'menthe', 'petrole'],
  ...['moutarde', 'rouille', 'bronze', 'taupe', 'nude', 'clair', 'fonce'],
] as const
export type ColorName = (typeof COLORS)[number]

export const GENDERS = ['femme', 'homme', 'unisexe', 'enfant'] as const
export type GenderName = (typeof GENDERS)[number]

/** Things that occur in names and have several words, in one or both languages. */
export const SENSES = [
  ...[
    'again',
    'back',
    'bag',
    'ballet',
    'bat',
    'beach',
    'belt',
    'big',
    'boat',
    'boot',
    'bow',
    'braided',
  ],
  ...['bridge', 'buckle', 'canvas', 'child', 'city', 'clog', 'closed', 'cross', 'doctor', 'double'],
  ...['drawn', 'elastic', 'elf', 'embroidered', 'fine', 'fire', 'fisher', 'flip-flop', 'flower'],
  ...[
    'foot',
    'garden',
    'goat',
    'hair',
    'hand',
    'heart',
    'heel',
    'high',
    'lace',
    'leather',
    'little',
  ],
  ...['loafer', 'long', 'low', 'medieval', 'new', 'old', 'open', 'pool', 'pump', 'rain', 'rider'],
  ...[
    'round',
    'runner',
    'sandal',
    'short',
    'slide',
    'slipper',
    'sneaker',
    'soft',
    'sole',
    'spiral',
  ],
  ...['star', 'strap', 'studded', 'suede', 'summer', 'tassel', 'thick', 'trail', 'turned', 'used'],
  ...[
    'varnished',
    'velcro',
    'velvet',
    'ventilated',
    'walk',
    'wedge',
    'wide',
    'winter',
    'wood',
    'wool',
  ],
] as const
export type Sense = (typeof SENSES)[number]

/**
 * The words of one language, as spoken in a shop. A list of words is one text separated by spaces,
 * without accents, in the singular. The matcher uses all languages at once.
 */
export interface Language {
  /** All spellings of each colour, in both genders. */
  readonly colors: Readonly<Record<ColorName, string>>
  readonly genders: Readonly<Record<GenderName, string>>
  /** Synonyms for each thing. */
  readonly senses: Readonly<Record<Sense, string>>
  /** Number words. */
  readonly numbers: {
    /** 1 to 19 by their words. */
    readonly units: Readonly<Record<number, string>>
    /** Units that often mean something else, so that alone they are not a number. */
    readonly notAlone: string
    /** Units that are also articles. */
    readonly articles: string
    /** 20 to 90. */
    readonly tens: Readonly<Record<number, string>>
    readonly hundred: string
    readonly thousand: string
    /** Between tens and units, or hundreds and tens. */
    readonly and: string
    readonly dozen: string
    readonly half: string
    readonly couple: string
  }
  /** Words without meaning for a name, ignored in names and in queries. */
  readonly stopWords: string
  /** Filler words around a name. They count neither for nor against a match. */
  readonly chatter: string
  /** Before a noun: "la" of "la sandale". */
  readonly articles: string
  /** Words before a feature that a thing has or lacks: "avec" of "avec boucle". */
  readonly links: string
  /** Packaging words before "of": "a box of". */
  readonly containers: string
  /** Words between two alternatives. */
  readonly or: string
  /** Words between the first and the last of a range. */
  readonly through: string
  /** Negations. They must match exactly, because they change the meaning of a name. */
  readonly negations: string
  /** What is said where there is none, as a supplier: phrases with hyphens. */
  readonly none: string
  /** Words before a size. */
  readonly sizeWords: string
  /** Verbs before a quantity sold or received. */
  readonly done: string
  /** Abbreviations, one line each: the long form first, then its short forms. */
  readonly shortForms: string
  /** Phrases of two words with one meaning, written with a hyphen. */
  readonly phrases: string
  /** Kinds of goods. Many names start with them, as with brands, but they distinguish names. */
  readonly kinds: string
  /** Irregular demonyms that no rule derives from the country name, by ISO 3166 code. */
  readonly demonyms: Readonly<Record<string, string>>
}
