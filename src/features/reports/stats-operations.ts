import { z } from 'zod'
import type { Identity } from '../../domain/api-key.ts'
import type { Product } from '../../domain/catalogue.ts'
import { describeProduct } from '../../domain/catalogue.ts'
import { toldRate } from '../../domain/demand/reorder.ts'
import { StockError } from '../../domain/errors.ts'
import { maySee } from '../../domain/product-fields.ts'
import type { Figures } from '../../domain/sales/sums.ts'
import { say } from '../../domain/say.ts'
import type { Bounded } from '../../domain/summary.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import {
  choice,
  location,
  MatchView,
  PeriodView,
  ProductName,
  periodQuery,
  productReference,
  Said,
  spoken,
} from '../../operations/schemas.ts'
import { matchView, periodView } from '../../operations/views.ts'
import type { GroupStats } from './add-up-stats.ts'
import type { StatsService } from './stats.ts'
import { STATS_GROUPS } from './stats-groups.ts'
import { type PacedProduct, STATS_LISTS, STATS_SORTS } from './stats-lists.ts'
import type { Worth } from './stats-stock.ts'

/** An answer must stay under the 100,000 characters that a chat takes. */
const MOST_GROUPS = 60

const StatsQuery = z.strictObject({
  ...productReference,
  category: spoken('Category: sandales.', 100),
  location,
  ...periodQuery,
  group: choice(STATS_GROUPS, 'What items are: product where it is left out.').optional(),
  compare: choice(['previous'], 'previous: with the time before it.').optional(),
  sort: choice(STATS_SORTS, 'What items have most of, first.').optional(),
  only: choice(STATS_LISTS, 'Only what is slow, or dead: limit is of that.').optional(),
  limit: z.int().min(1).max(MOST_GROUPS).optional().describe('Most items.'),
})

/** What a key sees that may see costs; null for others. */
const costly = (description: string) => z.number().nullable().describe(description)

const figures = {
  units: z.int().describe('Sold, net of what was undone.'),
  of_which_imported: z.int().describe('Past sales from a file.'),
  revenue: z.number().describe('At the prices of the sales.'),
  units_without_price: z.int().describe('Units that the revenue leaves out.'),
  returned_units: z.int(),
  returned_value: z.number(),
  net_units: z.int().describe('Less what came back.'),
  net_revenue: z.number().describe('Less what came back.'),
  cost: costly('Of the units sold, less those that came back, at the cost of their time.'),
  units_cost_estimated: costly('Units of which only the cost of today is known.'),
  units_without_cost: costly('Units that the cost leaves out.'),
  margin: costly('Of the units of which price and cost are known, returns taken off.'),
  margin_percent: costly('Of their net revenue.'),
}

const FiguresView = z.object(figures).meta({ id: 'Figures' })

const Group = z
  .object({
    name: z.string().describe('A day, a Monday of a week, a month, or what the group is called.'),
    is_partial: z.boolean().describe('A day, week or month of which the time has only a part.'),
    sku: z.string().nullable().describe('Of a product.'),
    ...figures,
    on_hand: z.int().nullable().describe('Units at the end; null where nobody knows.'),
    value_at_price: z.number().nullable().describe('Of those, as in stock.'),
    value_at_cost: costly('Of those, as in stock.'),
    sell_through_percent: z.number().nullable().describe('As in the total.'),
    units_before: z
      .int()
      .nullable()
      .describe(
        'Net, with compare; of a day that at the same place in the time before. null where nobody knows.',
      ),
    revenue_before: z.number().nullable().describe('Net.'),
  })
  .meta({ id: 'StatsGroup' })

const bounded = <T extends z.ZodType>(item: T) =>
  z.object({ total: z.int().describe('items may have fewer.'), items: z.array(item) })

const Paced = ProductName.extend({
  on_hand: z.int(),
  sold: z.int().describe('Less what came back.'),
  open_days: z
    .int()
    .describe(
      'On so many of the last days with a unit on hand, at most 90; before stock was followed on all since the first known sale.',
    ),
  available: z
    .int()
    .nullable()
    .describe('On hand, less what is reserved; null where nothing is foretold.'),
  per_week: z.number().nullable().describe('Foretold, as in listReorder; null where nothing is.'),
  days_of_cover: z
    .number()
    .nullable()
    .describe('As in listReorder, or at that pace where nothing is foretold; null for ever.'),
}).meta({ id: 'PacedProduct' })

const StockWorth = z
  .object({
    units: z.int().describe('On hand.'),
    value_at_price: z.number(),
    units_without_price: z.int(),
    value_at_cost: costly('At the costs of today.'),
    units_without_cost: costly('Units that it leaves out.'),
  })
  .meta({ id: 'StockWorth' })

export const StatsView = z
  .object({
    ...PeriodView,
    filters_applied: z.object({
      model: z.string().nullable(),
      color: z.string().nullable(),
      gender: z.string().nullable(),
      size: z.string().nullable(),
      sku: z.string().nullable(),
      category: z.string().nullable(),
      location: z.string().nullable(),
    }),
    match: MatchView,
    known_since: z.string().nullable().describe('First day of which sales are known.'),
    stock_known_since: z.string().nullable().describe('First day of which stock is known.'),
    total: FiguresView,
    sell_through_percent: z
      .number()
      .nullable()
      .describe(
        'Units sold and kept, of those on hand at the beginning or received; null with past sales.',
      ),
    turnover: costly('Cost of units sold a year by the mean stock at cost.'),
    group: z.enum(STATS_GROUPS),
    groups_total: z.int().describe('Those with stock and no sale come last.'),
    items: z.array(Group),
    best: bounded(
      ProductName.extend({ units: z.int().describe('Net.'), revenue: z.number().describe('Net.') }),
    ),
    slow: bounded(Paced)
      .nullable()
      .describe('On hand, and lasts for over 180 days; null where nobody knows yet.'),
    dead: bounded(Paced)
      .nullable()
      .describe('On hand, and none sold on the last 90 days with stock; null as slow.'),
    stock: StockWorth.describe('Now.'),
    stock_then: StockWorth.nullable().describe(
      'When the period ended; null while it runs, or where nobody knows.',
    ),
    previous: FiguresView.extend({
      from: z.string().nullable(),
      to: z.string().nullable(),
      is_comparable: z
        .boolean()
        .describe('false: a part is not known, or it is longer; work out no percentage.'),
    })
      .nullable()
      .describe('The time before, with compare; null where nothing is known of it.'),
    message: Said,
  })
  .meta({ id: 'Stats' })

export const statsOperations = ({ stats }: { stats: StatsService }): Operation[] => [
  defineOperation({
    id: 'getStats',
    method: 'GET',
    path: '/stats',
    tag: 'stock',
    summary: 'What sells, what does not, and what is it worth?',
    description:
      'For "what sells?", "what did I earn this month?", "what is my stock worth?": units, revenue, margin, returns, best, slow and dead products, value of the stock. Of the last 30 days where no period is named.',
    effect: 'read',
    reach: 'location',
    inChat: true,
    picture: 'stats',
    refusals: 'The question cannot be read.',
    input: StatsQuery,
    output: StatsView,
    async run(query, { key }) {
      const seesCosts = maySee(key, 'cost')
      if (query.sort === 'margin' && !seesCosts) throw noMargins(key)
      const answer = await stats.read(query, { seesCosts })
      const { before } = answer
      const view = viewOf(seesCosts)
      return {
        body: {
          ...periodView(answer),
          filters_applied: {
            ...answer.filters,
            category: query.category ?? null,
            location: answer.location,
          },
          match: matchView(answer.match),
          known_since: answer.knownSince,
          stock_known_since: answer.stockSince,
          total: view.figures(answer.total),
          sell_through_percent: answer.sellThrough,
          turnover: seesCosts ? answer.turnover : null,
          group: answer.group,
          groups_total: answer.groups.total,
          items: answer.groups.items.map(view.group),
          best: {
            total: answer.best.total,
            items: answer.best.items.map(({ product, units, revenue }) => ({
              ...nameOf(product),
              units,
              revenue,
            })),
          },
          slow: pacedList(answer.slow),
          dead: pacedList(answer.dead),
          stock: view.worth(answer.stock),
          stock_then: answer.stockThen && view.worth(answer.stockThen),
          previous: before?.total
            ? {
                from: before.period.from,
                to: before.period.to,
                is_comparable: before.isComparable,
                ...view.figures(before.total),
              }
            : null,
          message: answer.message,
        },
      }
    },
  }),
]

/** The order of margins tells them. */
function noMargins({ scope }: Identity): StockError {
  const text = say({
    en: 'Margins are not for this key. Sort by units or revenue.',
    fr: 'Les marges ne sont pas pour cette clé. Triez par units ou revenue.',
  })
  return new StockError('scope-too-small', text, { scope, required: 'write' })
}

/** @param seesCosts whether costs and margins are in it, and what is made of them */
function viewOf(seesCosts: boolean) {
  const costOf = <T>(value: T): T | null => (seesCosts ? value : null)
  const figures = (one: Figures) => ({
    units: one.units,
    of_which_imported: one.importedUnits,
    revenue: one.revenue,
    units_without_price: one.unitsWithoutPrice,
    returned_units: one.returnedUnits,
    returned_value: one.returnedValue,
    net_units: one.netUnits,
    net_revenue: one.netRevenue,
    cost: costOf(one.cost),
    units_cost_estimated: costOf(one.unitsCostEstimated),
    units_without_cost: costOf(one.unitsWithoutCost),
    margin: costOf(one.margin),
    margin_percent: costOf(one.marginPercent),
  })
  return {
    figures,
    group: (one: GroupStats) => ({
      name: one.product ? describeProduct(one.product) : one.name,
      is_partial: one.isPartial ?? false,
      sku: one.product?.sku ?? null,
      ...figures(one),
      on_hand: one.onHand,
      value_at_price: one.worth?.atPrice ?? null,
      value_at_cost: costOf(one.worth?.atCost ?? null),
      sell_through_percent: one.sellThrough,
      units_before: one.before?.netUnits ?? null,
      revenue_before: one.before?.netRevenue ?? null,
    }),
    worth: (one: Worth) => ({
      units: one.units,
      value_at_price: one.atPrice,
      units_without_price: one.unitsWithoutPrice,
      value_at_cost: costOf(one.atCost),
      units_without_cost: costOf(one.unitsWithoutCost),
    }),
  }
}

const nameOf = ({ sku, name, color, gender }: Product) => ({ sku, model: name, color, gender })

const pacedView = ({ product, onHand, sold, openDays, coverDays, foretold }: PacedProduct) => ({
  ...nameOf(product),
  on_hand: onHand,
  sold,
  open_days: openDays,
  available: foretold?.available ?? null,
  per_week: foretold?.perWeek ? toldRate(foretold.perWeek) : null,
  days_of_cover: coverDays === null ? null : Math.round(10 * coverDays) / 10,
})

const pacedList = (list: Bounded<PacedProduct> | null) =>
  list && { total: list.total, items: list.items.map(pacedView) }
