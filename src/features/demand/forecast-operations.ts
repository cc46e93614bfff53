import { z } from 'zod'
import { LEVELS } from '../../domain/demand/backtest.ts'
import { LEAST_UNITS, LEAST_WEEKS } from '../../domain/demand/demand.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import {
  location,
  MatchView,
  ProductName,
  productReference,
  Said,
} from '../../operations/schemas.ts'
import { matchView, nameView } from '../../operations/views.ts'
import type { Forecast, ForecastService, Foreseen } from './forecast.ts'

const ForecastInput = z.strictObject({
  ...productReference,
  location,
  weeks: z.int().min(1).max(26).default(4).describe('Weeks from today.'),
})

const foreseen = z
  .object({
    from: z.string().describe('First day.'),
    to: z.string().describe('Last day.'),
    mean: z.number().describe('Units that will sell, with stock on hand.'),
    enough: z
      .array(z.object({ probability: z.number(), units: z.int() }))
      .describe('Units that are enough with a probability.'),
  })
  .meta({ id: 'Foreseen' })

const ForecastView = z
  .object({
    product: ProductName,
    size: z.string().nullable().describe('The only size it is about; null for all.'),
    location: z.string().nullable().describe('The only one whose sales count; null for all.'),
    match: MatchView,
    forecast: z
      .object({
        weeks: z.array(foreseen).describe('Seven days each, the first of them from today.'),
        sum: foreseen.describe(
          'All of these weeks. Enough for all is less than enough for each adds up to.',
        ),
      })
      .nullable()
      .describe('null where the shop sold too little to foretell anything: that is not 0.'),
    missing: z
      .object({ units: z.int(), weeks: z.int() })
      .nullable()
      .describe('What the shop has to sell until something can be foretold.'),
    confidence: z
      .enum(['none', 'low', 'fair', 'good'])
      .nullable()
      .describe('none: it was never on hand, so this is a guess from similar products.'),
    inputs: z
      .object({
        units_sold: z.number(),
        open_weeks: z
          .number()
          .describe(
            'Weeks on the shelf in two years at most; before stock was followed all since the first known sale.',
          ),
        empty_weeks: z.number().describe('Weeks since its beginning in which it was not there.'),
        last_sold: z.string().nullable(),
        size_share: z.number().describe('Share of the size in what the product sells; 1 for all.'),
        similar_per_week: z
          .number()
          .nullable()
          .describe('What a similar product sells a week; null where nothing is foretold.'),
        season: z.boolean().describe('Whether a season is known, which takes two years.'),
        level: z
          .number()
          .nullable()
          .describe('What the shop sells now beside what its past says; null as well.'),
      })
      .describe('What it rests on.'),
    accuracy: z
      .object({
        times: z.int().describe('Times that four weeks of the past were foretold.'),
        foretold: z.number(),
        sold: z.number(),
        enough: z.int().describe('Times that what is enough with 0.9 was.'),
      })
      .nullable()
      .describe('Of the product in its own past; null where that is not known, or not yet.'),
    message: Said,
  })
  .meta({ id: 'Forecast' })

const AccuracyView = z
  .object({
    location: z.string().nullable(),
    times: z.int().describe('Times that four weeks of a product were foretold; 0: not known yet.'),
    methods: z
      .array(
        z.object({
          method: z.string(),
          loss: z
            .number()
            .nullable()
            .describe('Pinball loss beside that of the naive forecast; lower is better.'),
          bias: z.number().nullable().describe('Foretold over sold, less 1; 0.1 is 10 % too much.'),
          enough: z
            .array(z.object({ probability: z.number(), achieved: z.number() }))
            .describe('How often what should be enough was.'),
        }),
      )
      .describe('This method, and the usual ones on the same weeks.'),
    message: Said,
  })
  .meta({ id: 'ForecastAccuracy' })

export const forecastOperations = ({ forecast }: { forecast: ForecastService }): Operation[] => [
  defineOperation({
    id: 'getForecast',
    method: 'GET',
    path: '/forecast',
    tag: 'stock',
    summary: 'What will sell?',
    description:
      'What a product or one of its sizes will sell in the weeks to come: mean, units that are enough, what it rests on and how good it was in its own past. Weeks with an empty shelf are no weeks without demand.',
    effect: 'read',
    reach: 'location',
    inChat: false,
    refusals: 'The words name no product, or several; or the sales so far are still being read.',
    input: ForecastInput,
    output: ForecastView,
    async run(query) {
      const answer = await forecast.read(query)
      return { body: { ...forecastView(answer), message: answer.message } }
    },
  }),
  defineOperation({
    id: 'getForecastAccuracy',
    method: 'GET',
    path: '/forecast/accuracy',
    tag: 'stock',
    summary: 'How good are the forecasts?',
    description:
      'The forecast asked of the past, at up to nine moments four weeks apart and with what was known then, against what was sold; beside the usual ways on the same weeks.',
    effect: 'read',
    reach: 'location',
    inChat: false,
    refusals: 'The location is not known, or it is still being worked out.',
    input: z.strictObject({ location }),
    output: AccuracyView,
    async run(query) {
      const { scores, location, message } = await forecast.readAccuracy(query.location)
      const naive = scores.get('naive')?.loss ?? 0
      const [own] = scores.values()
      return {
        body: {
          location,
          times: own?.count ?? 0,
          methods: [...scores]
            .filter(([, { count }]) => count > 0)
            .map(([method, { loss, bias, achieved }]) => ({
              method,
              loss: naive === 0 ? null : thousandths(loss / naive),
              bias: bias === null || !Number.isFinite(bias) ? null : thousandths(bias),
              enough: LEVELS.map((probability, at) => ({
                probability,
                achieved: thousandths(achieved[at] ?? 0),
              })),
            })),
          message,
        },
      }
    },
  }),
]

function forecastView(answer: Forecast) {
  const { product, variant, location, match, demand, known, inputs, foreseen, accuracy } = answer
  return {
    product: nameView(product),
    size: variant?.size ?? null,
    location,
    match: matchView(match),
    forecast: foreseen && {
      weeks: foreseen.weeks.map(foreseenView),
      sum: foreseenView(foreseen.sum),
    },
    missing: foreseen
      ? null
      : {
          units: Math.ceil(Math.max(0, LEAST_UNITS - demand.units)),
          weeks: Math.ceil(Math.max(0, LEAST_WEEKS - demand.weeks)),
        },
    confidence: foreseen && known.confidence,
    inputs: {
      units_sold: inputs.units,
      open_weeks: tenths(inputs.open),
      empty_weeks: tenths(inputs.empty),
      last_sold: inputs.lastSold,
      size_share: thousandths(inputs.share),
      similar_per_week: foreseen && thousandths(inputs.similarPerWeek),
      season: inputs.hasSeason,
      level: foreseen && thousandths(inputs.level),
    },
    accuracy: accuracy && { ...accuracy, foretold: tenths(accuracy.foretold) },
  }
}

const foreseenView = ({ from, to, mean, enough }: Foreseen) => ({
  ...{ from, to, mean: thousandths(mean) },
  enough: LEVELS.map((probability, at) => ({ probability, units: enough[at] ?? 0 })),
})

const tenths = (number: number): number => Math.round(10 * number) / 10
const thousandths = (number: number): number => Math.round(1_000 * number) / 1_000
