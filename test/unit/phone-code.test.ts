import { encode } from 'uqr'
import { expect, test } from 'vitest'
import { phoneCode } from '../../src/process/phone-code.ts'

const ADDRESS = 'https://shop.example/app'
const TERMINAL = { isTTY: true, columns: 80 }

/** The modules that the letters of a code show, true for a light one; each letter is two of them. */
const modulesOf = (code: string): boolean[][] =>
  code
    .split('\n')
    .flatMap((row) => [
      Array.from(row, (letter) => letter === '█' || letter === '▀'),
      Array.from(row, (letter) => letter === '█' || letter === '▄'),
    ])

test('the letters show the QR code of the address, with its light zone around', async () => {
  const { data } = encode(ADDRESS, { border: 4 })
  const shown = modulesOf(await phoneCode(ADDRESS, TERMINAL)).slice(0, data.length)
  expect(shown).toEqual(data.map((row) => row.map((isDark) => !isDark)))
  expect(shown.slice(0, 4).flat().every(Boolean)).toBe(true)
})

test.each([
  ['where nobody sits before a terminal', ADDRESS, { columns: 80 }],
  ['where the address is not https', 'http://127.0.0.1:8000/app', TERMINAL],
  ['where the terminal is too narrow', ADDRESS, { isTTY: true, columns: 30 }],
  ['where nobody knows how wide it is', ADDRESS, { isTTY: true }],
])('there is none %s', async (_where, address, terminal) => {
  expect(await phoneCode(address, terminal)).toBe('')
})
