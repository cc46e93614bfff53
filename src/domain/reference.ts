// References as people hear them: "Madame Alami", "mme. alami" and "MME ALAMI" are one person, and
// "Alami" may be her. Runs in PocketBase too, where there is no Intl.

/**
 * What stands before a name, by what it says: two that say different things are different people, or an
 * order and a receipt. '' says nothing.
 */
const TITLES: Readonly<Record<string, readonly string[]>> = {
  mr: ['m', 'mr', 'mister', 'monsieur', 'si', 'sidi'],
  mrs: ['mme', 'mrs', 'madame', 'lalla'],
  ms: ['ms'],
  miss: ['miss', 'mlle', 'mademoiselle'],
  dr: ['dr', 'docteur', 'doctor'],
  prof: ['pr', 'prof', 'professeur', 'professor'],
  maitre: ['maitre'],
  order: ['commande', 'cmd', 'order'],
  receipt: ['ticket', 'recu', 'receipt'],
  '': ['pour', 'for'],
}

const TITLE_OF = new Map(
  Object.entries(TITLES).flatMap(([title, words]) => words.map((word) => [word, title] as const)),
)

/** Join two titles: "M. et Mme". */
const AND: readonly string[] = ['et', 'and']

/** Stand before a number: "n° 12". */
const NUMBER: readonly string[] = ['n', 'no', 'nr', 'numero', 'number']

const LIGATURES: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o' }

/** Accents, and the vowel marks of Arabic. */
const MARKS = /[\u0300-\u036f\u064b-\u065f]/g
const SEPARATORS = /[^a-z0-9\u00c0-\u1fff\u2070-\uffff]+/

/** A telephone number of France or Morocco, which is said and written in pairs or as one. */
const TELEPHONE = /^0\d{9}$/

interface Name {
  /** What its titles say; '' for none. */
  readonly title: string
  /** The words of the name, in small letters without accents; at least one. */
  readonly words: readonly string[]
}

/** The parts of a reference that can be heard. */
export function nameOf(reference: string): Name {
  const all = wordsIn(reference)
  const titles: string[] = []
  let begin = 0
  for (; begin < all.length - 1; begin++) {
    const [word = '', next = ''] = [all[begin], all[begin + 1]]
    const title = TITLE_OF.get(word)
    const isBetween = titles.length > 0 && AND.includes(word) && TITLE_OF.has(next)
    const isNumber = NUMBER.includes(word) && /^\d/.test(next)
    if (title) titles.push(title)
    if (title === undefined && !isBetween && !isNumber) break
  }
  // "Dubois Mme"; a single letter there is an initial.
  const last = all.at(-1) ?? ''
  const lastTitle = last.length > 2 && all.length - begin > 1 ? TITLE_OF.get(last) : undefined
  if (lastTitle) titles.push(lastTitle)
  return {
    title: [...new Set(titles)].sort().join('+'),
    words: all.slice(begin, lastTitle ? -1 : undefined),
  }
}

function wordsIn(reference: string): string[] {
  const plain = reference
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(/[œæßø]/g, (letter) => LIGATURES[letter] ?? letter)
  const words = plain.split(SEPARATORS).filter(Boolean)
  const digits = words.join('')
  if (TELEPHONE.test(digits)) return [digits]
  // Nothing but signs: they are all there is to compare.
  return words.length > 0 ? words : [plain.trim()]
}

/** Words as one, since nobody hears where they part; numbers stay apart: 12-3 is not 1-23. */
const joined = (words: readonly string[]): string =>
  words.reduce((text, word) => text + (/\d$/.test(text) && /^\d/.test(word) ? '-' : '') + word, '')

/**
 * Two references with the same key are one: they differ in capital letters, accents, spaces and
 * punctuation, or in how a title is written.
 */
export function referenceKey(reference: string): string {
  const { title, words } = nameOf(reference)
  return `${title}:${joined(words)}`
}

/** Whether somebody who says the first may mean the second by it: "Alami" for "Mme Fatima Alami". */
export function mayMean(said: string, recorded: string): boolean {
  const [short, long] = [nameOf(said).words, nameOf(recorded).words]
  const name = joined(short)
  if (name.length < 2) return name === joined(long)
  return short.every((word) => long.includes(word)) || runsOf(long).includes(name)
}

/** All that follows one another in the words, joined. */
const runsOf = (words: readonly string[]): string[] =>
  words.flatMap((_, begin) =>
    words.slice(begin).map((__, length) => joined(words.slice(begin, begin + length + 1))),
  )

/**
 * Which of the recorded references is meant:
 * - one: it is the same, or nothing else can be meant
 * - ask: it may be several, or somebody of another title or first name
 * - none: no other one has this name
 */
export type Heard =
  | { readonly kind: 'one'; readonly reference: string }
  | { readonly kind: 'ask'; readonly references: readonly string[] }
  | { readonly kind: 'none' }

/**
 * Finds which of the recorded references somebody means.
 * @param asks whether to ask too where others say more than the same one: "Jean Martin" beside "Martin"
 */
export function hearReference(said: string, recorded: readonly string[], asks = false): Heard {
  const key = referenceKey(said)
  const references = distinct(recorded.filter((one) => mayMean(said, one)))
  const same = recorded.find((one) => referenceKey(one) === key)
  if (same !== undefined) {
    const more = asks ? references.filter((one) => saysMore(one, same)) : []
    return more.length > 0
      ? { kind: 'ask', references: [same, ...more] }
      : { kind: 'one', reference: same }
  }
  const [only, ...others] = references
  if (only === undefined) return { kind: 'none' }
  return others.length === 0 && isCertain(said, only)
    ? { kind: 'one', reference: only }
    : { kind: 'ask', references }
}

/** With a title the rest is a family name, and a family has several people. */
function isCertain(said: string, recorded: string): boolean {
  const { title } = nameOf(said)
  if (title === '') return true
  return !contradict(title, nameOf(recorded).title) && mayMean(recorded, said)
}

/** Whether the first is the second with a title or a name more. */
function saysMore(long: string, short: string): boolean {
  const [more, less] = [nameOf(long).title, nameOf(short).title]
  if (contradict(more, less)) return false
  return (more !== '' && less === '') || !mayMean(long, short)
}

const contradict = (a: string, b: string): boolean => a !== '' && b !== '' && a !== b

/** The first spelling of each. */
export const distinct = (references: readonly string[]): string[] =>
  [...new Map([...references].reverse().map((one) => [referenceKey(one), one])).values()].reverse()

/** Letters that nobody mishears or misreads: no 0 and O, no 1 and I. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const MADE = new RegExp(`^R-[${LETTERS}]{6}$`)

/**
 * A name for a reservation that was given none, which can be said aloud: R-K7M2QX.
 * @param random a whole number from 0 and below its argument
 */
export const madeReference = (random: (below: number) => number): string =>
  `R-${Array.from({ length: 6 }, () => LETTERS[random(LETTERS.length)]).join('')}`

/** Whether a reference says whom or what it is for; one that was made says nothing. */
export const saysWhose = (reference: string): boolean => reference !== '' && !MADE.test(reference)
