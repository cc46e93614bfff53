import { describe, expect, test } from 'vitest'
import { createSnapshot, productKey } from '../../src/catalogue/snapshot.ts'
import { type Reference, type Understanding, understand } from '../../src/catalogue/understand.ts'
import { compareKeys } from '../../src/domain/collation.ts'
import { catalogue } from '../support/catalogue.ts'

const shop = createSnapshot(catalogue())

/** What a reference comes to: "found HB: model exact, color close". */
function outcome(reference: Reference): string {
  const { kind, products, match } = understand(shop, reference)
  const words = Object.entries(match).map(([word, one]) => `${word} ${one.kind}`)
  return `${[kind, ...products.map(({ sku }) => sku)].join(' ')}: ${words.join(', ')}`
}

type Case = readonly [reference: Reference, outcome: string]

const MODELS: readonly Case[] = [
  [{ model: 'Hermès' }, 'found HB HN HH: model exact'],
  [{ model: 'HERMES' }, 'found HB HN HH: model exact'],
  [{ model: 'hermez' }, 'found HB HN HH: model close'],
  [{ model: 'hermes avec scratch' }, 'found HS: model exact'],
  [{ model: 'scratch hermes' }, 'found HS: model close'],
  [{ model: 'togo' }, 'found TG: model exact'],
  [{ model: 'togo boucle' }, 'found TB: model exact'],
  [{ model: 'togo ocasion' }, 'found TO: model close'],
  [{ model: 'la tropezienne' }, 'found TR: model exact'],
  [{ model: 'les sabots' }, 'found SM SN: model exact'],
  [{ model: 'hermes taille 38' }, 'found HB HN HH: model exact'],
  [{ model: 'louboutin' }, 'none: model none'],
  [{ model: 'togo louboutin' }, 'none TG TB TO: model none'],
  [{ model: '!!!' }, 'none: model none'],
]

const DIGITS: readonly Case[] = [
  [{ model: 'air max 90' }, 'found A90: model exact'],
  [{ model: 'airmax95' }, 'found A95: model close'],
  [{ model: 'air max97' }, 'found A97: model exact'],
  [{ model: 'air max' }, 'ambiguous A90 A95 A97: model ambiguous'],
  [{ model: 'air max 91' }, 'none A90 A95 A97: model none'],
  [{ model: 'air max 9' }, 'none A90 A95 A97: model none'],
  [{ model: 'air max 900' }, 'none A90 A95 A97: model none'],
  [{ model: 'air max 90 95' }, 'none A90 A95 A97: model none'],
]

const COLORS: readonly Case[] = [
  [{ model: 'hermes', color: 'white' }, 'found HB: model exact, color exact'],
  [{ model: 'hermes', color: 'noirs' }, 'found HN HH: model exact, color exact'],
  [{ model: 'hermes', color: 'blanch' }, 'found HB: model exact, color close'],
  [{ model: 'hermes', color: 'jaune' }, 'color-not-available HB HN HH: model exact, color none'],
  [{ model: 'sabot', color: 'yellow' }, 'color-not-available SM SN: model exact, color none'],
  [{ model: 'croco', color: 'violet, rouge et vert' }, 'found CR: model exact, color exact'],
  [{ model: 'croco', color: 'vert' }, 'found CR: model exact, color close'],
  [{ model: 'croco', color: 'vert et bleu' }, 'color-not-available CR: model exact, color none'],
  [{ model: 'climatisée', color: 'marron' }, 'found CM: model exact, color exact'],
  [{ model: 'climatisée', color: 'light brown' }, 'found CC: model exact, color exact'],
  [{ model: 'climatisée', color: 'clair' }, 'found CC: model exact, color close'],
  [{ color: 'blanc' }, 'found A90 HB HS: color exact'],
]

const COLORS_IN_THE_MODEL: readonly Case[] = [
  [{ model: 'tropezienne rouge' }, 'found TR: model exact, color exact'],
  [{ model: 'white hermes' }, 'found HB: model exact, color exact'],
  [{ model: 'hermez blanche' }, 'found HB: model close, color exact'],
  [{ model: 'climatisée marron clair' }, 'found CC: model exact, color exact'],
  [{ model: 'climatisée marron' }, 'found CM: model exact, color exact'],
  [{ model: 'togo noir boucle' }, 'found TB: model exact, color exact'],
  [{ model: 'tropezienne verte' }, 'color-not-available TR: model exact, color none'],
  [{ model: 'hermes scratch noire' }, 'color-not-available HS: model exact, color none'],
  [{ model: 'hermes noire', color: 'noir' }, 'found HN HH: model exact, color exact'],
  [{ model: 'hermes blanche', color: 'noir' }, 'ambiguous HB HN HH: model exact, color ambiguous'],
]

const GENDERS: readonly Case[] = [
  [{ model: 'hermes', gender: 'women' }, 'found HB HN: model exact, gender exact'],
  [{ model: 'hermes', gender: 'Monsieur' }, 'found HH: model exact, gender exact'],
  [{ model: 'hermes', color: 'noire' }, 'found HN HH: model exact, color exact'],
  [
    { model: 'hermes', color: 'noire', gender: 'dame' },
    'found HN: model exact, color exact, gender exact',
  ],
  [{ model: 'air max 90', gender: 'mixte' }, 'found A90: model exact, gender exact'],
  [{ model: 'air max 90', gender: 'femme' }, 'found A90: model exact, gender close'],
  [{ model: 'air max 95', gender: 'femme' }, 'none A95: model exact, gender none'],
  [{ model: 'hermes', gender: 'martien' }, 'none HB HN HH: model exact, gender none'],
  [{ model: 'air max 90', gender: 'martien' }, 'none A90: model exact, gender none'],
  [{ gender: 'homme' }, 'found A95 A97 HH TG TB TO: gender exact'],
]

const CODES: readonly Case[] = [
  [{ sku: 'HB' }, 'found HB: sku exact'],
  [{ sku: ' hb ' }, 'found HB: sku exact'],
  [{ sku: '3760000000017' }, 'found TR: sku exact'],
  [{ sku: 'H' }, 'none: sku none'],
  [{ sku: 'HBB', model: 'hermes' }, 'none: sku none'],
  [{ sku: '14' }, 'ambiguous HB HN: sku ambiguous'],
  [{ sku: '14', model: 'hermes' }, 'ambiguous HB HN: sku ambiguous, model exact'],
  [{ sku: '14', color: 'rouge' }, 'color-not-available HB HN: sku ambiguous, color none'],
  [{ sku: 'HB', model: 'hermes', color: 'blanc' }, 'found HB: sku exact, model exact, color exact'],
  [{ sku: 'HB', color: 'noire' }, 'color-not-available HB: sku exact, color none'],
  [{ sku: 'HH', gender: 'femme' }, 'none HH: sku exact, gender none'],
  // A product off sale has no name that can be said; its label still tells what it is.
  [{ model: 'retirée' }, 'none: model none'],
  [{ sku: 'OLD' }, 'found OLD: sku exact'],
]

/** Several things are possible, and another word decides or does not. */
const TIES: readonly Case[] = [
  [{ model: 'air max', color: 'gris' }, 'found A97: model close, color exact'],
  [{ model: 'air max grise' }, 'found A97: model close, color exact'],
  [{ model: 'air max', gender: 'unisex' }, 'found A90: model close, gender exact'],
  [{ model: 'air max', gender: 'homme' }, 'ambiguous A95 A97: model ambiguous, gender exact'],
  [
    { model: 'air max', color: 'rose' },
    'color-not-available A90 A95 A97: model ambiguous, color none',
  ],
  [
    { model: 'air max blanc', color: 'noir' },
    'ambiguous A90 A95: model ambiguous, color ambiguous',
  ],
  [
    { sku: '14', model: 'hermes', color: 'noire' },
    'found HN: sku ambiguous, model exact, color exact',
  ],
]

describe.each([
  ['a model', MODELS],
  ['digits', DIGITS],
  ['a colour', COLORS],
  ["a colour inside the model's words", COLORS_IN_THE_MODEL],
  ['a gender', GENDERS],
  ['a code', CODES],
  ['a tie', TIES],
])('%s', (_what, cases) => {
  test.each(cases)('%j → %s', (reference, expected) => {
    expect(outcome(reference)).toBe(expected)
  })
})

test('nothing said means everything for sale', () => {
  expect(understand(shop, {})).toMatchObject({ kind: 'found', products: shop.products, match: {} })
})

test('a barcode names the size, a SKU does not', () => {
  expect(understand(shop, { sku: '3760000000017' }).size).toBe('38')
  expect(understand(shop, { sku: 'TR' }).size).toBeNull()
})

test('a barcode and words that name two sizes are a question', () => {
  const words = { sku: '3760000000017', model: 'tropézienne taille 39' }
  expect(understand(shop, words).kind).toBe('contradiction')
  expect(understand(shop, { ...words, model: 'tropézienne taille 38' }).kind).toBe('found')
})

describe('a code and a name that contradict each other', () => {
  test.each<readonly [Reference, candidates: string[]]>([
    [{ sku: 'HB', model: 'sabot' }, ['HB', 'SM', 'SN']],
    [{ sku: '14', model: 'togo' }, ['HB', 'HN', 'TG']],
    [{ sku: 'TR', model: 'sabot', gender: 'femme' }, ['SM', 'SN', 'TR']],
    [{ sku: 'HB', model: 'sabot noire' }, ['HB', 'SM', 'SN']],
    [{ sku: 'HB', model: 'sabot', color: 'noire' }, ['HB', 'SM', 'SN']],
    [{ sku: 'HB', model: 'sabot', color: 'blanche' }, ['HB', 'SM', 'SN']],
    [{ sku: 'HB', model: 'air max', gender: 'unisexe' }, ['A90', 'A95', 'A97', 'HB']],
  ])('are a question: %j', (reference, candidates) => {
    const { kind, products } = understand(shop, reference)
    expect(kind).toBe('contradiction')
    expect(candidates).toEqual(expect.arrayContaining(products.map(({ sku }) => sku)))
    expect(products.length).toBeGreaterThan(1)
  })
})

test('products are in the order of every list, whatever they were found by', () => {
  for (const reference of [
    { sku: 'TR', model: 'sabot' },
    { sku: 'A97', model: 'sabot' },
    { model: 'air max' },
    { color: 'noir' },
    {},
  ]) {
    const keys = understand(shop, reference).products.map(productKey)
    expect(keys.length).toBeGreaterThan(1)
    expect(keys).toEqual(keys.toSorted(compareKeys))
  }
})

describe('nothing that was asked is dropped', () => {
  const asked: readonly Reference[] = [
    ...[MODELS, DIGITS, COLORS, COLORS_IN_THE_MODEL, GENDERS, CODES, TIES]
      .flat()
      .map(([one]) => one),
    { model: 'air max', color: 'rose', gender: 'unisexe' },
    { model: 'air max rose', gender: 'unisexe' },
    { model: 'air max rose', color: 'blanc' },
    { model: 'hermes', color: '!!!' },
    { model: 'hermes', gender: '!!!' },
    { model: 'air max 90', gender: '!!!' },
  ]

  test.each(asked)('%j', (reference) => {
    const { kind, match } = understand(shop, reference)
    const said = Object.keys(reference) as (keyof typeof match)[]
    for (const word of kind === 'found' ? said : said.slice(0, 1)) {
      expect(match[word]?.asked).toBe(reference[word])
    }
    const missed = Object.values(match).filter((one) => one.kind === 'none')
    if (kind === 'found') expect(missed).toEqual([])
  })

  test.each([
    { model: 'air max rose', color: 'blanc' },
    { model: 'hermes noire', color: 'blanc' },
    { model: 'tropezienne verte', color: 'rouge' },
  ])('two colours are not one: %j', (reference) => {
    expect(understand(shop, reference).kind).not.toBe('found')
  })
})

describe('words around a name', () => {
  test.each<readonly [Reference, skus: string[]]>([
    [{ model: 'hermes 38' }, ['HB', 'HN', 'HH']],
    [{ model: 'hermes blanche en 38' }, ['HB']],
    [{ model: 'hermes blanche taille 38.5' }, ['HB']],
    [{ model: 'air max 95 40' }, ['A95']],
    [{ model: 'hermes homme' }, ['HH']],
    [{ model: 'hermes noire femme' }, ['HN']],
    [{ model: "hermes women's" }, ['HB', 'HN']],
    [{ sku: '14', color: 'blanche' }, ['HB']],
  ])('help to find it: %j', (reference, skus) => {
    const { kind, products } = understand(shop, reference)
    expect([kind, ...products.map(({ sku }) => sku)]).toEqual(['found', ...skus])
  })

  test('may say the opposite: "without" is no misspelt "with"', () => {
    expect(understand(shop, { model: 'hermes sans scratch' }).kind).not.toBe('found')
  })
})

describe('the match says', () => {
  const match = (reference: Reference): Understanding['match'] => understand(shop, reference).match

  test('what was taken', () => {
    expect(match({ model: 'hermez noir', gender: 'men' })).toEqual({
      model: { asked: 'hermez noir', kind: 'close', used: 'Hermès', candidates: [] },
      color: { asked: 'noir', kind: 'exact', used: 'Noire', candidates: [] },
      gender: { asked: 'men', kind: 'exact', used: 'Homme', candidates: [] },
    })
  })

  test('what it may be', () => {
    expect(match({ model: 'air max' }).model).toEqual({
      asked: 'air max',
      kind: 'ambiguous',
      used: null,
      candidates: ['Air Max 90', 'Air Max 95', 'Air Max 97'],
    })
    expect(match({ sku: '14' }).sku).toMatchObject({ used: null, candidates: ['HB', 'HN'] })
  })

  test('what there is instead', () => {
    expect(match({ model: 'hermes', color: 'jaune' }).color).toEqual({
      asked: 'jaune',
      kind: 'none',
      used: null,
      candidates: ['Blanche', 'Noire'],
    })
    expect(match({ model: 'togo louboutin' }).model?.candidates[0]).toBe('Togo')
    expect(match({ model: 'air max 95', gender: 'femme' }).gender?.candidates).toEqual(['Homme'])
  })

  test('which of several a later word settled', () => {
    expect(match({ model: 'air max', color: 'gris' }).model).toMatchObject({
      kind: 'close',
      used: 'Air Max 97',
    })
  })
})
