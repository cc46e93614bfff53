import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Catalogue, readSize, sizeKey } from '../../src/domain/catalogue.ts'
import { findTwins, withoutEmptyTwins } from '../../src/domain/twin-sizes.ts'

describe('a size', () => {
  test.each([
    ['38.5', ['38,5', '38.5', '38 1/2', '38½', '38 ½', 'EU 38,5', 'taille 38.50', 'T.38,500']],
    ['40', ['40', ' 40 ', 'EU 40', 'eu40', '40,0', '40.00', 'Taille EU 40', 'FR 40', 'size 40']],
    ['400', ['400']],
    ['XL', ['XL']],
    ['T', ['T']],
    ['35-38', ['35-38']],
  ])('%s is read from %j', (size, spellings) => {
    expect(spellings.map(readSize)).toEqual(spellings.map(() => size))
  })

  test('read again is the same', () => {
    const part = fc.constantFrom(
      'EU',
      'taille ',
      't.',
      ' ',
      '38',
      '0',
      ',',
      '.',
      '5',
      ' 1/2',
      '½',
      'x',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const size = readSize(parts.join(''))
        expect(readSize(size)).toBe(size)
      }),
    )
  })

  test('is compared without case', () => {
    expect(sizeKey('eu XL')).toBe(sizeKey('EU xl'))
  })

  test('however many spellings were read before', () => {
    const sizes = Array.from({ length: 2_500 }, (_, number) => `EU ${number}`)
    expect([...sizes, ...sizes].map(sizeKey)).toEqual(
      [...sizes, ...sizes].map((size) => size.slice('EU '.length)),
    )
  })
})

/** Variants as "product size barcode units reserved", in this order. */
function shop(...lines: [string, string, string?, number?, number?][]): Catalogue {
  return {
    products: [],
    locations: [],
    onOrder: [],
    seq: 0,
    variants: lines.map(([productId, size, barcode = '']) => ({
      id: `${productId} ${size}`,
      productId,
      size,
      barcode,
      reorderPoint: 0,
    })),
    inventory: lines.map(([productId, size, , quantity = 0, reserved = 0]) => ({
      variantId: `${productId} ${size}`,
      locationId: 'shop',
      quantity,
      reserved,
      rev: 1,
      updatedAt: '2026-01-01T10:00:00.000Z',
    })),
  }
}

const shown = (...lines: Parameters<typeof shop>) =>
  withoutEmptyTwins(shop(...lines)).map(({ id }) => id)
const twins = (...lines: Parameters<typeof shop>) =>
  findTwins(shop(...lines)).map(({ size, keep, others }) => [
    ...[size, keep.size, others.map((other) => other.size)],
  ])

describe('sizes in several spellings', () => {
  test('are one where one alone holds something, whichever', () => {
    expect(shown(['a', '38,5', '', 2], ['a', '38.5'])).toEqual(['a 38,5'])
    expect(shown(['a', '38,5'], ['a', '38.5', '', 2])).toEqual(['a 38.5'])
    expect(shown(['a', '38,5'], ['a', '38.5'], ['a', '38 1/2'])).toEqual(['a 38.5'])
    expect(twins(['a', '38,5', '', 2], ['a', '38.5'])).toEqual([])
  })

  test('are twins where several hold units, something reserved, or a barcode', () => {
    expect(twins(['a', '38,5', '', 2], ['a', '38.5', '1'])).toEqual([['38.5', '38.5', ['38,5']]])
    expect(twins(['a', 'EU 40', '', 2], ['a', '40,0', '', 1, 1], ['a', 'T40', '9'])).toEqual([
      ['40', '40,0', ['EU 40', 'T40']],
    ])
    expect(shown(['a', '38,5', '', 2], ['a', '38.5', '1'])).toHaveLength(2)
  })

  test('belong to one product', () => {
    expect(twins(['a', '38,5', '', 2], ['b', '38.5', '', 2])).toEqual([])
    const other = shop(['a', '38,5', '', 2], ['b', '38.5', '', 2])
    expect(withoutEmptyTwins(other)).toBe(other.variants)
  })
})
