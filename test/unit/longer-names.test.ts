import { describe, expect, test } from 'vitest'
import { createInventoryService } from '../../src/catalogue/inventory.ts'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import type { Reference } from '../../src/catalogue/understand.ts'
import { understand } from '../../src/catalogue/understand.ts'
import { StockError } from '../../src/domain/errors.ts'
import { planLine } from '../../src/features/stock/plan-line.ts'
import { catalogue } from '../support/catalogue.ts'

/** The shop of the other tests, with a Togo Boucle and Hermès avec Scratch in what the short names lack. */
function shop() {
  const known = catalogue()
  const more = [
    ['TBB', 'TB', 'Beige', ['42', '45']],
    ['HSR', 'HS', 'Rouge', ['38']],
  ] as const
  const like = (sku: string) => known.products.filter((one) => one.sku === sku)
  return createSnapshot({
    ...known,
    products: [
      ...known.products,
      ...more.flatMap(([sku, of, color]) =>
        like(of).map((one) => ({ ...one, id: `p-${sku}`, sku, color })),
      ),
    ],
    variants: [
      ...known.variants,
      ...more.flatMap(([sku, , , sizes]) =>
        sizes.map((size) => ({
          id: `v-${sku}-${size}`,
          productId: `p-${sku}`,
          size,
          barcode: '',
          reorderPoint: 0,
        })),
      ),
    ],
    inventory: [
      ...known.inventory,
      {
        variantId: 'v-TBB-42',
        locationId: 'shop',
        quantity: 5,
        reserved: 0,
        rev: 1,
        updatedAt: '',
      },
    ],
  })
}

const snapshot = shop()
const inventory = createInventoryService({
  catalogue: {
    read: async () => snapshot,
    readFresh: async () => snapshot,
  } as Parameters<typeof createInventoryService>[0]['catalogue'],
})

function refusal(words: Reference, action: 'sale' | 'add_stock' = 'sale') {
  try {
    const { product } = planLine(snapshot, { action, quantity: 1, ...words })
    return { took: product.sku }
  } catch (error) {
    if (!(error instanceof StockError)) throw error
    const { candidates = [] } = error.details as { candidates?: { sku: string }[] }
    return { code: error.code, says: error.message, candidates: candidates.map(({ sku }) => sku) }
  }
}

describe('what a name lacks and a longer name with it has', () => {
  test.each([
    [{ model: 'togo', color: 'beige', size: '42' }, 'There is no Togo in "beige". There is Noir.'],
    [{ model: 'togo beige en 42' }, 'There is no Togo in "beige". There is Noir.'],
    [{ model: 'togo', gender: 'homme', size: '45' }, 'There is no size 45. There is 42.'],
  ])('is shown by a list, and said: %j', async (words, says) => {
    const page = await inventory.list({ ...words, limit: 20 })
    expect(page.items.map(({ product }) => product.sku)).toEqual(['TBB'])
    expect(page.message).toContain(says)
    expect(page.message).toContain('Was Togo Boucle, Beige, Homme (TBB) meant?')
    const models = await inventory.listModels({ ...words, limit: 20 })
    expect(models.message).toContain('(TBB) meant?')
    expect(models.items.map(({ product }) => product.sku)).toContain('TBB')
  })

  test.each([
    [{ model: 'togo', color: 'beige', size: '42' }, 'color-not-available'],
    [{ model: 'togo', size: '45' }, 'size-not-found'],
    [{ model: 'hermes', color: 'rouge', gender: 'femme', size: '38' }, 'color-not-available'],
  ])('is asked about by a write, never taken: %j', (words, code) => {
    const sku = words.model === 'togo' ? 'TBB' : 'HSR'
    const refused = refusal(words)
    expect(refused).toMatchObject({ code, candidates: [sku] })
    expect(refused.says).toMatch(new RegExp(`\\(${sku}\\) meant\\? Nothing was changed: ask`))
  })

  test('is not offered where it lacks that too, nor for a size that a delivery may bring', () => {
    expect(refusal({ model: 'hermes', color: 'rouge', gender: 'homme' }).says).not.toContain(
      'meant?',
    )
    expect(refusal({ model: 'togo', color: 'vert', size: '42' }).says).not.toContain('meant?')
    expect(refusal({ model: 'togo boucle', color: 'vert', size: '42' }).says).not.toContain(
      'meant?',
    )
    expect(refusal({ model: 'togo', size: '45' }, 'add_stock')).toEqual({ took: 'TG' })
    expect(refusal({ model: 'togo', size: '42' })).toEqual({ took: 'TG' })
  })
})

describe('a colour beside a colour in the words', () => {
  test('of which both are there: both are shown, and a write asks which', () => {
    const words = { model: 'hermes blanche', color: 'noir' }
    expect(understand(snapshot, words)).toMatchObject({ kind: 'ambiguous' })
    expect(refusal({ ...words, size: '38' })).toMatchObject({
      code: 'ambiguous-product',
      candidates: ['HB', 'HN'],
    })
  })

  test('of which one is missing: that one is said to be', () => {
    const { says } = refusal({ model: 'hermes jaune', color: 'noir', size: '38' })
    expect(says).toContain('There is no Hermès in "jaune".')
  })

  test('that only looks like a colour: the model is asked about', () => {
    const words = { model: 'hermes glise', color: 'noir', size: '42' }
    expect(refusal(words)).toMatchObject({ code: 'ambiguous-product', candidates: ['HH'] })
    expect(refusal(words).says).toContain(
      '"hermes glise" may mean Hermès, or something that is not here. Is it Hermès, Noire, Homme (HH)? 1 other does not come in 42.',
    )
    expect(understand(snapshot, words)).toMatchObject({ kind: 'ambiguous', isUnsure: true })
  })
})
