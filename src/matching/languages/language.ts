/** Colours that people name, by their French name; each language says how it is called there. */
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

/** Things that names are made of and that people call by several words, in either language. */
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
 * One language, as it is spoken in a shop. Lists of words are texts with spaces between them, without
 * accents and in the singular. The matcher listens to all languages at once.
 */
export interface Language {
  /** All spellings of each colour, in both genders. */
  readonly colors: Readonly<Record<ColorName, string>>
  readonly genders: Readonly<Record<GenderName, string>>
  /** Words for a thing, each as good as the others. */
  readonly senses: Readonly<Record<Sense, string>>
  /** How numbers are said. */
  readonly numbers: {
    /** 1 to 19 by their words. */
    readonly units: Readonly<Record<number, string>>
    /** Those of them that mean something else too often to be a number by themselves. */
    readonly notAlone: string
    /** Those of them that stand before a noun as its article. */
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
  /** Between names that carry none, on both sides. */
  readonly stopWords: string
  /** What people say around a name: it explains nothing, and it counts against nothing. */
  readonly chatter: string
  /** Before a noun: "la" of "la sandale". */
  readonly articles: string
  /** Before what a thing has or lacks: "avec" of "avec boucle". */
  readonly links: string
  /** Says what a thing is packed in, before "of": "a box of". */
  readonly containers: string
  /** Between two things of which either will do. */
  readonly or: string
  /** Turn a name into its opposite: they match, or the name is another one. */
  readonly negations: string
  /** Before a size. */
  readonly sizeWords: string
  /** Before how many were sold or came. */
  readonly done: string
  /** A line each: all forms of what shops and customers shorten, first the long one. */
  readonly shortForms: string
  /** Words that are one thing together, with a hyphen between them. */
  readonly phrases: string
  /** Kinds of goods. They open many names as brands do, and unlike brands they tell names apart. */
  readonly kinds: string
  /** People and things of a country that no rule derives from its name, by ISO 3166 code. */
  readonly demonyms: Readonly<Record<string, string>>
}
