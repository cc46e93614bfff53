import { describe, expect, test } from 'vitest'
import { asCode, codeKey } from '../../src/web/scan/code.ts'
import { createSightings } from '../../src/web/scan/sightings.ts'
import { createWedge } from '../../src/web/scan/wedge.ts'

describe('a keyboard-wedge scanner', () => {
  /** @param gap milliseconds between two keys */
  function type(text: string, gap: number, wedge = createWedge(), from = 0) {
    const keys = [...text, 'Enter']
    return keys.map((key, index) => wedge.press({ key, at: from + index * gap })).at(-1)?.code
  }

  test('is told from a person by its pace', () => {
    expect(type('3001234567892', 8)).toBe('3001234567892')
    expect(type('3001234567892', 90)).toBe(undefined)
    expect(type('38', 8)).toBe(undefined)
  })

  test('begins anew after what a person typed', () => {
    const wedge = createWedge()
    expect([0, 200].map((at) => wedge.press({ key: 'a', at }).isFirst)).toEqual([true, true])
    expect(type('TOGO-38', 10, wedge, 900)).toBe('TOGO-38')
    expect(type('TOGO-39', 10, wedge, 1_000)).toBe('TOGO-39')
  })

  test('may press shift for capitals', () => {
    const wedge = createWedge()
    const keys = ['Shift', 'T', 'Shift', 'O', 'G', 'O', 'Enter']
    expect(keys.map((key, at) => wedge.press({ key, at: at * 5 })).at(-1)?.code).toBe('TOGO')
  })
})

test('a code in the picture counts when it comes, and again when it was away', () => {
  const isNew = createSightings()
  expect([0, 100, 900, 1_900, 3_200].map((at) => isNew('A', at))).toEqual([
    ...[true, false, false, false, true],
  ])
  expect(isNew('B', 3_200)).toBe(true)
})

test('a code is compared as the shop compares it', () => {
  expect(codeKey('036000291452')).toBe(codeKey('0036000291452'))
  expect(codeKey('togo-38')).toBe(codeKey('TOGO-38'))
  expect(codeKey('12345')).toBe('12345')
  expect([' 38-A ', '', 'a\nb', 'x'.repeat(101)].map(asCode)).toEqual([
    ...['38-A', undefined, undefined, undefined],
  ])
})
