import { describe, expect, test } from 'vitest'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import { understand } from '../../src/catalogue/understand.ts'
import type { Catalogue } from '../../src/domain/catalogue.ts'
import { StockError } from '../../src/domain/errors.ts'
import { NO_FIELDS } from '../../src/domain/product-fields.ts'
import { planLine } from '../../src/features/stock/plan-line.ts'

type Line = readonly [
  name: string,
  color: string,
  gender: string,
  sizes: string,
  aliases?: readonly string[],
]

/** Names as owners write them: misspelt, in two languages, with twins and second hand beside new. */
const LINES: readonly Line[] = [
  ['Sandales bateau occasion', 'Marron', 'Homme', '42 44'],
  ['Fisherman', 'Beige', 'Femme', '38'],
  ['Fisherman 4 ceintures', 'Noire', 'Homme', '44'],
  ['Fisherman 6 ceintures', 'Marron', 'Homme', '42 44'],
  ['Sandale Rabat', 'Noire', 'Homme', '40 42'],
  ['Sandals Rabat', 'Marron', 'Homme', '42 44'],
  ['Croisé', 'Marron', 'Femme', '38'],
  ['Sandale Croisée', 'Marron', 'Homme', '42'],
  ['Sandals Croisé Occasion', 'Marron', 'Homme', '43'],
  ['Sandales japonaises Occasion', 'Multicolore', 'Femme', '38'],
  ['Sandales japonaises talons en bois', 'Multicolore', 'Femme', '38'],
  ['Sandral Spiral', 'Marron', 'Homme', '43'],
  ['Cendale Gazelle', 'Marron', 'Homme', '41'],
  ['Chaussure courte avec spirale', 'Marron et rouge', 'Homme', '42'],
  ['Chaussure grande', 'Noire', 'Homme', '43'],
  ['Mocassin cuir de chèvre', 'Marron', 'Unisex', '40'],
  ['Corée', 'Blanche', 'Femme', '38'],
  ['Suède', 'Multicolore', 'Femme', '39'],
  ['Égypte', 'Marron', 'Homme', '41'],
  ['Jamaica', 'Multicolore', 'Femme', '37'],
  ['Awina', 'Marron', 'Homme', '42'],
  ['Hermès', 'Blanche', 'Femme', '38 39'],
  ['Hermès', 'Noire', 'Femme', '38'],
  ['Hermès', 'Noire', 'Homme', '42'],
  ['Air Max 90', 'Blanche', 'Homme', '43'],
  ['Air Max 95', 'Noire', 'Homme', '42'],
  ['Tropézienne', 'Rouge', 'Femme', '38'],
  ['Sandales dessinées à la main', 'Multicolore', 'Femme', '38'],
  ['Amor', 'Noire', 'Homme', '42'],
]

function shopOf(lines: readonly Line[]) {
  const catalogue: Catalogue = {
    products: lines.map(([name, color, gender, , aliases = []], index) => ({
      ...NO_FIELDS,
      id: `p${index}`,
      sku: `P${index}`,
      aliases,
      name,
      color,
      gender,
      active: true,
      photo: '',
    })),
    variants: lines.flatMap(([, , , sizes], index) =>
      sizes.split(' ').map((size) => ({
        id: `v${index}-${size}`,
        productId: `p${index}`,
        size,
        barcode: '',
        reorderPoint: 0,
      })),
    ),
    seq: 0,
    inventory: [],
    onOrder: [],
    locations: [{ id: 'shop', name: 'Shop', isDefault: true }],
  }
  return createSnapshot(catalogue)
}

const shop = shopOf(LINES)

/** A shop that taught two models names which describe others as well. */
const taught = shopOf([
  ['Togo', 'Noir', 'Homme', '43', ['la noire', 'la croisée']],
  ['Hermès', 'Blanche', 'Femme', '38', ['la grande']],
  ['Babouche Raphia', 'Noire', 'Femme', '38'],
  ['Babouche Brodée', 'Blanche', 'Femme', '38'],
  ['Babouche Fès', 'Rose', 'Femme', '38'],
  ['Sandale Croisillon', 'Marron', 'Homme', '43'],
  ['Sandale Oasis', 'Beige', 'Homme', '43'],
  ['Sandale Nomade', 'Beige', 'Homme', '43'],
  ['Sandale Jasmin', 'Beige', 'Homme', '43'],
  ['Sandale Essaouira', 'Beige', 'Homme', '43'],
  ['Sandale Rabat', 'Beige', 'Homme', '43'],
])

interface Words {
  readonly model: string
  readonly color?: string
  readonly gender?: string
  readonly size?: string
}

/** What a sale of these words takes, or how it is refused. */
function sell(words: Words): string {
  try {
    const { product } = planLine(shop, { action: 'sale', quantity: 1, ...words })
    return `${product.name}, ${product.color}`
  } catch (error) {
    if (error instanceof StockError) return error.code
    throw error
  }
}

/** What a list shows for them. */
function list(words: Words): string {
  const { kind, products } = understand(shop, words)
  return [kind, ...new Set(products.map(({ name }) => name))].join(' | ')
}

describe('words that mean something are not guessed', () => {
  test.each<Words>([
    { model: 'manteau', size: '42' },
    { model: 'ceinture', color: 'marron', size: '44' },
    { model: 'porte', size: '42' },
    { model: 'cher', size: '40' },
    { model: 'garde', size: '43' },
    { model: 'château', size: '42' },
    { model: 'more', size: '42' },
    { model: 'bateau', size: '42' },
    { model: 'sac hermès', color: 'noir', size: '38' },
    { model: 'hermès imperméable', color: 'noir', size: '38' },
  ])('%j sells nothing', (words) => {
    expect(sell(words)).toMatch(/^(?:product-not-found|ambiguous-product)$/)
  })

  test.each(['manteau', 'porte', 'cher', 'garde', 'château', 'more', 'jupe', 'wallet'])(
    '%j is no product in a list either',
    (model) => {
      expect(understand(shop, { model }).kind).not.toBe('found')
    },
  )

  test.each([
    ['rabot', 'Sabot'],
    ['carafe', 'Sandale Carapé'],
    ['corset', 'Corsaire'],
    ['gazette', 'Gazelle'],
  ])('%j is a letter or two from %s, and no slip for it', (model, name) => {
    const own = shopOf([[name, 'Noire', 'Femme', '38']])
    expect(understand(own, { model }).kind).not.toBe('found')
    expect(understand(own, { model: `x${name}` }).kind).toBe('found')
  })

  test.each<[model: string, offered: string]>([
    ['ah oui na', 'Awina'],
    ['air mès', 'Hermès'],
    ['trop pézienne', 'Tropézienne'],
  ])('what dictation made of a name is offered and never sold: %j', (model, offered) => {
    expect(sell({ model, size: '38' })).not.toContain(',')
    expect(understand(shop, { model }).match.model?.candidates).toContain(offered)
  })
})

describe('a taught name swallows no other name', () => {
  test.each<[Words, taught: string, other: string]>([
    [{ model: 'babouche la noire', color: 'noire', size: '43' }, 'Togo', 'Babouche Raphia'],
    [{ model: 'babouche la noire', size: '43' }, 'Togo', 'Babouche Raphia'],
    [{ model: 'babouche la grande', size: '38' }, 'Hermès', 'Babouche Brodée'],
    [{ model: 'babouche la grande', color: 'blanche', size: '38' }, 'Hermès', 'Babouche Brodée'],
    [{ model: 'sandale la croisée', size: '43' }, 'Togo', 'Sandale Croisillon'],
    [{ model: 'sandale togo', size: '43' }, 'Togo', 'Sandale Croisillon'],
  ])('%j asks about both', (words, named, other) => {
    const ask = () => planLine(taught, { action: 'sale', quantity: 1, ...words })
    expect(ask).toThrowError(
      expect.objectContaining({
        code: 'ambiguous-product',
        message: expect.stringContaining(named),
        details: expect.objectContaining({
          candidates: expect.arrayContaining([
            expect.objectContaining({ model: named }),
            expect.objectContaining({ model: other }),
          ]),
        }),
      }),
    )
  })

  test.each([
    ['babouche la noire', 'Babouche Raphia'],
    ['babouche la grande', 'Babouche Brodée'],
    ['sandale la croisée', 'Sandale Croisillon'],
  ])('a list of %j shows the other, too', (model, other) => {
    const shown = understand(taught, { model }).products.map(({ name }) => name)
    expect(shown).toContain(other)
  })

  test.each([
    ['la noire', 'Togo'],
    ['la grande', 'Hermès'],
  ])('said alone, %j is what it was taught for', (model, name) => {
    expect(understand(taught, { model }).products).toMatchObject([{ name }])
  })
})

describe('nothing that was said is dropped', () => {
  test.each<Words>([
    { model: 'sold 90 air max', size: '42' },
    { model: 'hermès not black', gender: 'femme', size: '38' },
    { model: 'hermès non noire', gender: 'femme', size: '38' },
    { model: 'fisherman merci homme', size: '38' },
    { model: "le fisherman, c'est pour homme", size: '38' },
    { model: 'tropézienne rouge taille 38 ou 39' },
    { model: 'tropézienne rouge 38 ou 39' },
    { model: "tropézienne rouge taille 38, c'est 39 en fait" },
    { model: 'hermès noire femme ou homme', size: '38' },
    { model: 'hermès noire homme ou femme', size: '42' },
  ])('%j sells nothing', (words) => {
    expect(sell(words)).not.toContain(',')
  })
})

describe('leaving out a word that tells two names apart is a question', () => {
  test.each<Words>([
    { model: 'sandales japonaises' },
    { model: 'sandales japonaises', color: 'multicolore', size: '38' },
    { model: 'rabat', size: '42' },
  ])('%j', (words) => {
    expect(sell(words)).toBe('ambiguous-product')
    expect(understand(shop, words).products.length).toBeGreaterThan(1)
  })

  test('second hand is a difference', () => {
    expect(list({ model: "sandales croisées d'occasion" })).toBe('found | Sandals Croisé Occasion')
    expect(list({ model: 'sandales japonaises de seconde main' })).toBe(
      'found | Sandales japonaises Occasion',
    )
  })
})

describe('twins', () => {
  test('are one name: the only one in the colour or size is meant', () => {
    const words = { model: 'sandale rabat', color: 'marron' }
    expect(list(words)).toBe('found | Sandals Rabat')
    expect(sell({ ...words, size: '42' })).toBe('Sandals Rabat, Marron')
    expect(understand(shop, words).decidedBy).toBe('Marron')
    expect(sell({ model: 'sandale rabat', size: '40' })).toBe('Sandale Rabat, Noire')
    expect(list({ model: 'sandale croisée', size: '38' })).toBe('found | Croisé')
  })

  test('are a question where both have what was said', () => {
    expect(sell({ model: 'sandale rabat', size: '42' })).toBe('ambiguous-product')
    expect(list({ model: 'sandales rabat', size: '42' })).toContain('Sandale Rabat | Sandals Rabat')
  })

  test('are mentioned where a list shows the one that is written so', () => {
    expect(understand(shop, { model: 'Sandale Rabat' })).toMatchObject({
      kind: 'found',
      twins: ['Sandals Rabat'],
    })
  })

  test('a family word shows all of the family, however each is spelt', () => {
    const shown = understand(shop, { model: 'sandales' }).products.map(({ name }) => name)
    expect(shown).toEqual(
      expect.arrayContaining([
        'Sandale Rabat',
        'Sandals Rabat',
        'Sandral Spiral',
        'Cendale Gazelle',
      ]),
    )
  })
})

describe('what people say', () => {
  test.each<[Words, found: string]>([
    [{ model: 'les coréennes' }, 'Corée'],
    [{ model: 'suédoise' }, 'Suède'],
    [{ model: 'égyptiennes' }, 'Égypte'],
    [{ model: 'jamaïque' }, 'Jamaica'],
    [{ model: 'sandales peintes à la main' }, 'Sandales dessinées à la main'],
    [{ model: 'pêcheur' }, 'Fisherman'],
    [{ model: 'hermès blanche taille trente-huit' }, 'Hermès'],
    [{ model: "j'ai vendu deux hermès blanches en 38" }, 'Hermès'],
    [{ model: 'fisherman six ceintures' }, 'Fisherman 6 ceintures'],
    [{ model: 'la dame voudrait la tropézienne rouge' }, 'Tropézienne'],
  ])('%j', (words, found) => {
    expect(list(words)).toBe(`found | ${found}`)
  })

  test('two colours are two answers of a list, and a question of a sale', () => {
    const words = { model: 'hermès', color: 'noir ou blanc' }
    expect(understand(shop, words).products.map(({ color }) => color)).toEqual([
      'Blanche',
      'Noire',
      'Noire',
    ])
    expect(sell({ ...words, size: '38' })).toBe('ambiguous-product')
    // Also where only one of them comes in the size: nobody knows which was sold.
    expect(sell({ ...words, size: '39' })).toBe('ambiguous-product')
    expect(list({ model: 'hermès blanche ou noire' })).toBe('found | Hermès')
  })

  test('a name that was not understood is not told in a colour', () => {
    expect(understand(shop, { model: 'ceinture', color: 'beige' }).kind).not.toBe(
      'color-not-available',
    )
  })
})
