import type { CatalogueStore } from '../catalogue-store.ts'
import type { Call } from './call.ts'
import { LevelsAnswer, MarkAnswer, NamesAnswer } from './catalogue-answers.ts'
import { readCatalogue } from './read-catalogue.ts'

/** Reads the catalogue. */
export function createCatalogueStore(call: Call): CatalogueStore {
  return {
    readCatalogue: (known) => readCatalogue(call, known),

    readMark: (after) => call(MarkAnswer, '/api/stock/catalogue/mark', { query: { after } }),

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
