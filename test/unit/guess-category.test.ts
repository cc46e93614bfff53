import { describe, expect, test } from 'vitest'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import type { Catalogue } from '../../src/domain/catalogue.ts'
import { decideImport } from '../../src/features/imports/decide.ts'
import { tellGuessed } from '../../src/features/imports/guess-category.ts'
import { planImport } from '../../src/features/imports/plan.ts'
import { finish } from '../../src/shared/turns.ts'
import { catalogue } from '../support/catalogue.ts'

interface Options {
  /** Categories that products of the shop have. */
  readonly shop?: readonly string[]
  readonly takeCategories?: boolean
}

/** A shop whose products have these categories. */
function shopWith(categories: readonly string[]) {
  const all: Catalogue = catalogue()
  const products = all.products.map((product, index) => ({
    ...product,
    category: categories[index] ?? '',
  }))
  return createSnapshot({ ...all, products })
}

/** What a file of these products, each "name" or "name,category", comes to. */
function decide(rows: readonly string[], { shop = [], takeCategories = false }: Options = {}) {
  const lines = rows.map((row, index) => {
    const [name, category = ''] = row.split(',')
    return `N${index},${name},40,1,${category}`
  })
  const csv = ['SKU,Model,Size,Stock,Category', ...lines].join('\n')
  const rules = { mode: 'set', takeCategories } as const
  return finish(decideImport(shopWith(shop), planImport(Buffer.from(csv)), rules))
}

const guess = (rows: readonly string[], options?: Options): string[] =>
  decide(rows, options).guessed.map(({ name, category }) => `${name}: ${category}`)

describe('a category is guessed', () => {
  test.each([
    ['Sandale Rabat', 'Sandales'],
    ['Sandales japonaises talons en bois', 'Sandales'],
    ['Les Tongs', 'Tongs'],
    ['MOCASSINS Caramel', 'Mocassins'],
    ['Bottine Chelsea', 'Bottes'],
    ['Tennis Toile', 'Baskets'],
    ['Sac à dos', 'Sacs'],
    ['Babouches à l’envers', 'Babouches'],
  ])('from the first word of %s', (name, category) => {
    expect(guess([name])).toEqual([`${name}: ${category}`])
  })

  test.each([
    ['Desert Boot', 'Boots'],
    ['The City Loafer', 'Loafers'],
    ['Sandals Rabat', 'Sandals'],
    ['Canvas Tote', 'Bags'],
  ])('in English from the last or first word of %s', (name, category) => {
    expect(guess([name])).toEqual([`${name}: ${category}`])
  })

  test.each(['Fisherman 4 ceintures', 'Hermès', 'Togo Boucle', 'Chaussure de feu', 'Tennis Bag'])(
    'not from %s',
    (name) => {
      expect(guess([name])).toEqual([])
    },
  )

  test('in one language for all, that of most names', () => {
    expect(guess(['Sandale Rabat', 'Botte Fès', 'Desert Boot'])).toContain('Desert Boot: Bottes')
    expect(guess(['Sandale Rabat', 'City Loafer', 'Desert Boot'])).toContain(
      'Sandale Rabat: Sandals',
    )
  })

  test('as the shop calls it, or its file', () => {
    expect(guess(['Sandale Rabat'], { shop: ['Sandals'] })).toEqual(['Sandale Rabat: Sandals'])
    expect(guess(['Sandale Rabat', 'Zagora,sandales femme'])).toEqual([
      'Sandale Rabat: sandales femme',
    ])
    const several = { shop: ['Sandales plates', 'Sandales hautes'] }
    expect(guess(['Sandale Rabat', 'Botte Fès'], several)).toEqual(['Botte Fès: Bottes'])
    expect(guess(['Sandale Rabat'], { shop: [...several.shop, 'Sandales'] })).toEqual([
      'Sandale Rabat: Sandales',
    ])
  })

  test('only where neither the file nor the shop has one', () => {
    expect(guess(['Sandale Rabat,Été'])).toEqual([])
    const csv = 'SKU,Model,Color,Gender,Size,Stock\nsn,Sabot,Noire,Femme,38,2'
    const plan = planImport(Buffer.from(csv))
    const guessedIn = (shop: readonly string[]) =>
      finish(decideImport(shopWith(shop), plan, { mode: 'set' })).guessed
    expect(guessedIn([])).toEqual([{ sku: 'SN', name: 'Sabot', category: 'Sabots' }])
    // The ninth product of the shop is SN.
    expect(guessedIn([...Array(8).fill(''), 'Été'])).toEqual([])
  })
})

test('guesses are written only where they are taken', () => {
  const rows = ['Sandale Rabat', 'Togo', 'Botte Fès,Hiver']
  const categories = (options: Options) =>
    decide(rows, options).products.map(({ category }) => category)
  expect(categories({})).toEqual(['', '', 'Hiver'])
  expect(categories({ takeCategories: true })).toEqual(['Sandales', '', 'Hiver'])
})

test('guesses are told by how many there are, with some names', () => {
  const rows = ['Botte A', 'Sandale A', 'Sandale B', 'Sandale C', 'Sandale D', 'Sandale D']
  expect(tellGuessed(decide(rows).guessed)).toBe(
    'Sandales for 5 (Sandale A, Sandale B, Sandale C and 1 more), Bottes for 1 (Botte A)',
  )
})
