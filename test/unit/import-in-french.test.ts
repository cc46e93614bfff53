import { expect, test } from 'vitest'
import { StockError } from '../../src/domain/errors.ts'
import { sameInAll, speakingTo } from '../../src/domain/say.ts'
import { planImport } from '../../src/features/imports/plan.ts'
import { explainImport } from '../../src/features/imports/refusals.ts'
import { listProblems, summary } from '../../src/features/imports/report.ts'

const inFrench = <Result>(work: () => Result) =>
  speakingTo({ language: 'fr', currency: 'EUR' }, work)

const problemsOf = (...rows: string[]) => {
  const csv = ['ID,Modèle,Couleur,Pointure,Quantité,Prix', ...rows].join('\n')
  return listProblems(planImport(Buffer.from(csv)).problems)
}

test.each([
  ['1,Togo,Noir,38,-2,', 'Ligne 2 : La quantité "-2" est en dessous de 0 : écrivez 0 ou plus.'],
  ['1,,Noir,38,2,', 'Ligne 2 : Le modèle manque : à remplir.'],
  [',Togo,,38,2,', 'Ligne 2 : La ligne n’a ni ID ni SKU : remplissez l’un des deux.'],
  ['1,Togo,Noir,38,2,12.345', 'Ligne 2 : Le prix "12.345" n’est pas un montant'],
])('%s is told in French', (row, text) => {
  expect(inFrench(() => problemsOf(row))).toContain(text)
})

test('what cannot be read at all is told in French, with the same columns', () => {
  const read = () => inFrench(() => planImport(Buffer.from('Modèle;Couleur\nTogo;Noir')))
  expect(read).toThrow(
    'La première ligne du fichier du stock doit nommer ses colonnes ; manque : size, quantity, id ou sku ; trouvé : Modèle, Couleur.',
  )
})

test('one row is told as one, and none as one in French', () => {
  const bad = { line: 2, reason: 'x' } as never
  const decision = {
    products: [],
    changes: [],
    unchanged: 2,
    problems: [bad],
    guessed: [],
    isComplete: false,
  }
  expect(inFrench(() => summary(decision))).toBe(
    'Lignes : 0 nouvelle, 0 changée, 2 inchangées, 1 mauvaise ; unités : 0.',
  )
})

test('what the shop refuses of a file is told in French, one unit as one', () => {
  const details = { sku: 'HN', size: '38', reserved: 1 }
  const refused = new StockError('insufficient-stock', sameInAll(''), details)
  expect(() => inFrench(() => explainImport(refused))).toThrow(
    'Le SKU HN en taille 38 a 1 réservé, plus que ce que le fichier laisse : libérez d’abord ce qui est réservé, ou corrigez la quantité. Rien n’a été écrit.',
  )
})
