import { columnsOf } from '../../domain/product-fields.ts'
import type { ProductStore } from '../product-store.ts'
import type { Call } from './call.ts'
import {
  AliasAdded,
  AliasRemoved,
  FoundProductChange,
  ProductChangedAnswer,
} from './product-answers.ts'
import { toAuthor, toRow } from './row-names.ts'

const PRODUCTS = '/api/stock/products'

/** Makes and changes products. */
export function createProductStore(call: Call): ProductStore {
  return {
    async createProduct({ sku, fields, sizes, quantity, locationId, refuseUnusual, ...author }) {
      const body = {
        ...toAuthor(author),
        ...toRow({ sku, sizes, quantity, locationId, refuseUnusual }),
        fields: columnsOf(fields),
      }
      return call(ProductChangedAnswer, PRODUCTS, { method: 'POST', body })
    },

    async updateProduct({ productId, fields, ...author }) {
      const body = { ...toAuthor(author), product: productId, fields: columnsOf(fields) }
      return call(ProductChangedAnswer, PRODUCTS, { method: 'PATCH', body })
    },

    async findProductChange(author) {
      const request = { method: 'POST', body: toAuthor(author) } as const
      return call(FoundProductChange, `${PRODUCTS}/done`, request)
    },

    async addAlias(product, alias) {
      const body = { product, alias }
      return call(AliasAdded, '/api/stock/aliases', { method: 'POST', body })
    },

    async removeAlias(product, alias) {
      const body = { product, alias }
      return call(AliasRemoved, '/api/stock/aliases', { method: 'DELETE', body })
    },
  }
}
