import { expect, test } from 'vitest'
import { tellLosses } from '../../src/domain/losses.ts'
import { tellInBoth } from '../support/both-languages.ts'

const loss = { expected: 120, found: 110, at: '2026-11-21T09:30:00Z' }
const backup = (lastSeq: number) => ({ name: 'b.zip', at: '2026-11-21T08:00:00Z', lastSeq })

test.each([
  [null, 'Aucune sauvegarde n’est connue'],
  [backup(115), 'donc la restaurer en ramène une partie'],
  [backup(100), 'donc elle n’en a aucun'],
])('what was lost is told in French, and whether the backup %j has it', (known, text) => {
  const told = tellInBoth(() => tellLosses({ losses: [loss], backup: known }) ?? '')
  expect(told).toMatch(/^Mouvements perdus, 10 : le numéro 120 était confirmé/)
  expect(told).toContain(text)
})

test('nothing is told where nothing was lost', () => {
  expect(tellLosses({ losses: [], backup: null })).toBeNull()
})
