import { z } from 'zod'
import { maySee } from '../../domain/product-fields.ts'
import { type Context, defineOperation, type Operation } from '../../operations/operation.ts'
import {
  location,
  ProductName,
  periodQuery,
  productReference,
  Said,
} from '../../operations/schemas.ts'
import { nameView } from '../../operations/views.ts'
import type { DailySeries, Series, SeriesService } from './series.ts'

const SeriesInput = z.strictObject({
  sku: z.string().min(1).max(100).describe('SKU, another code or a barcode, exactly as it is.'),
  size: productReference.size.describe('The only size; all where it is left out.'),
  location,
  ...periodQuery,
  by_size: z.boolean().default(false).describe('true: each size apart too.'),
  weeks: z.int().min(0).max(26).default(4).describe('Weeks to come that are foretold.'),
})

const daily = <Value extends z.ZodType>(value: Value, description: string) =>
  z.array(value.nullable()).describe(description)

const Daily = z
  .object({
    on_hand: daily(z.int(), 'Units at the end of the day; null before stock was followed.'),
    sold: daily(z.int(), 'Units, net of what was undone; null where nobody knows.'),
    returned: daily(z.int(), 'Units that customers brought back; null likewise.'),
    value: daily(
      z.number(),
      'What the units sold brought; without those that have no price. null likewise.',
    ),
  })
  .meta({ id: 'DailySeries', description: 'A value for each of the days.' })

const band = {
  mean: z.number().describe('Units that will sell, with stock on hand.'),
  low: z.int().describe('At most so many sell in one case of ten.'),
  high: z.int().describe('So many are enough in nine cases of ten.'),
}

export const SeriesView = z
  .object({
    product: ProductName,
    size: z.string().nullable().describe('The only size it is about; null for all.'),
    location: z.string().nullable().describe('The only one it is about; null for all.'),
    time_zone: z.string().describe('In which the days begin and end.'),
    days: z
      .array(z.string())
      .describe('Oldest first: at most 731, or 366 by size. Of a longer time the last ones.'),
    is_shortened: z.boolean().describe('true: days before were asked for and are left out.'),
    stock_known_since: z.string().nullable().describe('First day of which stock is known.'),
    sales_known_since: z.string().nullable().describe('First day of which sales are known.'),
    total: Daily,
    sizes: z
      .array(z.object({ size: z.string(), ...Daily.shape }))
      .nullable()
      .describe('With by_size. Past sales of which no size is known are in the total alone.'),
    forecast: z
      .array(
        z.object({
          from: z.string().describe('First day.'),
          to: z.string().describe('Last day.'),
          ...band,
          until_then: z
            .object(band)
            .describe('From today to the last day: spreads of weeks do not add up.'),
        }),
      )
      .nullable()
      .describe(
        'The weeks to come; null where the shop sold too little to foretell anything, which is not 0.',
      ),
    message: Said,
  })
  .meta({ id: 'Series' })

export const seriesOperations = (deps: { series: SeriesService }): Operation[] => [
  defineOperation({
    id: 'getSeries',
    method: 'GET',
    path: '/models/{sku}/series',
    tag: 'stock',
    summary: 'Stock and sales of a product day by day',
    description:
      'For a plot: what was on hand at the end of each day, what was sold, and what will sell in the weeks to come. Of the last 90 days where no period is named. Days that nobody knows are null.',
    effect: 'read',
    reach: 'location',
    inChat: false,
    refusals: 'There is no product with this code, or the sales so far are still being read.',
    input: SeriesInput,
    output: SeriesView,
    async run(query, { key }) {
      const { message, ...series } = await deps.series.read(query)
      return { body: { ...seriesView(series, key), message } }
    },
  }),
]

function seriesView(series: Series, key: Context['key']) {
  const view = ({ onHand, sold, returned, value }: DailySeries) => ({
    on_hand: [...onHand],
    sold: [...sold],
    returned: [...returned],
    value: maySee(key, 'price') ? [...value] : value.map(() => null),
  })
  return {
    product: nameView(series.product),
    size: series.variant?.size ?? null,
    location: series.location?.name ?? null,
    time_zone: series.timeZone,
    days: [...series.days],
    is_shortened: series.isShortened,
    stock_known_since: series.stockSince,
    sales_known_since: series.salesSince,
    total: view(series.total),
    sizes: series.sizes?.map((one) => ({ size: one.size, ...view(one) })) ?? null,
    forecast:
      series.forecast?.map(({ from, to, untilThen, ...band }) => ({
        ...{ from, to },
        ...bandView(band),
        until_then: bandView(untilThen),
      })) ?? null,
  }
}

const bandView = ({ mean, ...units }: { mean: number; low: number; high: number }) => ({
  mean: Math.round(1_000 * mean) / 1_000,
  ...units,
})
