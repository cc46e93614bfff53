import { expect, test } from 'vitest'
import { shortName } from '../../src/features/reports/sentences.ts'

test('a long name is shortened in one pair of quotes, and never within another one', () => {
  expect(shortName(['Hermès', '', 'Femme'])).toBe('Hermès, Femme')
  expect(shortName(['Croco', 'Rouge / Vert / Violet'])).toBe('Croco, "Rouge / Vert / Violet"')
  expect(shortName(['Babouche Brodée', 'Rouge / Vert / Violet / Jaune', 'Femme'])).toBe(
    '"Babouche Brodée, Rouge / Vert / Violet…"',
  )
  expect(shortName(['Babouche Brodée', 'Rouge / Vert / Violet 2'])).toBe(
    '"Babouche Brodée, Rouge / Vert / Violet 2"',
  )
})
