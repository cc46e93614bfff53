import type { AliasEdit } from '../../domain/product-change.ts'
import { columnsOf } from '../../domain/product-fields.ts'
import type { ProductStore } from '../product-store.ts'
import type { Call } from './call.ts'
import { toPocketBaseTime } from './column-values.ts'
import {
  AliasAdded,
  AliasRemoved,
  FoundProductChange,
  PastChanges,
  ProductChangedAnswer,
  ProductsChangedAnswer,
} from './product-answers.ts'
import { toAuthor, toRow } from './row-names.ts'

const PRODUCTS = '/api/stock/products'
const CHANGES = `${PRODUCTS}/changes`

/** Ten thousand products take one to four seconds; a chat waits 45. */
const BULK_DEADLINE_MS = 20_000

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

    async updateProduct({ productId, variantId, fields: { barcode, ...fields }, ...author }) {
      const body = {
        ...toAuthor(author),
        ...toRow({ productId, variantId }),
        fields: { ...columnsOf(fields), barcode },
      }
      return call(ProductChangedAnswer, PRODUCTS, { method: 'PATCH', body })
    },

    async findProductChange(author) {
      const request = { method: 'POST', body: toAuthor(author) } as const
      return call(FoundProductChange, `${PRODUCTS}/done`, request)
    },

    async updateProducts({ changes, ...author }) {
      const body = {
        ...toAuthor(author),
        // The hooks pass it on unread.
        changes: JSON.stringify(
          changes.map(({ productId, before, after }) => ({
            product: productId,
            before: columnsOf(before),
            after: columnsOf(after),
          })),
        ),
      }
      const request = { method: 'POST', body, deadlineMs: BULK_DEADLINE_MS } as const
      return call(ProductsChangedAnswer, CHANGES, request)
    },

    async readProductChanges(query) {
      const asked = 'since' in query ? { since: toPocketBaseTime(query.since) } : toRow(query)
      return call(PastChanges, CHANGES, { query: asked })
    },

    async addAlias(edit) {
      const body = toAliasRequest(edit)
      return call(AliasAdded, '/api/stock/aliases', { method: 'POST', body })
    },

    async removeAlias(edit) {
      const body = toAliasRequest(edit)
      return call(AliasRemoved, '/api/stock/aliases', { method: 'DELETE', body })
    },
  }
}

const toAliasRequest = ({ productId: product, alias, ...caller }: AliasEdit) => {
  const { actor, channel, conversation } = caller
  return { product, alias, ...toRow({ actor, channel, conversation }) }
}
