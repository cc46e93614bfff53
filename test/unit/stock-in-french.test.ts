import { describe, expect, test } from 'vitest'
import type { ZodType } from 'zod'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import { StandingRefusal, StockError } from '../../src/domain/errors.ts'
import type { RecordedMovement, TypeTotal } from '../../src/domain/movement.ts'
import { MOVEMENT_TYPES } from '../../src/domain/movement-types.ts'
import type { LedgerDetails, RefusalOf } from '../../src/domain/refusals.ts'
import type { Reservation } from '../../src/domain/reservation.ts'
import { sameInAll } from '../../src/domain/say.ts'
import { tellReservations } from '../../src/features/reservations/reservation-messages.ts'
import { eachLine } from '../../src/features/stock/each-line.ts'
import {
  type Told,
  tell,
  tellBesides,
  tellEnd,
  tellInCommon,
  tellMisheard,
  tellUndo,
} from '../../src/features/stock/movement-messages.ts'
import { tellBefore, tellPast } from '../../src/features/stock/past-units.ts'
import { planLine } from '../../src/features/stock/plan-line.ts'
import { INPUTS, request_id } from '../../src/features/stock/record-schemas.ts'
import { explainRefusal } from '../../src/features/stock/refusal-messages.ts'
import type { LineRequest } from '../../src/features/stock/request.ts'
import { tellBesideSale } from '../../src/features/stock/reserved-lines.ts'
import { tellTotals } from '../../src/features/stock/totals.ts'
import { explainUndoRefusal } from '../../src/features/stock/undo-refusal-messages.ts'
import { catalogue } from '../support/catalogue.ts'
import { factsInEach, inFrench } from '../support/listeners.ts'

const shop = catalogue()
const cave = { id: 'cave', name: 'Cave', isDefault: false }
const snapshot = createSnapshot({ ...shop, locations: [...shop.locations, cave] })
const known = { snapshot, timeZone: 'Europe/Paris', onlyHere: false }

const productOf = (sku: string) => {
  const [found] = snapshot.withCode(sku)
  if (!found) throw new Error(`The shop has no ${sku}.`)
  return found.product
}

const movement = (change: Partial<RecordedMovement>): RecordedMovement => ({
  ...{ id: 'm1', seq: 7, batch: 'b1', line: 0, type: 'SALE', variantId: 'v-HB-38' },
  ...{ productId: 'p-HB', size: '38', locationId: 'shop', quantity: 2 },
  ...{ quantityBefore: 5, quantityAfter: 3, reservedBefore: 0, reservedAfter: 0 },
  ...{ reason: '', reference: '', reverses: null, linked: null, orderLine: null },
  ...{ expiresAt: null, match: null, actor: 'owner', channel: 'chat', client: '' },
  ...{ occurredAt: '2026-11-21T08:30:00.000Z', createdAt: '2026-11-21T08:30:00.000Z' },
  ...change,
})

const told = (change: Partial<RecordedMovement>, more: Partial<Told> = {}): Told => ({
  movement: movement(change),
  product: productOf('HB'),
  location: snapshot.defaultLocation,
  isElsewhere: false,
  to: null,
  ...more,
})

const NO_STOCK = { quantityBefore: 5, quantityAfter: 5 } as const

test.each<[Told, string]>([
  [told({}), 'Vendu : 2 × Hermès, Blanche, Femme, 38 ; stock 5 → 3.'],
  [
    told({ type: 'ADD_STOCK', quantity: 1_500, quantityBefore: 0, quantityAfter: 1_500 }),
    'Ajouté : 1 500 × Hermès, Blanche, Femme, 38 ; stock 0 → 1 500.',
  ],
  [
    told({ type: 'RETURN', quantityAfter: 7 }, { location: cave }),
    'Retourné : 2 × Hermès, Blanche, Femme, 38 à Cave ; stock 5 → 7.',
  ],
  [
    told({ type: 'RESERVE', ...NO_STOCK, reservedAfter: 2, reference: 'Mme Alami' }),
    'Réservé : 2 × Hermès, Blanche, Femme, 38 (Mme Alami) ; disponible 5 → 3.',
  ],
  [
    told({ type: 'ADJUSTMENT', quantityAfter: 4, reason: 'damaged' }),
    'Corrigé : Hermès, Blanche, Femme, 38 ; stock 5 → 4 (abîmé).',
  ],
  [
    told({ type: 'ADJUSTMENT', ...NO_STOCK, reason: 'count' }),
    'Compté : Hermès, Blanche, Femme, 38 ; 5, comme enregistré.',
  ],
  [
    told(
      { type: 'TRANSFER' },
      { to: { location: cave, movement: movement({ quantityBefore: 0, quantityAfter: 2 }) } },
    ),
    'Transféré : 2 × Hermès, Blanche, Femme, 38 ; Magasin 5 → 3, Cave 0 → 2.',
  ],
])('what was done is told in French: %#', async (one, french) => {
  const spaces = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')
  expect(spaces(inFrench(() => tell(one)))).toBe(french)
  const { en, fr } = await factsInEach(() => tell(one))
  expect(fr).toEqual(en)
})

test('each type of movement has words in French for what was done and undone', () => {
  for (const type of MOVEMENT_TYPES) {
    const one = told({ type, quantityAfter: 5, quantityBefore: 3 })
    const [done, undone] = inFrench(() => [tell(one), tellUndo(one)])
    expect(done).toMatch(/^\p{Lu}[\p{L} ]+ : (?:2 × )?Hermès/u)
    expect(undone).toMatch(/^(?:Annulé|Refait) : [\p{L} ]+ de 2 × Hermès/u)
  }
})

test('what else is told of something that was done, and of an undo', async () => {
  const match = {
    model: { asked: 'hermez', kind: 'close', used: 'Hermès', candidates: [] },
  } as const
  const sale = told({
    ...{ match, reference: 'Paul', reservedBefore: 2 },
    expiresAt: '2026-11-28T17:00:00.000Z',
  })
  const back = told({
    quantityBefore: 3,
    quantityAfter: 5,
    reservedAfter: 2,
    reference: 'Paul',
    match,
  })
  const say = () => [
    ...tellInCommon(sale),
    tellEnd(sale, 'Europe/Paris'),
    tellUndo(back),
    tellMisheard(back),
    ...tellBesides(
      {
        undone: movement({ channel: 'import' }),
        archived: productOf('TG'),
        kept: productOf('TB'),
        undoneBefore: 2,
        passedOver: 3,
      },
      'Europe/Paris',
    ),
  ]
  expect(inFrench(say)).toEqual([
    'C’était réservé pour Paul.',
    '"hermez" a été compris comme Hermès.',
    'Si c’est une erreur, « annuler » revient en arrière.',
    'Gardé jusqu’au 28 novembre 2026 à 18:00.',
    'Annulé : vente de 2 × Hermès, Blanche, Femme, 38 ; stock 3 → 5. De nouveau réservé pour Paul : 2, 3 disponibles.',
    '"hermez" avait été compris comme Hermès : si on vous dit de quel produit il s’agissait, addAlias l’apprend.',
    'Cela avait été enregistré par owner (import) le 21 novembre 2026 à 09:30.',
    'C’était un import : ce qu’il a changé aux produits reste, et les produits qu’il a créés aussi.',
    '2 lignes de cette demande déjà annulées avant.',
    'Togo, Noir, Homme (TG) a été créé par cette demande. Ce produit est maintenant archivé : updateProduct avec active true le fait revenir.',
    'Togo Boucle, Noir, Homme (TB) a été créé par cette demande. Ce produit reste, car il y en a d’autres unités.',
    'Déjà annulé avant : 3 demandes plus récentes ; ceci est donc ce qui précédait.',
  ])
  const { en, fr } = await factsInEach(() => say().join(' '))
  expect(fr).toEqual(en)
})

const total = (type: TypeTotal['type'], change: Partial<TypeTotal>): TypeTotal => ({
  ...{ type, movements: 1, undos: 0, standing: 1, first: 0, units: 1 },
  ...change,
})

test('what movements come to', async () => {
  const totals = [
    total('SALE', { movements: 3, undos: 1, standing: 1, units: 2 }),
    total('ADJUSTMENT', { units: -1 }),
    total('ADD_STOCK', { movements: 4, standing: 4, first: 3, units: 5 }),
  ]
  const say = () => [
    tellTotals(totals, { undone: true }),
    tellTotals(totals, { undone: false }),
    tellTotals([], { undone: true }),
    tellTotals([], { undone: true, type: 'SALE' }),
    tellTotals([total('ADD_STOCK', { movements: 4, standing: 4, first: 4 })], { undone: true }),
    tellPast(1),
    tellPast(12),
  ]
  expect(inFrench(say)).toEqual([
    '2 vendus, corrigé de -1, 5 ajoutés, sans ce qui a été annulé. 8 mouvements : 2 ventes (annulé : 1), 1 correction, 1 entrée, 1 annulation, 3 du premier import, dont les unités ne sont pas comptées.',
    '2 vendus, corrigé de -1, 5 ajoutés, sans ce qui a été annulé. 6 mouvements : 1 vente, 1 correction, 1 entrée, 3 du premier import, dont les unités ne sont pas comptées. 2 autres à part : ce qui est annulé, et les annulations.',
    'Aucun mouvement.',
    'Aucune vente.',
    'Aucun mouvement, sauf 4 du premier import, dont les unités ne sont pas comptées.',
    '1 unité de ventes passées importées n’est pas comptée ici : voir getStats.',
    '12 unités de ventes passées importées ne sont pas comptées ici : voir getStats.',
  ])
  const { en, fr } = await factsInEach(() => say().join(' '))
  expect(fr).toEqual(en)
})

test('a time before the stock begins', () => {
  const begins = new Date('2026-11-21T08:30:00Z')
  const period = { from: null, to: '2026-01-01T00:00:00Z', words: 'en 2025' } as Parameters<
    typeof tellBefore
  >[0]
  expect(inFrench(() => tellBefore(period, 0, begins, 'Europe/Paris'))).toBe(
    'En 2025 : c’est avant le début du stock (21 novembre 2026), donc on n’en sait rien.',
  )
  expect(inFrench(() => tellBefore(period, 0, null, 'Europe/Paris'))).toBe(
    'En 2025 : rien n’a été enregistré jusqu’ici.',
  )
})

const plan = (line: Partial<LineRequest>) =>
  planLine(snapshot, { action: 'sale', quantity: 1, ...line })

const refusalOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('It was not refused.')
}

describe('a line that is not clear is asked about', () => {
  test.each<[Partial<LineRequest>, string]>([
    [
      { model: 'sabot', size: '38' },
      'Quel produit Sabot, Femme : Marron (SM) ou Noire (SN) ? Rien n’a changé : demandez, puis envoyez le sku de la réponse.',
    ],
    [
      { model: 'tropezienne' },
      'Quelle taille, pour Tropézienne, Rouge, Femme ? Il y a 38, 39. Rien n’a changé : demandez.',
    ],
    [
      { model: 'tropezienne', size: '44' },
      'Tropézienne, Rouge, Femme n’existe pas en 44. Il y a 38, 39. Rien n’a changé : demandez.',
    ],
    [
      { model: 'togo', size: '42', color: 'rose' },
      'Togo n’existe pas en "rose". Il y a Noir. Rien n’a changé : demandez quelle couleur est voulue.',
    ],
    [
      { action: 'add_stock', sku: 'TG', size: '77' },
      'Rien dans cette boutique n’existe en taille 77. Togo, Noir, Homme existe en 42. Rien n’a changé : demandez, et si la taille est juste envoyez confirm true.',
    ],
    [
      { sku: 'TG', size: '42', quantity: 0 },
      'Rien n’a changé : envoyez une quantité (quantity) supérieure à 0 pour sale.',
    ],
    [
      { action: 'adjust', sku: 'TG', size: '42', delta: -1 },
      'Rien n’a changé : envoyez une raison (reason) pour adjust, parmi damaged, lost, found, correction, other.',
    ],
    [
      { action: 'transfer', sku: 'TG', size: '42', toLocation: 'magasin' },
      'Rien n’a changé : envoyez un to_location qui soit un autre lieu.',
    ],
    [
      { model: 'hermes', size: '37 et 38' },
      'Plusieurs tailles ont été dites : 37, 38. Rien n’a changé : demandez combien de chacune, puis envoyez recordBatch avec une ligne par taille.',
    ],
    [{ model: 'xyzzy', size: '38' }, 'Il n’y a pas de modèle "xyzzy".'],
  ])('%j', async (line, french) => {
    const say = () => refusalOf(() => plan(line))
    expect(inFrench(say)).toContain(french)
    const { en, fr } = await factsInEach(say)
    expect(fr).toEqual(en)
  })

  test('of several lines each is named', async () => {
    const lines = [{ model: 'sabot' }, { model: 'xyzzy' }]
    const error = await inFrench(() => eachLine(lines, plan))
    expect(error).toMatchObject({
      message: expect.stringMatching(/^Ligne 1 : Quel produit .* Ligne 2 : Il n’y a pas de modèle/),
    })
  })
})

type Recorded = Exclude<RefusalOf<'record'>, 'request-id-reused'>
type Undoing = Exclude<RefusalOf<'undo'>, 'request-id-reused'>

const AT = '2026-11-21 08:30:00.000Z'
const held = [
  { reference: 'Paul', held: 1 },
  { reference: 'Mme Alami', held: 2 },
]
const short = { variant: 'v-HB-38', location: 'shop', available: 0, requested: 2 }
const counted = { type: 'ADJUSTMENT', at: AT, location: 'cave', before: 6, after: 5 } as const

/** What the ledger refuses, and how that begins in French. */
const RECORDED: { readonly [Code in Recorded]: readonly [LedgerDetails[Code], string][] } = {
  'insufficient-stock': [
    [short, 'Hermès, Blanche, Femme, 38 : en rupture. Tailles disponibles : 37 (1).'],
    [
      { ...short, available: 1, quantity: 4, reserved: 3, requested: 3, reservations: held },
      'Hermès, Blanche, Femme, 38 : seulement 1 disponible (4 en stock, 3 réservés, pour Paul : 1, pour Mme Alami : 2), 3 demandés.',
    ],
    [
      { ...short, quantity: 3, reserved: 3, reservations: held },
      'Hermès, Blanche, Femme, 38 : rien à vendre, 3 en stock, tout est réservé, pour Paul : 1, pour Mme Alami : 2.',
    ],
  ],
  'product-not-found': [[{}, 'Hermès, Blanche, Femme, 38 vient d’être supprimé.']],
  'location-not-found': [[{ location: 'x' }, 'Un lieu concerné vient d’être supprimé']],
  'unexpected-quantity': [
    [{ expected: 4, quantity: 5 }, 'Hermès, Blanche, Femme, 38 : 5 enregistrés, et non 4.'],
  ],
  'nothing-reserved': [
    [
      { held: 0, requested: 1, reservations: held },
      'Hermès, Blanche, Femme, 38 : rien n’est réservé. Réservé là pour Paul : 1, pour Mme Alami : 2.',
    ],
    [
      { held: 1, requested: 2, reservations: held },
      'Hermès, Blanche, Femme, 38 : seulement 1 réservé, 2 à libérer.',
    ],
  ],
  'ambiguous-reservation': [
    [
      { reservations: held, asked: 'Alami' },
      'Alami peut être quelqu’un d’autre : Hermès, Blanche, Femme, 38 est réservé pour Paul : 1, pour Mme Alami : 2.',
    ],
  ],
  'likely-repeat': [
    [{ movement: 'm1', created: AT }, 'La même chose a été enregistrée pour Hermès'],
  ],
  'unusual-quantity': [
    [
      { requested: 40, usual: 3 },
      '40 × Hermès, Blanche, Femme, 38 d’un coup, c’est inhabituel : le plus grand nombre jusqu’ici était 3.',
    ],
  ],
  'unusual-date': [
    [
      { variant: 'v-HB-38', occurred_at: AT, first: AT },
      'Hermès, Blanche, Femme, 38 : le premier comptage est du 21 novembre 2026 à 09:30',
    ],
    [
      { variant: 'v-HB-38', occurred_at: AT, counted },
      'Hermès, Blanche, Femme, 38 à Cave : compté ou corrigé le 21 novembre 2026 à 09:30, 6 → 5. Ce qui s’est passé avant',
    ],
    [
      { variant: 'v-HB-38', occurred_at: AT, counted: { ...counted, type: 'SALE' } },
      'Hermès, Blanche, Femme, 38 à Cave : changé le 21 novembre 2026 à 09:30, après ce comptage, 6 → 5.',
    ],
  ],
  'product-archived': [
    [{ product: 'p-HB', variant: 'v-HB-38' }, 'Hermès, Blanche, Femme est archivé'],
  ],
  'invalid-request': [
    [{}, 'Les nombres pour Hermès'],
    [{ beside: 1 }, 'Hermès, Blanche, Femme, 38 est compté, et la ligne 2 le change aussi.'],
  ],
}

const UNDONE: { readonly [Code in Undoing]: readonly [LedgerDetails[Code], string][] } = {
  'movement-not-found': [[{}, 'Il n’y a pas de mouvement avec cet id']],
  'other-location': [[{}, 'Cela concernait un autre lieu']],
  'likely-repeat': [[{ movement: 'm1', created: AT }, 'Quelque chose a été annulé ici']],
  'nothing-to-undo': [
    [
      {
        ...{ hours: 24, in_conversation: true, undone: 0, location: '' },
        last: {
          ...{ id: 'm9', type: 'SALE', quantity: 2, variant: 'v-HB-38', actor: 'Ana' },
          ...{ channel: 'chat', created: '2026-11-21T08:30:00Z', own_name: false },
        },
      },
      'Rien n’a été fait dans cette conversation ces 24 dernières heures. Rien n’a changé. La dernière chose faite dans la boutique : vente de 2 × Hermès, Blanche, Femme, 38, par Ana (chat) le 21 novembre 2026 à 09:30.',
    ],
    [
      { hours: 24, in_conversation: false, undone: 2, location: '', last: null },
      'Ce qui a été fait par vous ces 24 dernières heures est déjà annulé.',
    ],
    [
      { hours: 24, in_conversation: false, undone: 0, location: 'Cave', last: null },
      'La dernière chose faite par vous a été de créer le lieu Cave',
    ],
  ],
  'already-undone': [
    [
      { movement: 'm1', undone_by: 'm2', done_again: true },
      'Cette opération a été annulée, puis refaite.',
    ],
    [
      {
        ...{ movement: 'm1', undone_by: 'm2', done_again: false },
        by: {
          ...{ type: 'SALE', quantity: 2, variant: 'v-HB-38', actor: 'Ana' },
          ...{ created: '2026-11-21T08:30:00Z', passed_over: 3 },
        },
      },
      'Déjà annulé ici : 3 demandes plus récentes. Celle d’avant, vente de 2 × Hermès, Blanche, Femme, 38 : déjà annulé par Ana le 21 novembre 2026 à 09:30, pas dans cette conversation.',
    ],
  ],
  'unusual-date': [
    [
      { variant: 'v-HB-38', occurred_at: AT, counted },
      'Hermès, Blanche, Femme, 38 à Cave : compté ou corrigé le 21 novembre 2026 à 09:30, 6 → 5, après ce qui est à annuler',
    ],
  ],
  'insufficient-stock': [
    [
      short,
      'Cela ne peut pas être annulé : Hermès, Blanche, Femme, 38, il faudrait en retirer 2 et il y en a seulement 0 disponible.',
    ],
    [
      {
        ...{ ...short, available: 1, reference: 'Paul' },
        ended: {
          ...{ id: 'm3', type: 'SALE', quantity: 1, actor: 'Ana', channel: 'chat' },
          created: '2026-11-21T08:30:00Z',
        },
      },
      'La réservation de 2 × Hermès, Blanche, Femme, 38 (Paul) ne peut pas être annulée : 1 vendu depuis, par Ana (chat) le 21 novembre 2026 à 09:30, et il en reste 1.',
    ],
  ],
  'product-in-stock': [
    [
      { product: 'p-HB', quantity: 3, reserved: 0 },
      'La dernière chose faite ici a été de créer Hermès, Blanche, Femme. Ce produit ne peut pas être archivé, car il y en a 3 maintenant.',
    ],
  ],
  'product-archived': [
    [{ product: 'p-HB', variant: 'v-HB-38' }, 'Hermès, Blanche, Femme est archivé'],
  ],
  'product-was-changed': [
    [
      { product: 'p-HB', size: '', batch: '', before: null, after: {}, channel: 'chat' },
      'La dernière chose que vous avez faite a été de créer Hermès, Blanche, Femme. Archivez ce produit',
    ],
    [
      { product: 'p-HB', size: '', batch: '', before: null, after: {}, channel: 'import' },
      'La dernière chose que vous avez faite a été un import, dont Hermès, Blanche, Femme.',
    ],
    [
      { product: 'p-HB', size: '', batch: 'b7', before: {}, after: {}, channel: 'chat' },
      'La dernière chose que vous avez faite a été de modifier plusieurs produits à la fois',
    ],
  ],
  'product-not-found': [[{}, 'Ce qui avait bougé a été supprimé depuis']],
  'location-not-found': [[{ location: 'x' }, 'Ce qui avait bougé a été supprimé depuis']],
}

const casesOf = <Code extends string>(
  table: Readonly<Record<Code, readonly (readonly [object, string])[]>>,
) =>
  (Object.keys(table) as Code[]).flatMap((code) =>
    table[code].map(([details, french]) => ({ code, details, french })),
  )

/** Words that English sentences have and French ones do not. */
const ENGLISH = /\b(?:the|of|is|are|was|were|and|with|that|which|nothing|sold|left|it)\b/i

async function expectInFrench(say: () => string, french: string) {
  const told = inFrench(say)
  expect(told).toContain(french)
  expect(told).not.toMatch(ENGLISH)
  const { en, fr } = await factsInEach(say)
  expect(fr).toEqual(en)
}

test.each(casesOf(RECORDED))('$code is explained in French', async ({ code, details, french }) => {
  const line = plan({ sku: 'HB', size: '38' })
  const error = new StockError(code, sameInAll(code), { ...details })
  const say = () => (explainRefusal(error, [line], {}, known) as Error).message
  await expectInFrench(say, french)
})

test('fewer than are promised is explained in French', async () => {
  const line = plan({ action: 'adjust', sku: 'HB', size: '38', delta: -2, reason: 'lost' })
  const details = { ...short, quantity: 4, reserved: 3, available: 1, reservations: held }
  const error = new StockError('insufficient-stock', sameInAll('insufficient-stock'), details)
  await expectInFrench(
    () => (explainRefusal(error, [line], {}, known) as Error).message,
    'Hermès, Blanche, Femme, 38 : 4 en stock, 3 réservés, pour Paul : 1, pour Mme Alami : 2, donc 1 peut partir ; 2 de moins en laisse 2.',
  )
})

test.each(casesOf(UNDONE))('$code of an undo is explained in French', async (one) => {
  const error = new StockError(one.code, sameInAll(one.code), { ...one.details })
  const say = () => (explainUndoRefusal(error, known, {}) as Error).message
  await expectInFrench(say, one.french)
})

test('input that cannot be is refused in French', () => {
  const problems = (schema: ZodType, value: unknown) =>
    inFrench(() => schema.safeParse(value).error?.issues.map(({ message }) => message))
  const line = { sku: 'HB', size: '38' }
  expect([
    problems(request_id, 'a b'),
    problems(INPUTS.sale, line),
    problems(INPUTS.adjust, { ...line, delta: 0, reason: 'lost' }),
    problems(INPUTS.return, { ...line, quantity: 1, occurred_at: '2999-01-01T00:00:00Z' }),
    problems(INPUTS.return, { ...line, quantity: 1, occurred_at: '2001-01-01' }),
  ]).toEqual([
    ['n’accepte que lettres, chiffres et . : _ -'],
    ['manque : demandez combien, ou envoyez reference pour tout ce qui est réservé sous ce nom'],
    ['vaut 0, ce qui ne change rien'],
    ['est dans le futur'],
    [expect.stringMatching(/^remonte à plus de \d+ jours/)],
  ])
})

test('a refusal that stands is told to each in her language', () => {
  const first = { code: 'size-not-found', message: sameInAll('Which size?'), details: {} } as const
  const error = new StandingRefusal(first, '2026-11-21T08:30:00.000Z')
  expect(error.message).toMatch(/^Not tried now/)
  expect(inFrench(() => error.message)).toMatch(/^Pas essayé .*2026-11-21.* "Which size\?"$/)
})

const reservation = (change: Partial<Reservation>): Reservation => ({
  ...{ id: 'r1', reference: 'Mme Alami', variantId: 'v-HB-38', productId: 'p-HB', size: '38' },
  ...{ locationId: 'shop', reserved: 3, held: 2, sold: 1, state: 'open' },
  ...{ since: '2026-11-21T09:02:00Z', until: '2026-11-28T17:00:00Z' },
  ...{ actor: 'owner', channel: 'chat', client: '' },
  ...change,
})

const listedIn = (
  reservations: readonly Reservation[],
  asked: Partial<Parameters<typeof tellReservations>[0]['asked']>,
) =>
  tellReservations({
    understanding: {
      ...{ kind: 'found', products: [], size: null, isUnsure: false, twins: [] },
      ...{ decidedBy: null, match: {} },
    },
    reservations: reservations.map((one) => ({
      ...one,
      product: productOf('HB'),
      location: snapshot.defaultLocation,
    })),
    unclear: [],
    near: [],
    asked: {
      ...{ reference: undefined, state: 'open', period: 'le mois dernier' },
      timeZone: 'Europe/Paris',
      ...asked,
    } as Parameters<typeof tellReservations>[0]['asked'],
  })

test('what is reserved, and for whom', async () => {
  await expectInFrench(
    () => listedIn([reservation({})], {}),
    '1 réservation ouverte, 2 unités réservées maintenant. Mme Alami : 2 (sur 3, 1 vendu) × Hermès, Blanche, Femme, 38, depuis le 21 novembre 2026 à 10:02, jusqu’au 28 novembre 2026 à 18:00.',
  )
  await expectInFrench(
    () => listedIn([reservation({ state: 'expired', held: 0 })], { state: 'expired' }),
    '1 réservation expirée, période : le mois dernier, 0 unité réservée maintenant. Mme Alami : 3 × Hermès, Blanche, Femme, 38, depuis le 21 novembre 2026 à 10:02, jusqu’au 28 novembre 2026 à 18:00, réservation expirée.',
  )
  await expectInFrench(
    () => listedIn([], { state: 'fulfilled', reference: 'Paul' }),
    'Aucune réservation honorée pour Paul, période : le mois dernier.',
  )
})

test('what whoever bought something has reserved beside it', async () => {
  const beside = { reference: 'Mme Alami', snapshot, ended: [], timeZone: 'Europe/Paris' }
  await expectInFrench(
    () => tellBesideSale({ ...beside, reservations: [reservation({})] }),
    'Encore réservé : Mme Alami : 2 × Hermès, Blanche, Femme, 38 (HB). Demandez s’il faut le libérer.',
  )
  await expectInFrench(
    () =>
      tellBesideSale({ ...beside, reservations: [], ended: [reservation({ state: 'expired' })] }),
    '3 × Hermès, Blanche, Femme, 38 : réservé pour Mme Alami jusqu’au 28 novembre 2026 à 18:00 ; c’est terminé.',
  )
})
