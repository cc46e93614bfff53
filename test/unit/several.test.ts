import { describe, expect, test } from 'vitest'
import { sizesApart, understandEach } from '../../src/catalogue/several.ts'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import type { Reference } from '../../src/catalogue/understand.ts'
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
