import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSize, sizeKey } from '../../src/domain/catalogue.ts'

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
})
