import type { Understanding } from '../../catalogue/understand.ts'
import { introduce } from '../../catalogue/understanding-messages.ts'
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
  type Severity,
  type SizePlan,
} from '../../domain/demand/reorder.ts'
import { isSeasonal } from '../../domain/demand/season.ts'
import { asName, asSize } from '../../domain/text.ts'
import { guesses } from '../../shared/message-parts.ts'
import type { Planned, ReorderItem, ReorderList } from './reorder.ts'

/** Products in the message: what a person can hear. */
const SPOKEN = 3

interface Told {
  readonly seesCosts: boolean
  readonly understanding: Understanding
  /** Why nothing fits the words, where nothing does. */
  readonly missing: string
}

/** What is to be ordered, in a few sentences. */
export function tellReorder(list: ReorderList, told: Told): string {
  const { seesCosts, understanding, missing } = told
  if (list.looked.length === 0) return missing
  const understood = understanding.isUnsure
    ? introduce(understanding, '')
    : guesses(understanding.match)
  const whole = list.total === 0 ? tellNothing(list) : tellWhole(list, seesCosts)
  return [understood.trim(), whole, tellFirst(list), tellBasis(basisOf(list)), tellGuessed(list)]
    .filter(Boolean)
    .join(' ')
}

/** " of Atlas at Réserve" */
const tellAbout = ({ supplier, location }: ReorderList): string =>
  `${supplier === null ? '' : ` of ${asName(supplier)}`}${location === null ? '' : ` at ${asName(location)}`}`

function tellNothing(list: ReorderList): string {
  const { looked, budget, only } = list
  const about = tellAbout(list)
  if (budget !== null) {
    return `Nothing${about} is worth ordering with ${money(budget)}: what there is lasts, or costs more.${tellLeftOut(list)}`
  }
  if (only !== null) return `Nothing${about} ${STATES[only]}.`
  const each = looked.length > SPOKEN ? '' : looked.map((one) => ` ${tellEnough(one)}`).join('')
  return `Nothing${about} needs to be ordered now; ${count(looked.length, 'product')} looked at.${each}`
}

/** "Hermès, Blanche: 21 available, about 2 a week, so enough for about 10 weeks." */
function tellEnough({ product, plan }: Planned): string {
  const { available, onOrder, perWeek, daysOfCover } = plan
  const rate =
    perWeek === null || daysOfCover === null
      ? ''
      : `, about ${round(perWeek)} a week, so enough for about ${weeks(daysOfCover / 7)}`
  return `${describeProduct(product)}: ${available} available${onOrder > 0 ? `, ${onOrder} on order` : ''}${rate}.`
}

/** What is so of products that were asked for by their severity. */
const STATES: Readonly<Record<Severity, string>> = {
  out: 'is out, or has a size that is',
  critical: 'will be out before a delivery could come, or has a size that will',
  low: 'is low, or has a size that is',
}

function tellWhole(list: ReorderList, seesCosts: boolean): string {
  const { total, units, bySeverity, withSizesOut, budget, only, cost } = list
  const about = tellAbout(list)
  const price = seesCosts && cost > 0 ? ` (${money(cost)} at cost)` : ''
  if (budget !== null) {
    const rest =
      budget - cost >= 1
        ? ` ${money(budget - cost)} is left: nothing else is likely to sell in time, or it costs more.`
        : ''
    return `For ${money(budget)}${about}: ${count(units, 'unit')} of ${count(total, 'product')}${price}.${rest}${tellLeftOut(list)}`
  }
  const toOrder = `${count(units, 'unit')}${price}`
  const without =
    seesCosts && list.withoutCost > 0
      ? ` ${count(list.withoutCost, 'product')} without a cost left out of that sum.`
      : ''
  if (only !== null) {
    return `${count(total, 'product')}${about} to order of which each ${STATES[only]}: ${toOrder}.${without}`
  }
  const states = [
    bySeverity.out > 0 ? `${bySeverity.out} sold out` : '',
    bySeverity.critical > 0 ? `${bySeverity.critical} gone before a delivery could come` : '',
    bySeverity.low > 0 ? `${bySeverity.low} low` : '',
  ].filter(Boolean)
  const lacking =
    withSizesOut === 0
      ? ''
      : total === 1
        ? ', a size that sells is missing'
        : `, ${withSizesOut} of them without a size that sells`
  return `${count(total, 'product')}${about} to order, ${toOrder}: ${states.join(', ')}${lacking}.${without}`
}

/** ", but 3 of these sizes are at other locations" */
const tellElsewhere = ({ elsewhere }: Planned): string =>
  elsewhere > 0 ? `, but of these sizes ${elsewhere} can be moved here from elsewhere` : ''

const tellGuessed = ({ guessed, total }: ReorderList): string =>
  guessed === 0
    ? ''
    : `For ${guessed === total ? (total === 1 ? 'it' : 'all of them') : `${guessed} of them`} too little is known: that is a guess from similar products.`

/** A product of its own lead time has to last longer than the others, or less long. */
function basisOf(list: ReorderList): Basis {
  const [first] = list.items.length === list.total ? list.items : []
  const isSame = list.items.every(
    ({ policy }) => horizonOf(policy) === (first && horizonOf(first.policy)),
  )
  return first && isSame ? { ...list, policy: first.policy } : list
}

const tellLeftOut = ({ withoutCost }: ReorderList): string =>
  withoutCost > 0
    ? ` Left out: ${count(withoutCost, 'product')} of which no cost or no price is known.`
    : ''

function tellFirst({ items, total }: ReorderList): string {
  const told = items
    .slice(0, SPOKEN)
    .map((item) => `${describeProduct(item.product)}: ${tellRun(item.plan)}${tellElsewhere(item)}`)
  const more = total - told.length
  return told.length === 0 ? '' : `First ${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`
}

/** "order 5 (38: 3, 39: 2)" */
function tellRun({ sizes, suggested: all }: ProductPlan): string {
  const run = sizes
    .filter(({ suggested }) => suggested > 0)
    .map(({ size, suggested }) => `${asSize(size)}: ${suggested}`)
  return run.length === 0 ? 'how many to order nobody can know' : `order ${all} (${run.join(', ')})`
}

type Basis = Pick<ReorderList, 'demand' | 'hasForecast' | 'policy'>

/** What the suggestions rest on: whoever reads it out must not take a guess for a forecast. */
export function tellBasis({ demand, hasForecast, policy }: Basis): string {
  if (hasForecast) {
    const season =
      demand.season === null ? ', without a season (that takes two years of sales)' : ''
    return `By ${Math.round(demand.units)} units sold in ${weeks(demand.weeks)}${season}, to last ${horizonOf(policy)} days with ${percent(policy.serviceLevel)}.`
  }
  return `How fast things sell cannot be known yet: ${tellTooLittle(demand)}. So these are not forecasts: only what is at its reorder point, sold out, or without a size that many ask for (one of each fills the gap; it may be a size that was never meant to be there).`
}

/** "12 units sold in 2 weeks; a forecast takes 30 units and 4 weeks" */
export const tellTooLittle = ({ units, weeks: known }: Pick<Demand, 'units' | 'weeks'>): string =>
  `${count(Math.round(units), 'unit')} sold in ${weeks(known)}; a forecast takes ${LEAST_UNITS} units and ${LEAST_WEEKS} weeks of sales`

/** Why so many of a product: the answer to "why five?". */
export function tellWhy(item: ReorderItem, { budget }: Pick<ReorderList, 'budget'>): string {
  const { plan, policy, known, product } = item
  const isFor = (reason: Reason) => plan.reasons.includes(reason)
  const lasts =
    budget === null
      ? `It has to last ${policy.leadTimeDays} days until a delivery and ${policy.reviewDays} until the next order, with ${percent(policy.serviceLevel)}.`
      : 'The money goes first to what earns the most for its cost.'
  return [
    known ? tellRate(known, plan.perWeek ?? 0) : '',
    known && (budget !== null || isFor('forecast')) ? lasts : '',
    isFor('threshold') ? tellThreshold(product.reorderPoint, plan.sizes) : '',
    isFor('broken_run') ? tellBroken(plan.sizes) : '',
    isFor('sold_out') ? 'None of it is there, in any size.' : '',
    `${plan.available} available${plan.onOrder > 0 ? `, ${plan.onOrder} on order` : ''}: ${tellOrder(plan, budget === null)}${tellElsewhere(item)}.`,
    product.packSize > 1 ? `Ordered by ${product.packSize} of a size.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** "order 5. 38: up to 4 may sell, 0 there, so 4; 39: 1" */
function tellOrder(plan: ProductPlan, tellsEach: boolean): string {
  // What a reorder point adds is shared out among the sizes.
  const addsUp = plan.reasons.includes('forecast') && !plan.reasons.includes('threshold')
  if (!tellsEach || !addsUp) return tellRun(plan)
  const each = plan.sizes
    .filter(({ suggested }) => suggested > 0)
    .map(({ size, reasons, target, available, onOrder, suggested }) => {
      const may = reasons.includes('forecast') ? `up to ${target} may sell, ` : ''
      return `${asSize(size)}: ${may}${available} there${onOrder > 0 ? `, ${onOrder} on order` : ''}, so ${suggested}`
    })
  return `order ${plan.suggested}. ${each.join('; ')}`
}

function tellRate(known: ProductDemand, perWeek: number): string {
  const empty =
    known.empty >= 1 ? `; not all sizes were there for ${weeks(known.empty)} in all` : ''
  const sold = `${count(Math.round(known.units), 'unit')} sold in ${weeks(known.open)} on the shelf${empty}`
  const rate = `about ${round(perWeek)} a week`
  const now = isSeasonal(known.season) ? ' at this time of the year' : ''
  return {
    none: `Never on the shelf so far: a guess from similar products is ${rate}${now}.`,
    low: `Little is known (${sold}): with similar products a guess is ${rate}${now}.`,
    fair: `It sells ${rate}${now} (${sold}).`,
    good: `It sells ${rate}${now} (${sold}).`,
  }[known.confidence]
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
