import { expect, test } from 'vitest'
import { askedProduct } from '../../src/catalogue/asked-product.ts'
import { categoryOf } from '../../src/catalogue/find-category.ts'
import { locationOf } from '../../src/catalogue/find-location.ts'
import { productWithCode } from '../../src/catalogue/find-product.ts'
import { tellSoldOut } from '../../src/catalogue/instead.ts'
import { createInventoryService } from '../../src/catalogue/inventory.ts'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import type { Reference } from '../../src/catalogue/understand.ts'
import { tellWeeks } from '../../src/shared/message-parts.ts'
import { catalogue } from '../support/catalogue.ts'
import { factsInEach, inFrench } from '../support/listeners.ts'

const shop = catalogue()
const cave = { id: 'cave', name: 'Cave', isDefault: false }
const snapshot = createSnapshot({
  ...shop,
  locations: [...shop.locations, cave],
  onOrder: [{ variantId: 'v-HB-38', locationId: 'shop', expectedAt: '2026-12-05', units: 5 }],
})
type Service = Parameters<typeof createInventoryService>[0]
const { list, listModels } = createInventoryService({
  catalogue: { read: async () => snapshot } as Service['catalogue'],
})

type Query = Partial<Parameters<typeof list>[0]>

const shelves = async (query: Query): Promise<string> =>
  (await list({ limit: 20, ...query })).message

const refusalOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('It was not refused.')
}

test.each<[Query, string]>([
  [
    { model: 'hermes', color: 'blanche', size: '38' },
    '5 en stock sur 1 ligne ; 5 en commande, arrivée prévue le 5 décembre 2026.',
  ],
  [{ size: '39' }, '1 en stock sur 1 ligne ; rien en commande.'],
  [
    { model: 'hermez', color: 'noire', gender: 'homme' },
    '3 en stock sur 1 ligne. "hermez" a été compris comme Hermès.',
  ],
  [
    { model: 'air max' },
    'Ces mots vont à plusieurs produits (3) ; tout est dans la liste. 6 en stock sur 3 lignes.',
  ],
  [
    { model: 'air max', limit: 2 },
    'Ces mots vont à plusieurs produits (3) ; la liste en a 2, sur 3 lignes. 6 en stock sur 3 lignes.',
  ],
  [
    { model: 'tropezienne', inStock: false },
    'Rien n’est en rupture, sur 2 lignes qui correspondent.',
  ],
  [
    { model: 'tropezienne', size: '38', maxAvailable: 2 },
    'Rien n’est à 2 disponibles ou moins, sur 1 ligne qui correspond.',
  ],
  [
    { model: 'tropezienne', size: '50' },
    '0 en stock sur 0 ligne. Il n’y a pas de taille 50. Il y a 38 ou 39.',
  ],
  [{ model: 'sabot', color: 'jaune' }, 'Sabot n’existe pas en "jaune". Il y a Marron ou Noire.'],
  [
    { model: 'hermes', color: 'blanche', size: '37 et 38' },
    '6 en stock sur 2 lignes ; 5 en commande, arrivée prévue le 5 décembre 2026. Hermès, Blanche, Femme, 37 : 1 disponible. Hermès, Blanche, Femme, 38 : 5 disponibles.',
  ],
])('what is left of %j', async (query, told) => {
  expect(await inFrench(() => shelves(query))).toBe(told)
})

test('a list says the same numbers in each language', async () => {
  const ask = async () => (await listModels({ limit: 2 })).message
  const { en, fr } = await factsInEach(ask)
  expect(fr).toEqual(en)
  expect(await inFrench(ask)).toBe('16 produits.')
})

test.each<[Reference, string]>([
  [{}, 'Dites quel produit : envoyez sku, ou model avec color, gender et size.'],
  [
    { model: 'sabot' },
    'Quel produit Sabot, Femme : Marron (SM) ou Noire (SN) ? Demandez, puis envoyez son sku.',
  ],
  [
    { model: 'togo', size: '50' },
    'Togo, Noir, Homme n’existe pas en 50. Il y a 42. Demandez laquelle est voulue, ou n’envoyez pas de taille pour les avoir toutes.',
  ],
  [
    { model: 'retirée' },
    'Rien de ce qui est en vente ne s’appelle "retirée", mais ceci est archivé : Retirée, Noire, Femme (OLD). Son sku montre ce que c’était ; updateProduct avec active true le fait revenir.',
  ],
])('a question about %j is asked back', (words, told) => {
  expect(inFrench(() => refusalOf(() => askedProduct(snapshot, words)))).toBe(told)
})

test('what is not there is told with what there is', async () => {
  const told = () => [
    refusalOf(() => locationOf(snapshot, 'cavv')),
    refusalOf(() => categoryOf(snapshot, 'bottes')),
    refusalOf(() => productWithCode(snapshot, 'x-1')),
    refusalOf(() => productWithCode(snapshot, '14')),
  ]
  expect(inFrench(told)).toEqual([
    'Il n’y a pas de lieu "cavv". Vouliez-vous dire Cave ? Il y a Cave ou Magasin. Rien n’a changé : demandez lequel est voulu ; createLocation en crée un.',
    'Il n’y a pas de catégorie "bottes". Aucun produit n’en a. Rien n’a changé : demandez de quels produits il s’agit, ou envoyez le mot comme model.',
    'Il n’y a pas de produit avec le code "x-1". Rien n’a changé : trouvez son sku avec listModels.',
    'Quel produit Hermès, Femme : Blanche (HB) ou Noire (HN) ? Envoyez le sku de celui qui est voulu.',
  ])
  const { en, fr } = await factsInEach(() => told().join())
  expect(fr).toEqual(en)
})

test('what is sold out is told with what there is instead', () => {
  const [product] = snapshot.withCode('HB').map((one) => one.product)
  if (!product) throw new Error('The shop has no HB.')
  const told = (size: string | null) =>
    inFrench(() => tellSoldOut(snapshot, { product, size, at: cave }))
  expect(told('38')).toBe(
    'En rupture à Cave : Hermès, Blanche, Femme, 38. Disponible dans d’autres lieux : Magasin (5).',
  )
  expect(told(null)).toContain(
    'En rupture à Cave : Hermès, Blanche, Femme, dans toutes les tailles.',
  )
})

test('for how long stock lasts', () => {
  expect(inFrench(() => [12, 1, 0, 300].map(tellWeeks))).toEqual([
    'environ 12 semaines',
    'environ 7 jours',
    'environ 0 jour',
    'plus de 260 semaines',
  ])
})
