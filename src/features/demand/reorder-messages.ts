import type { Understanding } from '../../catalogue/understand.ts'
import { describeProduct } from '../../domain/catalogue.ts'
import {
  type Demand,
  LEAST_UNITS,
  LEAST_WEEKS,
  type ProductDemand,
} from '../../domain/demand/demand.ts'
import {
  horizonOf,
  type ProductPlan,
  type Reason,
  type SizePlan,
} from '../../domain/demand/reorder.ts'
import type { OrderDefaults } from '../../domain/order-defaults.ts'
import { asName, asSize } from '../../domain/text.ts'
import { explainNone, guesses } from '../../shared/message-parts.ts'
import type { ReorderItem, ReorderList } from './reorder.ts'

/** Products in the message: what a person can hear. */
const SPOKEN = 3

interface Told {
  readonly seesCosts: boolean
  readonly understanding: Understanding
}

/** What is to be ordered, in a few sentences. */
export function tellReorder(list: ReorderList, { seesCosts, understanding }: Told): string {
  if (list.looked === 0) return explainNone(understanding.match)
  return [
    guesses(understanding.match).trim(),
    tellWhole(list, seesCosts),
    tellFirst(list),
    tellBasis(list),
  ]
    .filter(Boolean)
    .join(' ')
}

function tellWhole(list: ReorderList, seesCosts: boolean): string {
  const { total, units, bySeverity, withSizesOut, budget, looked } = list
  const where = list.location === null ? '' : ` at ${asName(list.location)}`
  const from = list.supplier === null ? '' : ` of ${asName(list.supplier)}`
  if (total === 0) {
    return budget === null
      ? `Nothing${from}${where} needs to be ordered now; ${count(looked, 'product')} looked at.`
      : `Nothing${from}${where} is worth ordering with ${money(budget)}: what there is lasts, or costs more.`
  }
  const price = seesCosts && list.cost > 0 ? `, ${money(list.cost)} at cost` : ''
  const missing =
    seesCosts && list.withoutCost > 0
      ? ` (without ${count(list.withoutCost, 'product')} of which no cost is known)`
      : ''
  if (budget !== null) {
    const left = budget - list.cost
    const rest =
      left >= 1
        ? ` ${money(left)} is left: nothing else is likely to sell in time, or costs more.`
        : ''
    return `For ${money(budget)}${from}${where}: ${count(units, 'unit')} of ${count(total, 'product')}${price}.${rest}`
  }
  const states = [
    bySeverity.out > 0 ? `${bySeverity.out} sold out` : '',
    bySeverity.critical > 0 ? `${bySeverity.critical} will be before a delivery could come` : '',
    bySeverity.low > 0 ? `${bySeverity.low} low` : '',
    withSizesOut > 0 ? `${withSizesOut} of these lack a size that sells` : '',
  ].filter(Boolean)
  return `${count(total, 'product')}${from}${where} to order: ${states.join(', ')}; ${count(units, 'unit')}${price}${missing}.`
}

function tellFirst({ items, total }: ReorderList): string {
  const told = items
    .slice(0, SPOKEN)
    .map((item) => `${describeProduct(item.product)}: ${tellRun(item.plan)}`)
  const more = total - told.length
  return told.length === 0 ? '' : `First ${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`
}

/** "order 5 (38: 3, 39: 2)" */
function tellRun({ sizes, suggested: all }: ProductPlan): string {
  const run = sizes
    .filter(({ suggested }) => suggested > 0)
    .map(({ size, suggested }) => `${asSize(size)}: ${suggested}`)
  return run.length === 0 ? 'nothing to order yet' : `order ${all} (${run.join(', ')})`
}

type Basis = Pick<ReorderList, 'demand' | 'hasForecast' | 'policy'>

/** What the suggestions rest on: whoever reads it out must not take a guess for a forecast. */
export function tellBasis({ demand, hasForecast, policy }: Basis): string {
  if (hasForecast) {
    const season =
      demand.season === null ? ', without a season (that takes two years of sales)' : ''
    return `By ${Math.round(demand.units)} units sold in ${weeks(demand.weeks)}${season}: enough for ${horizonOf(policy)} days with ${percent(policy.serviceLevel)}.`
  }
  return `How fast things sell cannot be known yet: ${tellTooLittle(demand)}. So this is only what is at its reorder point, and products that lack a size that many ask for; one of each such size is the least that fills the gap, and it may be one that was never meant to be there.`
}

/** "12 units sold in 2 weeks; a forecast takes 30 units and 4 weeks" */
export const tellTooLittle = ({ units, weeks: known }: Pick<Demand, 'units' | 'weeks'>): string =>
  `${count(Math.round(units), 'unit')} sold in ${weeks(known)}; a forecast takes ${LEAST_UNITS} units and ${LEAST_WEEKS} weeks of sales`

/** Why so many of a product: the answer to "why five?". */
export function tellWhy({ plan, policy, known, product }: ReorderItem): string {
  const rest = `${plan.available} available${plan.onOrder > 0 ? `, ${plan.onOrder} on order` : ''}`
  const pack = product.packSize > 1 ? ` Ordered by ${product.packSize} of a size.` : ''
  const isFor = (reason: Reason) => plan.reasons.includes(reason)
  const reasons = [
    known ? tellForecast(known, plan.perWeek ?? 0, policy) : '',
    isFor('threshold') ? tellThreshold(product.reorderPoint, plan.sizes) : '',
    isFor('broken_run') ? tellBroken(plan.sizes) : '',
    isFor('sold_out') ? 'None of it is there, in any size.' : '',
  ].filter(Boolean)
  return `${reasons.join(' ')} ${rest}: ${tellRun(plan)}.${pack}`.trim()
}

function tellForecast(known: ProductDemand, perWeek: number, policy: OrderDefaults): string {
  const empty =
    known.empty >= 1 ? `; not all sizes were there for ${weeks(known.empty)} in all` : ''
  const sold = `${count(Math.round(known.units), 'unit')} sold in ${weeks(known.open)} on the shelf${empty}`
  const rate = `sells ${round(perWeek)} a week`
  const basis = {
    none: `Never on the shelf so far, so a guess from similar products: ${rate}.`,
    low: `Little is known (${sold}); with similar products it ${rate}.`,
    fair: `It ${rate} (${sold}).`,
    good: `It ${rate} (${sold}).`,
  }[known.confidence]
  return `${basis} It has to last ${policy.leadTimeDays} days until a delivery and ${policy.reviewDays} until the next order, with ${percent(policy.serviceLevel)}.`
}

function tellThreshold(reorderPoint: number, sizes: readonly SizePlan[]): string {
  const own = sizes
    .filter(({ reasons }) => reasons.includes('threshold'))
    .map(({ size, reorderPoint: point }) => `${asSize(size)} (${point})`)
  return own.length > 0
    ? `At or under the reorder point of size ${own.join(', ')}.`
    : `At or under its reorder point of ${reorderPoint}.`
}

const tellBroken = (sizes: readonly SizePlan[]): string =>
  `Not there in a size that many ask for, while others are: ${sizes
    .filter(({ reasons }) => reasons.includes('broken_run'))
    .map(({ size }) => asSize(size))
    .join(', ')}.`

const percent = (share: number): string => `${round(100 * share)} % certainty`

const weeks = (number: number): string => count(Math.round(number), 'week')

const round = (number: number): number =>
  number < 0.1 ? Math.round(100 * number) / 100 : Math.round(10 * number) / 10

const money = (amount: number): string => String(Math.round(100 * amount) / 100)

const count = (number: number, word: string): string =>
  `${number} ${word}${number === 1 ? '' : 's'}`
