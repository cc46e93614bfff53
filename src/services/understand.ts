import type { Product } from '../domain/catalogue.ts'
import { genderKey } from '../matching/gender.ts'
import { matchColor } from '../matching/models.ts'
import type { Snapshot } from './snapshot.ts'

/** A product as people name it: a code, or words. */
export interface Reference {
  readonly sku?: string | undefined
  readonly model?: string | undefined
  readonly color?: string | undefined
  readonly gender?: string | undefined
  readonly size?: string | undefined
}

/** How one word of a reference was understood; sent with every answer. */
export interface TextMatch {
  readonly asked: string
  readonly kind: 'exact' | 'close' | 'ambiguous' | 'none'
  /** The name that was taken, where there is one. */
  readonly used: string | null
  /** The names it may be, or the nearest there are. */
  readonly candidates: readonly string[]
}

export type Match = { readonly [word in 'sku' | 'model' | 'color' | 'gender']?: TextMatch }

/**
 * What a reference means. A closed union, so that no caller can take a guess for a fact:
 * - found: all products that fit every word (several, when the words leave it open)
 * - ambiguous: a word may mean several things; the products of all of them
 * - color-not-available: the model is clear and does not exist in that colour; its products
 * - none: nothing has that name; the nearest products
 */
export interface Understanding {
  readonly kind: 'found' | 'ambiguous' | 'color-not-available' | 'none'
  readonly products: readonly Product[]
  /** The size that a barcode names. */
  readonly size: string | null
  readonly match: Match
}

/** Finds the products that a reference means. Without any word: all of them. */
export function understand(snapshot: Snapshot, reference: Reference): Understanding {
  const start: Understanding = { kind: 'found', products: snapshot.products, size: null, match: {} }
  return [byCode, byModel, byColor, byGender].reduce(
    (result, step) => (isOpen(result) ? step(result, reference, snapshot) : result),
    start,
  )
}

/** Words that come later can still settle an ambiguous model, but not a missing one. */
const isOpen = ({ kind }: Understanding): boolean => kind === 'found' || kind === 'ambiguous'

type Step = (before: Understanding, reference: Reference, snapshot: Snapshot) => Understanding

const byCode: Step = (before, { sku }, snapshot) => {
  if (sku === undefined) return before
  const targets = snapshot.withCode(sku)
  const products = unique(targets.map(({ product }) => product))
  const kind = products.length > 1 ? 'ambiguous' : products.length === 1 ? 'exact' : 'none'
  const match = textMatch(
    sku,
    kind,
    products.map((product) => product.sku),
  )
  return {
    kind: kind === 'exact' ? 'found' : kind,
    products,
    size: targets[0]?.variant?.size ?? null,
    match: { sku: match },
  }
}

const byModel: Step = (before, { model, color }, snapshot) => {
  if (model === undefined) return before
  const found = snapshot.matchModel(model)
  const names = 'name' in found ? [found.name] : 'names' in found ? found.names : found.nearest
  const match = { ...before.match, model: textMatch(model, found.kind, names) }
  const named = snapshot.products.filter(({ name }) => names.includes(name))
  if (found.kind === 'none') return { ...before, kind: 'none', products: named, match }

  const products = before.products.filter(({ name }) => names.includes(name))
  // The code and the name contradict each other: both are to be shown, neither to be taken.
  if (products.length === 0) {
    return { ...before, kind: 'ambiguous', products: unique([...before.products, ...named]), match }
  }
  const kind = before.kind === 'ambiguous' || found.kind === 'ambiguous' ? 'ambiguous' : 'found'
  const result: Understanding = { ...before, kind, products, match }
  // A colour inside the model's words counts like one said apart.
  return found.color === null || found.color === color ? result : narrowToColor(result, found.color)
}

const byColor: Step = (before, { color }) =>
  color === undefined ? before : narrowToColor(before, color)

function narrowToColor(before: Understanding, asked: string): Understanding {
  const found = matchColor(asked, unique(before.products.map(({ color }) => color)))
  const match = { ...before.match, color: textMatch(asked, found.kind, found.colors) }
  if (found.kind === 'none') {
    const kind = before.kind === 'found' ? 'color-not-available' : before.kind
    return { ...before, kind, match }
  }
  const products = before.products.filter(({ color }) => found.colors.includes(color))
  return settle({ ...before, products, match }, found.kind === 'ambiguous')
}

const byGender: Step = (before, { gender }) => {
  if (gender === undefined) return before
  const genders = unique(before.products.map((product) => product.gender)).filter(Boolean)
  const wanted = genderKey(gender)
  const same = genders.filter((one) => genderKey(one) === wanted)
  // Unisex fits everybody who did not find a pair of their own.
  const used = same.length > 0 ? same : genders.filter((one) => genderKey(one) === 'u')
  if (used.length === 0) {
    return {
      ...before,
      kind: 'none',
      match: withGender(before, textMatch(gender, 'none', genders)),
    }
  }
  const kind = same.length > 0 ? 'exact' : 'close'
  const products = before.products.filter((product) => used.includes(product.gender))
  return settle(
    { ...before, products, match: withGender(before, textMatch(gender, kind, used)) },
    false,
  )
}

const withGender = (before: Understanding, gender: TextMatch): Match => ({
  ...before.match,
  gender,
})

/** Several possible models of which one alone has the asked colour or gender: that one is meant. */
function settle(result: Understanding, stillOpen: boolean): Understanding {
  if (stillOpen) return { ...result, kind: 'ambiguous' }
  const names = unique(result.products.map(({ name }) => name))
  const { model } = result.match
  if (result.kind !== 'ambiguous' || names.length !== 1 || !model) return result
  return {
    ...result,
    kind: 'found',
    match: { ...result.match, model: { ...model, kind: 'close', used: names[0] ?? null } },
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
