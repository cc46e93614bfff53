import { type Product, sizeKey } from '../domain/catalogue.ts'
import { compareKeys } from '../domain/collation.ts'
import type { Match, TextMatch } from '../domain/match.ts'
import { type ColorMatch, colorsSaid, matchColor } from '../matching/colors.ts'
import { genderKey, isColorWord } from '../matching/lexicon.ts'
import type { Purpose } from '../matching/model-match.ts'
import { plain } from '../matching/normalise.ts'
import { parseSize } from '../matching/parse.ts'
import { productKey, type Snapshot } from './snapshot.ts'

/** A product as people name it: a code, or words. */
export interface Reference {
  readonly sku?: string | undefined
  readonly model?: string | undefined
  readonly color?: string | undefined
  readonly gender?: string | undefined
  readonly size?: string | undefined
}

/**
 * What a reference means. A closed union, so that no caller can take a guess for a fact:
 * - found: all products that fit every word (several, when the words leave it open)
 * - ambiguous: a word may mean several things; the products of all of them
 * - contradiction: the code and the name are of different products; both are shown, none is taken
 * - color-not-available: the model does not exist in that colour; its products
 * - none: nothing has that name, code or gender; the nearest products
 */
export interface Understanding {
  readonly kind: 'found' | 'ambiguous' | 'contradiction' | 'color-not-available' | 'none'
  readonly products: readonly Product[]
  /** The size that a barcode or the model's words name. */
  readonly size: string | null
  /** Whether the words may mean something that the shop does not have; then ask, even for one product. */
  readonly isUnsure: boolean
  /** Other names that sound like the chosen one, to mention in the answer. */
  readonly twins: readonly string[]
  /** The colour, gender or size that told a name from those that sound like it. */
  readonly decidedBy: string | null
  readonly match: Match
}

/** What is known so far, and what the model's words said besides the model. */
interface State extends Understanding {
  readonly color: string | null
  readonly gender: string | null
  /** Among names that sound the same, the one with the same spelling as the query. */
  readonly written: string | null
  /** Whether several names sound like what was said. */
  readonly hasTwins: boolean
}

/** What is to be understood, and what for. */
interface Question extends Reference {
  readonly purpose: Purpose
}

/** Each of the products once, in the order of every list. */
const inOrder = (products: readonly Product[]): Product[] =>
  unique(products).sort((a, b) => compareKeys(productKey(a), productKey(b)))

type Step = (before: State, question: Question, snapshot: Snapshot) => State

/**
 * Finds the products that a reference means. Without any word: all of them.
 * @param purpose a write takes only what is certain, and asks otherwise
 */
export function understand(
  snapshot: Snapshot,
  reference: Reference,
  purpose: Purpose = 'list',
): Understanding {
  const start: State = {
    kind: 'found',
    products: snapshot.products,
    size: null,
    twins: [],
    decidedBy: null,
    match: {},
    color: null,
    gender: null,
    written: null,
    hasTwins: false,
    isUnsure: false,
  }
  const end = [byCode, byModel, bySize, byColor, byGender, byTwin].reduce(
    (state, step) => (isOpen(state) ? step(state, { ...reference, purpose }, snapshot) : state),
    start,
  )
  const { products, size, twins, decidedBy, isUnsure } = end
  const kind = isOpen(end) ? conclude(end) : end.kind
  return { kind, products, size, twins, decidedBy, isUnsure, match: settled(end) }
}

/** A list shows what may be meant; it shows nothing that certainly is not. */
export const shown = ({ kind, products }: Understanding): readonly Product[] =>
  kind === 'none' || kind === 'color-not-available' ? [] : products

/**
 * Of the products that may be meant, those that come in a size that was said; all where none does, and where
 * several names are only guessed at: then the size may be of another one.
 */
export function comingIn(
  snapshot: Snapshot,
  { products, isUnsure }: Understanding,
  size: string | null | undefined,
): readonly Product[] {
  if (!size || (isUnsure && unique(products.map(({ name }) => name)).length > 1)) return products
  const having = products.filter((product) => snapshot.variantOf(product, size))
  return having.length > 0 ? having : products
}

/** Whether several colours were said, each for itself: "noir et marron". */
export const saysColors = ({ match, products }: Understanding): boolean =>
  match.color !== undefined &&
  colorsSaid(
    match.color.asked,
    products.map(({ color }) => color),
  ).length > 1

/** The size that was said apart from the name, in digits: "taille trente-huit" is 38. */
export const saidSize = ({ size }: Reference): string | undefined =>
  size === undefined ? undefined : parseSize(size)

/** Words that come later can still settle what is ambiguous, but not what is missing. */
const isOpen = ({ kind }: State): boolean => kind === 'found' || kind === 'ambiguous'

/** One product that fits every word is found, whichever word told it from the others. */
function conclude({ products, match, isUnsure }: State): Understanding['kind'] {
  const open = Object.values(match).some(({ kind }) => kind === 'ambiguous')
  // What may be another thing altogether is asked about, also where only one thing is left.
  const asks = isUnsure || match.color?.kind === 'ambiguous' || (open && products.length > 1)
  return asks ? 'ambiguous' : 'found'
}

/** An ambiguous model of which later words left one name was meant by that name. */
function settled({ products, match, isUnsure }: State): Match {
  const { model } = match
  if (isUnsure || model?.kind !== 'ambiguous') return match
  const names = unique(products.map(({ name }) => name))
  if (names.length !== 1) return match
  return { ...match, model: { ...model, kind: 'close', used: names[0] ?? null, candidates: [] } }
}

const byCode: Step = (before, { sku }, snapshot) => {
  if (sku === undefined) return before
  const targets = snapshot.withCode(sku)
  const products = inOrder(targets.map(({ product }) => product))
  const kind = products.length > 1 ? 'ambiguous' : products.length === 1 ? 'exact' : 'none'
  const codes = products.map((product) => product.sku)
  return {
    ...before,
    kind: kind === 'exact' ? 'found' : kind,
    products,
    size: (targets.length === 1 && targets[0]?.variant?.size) || null,
    match: { sku: textMatch(sku, kind, codes) },
  }
}

const byModel: Step = (before, { model, color, gender, purpose }, snapshot) => {
  if (model === undefined) return before
  const spoken = { model, color, gender, purpose }
  const { kind, names, aside, written, isOurs } = snapshot.matchModel(spoken)
  const match = { ...before.match, model: textMatch(model, kind, names) }
  const named = snapshot.productsNamed(names)
  if (kind === 'none') return { ...before, kind, products: named, match }

  const products =
    before.products === snapshot.products
      ? named
      : before.products.filter(({ name }) => names.includes(name))
  if (products.length === 0) {
    const both = inOrder([...before.products, ...named])
    return { ...before, kind: 'contradiction', products: both, match }
  }
  // The label says one size and the words another.
  const isTwoSizes = before.size && aside.size && sizeKey(before.size) !== sizeKey(aside.size)
  if (isTwoSizes) return { ...before, kind: 'contradiction', products, match }
  const size = before.size ?? aside.size
  const said = { size, color: aside.color, gender: aside.gender, written }
  const hasTwins = kind !== 'ambiguous' && new Set(names.map(plain)).size > 1
  return { ...before, ...said, hasTwins, isUnsure: !isOurs, products, match }
}

/**
 * Chooses between names that sound the same ("Sandale Rabat", "Sandals Rabat"): by colour and gender,
 * which were applied before, then by size. If only the name was said, a list shows the name with the
 * same spelling and mentions the other. Otherwise it asks, because speech has no spelling.
 */
const byTwin: Step = (before, question, snapshot) => {
  const { products, match, written } = before
  const { model, color, gender } = match
  const size = saidSize(question) ?? before.size
  if (model === undefined || model.kind === 'ambiguous') return before
  const inSize = products.filter((one) => size && snapshot.variantOf(one, size))
  const isBare = question.purpose === 'list' && !color && !gender && inSize.length === 0
  const spelt = products.filter(({ name }) => isBare && name === written)
  const left = [inSize, spelt, products].find(({ length }) => length > 0) ?? []
  const names = unique(left.map(({ name }) => name))
  const open = { ...model, kind: 'ambiguous', used: null, candidates: names } as const
  const others = products.filter(({ name }) => spelt.length > 0 && !names.includes(name))
  const isOne = isOneName(products)
  const told = isOne
    ? (color?.used ?? gender?.used ?? null)
    : isOneName(inSize)
      ? (size ?? null)
      : null
  return {
    ...before,
    products: isOne ? products : left,
    twins: unique(others.map(({ name }) => name)),
    decidedBy: before.hasTwins && isOneName(left) ? told : null,
    match: { ...match, model: isOneName(left) ? named(model, left) : open },
  }
}

const isOneName = (products: readonly Product[]): boolean =>
  new Set(products.map(({ name }) => plain(name))).size === 1

/** The match of a model of which one name is left: exact only if that is the name that was said. */
function named(model: TextMatch, products: readonly Product[]): TextMatch {
  const name = products[0]?.name ?? null
  const isOther = name !== null && model.kind === 'exact' && model.used !== name
  return { ...model, used: name, kind: isOther ? 'close' : model.kind }
}

const byColor: Step = (before, question, snapshot) => {
  const { color, purpose } = question
  const asked = unique([before.color, color].filter((said) => said !== null && said !== undefined))
  if (asked.length === 0) return before
  const there = unique(before.products.map((product) => product.color))
  const found = asked.map((said) => matchColor(said, there))
  // A colour inside the model's words and one said apart must both fit.
  const both = there.filter((one) => found.every(({ colors }) => colors.includes(one)))
  const worst =
    found.find(({ kind }) => kind === 'none') ?? found.find(({ kind }) => kind !== 'exact')
  const [first] = found
  const kind = both.length === 0 ? 'none' : (worst ?? first)?.kind
  // Of two colours that were said, only one was sold, and only the caller knows which.
  const isOpen = purpose === 'write' && found.some(({ isEither }) => isEither)
  const said = textMatch(
    asked[found.findIndex((one) => one.kind === 'none')] ?? color ?? asked[0] ?? '',
    kind !== 'none' && isOpen ? 'ambiguous' : (kind ?? 'none'),
    kind === 'none' ? there : both,
  )
  const used = said.used === null ? null : both.join(', ')
  const match = { ...before.match, color: { ...said, used } }
  if (kind === 'none') {
    const named = color && inTheName(before, { ...question, color: undefined }, color, snapshot)
    const either = named || eitherColor(before, question, found)
    return either || missing({ ...before, kind: 'color-not-available', match })
  }
  const products = before.products.filter((product) => both.includes(product.color))
  return { ...before, products, match }
}

/**
 * A colour apart that the model comes in, beside one in its words that it does not also come in. A word
 * that only looks like a colour ("glise", grise) is rather a part of another name. Of two colours that
 * both are there one was misheard.
 * @param found what the colour in the words means, and the one apart
 */
function eitherColor(
  before: State,
  { color = '' }: Question,
  [inWords, apart]: readonly ColorMatch[],
): State | null {
  if (!inWords || !apart || apart.kind === 'none') return null
  const said = before.color?.split(' ') ?? []
  const isLikeOne = inWords.kind === 'none' && !said.some(isColorWord)
  if (inWords.kind === 'none' && !isLikeOne) return null
  const colors = isLikeOne ? apart.colors : [...inWords.colors, ...apart.colors]
  const products = before.products.filter((one) => colors.includes(one.color))
  const kind = isLikeOne ? apart.kind : 'ambiguous'
  const match = { ...before.match, color: textMatch(color, kind, colors) }
  return { ...before, products, match, isUnsure: before.isUnsure || isLikeOne }
}

/**
 * A size that was said apart and is a part of the name, "Eau Evian" in "1,5 L": it tells the models
 * apart where none of them comes in it.
 */
const bySize: Step = (before, question, snapshot) => {
  const { size } = question
  if (size === undefined || before.match.model?.kind !== 'ambiguous') return before
  if (before.products.some((one) => snapshot.variantOf(one, size))) return before
  return inTheName(before, { ...question, size: undefined }, size, snapshot) ?? before
}

/** What was said apart, as a part of the name: "haricots bonduelle" in "rouges". */
function inTheName(
  before: State,
  question: Question,
  part: string,
  snapshot: Snapshot,
): State | null {
  const { model } = question
  if (model === undefined) return null
  const words = { ...question, model: `${model} ${part}` }
  const [without, whole] = [snapshot.matchModel({ ...question, model }), snapshot.matchModel(words)]
  const isWhole = whole.isOurs && whole.kind !== 'ambiguous' && whole.aside.color === null
  // What changes nothing is no part of the name: it was not understood.
  const isSame = without.names.join() === whole.names.join()
  if (!isWhole || isSame) return null
  const products = question.sku === undefined ? snapshot.products : before.products
  return byModel({ ...before, products }, words, snapshot)
}

/**
 * What does not come in the colour or for the gender that was said. A name that was not certainly
 * understood is rather another thing: nobody is told which colours of it there are.
 */
function missing(state: State): State {
  const { match, isUnsure } = state
  if (!isUnsure || !match.model) return state
  const { asked, candidates, used } = match.model
  const near = used === null ? candidates : [used]
  return { ...state, kind: 'none', match: { model: textMatch(asked, 'none', near) } }
}

const byGender: Step = (before, { gender: apart }) => {
  const asked = apart ?? before.gender
  if (asked === null || asked === undefined) return before
  const genders = unique(before.products.map(({ gender }) => gender)).filter(Boolean)
  const used = gendersFor(asked, genders)
  const contradicts = before.gender !== null && genderKey(asked) !== genderKey(before.gender)
  if (used.length === 0 || contradicts) {
    const match = { ...before.match, gender: textMatch(asked, 'none', genders) }
    return missing({ ...before, kind: 'none', match })
  }
  const kind = genderKey(used[0] ?? '') === genderKey(asked) ? 'exact' : 'close'
  const match = { ...before.match, gender: textMatch(asked, kind, used) }
  const products = before.products.filter(({ gender }) => used.includes(gender))
  return { ...before, products, match }
}

/** Unisex fits a woman or a man who did not find a pair of their own. */
export function gendersFor(asked: string, genders: readonly string[]): string[] {
  const wanted = genderKey(asked)
  const same = genders.filter((gender) => genderKey(gender) === wanted)
  const isAdult = [genderKey('femme'), genderKey('homme')].includes(wanted)
  if (same.length > 0 || !isAdult) return same
  return genders.filter((gender) => genderKey(gender) === genderKey('unisex'))
}

/** What the words came to, as the filters of a question. */
export interface Filters {
  readonly model: string | null
  readonly color: string | null
  readonly gender: string | null
  readonly size: string | null
  readonly sku: string | null
}

/** What was taken for each part of a reference, wherever in its words it was said. */
export function filtersOf({ match, size }: Understanding, reference: Reference): Filters {
  const taken = (one: TextMatch | undefined) => one?.used ?? null
  return {
    model: taken(match.model),
    // A colour that nothing comes in was understood, and it is why the list is empty.
    color: taken(match.color) ?? (match.color?.kind === 'none' ? match.color.asked : null),
    gender: taken(match.gender) ?? (match.gender?.kind === 'none' ? match.gender.asked : null),
    size: saidSize(reference) ?? size,
    sku: taken(match.sku),
  }
}

function textMatch(asked: string, kind: TextMatch['kind'], names: readonly string[]): TextMatch {
  const certain = kind === 'exact' || kind === 'close'
  return {
    asked,
    kind,
    used: certain ? (names[0] ?? null) : null,
    candidates: certain ? [] : unique(names),
  }
}

const unique = <T>(list: readonly T[]): T[] => [...new Set(list)]
