import { z } from 'zod'
import { REASONS, SEVERITIES, toldRate } from '../../domain/demand/reorder.ts'
import { maySee } from '../../domain/product-fields.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import {
  choice,
  location,
  MatchView,
  ProductName,
  productReference,
  Said,
  spoken,
} from '../../operations/schemas.ts'
import { imageView, matchView } from '../../operations/views.ts'
import type { ReorderAnswer, ReorderItem, ReorderService } from './reorder.ts'
import { tellWhy } from './reorder-why-messages.ts'

const ReorderInput = z.strictObject({
  ...productReference,
  location,
  supplier: spoken('Only what is ordered of this supplier.', 100),
  only: choice(
    SEVERITIES,
    'Only what is so, or has a size that is; critical: gone before a delivery.',
  ).optional(),
  budget: z
    .number()
    .positive()
    .max(100_000_000)
    .optional()
    .describe('What to buy with this much money.'),
  lead_time_days: z
    .int()
    .min(1)
    .max(365)
    .optional()
    .describe('Days until a delivery, if not as set.'),
  service_level: z
    .number()
    .min(0.5)
    .max(0.999)
    .optional()
    .describe('How sure it must last: 0.95 is usual.'),
  limit: z.int().min(1).max(100).default(20).describe('Products in the answer.'),
})

const severity = z
  .enum(SEVERITIES)
  .describe('out: nothing available; critical: gone before a delivery could come; low: the rest.')

const reasons = z
  .array(z.enum(REASONS))
  .describe(
    'broken_run: a main size is missing while others are there; usual_size: a main size that was never recorded here; sold_out: nothing is there, and nobody can know how fast it sells.',
  )

export const ReorderView = z
  .object({
    total: z.int().describe('Products to order. items also has what was named and needs nothing.'),
    units: z.int(),
    cost: z.number().nullable().optional().describe('Of all of it, as far as costs are known.'),
    forecast: z
      .object({
        is_known: z
          .boolean()
          .describe(
            'Of the shop. false: too little was sold to foretell anything; confidence says it of a product.',
          ),
        units_sold: z.number(),
        weeks: z.number(),
        has_season: z.boolean(),
        lead_time_days: z.int(),
        review_days: z.int(),
        service_level: z.number(),
      })
      .describe('What the suggestions rest on.'),
    match: MatchView,
    items: z.array(
      ProductName.extend({
        supplier: z.string(),
        severity: severity.nullable(),
        reasons,
        available: z.int(),
        on_order: z.int(),
        per_week: z.number().nullable().describe('Mean units a week; null: nobody can know.'),
        days_of_cover: z
          .number()
          .nullable()
          .describe('For so many days available is enough at per_week, without what is on order.'),
        runs_out_on: z.string().nullable().describe('null beyond 60 days.'),
        suggested: z.int(),
        cost: z.number().nullable().optional(),
        confidence: z.enum(['none', 'low', 'fair', 'good']).nullable(),
        lead_time_days: z.int(),
        sizes: z.array(
          z.object({
            size: z.string(),
            available: z.int(),
            on_order: z.int(),
            per_week: z.number().nullable(),
            runs_out_on: z.string().nullable(),
            suggested: z.int(),
            severity: severity.nullable(),
            reasons,
          }),
        ),
        why: Said.describe('Why so many, to be told.'),
        thumb: z.string().nullable().describe('Address of its picture, small.'),
      }),
    ),
    message: Said,
  })
  .meta({ id: 'Reorder' })

export const reorderOperations = ({ reorder }: { reorder: ReorderService }): Operation[] => [
  defineOperation({
    id: 'listReorder',
    method: 'GET',
    path: '/reorder',
    tag: 'stock',
    summary: 'What is low, and what should be ordered?',
    description:
      'For "what is low?", "what shall I order?", "… with 2,000 euros?": what runs out, how fast it sells, how many to order by size, and why. Says what it rests on: never call a guess a forecast.',
    effect: 'read',
    reach: 'location',
    inChat: true,
    picture: 'reorder',
    refusals: 'The question cannot be read, or the sales so far are still being read.',
    input: ReorderInput,
    output: ReorderView,
    async run(query, { key, baseUrl }) {
      const seesCosts = maySee(key, 'cost')
      const list = await reorder.list({ ...query, onlyHere: key.location !== null }, seesCosts)
      const { demand, hasForecast, policy } = list
      return {
        body: {
          total: list.total,
          units: list.units,
          ...(seesCosts && { cost: cents(list.cost) }),
          forecast: {
            is_known: hasForecast,
            units_sold: demand.units,
            weeks: tenths(demand.weeks),
            has_season: demand.season !== null,
            lead_time_days: policy.leadTimeDays,
            review_days: policy.reviewDays,
            service_level: policy.serviceLevel,
          },
          match: matchView(list.match),
          items: list.items.map((item) => ({
            ...itemView(item, list, seesCosts),
            thumb: imageView(item.product, baseUrl).thumb,
          })),
          message: list.message,
        },
      }
    },
  }),
]

function itemView(item: ReorderItem, list: ReorderAnswer, seesCosts: boolean) {
  const { product, plan, known, policy } = item
  return {
    sku: product.sku,
    model: product.name,
    color: product.color,
    gender: product.gender,
    supplier: product.supplier,
    severity: plan.severity,
    reasons: [...plan.reasons],
    available: plan.available,
    on_order: plan.onOrder,
    per_week: plan.perWeek && toldRate(plan.perWeek),
    days_of_cover: plan.daysOfCover === null ? null : tenths(plan.daysOfCover),
    runs_out_on: item.runsOutOn,
    suggested: plan.suggested,
    ...(seesCosts && { cost: item.cost === null ? null : cents(item.cost) }),
    confidence: known?.confidence ?? null,
    lead_time_days: policy.leadTimeDays,
    sizes: item.sizes.map((size) => ({
      size: size.size,
      available: size.available,
      on_order: size.onOrder,
      per_week: size.perWeek && toldRate(size.perWeek),
      runs_out_on: size.runsOutOn,
      suggested: size.suggested,
      severity: size.severity,
      reasons: [...size.reasons],
    })),
    why: tellWhy(item, list),
  }
}

const cents = (amount: number): number => Math.round(100 * amount) / 100
const tenths = (number: number): number => Math.round(10 * number) / 10
