import { expect, test } from 'vitest'
import { StockError } from '../../src/domain/errors.ts'
import type { TextMatch } from '../../src/domain/match.ts'
import { NO_FIELDS } from '../../src/domain/product-fields.ts'
import { speakingTo } from '../../src/domain/say.ts'
import { tellChanges } from '../../src/shared/field-changes.ts'
import { reused, unsure } from '../../src/shared/idempotency.ts'
import {
  either,
  explainNone,
  guesses,
  guessesWritten,
  tellWeeks,
  whichOf,
} from '../../src/shared/message-parts.ts'
import { unavailable } from '../../src/store/pocketbase/client.ts'

const close = (asked: string, used: string): TextMatch => ({
  ...{ asked, used },
  kind: 'close',
  candidates: [used],
})

test('a word is told as taken for another one, and not as taken for itself', () => {
  expect(guesses({ model: close('tropezienn', 'Tropézienne') })).toBe(
    '"tropezienn" was taken as Tropézienne.',
  )
  for (const asked of ['Tropézienne', 'TROPEZIENNE', ' tropezienne']) {
    expect(guesses({ model: close(asked, 'Tropézienne') })).toBe('')
  }
})

const inFrench = <Told>(tell: () => Told) => speakingTo({ language: 'fr', currency: 'EUR' }, tell)
const none = (asked: string, candidates: readonly string[] = []): TextMatch => ({
  ...{ asked, candidates },
  kind: 'none',
  used: null,
})

test('parts of sentences say the same in each language', () => {
  const product = (color: string, gender: string, sku: string) => ({
    ...NO_FIELDS,
    ...{ id: sku, sku, name: 'Hermès', color, gender, aliases: [], photo: '' },
  })
  const two = [product('Noire', 'Femme', '2-NOI'), product('Noire', 'Homme', '4-NOI')]
  const hermes: TextMatch = { ...close('ermes', 'Hermès') }
  const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G']
  const tell = () => [
    either(['A', 'B']),
    either(names),
    either(names.slice(0, 6)),
    whichOf(two as never),
    tellWeeks(0.7),
    tellWeeks(12),
    tellWeeks(1_000),
    guessesWritten({ model: hermes }).join(' '),
    explainNone({}),
    explainNone({ model: none('croco', ['Crocs']) }),
    explainNone({ model: hermes, color: none('vert', ['Noire', 'Blanche']) }),
    explainNone({ sku: none('9-X') }),
    tellChanges([
      { field: 'reorder_point', before: 'none', after: '3' },
      { field: 'color', before: 'Noir', after: 'Noire' },
      { field: 'price', before: '1190', after: '95.5' },
      { field: 'lead_time_days', before: 'none', after: '12' },
      { field: 'active', before: 'true', after: 'false' },
    ]),
  ]
  expect(tell()).toEqual([
    'A or B',
    'A; B; C; D; E or 2 more',
    'A; B; C; D; E or 1 more',
    'Which Hermès, Noire: Femme (2-NOI) or Homme (4-NOI)?',
    'about 5 days',
    'about 12 weeks',
    'more than 260 weeks',
    '"ermes" was taken as Hermès. If that is wrong, "undo" takes it back.',
    'Nothing fits.',
    'Nothing is called "croco". Did you mean Crocs?',
    'There is no Hermès in "vert". There is Noire or Blanche.',
    'There is no product with the code "9-X".',
    'reorder_point none → 3, color Noir → Noire, price €1,190 → €95.50, lead_time_days none → 12, active true → false',
  ])
  expect(inFrench(tell)).toEqual([
    'A ou B',
    'A ; B ; C ; D ; E ou 2 autres',
    'A ; B ; C ; D ; E ou 1 autre',
    'Quel produit Hermès, Noire : Femme (2-NOI) ou Homme (4-NOI) ?',
    'environ 5 jours',
    'environ 12 semaines',
    'plus de 260 semaines',
    '"ermes" a été compris comme Hermès. Si c’est une erreur, « annuler » revient en arrière.',
    'Rien ne correspond.',
    'Rien ne s’appelle "croco". Vouliez-vous dire Crocs ?',
    'Hermès n’existe pas en "vert". Il y a Noire ou Blanche.',
    'Il n’y a pas de produit avec le code "9-X".',
    'seuil de commande (vide) → 3, couleur Noir → Noire, prix 1 190 € → 95,50 €, délai de livraison (jours) (vide) → 12, en vente oui → non',
  ])
})

test('a fault that several wait for is told to each in its own language', () => {
  const fault = unavailable({ en: 'It is busy.', fr: 'Elle est occupée.' }, true)
  expect(fault.message).toBe('It is busy. It is not sure whether this was written.')
  expect(inFrench(() => unsure(fault, { requestId: 'a' }).message)).toBe(
    'Elle est occupée. Il n’est pas sûr que cela ait été écrit. Renvoyez la demande avec le même request_id : elle n’est jamais faite deux fois.',
  )
  const cause = new StockError('request-id-reused', fault.message as never, {
    done: { id: 'm1', type: 'SALE', quantity: 2 },
  })
  expect(inFrench(() => reused(cause).message)).toContain('vente de 2 (mouvement m1)')
})
