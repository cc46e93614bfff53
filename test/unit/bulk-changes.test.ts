import { expect, test } from 'vitest'
import { createCatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import { createBulkService } from '../../src/features/products/bulk-changes.ts'
import { createSigner } from '../../src/shared/signer.ts'
import { catalogue } from '../support/catalogue.ts'

const unexpected = async () => {
  throw new Error('The database was asked.')
}

const products = { updateProducts: unexpected, readProductChanges: unexpected }

/** A shop of one product many times over. */
function serviceOf(
  count: number,
  store: Parameters<typeof createBulkService>[0]['store'] = products,
) {
  const { products: known, ...rest } = catalogue()
  const [first] = known
  if (!first) throw new Error('There is no product.')
  const many = Array.from({ length: count }, (_, n) => ({
    ...first,
    id: `p${n}`,
    sku: `S${n}`,
    color: `Couleur ${n}`,
  }))
  const catalogueStore = { readCatalogue: async () => ({ ...rest, products: many }) }
  return createBulkService({
    catalogue: createCatalogueReader(
      catalogueStore as unknown as Parameters<typeof createCatalogueReader>[0],
    ),
    store,
    signer: createSigner('secret'),
  })
}

const request = { wanted: { all: true }, wish: { reorderPoint: 7 } }
const caller = { actor: 'owner', channel: 'chat' } as const

test('ten thousand products are changed at once, and one more is refused before anything is written', async () => {
  const report = await serviceOf(10_000).run(request, caller, false)
  expect(report.plan.changes).toHaveLength(10_000)
  expect(report.confirmation).not.toBeNull()
  const refused = serviceOf(10_001).run(request, caller, false)
  await expect(refused).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringMatching(/^10,001 products would change, .* Nothing was changed/),
  })
})

test('a token that is sent twice at once finds what the other one wrote in between', async () => {
  const { confirmation } = await serviceOf(1).run(request, caller, false)
  const done = { productId: 'p0', size: '', batch: 'b1', actor: 'owner' }
  const written = [{ ...done, before: { reorderPoint: 0 }, after: { reorderPoint: 7 } }]
  let reads = 0
  const readProductChanges = async () => (reads++ === 0 ? [] : written)
  // What is to be done is another thing by now.
  const service = serviceOf(2, { updateProducts: unexpected, readProductChanges })
  const again = await service.run({ ...request, token: confirmation?.token }, caller, false)
  expect(again).toMatchObject({ replayed: true, batch: 'b1' })
})
