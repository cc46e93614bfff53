import { expect, test } from 'vitest'
import { similarNames } from '../../src/matching/similar.ts'

const NAMES = ['Magasin', 'Réserve', 'Cave', 'Entrepôt Nord', 'Entrepôt Sud']

test.each([
  ['reserv', 'Réserve'],
  ['magazin', 'Magasin'],
  ['cav', 'Cave'],
  ['entrepot norrd', 'Entrepôt Nord'],
])('%s may mean %s', (asked, name) => {
  expect(similarNames(asked, NAMES)[0]).toBe(name)
})

test.each(['Paris', 'xyz', ''])('%j means none of them', (asked) => {
  expect(similarNames(asked, NAMES)).toEqual([])
})
