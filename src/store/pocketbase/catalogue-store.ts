import type { CatalogueStore } from '../catalogue-store.ts'
import type { Call } from './call.ts'
import { CatalogueAnswer, LevelsAnswer, NamesAnswer } from './catalogue-answers.ts'

/** Reads the catalogue. */
export function createCatalogueStore(call: Call): CatalogueStore {
  return {
    async readCatalogue() {
      return call(CatalogueAnswer, '/api/stock/catalogue')
    },

    async anyName() {
      const query = { perPage: 1, skipTotal: 'true', fields: 'name' }
      const { items } = await call(NamesAnswer, '/api/collections/products/records', { query })
      return items[0]?.name ?? null
    },

    async readChanges(after) {
      return call(LevelsAnswer, '/api/stock/levels', { query: { after } })
    },
  }
}
