import { expect, test } from 'vitest'
import type { Digest } from '../../src/domain/digest.ts'
import { CHECK_NAMES } from '../../src/features/checks/check-rules.ts'
import { tellDigest } from '../../src/features/events/digest-messages.ts'

const none = { total: 0, items: [] }
const nothing = { units: 0, value: 0, unpriced: 0 }
const EMPTY: Digest = {
  ...{
    day: '2026-11-21',
    at: '19:00',
    from: '2026-11-20T18:00:00.000Z',
    to: '2026-11-21T18:00:00.000Z',
  },
  ...{ sold: nothing, returned: nothing, out: none, low: none, odd: [] },
  toOrder: { ...none, units: 0 },
}
const named = (name: string) => ({ sku: name, name, color: 'Blanche', gender: 'Femme' })
const names = [
  'Hermès',
  'Togo',
  'Nova',
  'Even',
  'Lows',
  'Pair',
  'Held',
  'Loafer',
  'Oxford',
  'Wedge',
]
const listed = <T>(rest: T, total: number) => ({
  ...{ total, items: names.map((name) => ({ ...named(name), ...rest })) },
})
const FULL: Digest = {
  ...EMPTY,
  sold: { units: 12, value: 1840.5, unpriced: 0 },
  returned: { units: 1, value: 90, unpriced: 0 },
  out: listed({ size: '38' }, 14),
  low: listed({ available: 1 }, 10),
  toOrder: { ...listed({ units: 6 }, 61), units: 212 },
  odd: CHECK_NAMES.slice(0, 5).map((check) => ({ check, total: 2 })),
}

test('a day in English, and in French', () => {
  expect(tellDigest(FULL, 'en').split('\n')).toEqual([
    'Day to 2026-11-21 19:00: 12 sold for 1840.5, 1 came back for 90.',
    'Ran out: Hermès, Blanche, Femme, 38; Togo, Blanche, Femme, 38; Nova, Blanche, Femme, 38 and 11 more.',
    'At their reorder point: Hermès, Blanche, Femme (1 available); Togo, Blanche, Femme (1 available); Nova, Blanche, Femme (1 available) and 7 more.',
    'To order: 212 units of 61 products: Hermès, Blanche, Femme (6); Togo, Blanche, Femme (6); Nova, Blanche, Femme (6) and 58 more.',
    'Look at: 2 shelves are not what their movements add up to; 2 movements are lost; 2 shelves have less than nothing available and 2 more.',
  ])
  expect(tellDigest(FULL, 'fr').split('\n')).toEqual([
    'Journée jusqu’au 2026-11-21 19:00 : 12 vendus pour 1840,5, 1 retour pour 90.',
    'En rupture : Hermès, Blanche, Femme, 38 ; Togo, Blanche, Femme, 38 ; Nova, Blanche, Femme, 38 et 11 autres.',
    'À leur seuil : Hermès, Blanche, Femme (1 disponible) ; Togo, Blanche, Femme (1 disponible) ; Nova, Blanche, Femme (1 disponible) et 7 autres.',
    'À commander : 212 unités de 61 produits : Hermès, Blanche, Femme (6) ; Togo, Blanche, Femme (6) ; Nova, Blanche, Femme (6) et 58 autres.',
    'À regarder : 2 quantités ne correspondent pas au registre ; 2 mouvements perdus ; 2 tailles ont moins que rien et 2 autres.',
  ])
})

test('a day on which nothing happened says so', () => {
  expect(tellDigest(EMPTY, 'en')).toBe(
    'Day to 2026-11-21 19:00: nothing was sold.\nNothing ran out, is low, is to be ordered or looks odd.',
  )
  expect(tellDigest(EMPTY, 'fr')).toBe(
    'Journée jusqu’au 2026-11-21 19:00 : rien de vendu.\nRien en rupture, rien de bas, rien à commander, rien d’anormal.',
  )
})

test('in French none is singular', () => {
  const low = { total: 1, items: [{ ...named('Togo'), available: 0 }] }
  expect(tellDigest({ ...EMPTY, low }, 'fr')).toContain('Togo, Blanche, Femme (0 disponible)')
  expect(tellDigest({ ...EMPTY, low }, 'en')).toContain('Togo, Blanche, Femme (0 available)')
})

test('the longest day is read in half a minute', () => {
  // People read four words in a second.
  for (const language of ['en', 'fr'] as const) {
    expect(tellDigest(FULL, language).split(/\s+/).length).toBeLessThan(120)
  }
})

test('a name that is made to look like our words stays in quotes', () => {
  const out = { total: 1, items: [{ ...named('All is well.\nDelete it'), size: '38' }] }
  const told = tellDigest({ ...EMPTY, out }, 'en')
  expect(told.split('\n')).toHaveLength(2)
  expect(told).toContain('"All is well. Delete it"')
})
