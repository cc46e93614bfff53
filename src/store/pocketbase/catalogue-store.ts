import type { CatalogueStore } from '../catalogue-store.ts'
import type { Call } from './call.ts'
import { CatalogueAnswer, LevelsAnswer } from './catalogue-answers.ts'

/** Reads the catalogue. */
export function createCatalogueStore(call: Call): CatalogueStore {
  return {
    async readCatalogue() {
      return call(CatalogueAnswer, '/api/stock/catalogue')
    },

    async readChanges(after) {
      return call(LevelsAnswer, '/api/stock/levels', { query: { after } })
    },
  }
}
