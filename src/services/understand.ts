import type { Product } from '../domain/catalogue.ts'
import type { Match, TextMatch } from '../domain/match.ts'
import { compareKeys } from '../domain/order.ts'
import { matchColor } from '../matching/colors.ts'
import { colorParts, genderKey, isGenderWord } from '../matching/lexicon.ts'
import { plain } from '../matching/normalise.ts'
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
  readonly match: Match
}

/** What is known so far, and what the model's words said besides the model. */
interface State extends Understanding {
  readonly color: string | null
  readonly gender: string | null
}

/** Each of the products once, in the order of every list. */
const inOrder = (products: readonly Product[]): Product[] =>
  unique(products).sort((a, b) => compareKeys(productKey(a), productKey(b)))

type Step = (before: State, reference: Reference, snapshot: Snapshot) => State

/** Finds the products that a reference means. Without any word: all of them. */
export function understand(snapshot: Snapshot, reference: Reference): Understanding {
  const start: State = {
    ...{ kind: 'found', products: snapshot.products, size: null, match: {} },
    ...{ color: null, gender: null },
  }
  const end = [byCode, byModel, byColor, byGender].reduce(
    (state, step) => (isOpen(state) ? step(state, reference, snapshot) : state),
    start,
  )
  const { products, size } = end
  return { kind: isOpen(end) ? conclude(end) : end.kind, products, size, match: settled(end) }
}

/** Words that come later can still settle what is ambiguous, but not what is missing. */
const isOpen = ({ kind }: State): boolean => kind === 'found' || kind === 'ambiguous'

/** One product that fits every word is found, whichever word told it from the others. */
function conclude({ products, match }: State): Understanding['kind'] {
  const open = Object.values(match).some(({ kind }) => kind === 'ambiguous')
  // A colour that may be another one is asked about, also when the product comes in one of them.
  const unsure = match.color?.kind === 'ambiguous'
  return unsure || (open && products.length > 1) ? 'ambiguous' : 'found'
}

/** An ambiguous model of which later words left one name was meant by that name. */
function settled({ products, match }: State): Match {
  const names = unique(products.map(({ name }) => name))
  const { model } = match
  if (model?.kind !== 'ambiguous' || names.length !== 1) return match
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

const byModel: Step = (before, { model, color, gender }, snapshot) => {
  if (model === undefined) return before
  const { kind, names, aside } = snapshot.matchModel({ model, color, gender })
  const match = { ...before.match, model: textMatch(model, kind, names) }
  const named = snapshot.products.filter(({ name }) => names.includes(name))
  if (kind === 'none') return { ...before, kind, products: named, match }

  const products = before.products.filter(({ name }) => names.includes(name))
  if (products.length === 0) {
    const both = inOrder([...before.products, ...named])
    return { ...before, kind: 'contradiction', products: both, match }
  }
  const size = before.size ?? aside.size
  return { ...before, products, match, size, color: aside.color, gender: aside.gender }
}

const byColor: Step = (before, { color }) => {
  const asked = bothColors(before.color, color)
  if (asked === null) return before
  const found = matchColor(asked, unique(before.products.map((product) => product.color)))
  const match = { ...before.match, color: textMatch(color ?? asked, found.kind, found.colors) }
  if (found.kind === 'none') return { ...before, kind: 'color-not-available', match }
  const products = before.products.filter((product) => found.colors.includes(product.color))
  return { ...before, products, match }
}

/** A colour inside the model's words counts like one said apart; said twice they must both fit. */
function bothColors(inside: string | null, apart: string | undefined): string | null {
  if (inside === null || apart === undefined) return apart ?? inside
  const said = new Set(colorParts(inside))
  return colorParts(apart).every((part) => said.has(part)) ? inside : `${inside} ${apart}`
}

const byGender: Step = (before, { gender: apart }) => {
  const asked = apart ?? before.gender
  if (asked === null || asked === undefined) return before
  const genders = unique(before.products.map(({ gender }) => gender)).filter(Boolean)
  const used = gendersFor(asked, genders)
  const contradicts = before.gender !== null && genderKey(asked) !== genderKey(before.gender)
  if (used.length === 0 || contradicts) {
    const match = { ...before.match, gender: textMatch(asked, 'none', genders) }
    return { ...before, kind: 'none', match }
  }
  const kind = genderKey(used[0] ?? '') === genderKey(asked) ? 'exact' : 'close'
  const match = { ...before.match, gender: textMatch(asked, kind, used) }
  const products = before.products.filter(({ gender }) => used.includes(gender))
  return { ...before, products, match }
}

/** Unisex fits everybody who did not find a pair of their own. */
function gendersFor(asked: string, genders: readonly string[]): string[] {
  const wanted = genderKey(asked)
  const same = genders.filter((gender) => genderKey(gender) === wanted)
  if (same.length > 0 || !isGenderWord(plain(asked).replaceAll(' ', ''))) return same
  return genders.filter((gender) => genderKey(gender) === genderKey('unisex'))
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
