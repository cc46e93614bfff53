import { expect, test } from 'vitest'
import {
  eventsOf,
  type LoggedRow,
  type LoggedType,
  type MovementRow,
  START,
} from '../../src/domain/event.ts'
import { tellEvent } from '../../src/features/events/event-messages.ts'

const common = {
  ...{ id: 'e', actor: 'owner', channel: 'api', at: '', size: '38' },
  product: { id: 'p', sku: 'P', name: 'Pair', color: '', gender: '' },
  location: { id: 'l', name: 'Shop' },
}

const tell = (row: LoggedRow | MovementRow) =>
  eventsOf(row, START, null).map((event) => [tellEvent(event, 'en'), tellEvent(event, 'fr')])

const logged = (type: LoggedType, data: LoggedRow['data']): LoggedRow => ({
  ...common,
  ...{ kind: 'logged', number: 1, afterSeq: 0, type, before: null, after: null, data },
})

test.each<[LoggedType, LoggedRow['data'], string, string]>([
  [
    'import.done',
    { kind: 'sales', rows: 1 },
    'A file of 1 past sale was imported.',
    'Un fichier de 1 vente passée a été importé.',
  ],
  [
    'import.done',
    { kind: 'stock', products_new: 1, products_changed: 0, units: 2 },
    'A file was imported: 1 new product, 0 changed, 2 units.',
    'Un fichier a été importé : 1 nouveau produit, 0 modifié, 2 unités.',
  ],
  [
    'check.done',
    { out: 1, critical: 1, low: 2 },
    'Stock was checked at Shop: 1 out, 1 critical, 2 low.',
    'Stock vérifié à Shop : 1 en rupture, 1 critique, 2 bas.',
  ],
  [
    'drift.found',
    { shelves: 1 },
    '1 balance differs from the ledger: run npm run verify.',
    '1 quantité ne correspond pas au registre : lancez npm run verify.',
  ],
  [
    'drift.found',
    { shelves: 2 },
    '2 balances differ from the ledger: run npm run verify.',
    '2 quantités ne correspondent pas au registre : lancez npm run verify.',
  ],
])('%s of %j', (type, data, english, french) => {
  expect(tell(logged(type, data))).toEqual([[english, french]])
})

test('what comes back is counted as each language counts', () => {
  const row: MovementRow = {
    ...common,
    ...{
      kind: 'movement',
      seq: 1,
      type: 'RELEASE',
      channel: 'expiry',
      variantId: 'v',
      quantity: 2,
    },
    ...{ delta: 0, reservedDelta: -2, quantityAfter: 2, reservedAfter: 0, reason: '' },
    ...{ reference: 'Ana', unitPrice: null, unitCost: null, client: '', reverses: null },
    ...{ linked: null, occurredAt: '', isFirst: false, isFirstHere: false, elsewhere: 0 },
    ...{ reorderPoint: 0, productReorderPoint: 0, productAvailable: 0, productAvailableHere: 0 },
  }
  expect(tell(row)).toEqual([
    [
      'Released 2 Pair, 38 at Shop: 0 → 2 available.',
      'Réservation rendue de 2 Pair, 38 à Shop : 0 → 2 disponibles.',
    ],
    [
      'A reservation of 2 Pair, 38 for Ana ended: 2 available.',
      'La réservation de 2 Pair, 38 pour Ana a pris fin : 2 disponibles.',
    ],
    ['Pair, 38 is back: 2 available.', 'De retour : Pair, 38, 2 disponibles.'],
  ])
})
