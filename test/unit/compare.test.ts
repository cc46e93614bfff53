import { describe, expect, test } from 'vitest'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import { compareImport } from '../../src/features/imports/compare.ts'
import { planImport } from '../../src/features/imports/plan.ts'
import { finish } from '../../src/shared/turns.ts'
import { tellInBoth } from '../support/both-languages.ts'
import { catalogue } from '../support/catalogue.ts'

const shop = catalogue()
const cave = { id: 'cave', name: 'Cave', isDefault: false }
const snapshot = createSnapshot({
  ...shop,
  locations: [...shop.locations, cave],
  products: shop.products.map((one) =>
    one.sku === 'HB' ? { ...one, name: 'Hermès ', price: 170.004 } : one,
  ),
  variants: [
    ...shop.variants.map((one) => (one.id === 'v-TG-42' ? { ...one, size: '42.0' } : one)),
  ],
  inventory: shop.inventory.map((row) =>
    row.variantId === 'v-HN-38' ? { ...row, reserved: 1 } : row,
  ),
})

const HEADER = 'SKU,Model,Color,Gender,Size,Quantity,Location,Price,Barcode'
const compare = (mode: 'set' | 'add', ...rows: string[]) => {
  const plan = planImport(Buffer.from([HEADER, ...rows].join('\n')))
  expect(plan.problems).toEqual([])
  return finish(compareImport(snapshot, plan.products, mode))
}

describe('a row', () => {
  test('that says what is there changes nothing', () => {
    const same = compare(
      'set',
      'hb,Hermès,Blanche,Femme,38,5,Magasin,170,',
      'TG,Togo,Noir,Homme,42,3,,,',
    )
    expect(same).toEqual({ changes: [], unchanged: 2, problems: [], products: [] })
  })

  test('changes a shelf, and only that is written', () => {
    const { changes, products } = compare('set', 'hb,Hermès,Blanche,Femme,38,7,,,')
    expect(changes).toMatchObject([
      { line: 2, kind: 'changed', sku: 'HB', size: '38', location: 'Magasin', before: 5, after: 7 },
    ])
    expect(products).toEqual([
      {
        sku: 'HB',
        aliases: [],
        name: '',
        color: '',
        gender: '',
        category: '',
        cost: null,
        price: null,
        supplier: '',
        leadTimeDays: null,
        packSize: null,
        reorderPoint: null,
        variants: [{ size: '38', quantity: 7, barcode: '', location: 'Magasin', expected: 5 }],
      },
    ])
  })

  test('is put on top of what there is', () => {
    const { changes, products } = compare('add', 'HB,Hermès,Blanche,Femme,38,7,,,')
    expect(changes).toMatchObject([{ before: 5, after: 12 }])
    expect(products[0]?.variants).toEqual([
      { size: '38', quantity: 7, barcode: '', location: 'Magasin' },
    ])
  })

  test('finds its size however it is written, and keeps the spelling of the shop', () => {
    const { products } = compare('set', 'TG,Togo,Noir,Homme,42,4,,,')
    expect(products[0]?.variants).toMatchObject([{ size: '42.0', quantity: 4 }])
  })

  test('brings a new product, a new size, and a new place', () => {
    const { changes } = compare(
      'set',
      'NEW,Nouveau,Noir,Femme,40,2,,99,',
      'HB,Hermès,Blanche,Femme,44,1,,,',
      'HB,Hermès,Blanche,Femme,38,2,cave,,',
    )
    expect(changes).toMatchObject([
      { kind: 'new', sku: 'NEW', before: 0, after: 2 },
      { kind: 'new', sku: 'HB', size: '44', before: 0, after: 1 },
      { kind: 'new', sku: 'HB', size: '38', location: 'Cave', before: 0, after: 2 },
    ])
  })

  test('that puts nothing where nothing was changes nothing', () => {
    const { changes, unchanged } = compare('set', 'HB,Hermès,Blanche,Femme,38,0,Cave,,')
    expect({ changes, unchanged }).toEqual({ changes: [], unchanged: 1 })
  })

  test('with units of an archived product brings it back', () => {
    const { changes } = compare('set', 'OLD,Retirée,Noire,Femme,38,5,,,')
    expect(changes).toMatchObject([{ fields: [{ field: 'active', after: 'sold' }] }])
    expect(compare('set', 'OLD,Retirée,Noire,Femme,38,0,,,').changes).toMatchObject([
      { fields: [] },
    ])
  })

  test('changes its product', () => {
    const { changes, products } = compare('set', 'HB,Hermès,Blanche,Femme,38,5,,180,')
    expect(changes).toMatchObject([
      { before: 5, after: 5, fields: [{ field: 'price', before: '170.004', after: '180' }] },
    ])
    expect(products).toMatchObject([{ sku: 'HB', name: '', price: 180, cost: null, variants: [] }])
  })

  test.each([
    ['that leaves less than is reserved', 'HN,Hermès,Noire,Femme,38,0,,,', /1 is reserved/],
    ['at a place that is not there', 'HB,Hermès,Blanche,Femme,38,5,Mars,,', /no location "Mars"/],
    ['with another barcode', 'TR,Tropézienne,Rouge,Femme,38,6,,,123', /on record is 376/],
    [
      'with the barcode of another',
      'HB,Hermès,Blanche,Femme,38,5,,,3760000000017',
      /belongs to TR/,
    ],
  ])('%s is bad', (_name, row, reason) => {
    const { problems, products, changes } = compare('set', row)
    expect(problems).toMatchObject([{ line: 2, reason: expect.stringMatching(reason) }])
    expect({ products, changes }).toEqual({ products: [], changes: [] })
  })

  test('that leaves less than is reserved is told in both languages', () => {
    const told = tellInBoth(
      () => compare('set', 'HN,Hermès,Noire,Femme,38,0,,,').problems[0]?.reason ?? '',
    )
    expect(told).toBe(
      '1 est réservé, il ne peut pas y en avoir 0 : libérez d’abord ce qui est réservé.',
    )
  })

  test('that is there twice is bad the second time', () => {
    const row = 'TG,Togo,Noir,Homme,42,1,'
    const { problems } = compare('add', `${row},,`, `${row}Magasin,,`)
    expect(problems).toMatchObject([{ line: 3, reason: expect.stringContaining('line 2') }])
  })
})
