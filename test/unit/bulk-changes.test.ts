import { expect, test } from 'vitest'
import { createCatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import { createBulkService } from '../../src/features/products/bulk-changes.ts'
import { createSigner } from '../../src/shared/signer.ts'
import { catalogue } from '../support/catalogue.ts'

const unexpected = async () => {
  throw new Error('The database was asked.')
}

/** A shop of one product many times over. */
function serviceOf(count: number) {
  const { products, ...rest } = catalogue()
  const [first] = products
  if (!first) throw new Error('There is no product.')
  const many = Array.from({ length: count }, (_, n) => ({
    ...first,
    id: `p${n}`,
    sku: `S${n}`,
    color: `Couleur ${n}`,
  }))
  const store = { readCatalogue: async () => ({ ...rest, products: many }) }
  return createBulkService({
    catalogue: createCatalogueReader(
      store as unknown as Parameters<typeof createCatalogueReader>[0],
    ),
    store: { updateProducts: unexpected, readProductChanges: unexpected },
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
    message: expect.stringMatching(/^10001 products would change, .* Nothing was changed/),
  })
})
