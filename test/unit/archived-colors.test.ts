import { expect, test } from 'vitest'
import { createInventoryService } from '../../src/catalogue/inventory.ts'
import { createSnapshot } from '../../src/catalogue/snapshot.ts'
import { understand } from '../../src/catalogue/understand.ts'
import { whyNothing } from '../../src/catalogue/understanding-messages.ts'
import { planLine } from '../../src/features/stock/plan-line.ts'
import { catalogue } from '../support/catalogue.ts'

/** The shop of the other tests, with a Sabot off sale beside those in other colours. */
function shop() {
  const known = catalogue()
  const archived = known.products
    .filter(({ sku }) => sku === 'SN')
    .map((one) => ({ ...one, id: 'p-SV', sku: 'SV', color: 'Vert olive', active: false }))
  return createSnapshot({ ...known, products: [...known.products, ...archived] })
}

const snapshot = shop()
const inventory = createInventoryService({
  catalogue: { read: async () => snapshot } as Parameters<
    typeof createInventoryService
  >[0]['catalogue'],
})
const TOLD =
  'No Sabot in "vert olive" is for sale, but this is archived: Sabot, Vert olive, Femme (SV).'
const ASKED = [{ model: 'sabot', color: 'vert olive' }, { model: 'sabot vert olive' }]

test.each(ASKED)('a colour that is archived is not told to be unknown: %j', async (words) => {
  for (const list of [inventory.list, inventory.listModels, inventory.listNames]) {
    const { total, message } = await list({ ...words, limit: 10 })
    expect(total).toBe(0)
    expect(message).toContain(TOLD)
    expect(message).toContain('For sale is Marron or Noire.')
  }
  expect(whyNothing(snapshot, understand(snapshot, words), words)).toContain(TOLD)
})

test.each(ASKED)('a write says so, too, and is refused: %j', (words) => {
  for (const action of ['sale', 'add_stock'] as const) {
    expect(() => planLine(snapshot, { action, quantity: 1, size: '38', ...words })).toThrowError(
      expect.objectContaining({
        code: 'color-not-available',
        message: expect.stringContaining(TOLD),
      }),
    )
  }
})

test('one of several colours that is archived is told beside the other', async () => {
  const { total, message } = await inventory.list({
    model: 'sabot',
    color: 'noir et vert olive',
    limit: 10,
  })
  expect(total).toBe(1)
  expect(message).toContain(TOLD)
})

test('a colour that never was is not told to be archived', async () => {
  const { message } = await inventory.list({ model: 'sabot', color: 'jaune', limit: 10 })
  expect(message).toContain('There is no Sabot in "jaune". There is')
})
