import { describeProduct } from '../../domain/catalogue.ts'
import { LEVELS, type Score } from '../../domain/demand/backtest.ts'
import { type Confidence, type Demand, isGuess, isTooLittle } from '../../domain/demand/demand.ts'
import { count } from '../../domain/figures.ts'
import { asName } from '../../domain/text.ts'
import { describePart, guesses } from '../../shared/message-parts.ts'
import { OWN } from './accuracy.ts'
import type { Forecast } from './forecast.ts'
import { tellWeeksSold } from './pace-messages.ts'
import { tellTooLittle } from './reorder-messages.ts'

/** What a forecast of a product is worth, in words. */
const CONFIDENCE: Readonly<Record<Confidence, string>> = {
  none: 'It was never on the shelf: this is a guess from similar products.',
  low: 'Little is known of it, so similar products weigh in: take it with care.',
  fair: 'That is fairly sure.',
  good: 'That rests on a good deal of sales.',
}

/** What will sell, how sure that is and what it rests on, in a few sentences. */
export function tellForecast(forecast: Forecast): string {
  const { product, variant, match, location, foreseen, demand, known } = forecast
  const name = describePart(product, variant?.size ?? '')
  const what = location === null ? name : `${name}, at ${asName(location)}`
  if (foreseen === null) {
    return `What ${what} will sell cannot be known yet: ${tellTooLittle(demand)}. Sales of before can be imported (POST /import with kind sales). Do not call it 0.`
  }
  const { mean, enough, from, to } = foreseen.sum
  const months = `${from} to ${to}`
  // Of a guess nobody can say how certain it is.
  const isSure = !isGuess(known.confidence)
  const chances = `Enough in 9 of 10 cases: ${enough[2]}; in 98 of 100: ${enough[4]}.`
  return [
    guesses(match).trim(),
    `${what}: about ${round(mean)} will sell in ${count(foreseen.weeks.length, 'week')} (${months}) with stock on hand.`,
    isSure ? chances : '',
    tellInputs(forecast),
    CONFIDENCE[known.confidence],
    isSure ? tellPast(forecast) : '',
  ]
    .filter(Boolean)
    .join(' ')
}

function tellInputs({ inputs, variant, product, known, demand }: Forecast): string {
  const { units, empty, lastSold, hasSeason } = inputs
  const last = lastSold === null ? '' : `, the last on ${lastSold}`
  const gone = empty >= 1 ? `, and was not there for ${count(Math.round(empty), 'week')}` : ''
  const season = hasSeason ? '' : ' No season is known: that takes two years of sales.'
  const share =
    variant === null
      ? ''
      : ` The size has ${Math.round(100 * inputs.share)} % of what ${describeProduct(product)} sells.`
  return `It sold ${count(Math.round(units), 'unit')} in ${tellWeeksSold(inputs, known, demand.calendar)}${last}${gone}.${share}${season}`
}

function tellPast({ accuracy, variant }: Forecast): string {
  if (accuracy === null) return ''
  const { times, foretold, sold, enough } = accuracy
  const all = variant === null ? '' : ' of all sizes'
  return `Asked ${count(times, 'time')} in the past for 4 weeks, it foretold ${round(foretold)}${all} and ${sold} were sold; what it called enough in 9 of 10 cases was enough in ${enough} of ${times}.`
}

interface Accuracy {
  readonly scores: ReadonlyMap<string, Score>
  readonly demand: Demand
  readonly location: string | null
}

/** How good the forecasts were, beside the usual ways, in a few sentences. */
export function tellAccuracy({ scores, demand, location }: Accuracy): string {
  const where = location === null ? '' : ` at ${asName(location)}`
  const own = scores.get(OWN)
  if (!own || own.count === 0) {
    return isTooLittle(demand)
      ? `Nothing is foretold${where} yet: ${tellTooLittle(demand)}.`
      : `Nothing can be said${where} yet: four weeks after the first forecast are needed to see whether it was right.`
  }
  const others = [...scores]
    .filter(([name]) => name !== OWN)
    .map(([name, { loss }]) => `${name} ${times(loss / (own.loss || 1))}`)
  const enough = LEVELS.map((level, at) => `${level}: ${(own.achieved[at] ?? 0).toFixed(2)}`)
  const bias = own.bias === null ? '' : ` In all it foretold ${tellBias(own.bias)}.`
  return `Asked of the past for 4 weeks, ${own.count} times. Errors beside those of this forecast${where} (1, lower is better): ${others.join(', ')}.${bias} How often what should be enough was, said and got: ${enough.join(', ')}.`
}

const times = (share: number): string => share.toFixed(2)

function tellBias(bias: number): string {
  const percent = Math.round(100 * Math.abs(bias))
  if (percent === 0) return 'as much as was sold'
  return `${percent} % ${bias > 0 ? 'more' : 'less'} than was sold`
}

const round = (number: number): number =>
  number < 10 ? Math.round(10 * number) / 10 : Math.round(number)
