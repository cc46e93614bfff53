import { expect, test } from 'vitest'
import { isGtin, spellingsOf } from '../../src/domain/gtin.ts'

// The first four are of the GS1 General Specifications and of well-known goods.
test.each([
  ['4006381333931', true],
  ['96385074', true],
  ['036000291452', true],
  ['10614141000415', true],
  ['4006381333932', false],
  ['96385075', false],
  ['40063813339', false],
  ['4006381 33393', false],
  ['', false],
  ['ABCDEFGH', false],
  ['1-BLA', false],
])('%s is a GTIN: %s', (barcode, is) => {
  expect(isGtin(barcode)).toBe(is)
})

test('a GTIN is written with more or fewer zeros, anything else in one way', () => {
  expect(spellingsOf('012345678905')).toEqual(['012345678905', '0012345678905', '00012345678905'])
  expect(spellingsOf('00012345678905')).toEqual(spellingsOf('012345678905'))
  expect(spellingsOf('96385074')).toHaveLength(4)
  expect(spellingsOf('012345678904')).toEqual(['012345678904'])
})
