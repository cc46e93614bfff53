import { describe, expect, test } from 'vitest'
import { sizesApart, understandEach } from '../../src/catalogue/several.ts'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import type { Reference } from '../../src/catalogue/understand.ts'
import { planLine } from '../../src/features/stock/plan-line.ts'
import { catalogue } from '../support/catalogue.ts'

const shop = createSnapshot(catalogue())

/** What each part of a question comes to: "HB 37 + HB 38". */
const parts = (reference: Reference): string =>
  understandEach(shop, reference)
    .map(({ understanding, size }) => {
      const { kind, products } = understanding
      const found = kind === 'found' ? products.map(({ sku }) => sku).join(' ') : kind
      return size === null ? found : `${found} ${size}`
    })
    .join(' + ')

const SEVERAL: readonly (readonly [Reference, string])[] = [
  [{ model: 'hermes', color: 'blanche', size: '37 et 38' }, 'HB 37 + HB 38'],
  [{ model: 'hermes', color: 'blanche', size: '37, 38' }, 'HB 37 + HB 38'],
  [{ model: 'hermes', color: 'blanche', size: '37/38' }, 'HB 37 + HB 38'],
  [{ model: 'hermes', color: 'blanche', size: '37 or 52' }, 'HB 37 + HB 52'],
  [{ model: 'hermes', color: 'blanche', size: 'trente-sept et trente-huit' }, 'HB 37 + HB 38'],
  [{ model: 'hermes blanche en 37 et 38' }, 'HB 37 + HB 38'],
  [{ model: 'white hermes in 37, 38 or 42' }, 'HB 37 + HB 38 + HB 42'],
  [{ model: 'hermes blanche taille 37 et taille 38' }, 'HB 37 + HB 38'],
  [{ model: 'sabot noir et marron en 38' }, 'SM SN 38'],
  [{ model: 'sabot', color: 'noir et jaune' }, 'SN + color-not-available'],
  [
    { model: 'sabot', color: 'noir ou jaune', size: '37 et 38' },
    'SN 37 + color-not-available 37 + SN 38 + color-not-available 38',
  ],
  [{ model: 'sabot noir et jaune' }, 'SN + color-not-available'],
]

describe('several colours and sizes in one question', () => {
  test.each(SEVERAL)('%j', (reference, outcome) => expect(parts(reference)).toBe(outcome))
})

/** A shop with a Togo in many sizes, and another model in a half size. */
const wide = createSnapshot({
  ...catalogue(),
  variants: [
    ...catalogue().variants,
    ...['40', '41', '43', '45'].map((size) => ({
      id: `v-${size}`,
      productId: 'p-TG',
      size,
      barcode: '',
      reorderPoint: 0,
    })),
    { id: 'v-half', productId: 'p-SN', size: '41.5', barcode: '', reorderPoint: 0 },
  ],
})

describe('a range of sizes', () => {
  test.each<[Reference, string]>([
    [{ model: 'togo du 41 au 43' }, '41 42 43'],
    [{ model: 'togo noir 41-43' }, '41 42 43'],
    [{ model: 'togo du 40 au 45' }, '40 41 42 43 45'],
    [{ model: 'togo from 41 to 43' }, '41 42 43'],
    [{ model: 'togo', size: 'du 40 au 45' }, '40 41 42 43 45'],
    [{ model: 'togo', size: '41 à 43' }, '41 42 43'],
    [{ model: 'togo', size: '41-43' }, '41 42 43'],
    [{ model: 'togo', size: '41 to 43' }, '41 42 43'],
    [{ model: 'togo', size: "41 jusqu'au 43" }, '41 42 43'],
    [{ model: 'togo', size: '42-44' }, '42 43'],
    [{ model: 'sabot noir', size: '38-43' }, '38 41.5'],
    [{ model: 'togo', size: '43-41' }, '43-41'],
    [{ model: 'togo', size: '50-60' }, '50-60'],
    [{ model: 'togo', size: '41 et 43' }, '41 43'],
  ])('%j is %s', (reference, sizes) => {
    const found = understandEach(wide, reference).map(({ size }) => size)
    expect(found.join(' ')).toBe(sizes)
  })

  test.each<Reference>([
    { model: 'togo du 41 au 43' },
    { model: 'togo', size: '41-43' },
    { sku: 'TG', size: 'du 42 au 44' },
  ])('is asked about by a write: %j', (words) => {
    const write = () => planLine(wide, { action: 'sale', quantity: 1, ...words })
    expect(write).toThrowError(expect.objectContaining({ code: 'invalid-request' }))
    expect(write).toThrowError(/^Several sizes were said: 4\d, /)
  })

  test('is none where the shop spells one size so, or a name has the numbers', () => {
    const [first] = catalogue().variants
    const socks = createSnapshot({
      ...catalogue(),
      variants: [...catalogue().variants, ...(first ? [{ ...first, size: '37-38' }] : [])],
    })
    expect(sizesApart(socks, { sku: 'HB', size: '37-38' })).toHaveLength(1)
    expect(sizesApart(shop, { model: 'air max 90 à 95' })).toHaveLength(1)
  })
})

const ONE: readonly (readonly [Reference, string])[] = [
  [{ model: 'hermes', color: 'blanche', size: '38 et 38' }, 'HB 38'],
  [{ model: 'hermes', color: 'blanche', size: '38,5' }, 'HB 38.5'],
  [{ model: 'hermes', color: 'blanche', size: '38 1/2' }, 'HB 38.5'],
  [{ model: 'hermes', color: 'blanche', size: '38 et demi' }, 'HB 38.5'],
  [{ model: 'hermes', color: 'blanche', size: 'taille trente-huit et demie' }, 'HB 38.5'],
  [{ model: 'hermes', color: 'blanche', size: 'thirty-eight and a half' }, 'HB 38.5'],
  [{ model: 'hermes', color: 'blanche', size: 'half' }, 'HB half'],
  [{ model: 'hermes', color: 'blanche', size: 'trente et un' }, 'HB 31'],
  [{ model: 'hermes', color: 'blanche', size: 'S/M' }, 'HB S/M'],
  [{ model: 'air max 90 et 95' }, 'none'],
  [{ model: 'zeppelin 37 et 38' }, 'none'],
  [{ model: 'croco rouge, vert et violet' }, 'CR'],
  [{ model: 'hermes' }, 'HB HN HH'],
]

describe('one thing that sounds like several', () => {
  test.each(ONE)('%j', (reference, outcome) => expect(parts(reference)).toBe(outcome))
})

test('a size of the shop that is spelt like two is one', () => {
  const [first, ...others] = catalogue().variants
  const socks = createSnapshot({
    ...catalogue(),
    variants: [...(first ? [{ ...first, size: '37/38' }] : []), ...others],
  })
  expect(sizesApart(socks, { sku: 'HB', size: '37/38' })).toHaveLength(1)
  expect(sizesApart(shop, { sku: 'HB', size: '37/38' })).toHaveLength(2)
})
