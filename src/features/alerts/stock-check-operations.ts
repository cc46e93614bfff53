import { z } from 'zod'
import { REASONS, SEVERITIES } from '../../domain/demand/reorder.ts'
import { type Sentence, say } from '../../domain/say.ts'
import {
  CHECK_STATUSES,
  type CheckedItem,
  foundBy,
  statusOfCheck,
} from '../../domain/stock-check.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { choice, location, PageQuery, ProductName, Said, spoken } from '../../operations/schemas.ts'
import { pageView } from '../../operations/views.ts'
import { paginate } from '../../shared/paging.ts'
import { tellAlerts, tellCheck, tellItem, tellTrouble } from './check-messages.ts'
import { type Alerts, alertKey, type NamedCheck, type StockCheckService } from './stock-checks.ts'

const severity = z
  .enum(SEVERITIES)
  .describe('out: nothing available; critical: gone before a delivery could come; low: the rest.')

const reasons = z.array(z.enum(REASONS)).describe('Why, as in listReorder.')

const since = z.string().describe('The first check without a break that found it, ISO 8601.')

const CheckRow = z
  .object({
    id: z.string(),
    at: z.string().describe('ISO 8601.'),
    status: z
      .enum(CHECK_STATUSES)
      .describe('ok: nothing is low; attention: something is; failed: nobody knows.'),
    day: z.string().nullable().describe('Of the daily check; null for one that was asked for.'),
    actor: z.string(),
    location: z.string().nullable().describe('null for all of the shop.'),
    threshold: z.int().nullable(),
    supplier: z.string(),
    looked: z.int().describe('Products that were looked at.'),
    out: z.int(),
    critical: z.int(),
    low: z.int(),
    error: z.string().describe('Why it failed; empty where it did not.'),
  })
  .meta({ id: 'StockCheckRow' })

const StockCheckView = CheckRow.extend({
  total: z.int().describe('Products that are out, critical or low.'),
  items: z
    .array(
      ProductName.extend({
        severity,
        reasons,
        available: z.int(),
        on_order: z.int(),
        suggested: z.int().describe('Units to order.'),
        since,
      }).meta({ id: 'CheckedItem' }),
    )
    .describe('The most urgent first; at most 300.'),
  message: Said,
}).meta({ id: 'StockCheck' })

const ChecksPage = z
  .object({
    items: z.array(CheckRow),
    next_cursor: z.string().nullable(),
    message: Said,
  })
  .meta({ id: 'StockChecksPage' })

const AlertsPage = z
  .object({
    total: z.int().describe('Alerts on all pages.'),
    last_check: z.string().nullable().describe('When the last check was made; null for never.'),
    newer: z
      .int()
      .nullable()
      .describe('Products that became low after that check; null where nobody can tell.'),
    items: z.array(
      z
        .object({
          kind: z
            .enum(['stock', 'check-failed', 'check-missing'])
            .describe('Of a product; or nobody looked, so that what is low is not known.'),
          text: Said,
          since: since.nullable(),
          severity: severity.nullable(),
          product: ProductName.nullable(),
          available: z.int().nullable(),
          on_order: z.int().nullable(),
          suggested: z.int().nullable(),
        })
        .meta({ id: 'Alert' }),
    ),
    next_cursor: z.string().nullable(),
    message: Said,
  })
  .meta({ id: 'AlertsPage' })

interface Dependencies {
  readonly checks: StockCheckService
  readonly timeZone: string
}

const shared = { tag: 'stock', inChat: false, refusals: 'The question cannot be read.' } as const

export const stockCheckOperations = ({ checks, timeZone }: Dependencies): Operation[] => [
  defineOperation({
    ...shared,
    id: 'checkLevels',
    method: 'POST',
    path: '/inventory/check-stock',
    summary: 'Check now what is low, and keep the result',
    description:
      'What is out, critical or low, by the rule of listReorder, kept for listChecks and listAlerts. threshold takes the place of all reorder points. Whether the books are right is checkStock.',
    effect: 'write',
    reach: 'location',
    refusals: 'Nothing was checked. detail says what to do next.',
    input: z.strictObject({
      location,
      threshold: z
        .int()
        .min(1)
        .max(10_000)
        .optional()
        .describe(
          'Available units of a product at which it is low, in place of its reorder points.',
        ),
      supplier: spoken('Only what is ordered of this supplier.', 100),
    }),
    output: StockCheckView,
    async run(query, { caller }) {
      const { message, ...made } = await checks.check(query, caller.actor)
      return { created: true, body: checkView(made, message) }
    },
  }),
  defineOperation({
    ...shared,
    id: 'listChecks',
    method: 'GET',
    path: '/checks',
    summary: 'Which checks were made, and what came of them?',
    description:
      'The checks of what is low, daily ones and those that were asked for, the newest first. One that failed found nothing because nobody looked.',
    effect: 'read',
    reach: 'location',
    input: z.strictObject({
      status: choice(CHECK_STATUSES, 'Only these checks.').optional(),
      location,
      ...PageQuery,
    }),
    output: ChecksPage,
    async run(query) {
      const page = await checks.list(query)
      const [newest] = page.items
      const message = newest
        ? tellCheck(newest, timeZone)
        : say({
            en: 'There are no such checks.',
            fr: 'Il n’y a pas de telles vérifications.',
          })
      return { body: { ...pageView(page, rowView), message } }
    },
  }),
  defineOperation({
    ...shared,
    id: 'getCheck',
    method: 'GET',
    path: '/checks/{id}',
    summary: 'What did a check find?',
    description: 'One check with the products that it found, as they were then.',
    effect: 'read',
    reach: 'own',
    refusals: 'There is no such check.',
    input: z.strictObject({ id: z.string().trim().min(1).max(50).describe('Of listChecks.') }),
    output: StockCheckView,
    async run({ id }, { key }) {
      const check = await checks.get(id, key.location)
      return { body: checkView(check, tellCheck(check, timeZone)) }
    },
  }),
  defineOperation({
    ...shared,
    id: 'listAlerts',
    method: 'GET',
    path: '/alerts',
    summary: 'What needs somebody now?',
    description:
      'What the last check found and is low still, with since when. A check that failed or was not made is an alert too: then nobody knows whether all is well.',
    effect: 'read',
    reach: 'location',
    input: z.strictObject({ location, ...PageQuery }),
    output: AlertsPage,
    async run({ location: place, ...page }) {
      const alerts = await checks.alerts(place)
      const all = alertsIn(alerts, timeZone)
      const { items, next_cursor } = pageView(paginate(all, page, keyOf), ({ view }) => view)
      return {
        body: {
          total: all.length,
          last_check: alerts.last?.at ?? null,
          newer: alerts.newer,
          ...{ items, next_cursor },
          message: tellAlerts(alerts, timeZone),
        },
      }
    },
  }),
]

const rowView = ({ counts, error, ...check }: NamedCheck) => ({
  id: check.id,
  at: check.at,
  status: statusOfCheck({ counts, error }),
  day: check.day || null,
  actor: check.actor,
  location: check.location,
  threshold: check.threshold,
  supplier: check.supplier,
  looked: check.looked,
  ...counts,
  error,
})

/** A check as it is sent, and as the command prints it. */
export const checkView = (check: NamedCheck, message: Sentence) => ({
  ...rowView(check),
  total: foundBy(check),
  items: check.items.map(({ productId: _id, onOrder: on_order, reasons: why, ...item }) => ({
    ...item,
    on_order,
    reasons: [...why],
  })),
  message,
})

type AlertView = z.input<typeof AlertsPage>['items'][number]

interface Keyed {
  readonly key: readonly string[]
  readonly view: AlertView
}

const keyOf = ({ key }: Keyed): readonly string[] => key

/** Before all products. */
const FIRST = ['', '', '']

function alertsIn(alerts: Alerts, timeZone: string): Keyed[] {
  const { failed, missingSince, items } = alerts
  const trouble = tellTrouble(alerts, timeZone)
  const stock = items.map((item) => ({ key: alertKey(item), view: stockView(item) }))
  if (trouble === null) return stock
  const none = { severity: null, product: null, available: null, on_order: null, suggested: null }
  const kind = failed ? 'check-failed' : 'check-missing'
  const began = failed?.at ?? missingSince
  return [{ key: FIRST, view: { kind, text: trouble, since: began, ...none } }, ...stock]
}

const stockView = (item: CheckedItem): AlertView => {
  const { sku, model, color, gender, severity: one, available, onOrder, suggested } = item
  return {
    kind: 'stock',
    text: tellItem(item),
    since: item.since,
    severity: one,
    product: { sku, model, color, gender },
    ...{ available, on_order: onOrder, suggested },
  }
}
