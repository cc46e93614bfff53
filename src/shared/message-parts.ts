import { describeProduct, type Product } from '../domain/catalogue.ts'
import { count, countInFrench, figure } from '../domain/figures.ts'
import type { Match, TextMatch } from '../domain/match.ts'
import { MOVEMENTS, type MovementType } from '../domain/movement-types.ts'
import { join, type Sentence, sameInAll, say } from '../domain/say.ts'
import { asName, asSize, quoted } from '../domain/text.ts'
import { plain } from '../matching/normalise.ts'

/** Names in a sentence: no more than a person can hear. */
const SPOKEN = 5

/** Candidates in a refusal: nobody chooses among more. */
export const MOST_CANDIDATES = 20

/** "Hermès, Blanche, 38": a product in a size as it is named to a person. */
export const describeVariant = (product: Product, size: string): Sentence =>
  sameInAll(`${describeProduct(product)}, ${asSize(size)}`)

/** A product, or where a size is named that part of it. */
export const describePart = (product: Product, size: string): Sentence =>
  size === '' ? sameInAll(describeProduct(product)) : describeVariant(product, size)

/** "SALE of 2": what was done, without of what. */
export const deedOf = (type: MovementType, quantity: number): Sentence =>
  say({
    en: `${type} of ${figure(quantity)}`,
    fr: `${MOVEMENTS[type].french.noun} de ${figure(quantity)}`,
  })

/** "8 available" */
export const tellAvailable = (units: number): Sentence =>
  say({ en: `${figure(units)} available`, fr: countInFrench(units, 'disponible') })

/** "3 on order"; nothing where there are none. */
export const tellComing = (onOrder: number): Sentence | '' =>
  onOrder > 0
    ? say({ en: `${figure(onOrder)} on order`, fr: `${figure(onOrder)} en commande` })
    : ''

/** "And 3 more."; nothing where there are none. */
export const tellMore = (more: number): Sentence | '' =>
  more > 0
    ? say({ en: `And ${figure(more)} more.`, fr: `Et ${countInFrench(more, 'autre')}.` })
    : ''

/** More weeks of stock are not told: nobody can know. */
const MOST_WEEKS = 260

/** Fewer weeks are told in days. */
const FEW_WEEKS = 2

/** For how long stock lasts: "about 12 weeks", "about 5 days", or "more than 260 weeks". */
export function tellWeeks(weeks: number): Sentence {
  if (weeks > MOST_WEEKS) {
    return say({ en: `more than ${MOST_WEEKS} weeks`, fr: `plus de ${MOST_WEEKS} semaines` })
  }
  const days = Math.round(7 * weeks)
  const whole = Math.round(weeks)
  return weeks < FEW_WEEKS
    ? say({ en: `about ${count(days, 'day')}`, fr: `environ ${countInFrench(days, 'jour')}` })
    : say({ en: `about ${count(whole, 'week')}`, fr: `environ ${countInFrench(whole, 'semaine')}` })
}

/** "a; b or c", and how many more there are. */
export const either = (names: readonly string[]): Sentence => eitherOf(names.map(asName))

function eitherOf(names: readonly string[]): Sentence {
  const spoken = names.slice(0, SPOKEN)
  const more = names.length - spoken.length
  const [first, last] =
    more > 0
      ? [spoken, say({ en: `${more} more`, fr: countInFrench(more, 'autre') })]
      : [spoken.slice(0, -1), spoken.at(-1) ?? '']
  if (first.length === 0) return sameInAll(last)
  return say({ en: `${first.join('; ')} or ${last}`, fr: `${first.join(' ; ')} ou ${last}` })
}

/**
 * The question that separates products, saying once what they share: "Which Hermès, Noire: Femme
 * (2-NOI) or Homme (4-NOI)?"
 */
export function whichOf(products: readonly Product[]): Sentence {
  const fields = (['name', 'color', 'gender'] as const).filter((field) =>
    products.some((product) => product[field] !== ''),
  )
  const own = fields.filter((field) =>
    products.some((product) => product[field] !== products[0]?.[field]),
  )
  const shared = fields
    .filter((field) => !own.includes(field))
    .map((field) => asName(products[0]?.[field] ?? ''))
    .join(', ')
  const names = eitherOf(
    products.map((product) => {
      const parts = own
        .map((field) => product[field])
        .filter(Boolean)
        .map(asName)
      return [parts.join(', '), `(${asName(product.sku)})`].filter(Boolean).join(' ')
    }),
  )
  return say({
    en: `Which ${shared || 'one'}: ${names}?`,
    fr: `Quel produit${shared && ` ${shared}`} : ${names} ?`,
  })
}

/** The same, and how it is taken back: for what was written. */
export function guessesWritten(match: Match): readonly Sentence[] {
  const guessed = guessesIn(match)
  const wayBack = say({
    en: 'If that is wrong, "undo" takes it back.',
    fr: 'Si c’est une erreur, « annuler » revient en arrière.',
  })
  return guessed.length === 0 ? [] : [...guessed, wayBack]
}

/** What was taken for what, for words that were not exact: "hermez" was taken as Hermès. */
export const guesses = (match: Match): Sentence => join(guessesIn(match))

const guessesIn = (match: Match): readonly Sentence[] =>
  Object.values(match)
    .filter(
      ({ asked, kind, used }: TextMatch) =>
        kind === 'close' && used !== null && plain(asked) !== plain(used),
    )
    .map(({ asked, used }) =>
      say({
        en: `${quoted(asked)} was taken as ${asName(used ?? '')}.`,
        fr: `${quoted(asked)} a été compris comme ${asName(used ?? '')}.`,
      }),
    )

/** How words were understood, with no more candidates than anybody chooses among. */
export const shortMatch = (match: Match): Record<string, TextMatch> =>
  Object.fromEntries(
    Object.entries(match).map(([word, one]) => [
      word,
      { ...one, candidates: one.candidates.slice(0, MOST_CANDIDATES) },
    ]),
  )

/** Why words led to nothing, and what there is instead. */
export function explainNone(match: Match): Sentence {
  const missed = Object.entries(match).find(([, { kind }]) => kind === 'none')
  if (!missed) return say({ en: 'Nothing fits.', fr: 'Rien ne correspond.' })
  const [word, { asked, candidates }] = missed
  const names = candidates.filter(Boolean)
  if (word === 'model' && names.length > 0) {
    const missing = say({
      en: `Nothing is called ${quoted(asked)}.`,
      fr: `Rien ne s’appelle ${quoted(asked)}.`,
    })
    return join([missing, didYouMean(...names)])
  }
  const known = match.model?.used ? asName(match.model.used) : ''
  return join([
    MISSING[word as keyof Match](quoted(asked), known),
    names.length > 0 && thereIs(names),
  ])
}

/** "Did you mean a; b or c?" */
export const didYouMean = (...names: readonly string[]): Sentence =>
  say({ en: `Did you mean ${either(names)}?`, fr: `Vouliez-vous dire ${either(names)} ?` })

/** "There is a; b or c." */
export const thereIs = (names: readonly string[]): Sentence =>
  say({ en: `There is ${either(names)}.`, fr: `Il y a ${either(names)}.` })

/** That there is nothing of a word; of a model that is known, not in that colour or for that gender. */
const MISSING: Readonly<Record<keyof Match, (asked: string, model: string) => Sentence>> = {
  sku: (asked) =>
    say({
      en: `There is no product with the code ${asked}.`,
      fr: `Il n’y a pas de produit avec le code ${asked}.`,
    }),
  model: (asked) =>
    say({ en: `There is no model ${asked}.`, fr: `Il n’y a pas de modèle ${asked}.` }),
  color: (asked, model) =>
    model === ''
      ? say({ en: `There is no color ${asked}.`, fr: `Il n’y a pas de couleur ${asked}.` })
      : say({ en: `There is no ${model} in ${asked}.`, fr: `${model} n’existe pas en ${asked}.` }),
  gender: (asked, model) =>
    model === ''
      ? say({ en: `There is no gender ${asked}.`, fr: `Il n’y a pas de genre ${asked}.` })
      : say({
          en: `There is no ${model} for ${asked}.`,
          fr: `${model} n’existe pas pour ${asked}.`,
        }),
}
