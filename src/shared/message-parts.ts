import { describeProduct, type Product } from '../domain/catalogue.ts'
import { count } from '../domain/figures.ts'
import type { Match, TextMatch } from '../domain/match.ts'
import { asName, asSize, quoted } from '../domain/text.ts'
import { plain } from '../matching/normalise.ts'

/** Names in a sentence: no more than a person can hear. */
const SPOKEN = 5

/** Candidates in a refusal: nobody chooses among more. */
export const MOST_CANDIDATES = 20

/** "Hermès, Blanche, 38": a product in a size as it is named to a person. */
export const describeVariant = (product: Product, size: string): string =>
  `${describeProduct(product)}, ${asSize(size)}`

/** A product, or where a size is named that part of it. */
export const describePart = (product: Product, size: string): string =>
  size === '' ? describeProduct(product) : describeVariant(product, size)

/** More weeks of stock are not told: nobody can know. */
const MOST_WEEKS = 260

/** Fewer weeks are told in days. */
const FEW_WEEKS = 2

/** For how long stock lasts: "about 12 weeks", "about 5 days", or "more than 260 weeks". */
export function tellWeeks(weeks: number): string {
  if (weeks > MOST_WEEKS) return `more than ${MOST_WEEKS} weeks`
  if (weeks < FEW_WEEKS) return `about ${count(Math.round(7 * weeks), 'day')}`
  const whole = Math.round(weeks)
  return `about ${count(whole, 'week')}`
}

/** "a, b or c", and how many more there are. */
export const either = (names: readonly string[]): string => eitherOf(names.map(asName))

function eitherOf(names: readonly string[]): string {
  const spoken = names.slice(0, SPOKEN)
  const more = names.length - spoken.length
  if (more > 0) return `${spoken.join('; ')} or ${more} more`
  return spoken.length < 2
    ? spoken.join('')
    : `${spoken.slice(0, -1).join('; ')} or ${spoken.at(-1)}`
}

/**
 * The question that separates products, saying once what they share: "Which Hermès, Noire: Femme
 * (2-NOI) or Homme (4-NOI)?"
 */
export function whichOf(products: readonly Product[]): string {
  const fields = (['name', 'color', 'gender'] as const).filter((field) =>
    products.some((product) => product[field] !== ''),
  )
  const own = fields.filter((field) =>
    products.some((product) => product[field] !== products[0]?.[field]),
  )
  const shared = fields
    .filter((field) => !own.includes(field))
    .map((field) => asName(products[0]?.[field] ?? ''))
  const names = products.map((product) => {
    const parts = own
      .map((field) => product[field])
      .filter(Boolean)
      .map(asName)
    return [parts.join(', '), `(${asName(product.sku)})`].filter(Boolean).join(' ')
  })
  return `Which ${shared.length > 0 ? shared.join(', ') : 'one'}: ${eitherOf(names)}?`
}

/** The same, and how it is taken back: for what was written. */
export function guessesWritten(match: Match): readonly string[] {
  const guessed = guessesIn(match)
  return guessed.length === 0 ? [] : [...guessed, 'If that is wrong, "undo" takes it back.']
}

/** What was taken for what, for words that were not exact: "hermez" was taken as Hermès. */
export const guesses = (match: Match): string =>
  guessesIn(match)
    .map((sentence) => ` ${sentence}`)
    .join('')

const guessesIn = (match: Match): readonly string[] =>
  Object.values(match)
    .filter(
      ({ asked, kind, used }: TextMatch) =>
        kind === 'close' && used !== null && plain(asked) !== plain(used),
    )
    .map(({ asked, used }) => `${quoted(asked)} was taken as ${asName(used ?? '')}.`)

/** How words were understood, with no more candidates than anybody chooses among. */
export const shortMatch = (match: Match): Record<string, TextMatch> =>
  Object.fromEntries(
    Object.entries(match).map(([word, one]) => [
      word,
      { ...one, candidates: one.candidates.slice(0, MOST_CANDIDATES) },
    ]),
  )

/** Why words led to nothing, and what there is instead. */
export function explainNone(match: Match): string {
  const missed = Object.entries(match).find(([, { kind }]) => kind === 'none')
  if (!missed) return 'Nothing fits.'
  const [word, { asked, candidates }] = missed
  const names = candidates.filter(Boolean)
  if (word === 'model' && names.length > 0)
    return `Nothing is called ${quoted(asked)}. Did you mean ${either(names)}?`
  const nearest = names.length > 0 ? ` There is ${either(names)}.` : ''
  const known = match.model?.used && asName(match.model.used)
  const what =
    known && word === 'color'
      ? `${known} in`
      : known && word === 'gender'
        ? `${known} for`
        : word === 'sku'
          ? 'product with the code'
          : word
  return `There is no ${what} ${quoted(asked)}.${nearest}`
}
