import { z } from 'zod'
import { MOVEMENT_TYPES } from '../../domain/movement-types.ts'
import { visibleTo } from '../../domain/product-fields.ts'
import type { NamedProduct } from '../../domain/summary.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { location, PeriodView, ProductName, periodQuery, Said } from '../../operations/schemas.ts'
import { periodView } from '../../operations/views.ts'
import { listChanges } from '../../shared/field-changes.ts'
import type { SummaryService } from './summary.ts'

const SummaryInput = z.strictObject({
  ...periodQuery,
  location,
})

const bounded = <T extends z.ZodType>(item: T) =>
  z.object({
    total: z.int().describe('How many there are; items has at most ten.'),
    items: z.array(item),
  })

const trade = z
  .object({
    units: z.int().describe('Net of what was undone.'),
    value: z.number().describe('At the prices of the sales.'),
    units_without_price: z.int().describe('Units that the value leaves out.'),
  })
  .meta({ id: 'Trade' })

export const SummaryView = z
  .object({
    ...PeriodView,
    location: z.string().nullable().describe('The only one it is about; null for all.'),
    movements: z.int().describe('As listMovements counts them: undone ones and undos among them.'),
    undos: z.int().describe('Those that undid something, of whatever time.'),
    first_import: z
      .object({ movements: z.int(), units: z.int() })
      .nullable()
      .describe('The stock that the shop began with, which counts nowhere else.'),
    sold: trade.describe('Without imported past sales: past_sales_units.'),
    returned: trade,
    past_sales_units: z
      .int()
      .describe(
        'Units of imported past sales of that time. Nothing else here counts them: getStats does.',
      ),
    types: z.array(
      z.object({
        type: z.enum(MOVEMENT_TYPES),
        movements: z
          .int()
          .describe(
            'How often, also where it was undone; the undos not. A transfer is two: one at each place.',
          ),
        units: z.int().describe('Net: what was undone does not count. Signed for ADJUSTMENT.'),
      }),
    ),
    best_sold: bounded(ProductName.extend({ units: z.int(), value: z.number() })),
    by: bounded(
      z.object({
        channel: z.string().describe('chat, api, admin, import, command or expiry.'),
        actor: z.string(),
        movements: z.int().describe('Undone ones and undos among them.'),
        product_changes: z.int(),
      }),
    ),
    now_out: bounded(ProductName.extend({ size: z.string() })).describe(
      'Sizes of which units went and none is left.',
    ),
    now_low: bounded(ProductName.extend({ available: z.int(), reorder_point: z.int() })).describe(
      'Products at or under the reorder point that was set for them, whatever is on order. listReorder has all that is low.',
    ),
    product_changes: bounded(
      ProductName.extend({
        size: z.string().nullable().describe('The only size that changed.'),
        is_new: z.boolean(),
        changes: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
        channel: z.string(),
        actor: z.string(),
        at: z.string(),
      }),
    ),
    message: Said.describe('All of it in a few sentences, to be read aloud.'),
  })
  .meta({ id: 'Summary' })

export const summaryOperations = ({ summary }: { summary: SummaryService }): Operation[] => [
  defineOperation({
    id: 'getSummary',
    method: 'GET',
    path: '/summary',
    tag: 'stock',
    summary: 'What changed?',
    description:
      'For "what happened today?": what moved and changed, by whom, what ran out. Of today where no period is named. listMovements has the details, getStats what sells and what a month brought, listReorder what is low.',
    effect: 'read',
    reach: 'location',
    inChat: true,
    refusals: 'The question cannot be read.',
    input: SummaryInput,
    output: SummaryView,
    async run({ location, ...asked }, { key }) {
      const { sold, returned, products, who, out, low, changes, ...rest } = await summary.read(
        asked,
        location,
      )
      return {
        body: {
          ...periodView(rest),
          location: rest.location,
          movements: rest.movements,
          undos: rest.undos,
          first_import: rest.firstImport,
          past_sales_units: rest.past,
          sold: tradeView(sold),
          returned: tradeView(returned),
          types: rest.types.map(({ standing: _standing, ...type }) => type),
          best_sold: view(products, ({ units, value }) => ({ units, value })),
          by: {
            total: who.total,
            items: who.items.map(({ changes: product_changes, ...one }) => ({
              ...one,
              product_changes,
            })),
          },
          now_out: view(out, ({ size }) => ({ size })),
          now_low: view(low, ({ available, reorderPoint }) => ({
            available,
            reorder_point: reorderPoint,
          })),
          product_changes: view(changes, ({ size, before, after, channel, actor, at }) => ({
            size: size || null,
            is_new: before === null,
            changes: before === null ? [] : listChanges(before, visibleTo(key, after)),
            channel,
            actor,
            at,
          })),
          message: rest.message,
        },
      }
    },
  }),
]

type Trade = Awaited<ReturnType<SummaryService['read']>>['sold']

const tradeView = ({ units, value, unpriced }: Trade) => ({
  units,
  value,
  units_without_price: unpriced,
})

const view = <T extends NamedProduct, R>(
  { total, items }: { readonly total: number; readonly items: readonly T[] },
  rest: (item: T) => R,
) => ({
  total,
  items: items.map((item) => ({
    sku: item.sku,
    model: item.name,
    color: item.color,
    gender: item.gender,
    ...rest(item),
  })),
})
