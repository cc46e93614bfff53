import { z } from 'zod'
import { type Shelf, unitsOn } from '../../catalogue/snapshot.ts'
import { wireOf } from '../../domain/product-fields.ts'
import { available } from '../../domain/stock.ts'
import { type Context, defineOperation, type Operation } from '../../operations/operation.ts'
import { after_seq, location, ProductName, Said } from '../../operations/schemas.ts'
import { priceView } from '../../operations/views.ts'
import type { DetailedSize, ProductDetail, ProductDetailService } from './product-detail.ts'
import { outputs } from './product-schemas.ts'

const ProductQuery = z.strictObject({
  sku: z
    .string()
    .min(1)
    .max(100)
    .describe('SKU, another code or a barcode, exactly as it is; nothing that sounds like it.'),
  location,
  after_seq,
})

const units = {
  quantity: z.int().describe('Units on hand.'),
  reserved: z.int().describe('Units of those that are promised to somebody.'),
  available: z.int().describe('Units that can be sold now.'),
  on_order: z.int().describe('Units ordered that did not arrive yet.'),
}

const Level = z
  .object({
    location: z.string(),
    ...units,
    expected_at: z.string().nullable().describe('First day on which some of those are expected.'),
    updated_at: z.string().nullable(),
  })
  .meta({ id: 'Level' })

const SizeDetail = z
  .object({
    size: z.string(),
    barcode: z.string().nullable(),
    reorder_point: z.int().describe('Of this size alone; 0 for none.'),
    ...units,
    levels: z.array(Level).describe('One a location.'),
  })
  .meta({ id: 'SizeDetail' })

export const ProductDetailView = ProductName.extend({
  ...outputs,
  active: outputs.active.describe('false: archived.'),
  image: z.string().nullable().describe('Address of the picture.'),
  thumb: z.string().nullable().describe('The same picture, small.'),
  aliases: z.array(z.string()).describe('Other names it was taught.'),
  size: z.string().nullable().describe('The size that the barcode is of, where one was sent.'),
  ...units,
  sizes: z.array(SizeDetail),
  message: Said,
}).meta({ id: 'ProductDetail' })

export const productDetailOperations = (deps: { details: ProductDetailService }): Operation[] => [
  defineOperation({
    id: 'getProduct',
    method: 'GET',
    path: '/models/{sku}',
    tag: 'stock',
    summary: 'All about one product',
    description:
      'The product with this code: all that updateProduct can change, its picture and other names, and what there is of each size at each location. A barcode names its size too. Codes are compared exactly.',
    effect: 'read',
    reach: 'location',
    ofCatalogue: true,
    inChat: false,
    refusals: 'There is no product with this code, or there are several.',
    input: ProductQuery,
    output: ProductDetailView,
    async run({ sku, location }, context) {
      return { body: detailView(await deps.details.read(sku, location), context) }
    },
  }),
]

const detailView = (
  { product, scanned, sizes, shelves, message }: ProductDetail,
  context: Context,
) => ({
  sku: product.sku,
  ...wireOf(product),
  ...priceView(product, context),
  aliases: [...product.aliases],
  size: scanned?.size ?? null,
  ...unitsView(shelves),
  sizes: sizes.map(sizeView),
  message,
})

const sizeView = ({ variant, shelves }: DetailedSize) => ({
  size: variant.size,
  barcode: variant.barcode || null,
  reorder_point: variant.reorderPoint,
  ...unitsView(shelves),
  levels: shelves.map((shelf) => ({
    location: shelf.location.name,
    quantity: shelf.level.quantity,
    reserved: shelf.level.reserved,
    available: available(shelf.level),
    on_order: shelf.onOrder,
    expected_at: shelf.expectedAt,
    updated_at: shelf.updatedAt,
  })),
})

function unitsView(shelves: readonly Shelf[]) {
  const { onHand, free, onOrder } = unitsOn(shelves)
  return { quantity: onHand, reserved: onHand - free, available: free, on_order: onOrder }
}
