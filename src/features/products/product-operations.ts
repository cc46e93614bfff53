import { fieldsOfInput, wireOf } from '../../domain/product-fields.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import {
  BarcodeInput,
  CreateProductInput,
  ProductWritten,
  UpdateProductInput,
} from './product-schemas.ts'
import type { ProductOutcome, ProductService } from './products.ts'

export const productOperations = ({ products }: { products: ProductService }): Operation[] => [
  defineOperation({
    id: 'createProduct',
    method: 'POST',
    path: '/models',
    tag: 'catalogue',
    summary: 'Make a new product with its sizes',
    description:
      'For a model, or a new colour of one, that the shop did not have. quantity is what each size begins with. Refused where it exists or the name is nearly another: ask then. More units or sizes of a known product: addStock.',
    effect: 'write',
    reach: 'shop',
    inChat: true,
    refusals: 'Nothing was changed. detail says what to do next; existing or candidates help.',
    input: CreateProductInput,
    output: ProductWritten,
    async run(input, { caller }) {
      return toAnswer(await products.create(input, caller))
    },
  }),
  defineOperation({
    id: 'updateProduct',
    method: 'PATCH',
    path: '/models/{sku}',
    tag: 'catalogue',
    summary: 'Change a product, or archive it',
    description:
      'Changes the product with this sku, or with size the reorder point of that size; send only what changes. active false archives it: refused while it has units. Stock is changed elsewhere.',
    effect: 'overwrite',
    reach: 'shop',
    inChat: true,
    refusals: 'Nothing was changed. detail says what to do next; existing or candidates help.',
    input: UpdateProductInput,
    output: ProductWritten,
    async run({ sku, size, requestId, confirm, ...fields }, { caller }) {
      const update = { sku, size, requestId, confirm, fields: fieldsOfInput(fields) }
      return toAnswer(await products.update(update, caller))
    },
  }),
  defineOperation({
    id: 'setBarcode',
    method: 'POST',
    path: '/models/{sku}/barcode',
    tag: 'catalogue',
    summary: 'Give a size its barcode, or take it away',
    description:
      'The barcode by which this size of the product with this sku is scanned from now on; null for none. One that is of something else is refused, and one that looks wrong or takes the place of another until it is confirmed.',
    effect: 'overwrite',
    reach: 'shop',
    inChat: false,
    refusals: 'Nothing was changed. detail says what to do next.',
    input: BarcodeInput,
    output: ProductWritten,
    async run(request, { caller }) {
      return toAnswer(await products.setBarcode(request, caller))
    },
  }),
]

const toAnswer = ({
  product,
  sizes,
  size,
  changes,
  written,
  replayed,
  message,
}: ProductOutcome) => ({
  created: written,
  body: {
    sku: product.sku,
    ...wireOf(product),
    sizes: [...sizes],
    size: size || null,
    changes: [...changes],
    replayed,
    message,
  },
})
