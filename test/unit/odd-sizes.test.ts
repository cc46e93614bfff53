import { expect, test } from 'vitest'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import { NO_FIELDS } from '../../src/domain/product-fields.ts'
import { oddSizes } from '../../src/features/checks/odd-sizes.ts'

interface Line {
  readonly sizes: readonly string[]
  readonly category?: string
}

/** The odd sizes of a shop, each as "product size". */
function odd(lines: readonly Line[]): string[] {
  const snapshot = createSnapshot({
    products: lines.map(({ category = '' }, at) => ({
      ...NO_FIELDS,
      ...{ id: `p${at}`, sku: `${at}`, name: `Model ${at}`, category, active: true },
      ...{ aliases: [], photo: '' },
    })),
    variants: lines.flatMap(({ sizes }, at) =>
      sizes.map((size) => ({
        id: `v${at}-${size}`,
        productId: `p${at}`,
        size,
        barcode: '',
        reorderPoint: 0,
      })),
    ),
    inventory: [],
    onOrder: [],
    locations: [{ id: 'shop', name: 'Shop', isDefault: true }],
    seq: 0,
  })
  return oddSizes(snapshot).map(({ product, size }) => `${product.sku} ${size}`)
}

const shoes = (count: number, category?: string): Line[] =>
  Array.from({ length: count }, () => ({
    sizes: ['38', '38.5', '39', '40', '41', '42'],
    ...(category !== undefined && { category }),
  }))
const shirts = (count: number): Line[] =>
  Array.from({ length: count }, () => ({ sizes: ['S', 'M', 'L'], category: 'Shirts' }))

test.each(['93', '4', '388', '3', '380', '3O', 'L', '39.55x'])('%s among shoes', (size) => {
  expect(odd([...shoes(12), { sizes: ['38', '39', size, '41'] }])).toEqual([`12 ${size}`])
})

test('a number as the only size', () => {
  expect(odd([...shoes(12), { sizes: ['1'] }])).toEqual(['12 1'])
})

test.each([
  ['the next sizes up and down', [...shoes(12), { sizes: ['36', '38', '43', '44'] }]],
  ['a half size that only one has', [...shoes(12), { sizes: ['39', '39.5', '40'] }]],
  ['a kind of goods with sizes of its own', [...shoes(12), { sizes: ['85', '90', '95'] }]],
  ['a word for one size', [...shoes(12), { sizes: ['Unique'] }]],
  [
    'sizes that two products have',
    [...shoes(12), { sizes: ['38', '12'] }, { sizes: ['39', '12'] }],
  ],
  ['a shop that is too small to know', [...shoes(5), { sizes: ['38', '93'] }]],
  [
    'a shop in which each size is its own',
    Array.from({ length: 30 }, (_, at) => ({ sizes: [`${at * 37} g`] })),
  ],
  ['shirts beside shoes', [...shoes(12), ...shirts(3)]],
])('no finding: %s', (_what, lines) => expect(odd(lines)).toEqual([]))

test('what is usual is asked of the category, where it is large enough', () => {
  const lines = [
    ...shoes(12, 'Shoes'),
    ...shirts(12),
    { sizes: ['38', '39', 'M'], category: 'Shoes' },
  ]
  expect(odd(lines)).toEqual(['24 M'])
})
