import { introduce } from '../../catalogue/understanding-messages.ts'
import { describeProduct } from '../../domain/catalogue.ts'
import {
  type Demand,
  LEAST_UNITS,
  LEAST_WEEKS,
  type ProductDemand,
} from '../../domain/demand/demand.ts'
import {
  coverOf,
  type ProductPlan,
  type Reason,
  type Severity,
  type SizePlan,
} from '../../domain/demand/reorder.ts'
import { count } from '../../domain/figures.ts'
import { asName, asSize } from '../../domain/text.ts'
import { either, tellWeeks } from '../../shared/message-parts.ts'
import { paceOf, tellCover, tellPace, tellRate, tellWeeksSold } from './pace-messages.ts'
import type { Planned, ReorderList, ReorderPlan } from './reorder.ts'

/** Products in the message: what a person can hear. */
const SPOKEN = 3

/** What is to be ordered, in a few sentences. */
export function tellReorder(list: ReorderPlan, seesCosts: boolean): string {
  const { understanding, missing, question, looked, total } = list
  if (looked.length === 0) return missing
  const understood = introduce(understanding, '', 'all of them were looked at').trim()
  const whole = total === 0 ? tellNothing(list) : tellWhole(list, seesCosts)
  return [
    understood,
    understood.includes(missing) ? '' : missing,
    question,
    whole,
    tellFirst(list),
    tellEnoughOf(list),
    tellOnOrder(list),
    tellBasis(list),
    tellGuessed(list),
  ]
    .filter(Boolean)
    .join(' ')
}

/** " of Atlas at Réserve" */
const tellAbout = ({ supplier, location }: ReorderList): string =>
  `${supplier === null ? '' : ` of ${asName(supplier)}`}${location === null ? '' : ` at ${asName(location)}`}`

/** " of Hermès, Blanche of Atlas": what is said of nothing else is said of that alone. */
const tellScope = (list: ReorderList): string =>
  `${list.asked && ` of ${list.asked}`}${tellAbout(list)}`

function tellNothing(list: ReorderList): string {
  const { looked, budget, only, outAlready, hasForecast } = list
  const about = tellAbout(list)
  if (budget !== null) return tellNothingFor(budget, list)
  if (only !== null) {
    const out =
      outAlready === 0 || only === 'out'
        ? ''
        : `${count(outAlready, 'product')} ${outAlready === 1 ? 'is' : 'are'} out already, altogether or in a size: ask with only out.`
    if (only === 'critical' && !hasForecast) {
      const unknown = `Nobody can know yet what${about} will run out before a delivery could come.`
      return `${unknown}${out && ` But ${out}`}`
    }
    return `${out && `${out} `}Nothing${out && ' else'}${about} ${NOT_SO[only]}, in any size.`
  }
  return `Nothing${about} needs to be ordered now; ${count(looked.length, 'product')} looked at.`
}

function tellNothingFor(budget: number, list: ReorderList): string {
  const { unreached, hasForecast } = list
  const about = tellAbout(list)
  const why = unreached
    ? `the cheapest of what is suggested costs ${tellCheapest(unreached)}`
    : hasForecast
      ? `what there is${tellScope(list)} lasts`
      : 'nothing is suggested'
  return `Nothing${about} is ordered with ${money(budget)}: ${why}.${tellLeftOut(list)}`
}

const tellCheapest = ({ cheapest, pack }: NonNullable<ReorderList['unreached']>): string =>
  `${money(cheapest)}${pack > 1 ? ` (a pack of ${pack})` : ''}`

/** What was asked about by name and lasts, with how long. */
const tellEnoughOf = ({ enough, total }: ReorderList): string =>
  enough.length > SPOKEN
    ? total === 0
      ? ''
      : `${count(enough.length, 'other product')} that fit the words need nothing.`
    : enough.map(tellEnough).join(' ')

/** What is on its way already, of all that was looked at. */
function tellOnOrder({ looked }: ReorderList): string {
  const units = looked.reduce((all, { plan }) => all + plan.onOrder, 0)
  return `Of all that was looked at, ${units === 0 ? 'nothing is' : `${count(units, 'unit')} ${units === 1 ? 'is' : 'are'}`} on order.`
}

/** "Hermès, Blanche: 21 available, about 2 a week, so enough for about 10 weeks." */
function tellEnough(item: Planned): string {
  const { available, onOrder } = item.plan
  const pace = item.known && tellPace(paceOf(item.plan, item.known))
  return `${nameOf(item)}: ${[`${available} available`, tellComing(onOrder), pace].filter(Boolean).join(', ')}.`
}

const tellComing = (onOrder: number): string => (onOrder > 0 ? `${onOrder} on order` : '')

/** "Hermès, Blanche, Femme", and the sizes where not all were asked about. */
const nameOf = ({ product, plan, whole }: Planned): string =>
  [describeProduct(product), ...(isWhole({ plan, whole }) ? [] : [tellSizes(plan.sizes)])].join(
    ', ',
  )

const isWhole = ({ plan, whole }: Pick<Planned, 'plan' | 'whole'>): boolean =>
  plan.sizes.length === whole.sizes.length

const tellSizes = (sizes: readonly SizePlan[]): string =>
  sizes.map(({ size }) => asSize(size)).join(' and ')

/** What is so of products that were asked for by their severity. */
const STATES: Readonly<Record<Severity, string>> = {
  out: 'is out, or has a size that is',
  critical: 'will be out before a delivery could come, or has a size that will',
  low: 'is low, or has a size that is',
}

const NOT_SO: Readonly<Record<Severity, string>> = {
  out: 'is out',
  critical: 'will be out before a delivery could come',
  low: 'is low',
}

function tellWhole(list: ReorderList, seesCosts: boolean): string {
  const { total, units, bySeverity, budget, only, cost } = list
  const about = tellAbout(list)
  const price = seesCosts && cost > 0 ? ` (${money(cost)} at cost)` : ''
  if (budget !== null) {
    return `For ${money(budget)}${about}: ${count(units, 'unit')} of ${count(total, 'product')}${price}${tellUnrecorded(list)}.${tellRest(budget - cost, list)}${tellLeftOut(list)}`
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
  return `${count(total, 'product')}${about} to order, ${toOrder}: ${states.join(', ')}${tellLacking(list)}${tellUnrecorded(list)}.${without}`
}

/** ", 2 units of them in sizes never recorded here" */
const tellUnrecorded = ({ unrecorded }: ReorderList): string =>
  unrecorded > 0
    ? `, ${count(unrecorded, 'unit')} of them in ${unrecorded === 1 ? 'a size' : 'sizes'} never recorded here`
    : ''

/** "; 44 lack a size that sells" */
function tellLacking({ total, withSizesOut, withUsualSize, hasForecast }: ReorderList): string {
  const lack = (number: number) =>
    total === 1 ? 'it lacks' : number === 1 ? '1 lacks' : `${number} lack`
  const sells = hasForecast ? 'a size that sells' : 'a size that many of your products come in'
  return [
    withSizesOut > 0 ? `; ${lack(withSizesOut)} ${sells}` : '',
    withUsualSize > 0
      ? `; ${lack(withUsualSize)} a size never recorded here that many of your models come in`
      : '',
  ].join('')
}

/** What the money does not buy, and what is left of it. */
function tellRest(left: number, list: ReorderList): string {
  const { unreached, hasForecast } = list
  const rest = left >= 0.01 ? ` ${money(left)} is left` : ''
  if (unreached) {
    const { units, products } = unreached
    return ` The money does not reach for ${count(units, 'more unit')} of ${count(products, 'product')} that are suggested: the cheapest costs ${tellCheapest(unreached)}.${rest && `${rest}.`}`
  }
  const scope = tellScope(list)
  const nothing = hasForecast
    ? `nothing else${scope} is likely to sell in time`
    : `no more${scope} is suggested`
  return rest && `${rest}: ${nothing}.`
}

/** ", but 3 of these sizes can be moved here from Réserve" */
function tellElsewhere({ elsewhere }: Planned): string {
  if (elsewhere.length === 0) return ''
  const places = [...new Set(elsewhere.map(({ place }) => place))]
  const units = elsewhere.reduce((all, one) => all + one.units, 0)
  return `, but of these sizes ${units} can be moved here from ${either(places)}`
}

/** "From other locations can be moved here: 38: 3 from Réserve; 39: 1 from Réserve." */
const tellMovable = ({ elsewhere }: Planned): string =>
  elsewhere.length === 0
    ? ''
    : `From other locations can be moved here: ${elsewhere
        .map(({ size, units, place }) => `${asSize(size)}: ${units} from ${asName(place)}`)
        .join('; ')}.`

/** ", with 8 available: about 0.8 a week, so enough for about 10 weeks", of what was asked about by its name. */
function tellThere({ plan, known }: Planned): string {
  if (known === null) return ''
  // That it is a guess stands beside its name.
  const pace = tellPace({ ...paceOf(plan, known), isGuess: false })
  return `, with ${plan.available} available: ${pace}`
}

/** "43 are there in all, about 180 weeks of sales", where that is long: it may not be worth an order. */
function tellMuch({ whole }: Planned): string {
  const isLong = whole.suggested > 0 && (whole.daysOfCover ?? 0) > 7 * LONG_WEEKS
  return isLong ? `${whole.available} are there in all, ${tellCover(whole)} of sales` : ''
}

/** Of which products too little is known, by their names where those are not all. */
function tellGuessed({ told }: ReorderList): string {
  const guessed = told.filter((one) => one.isGuess)
  if (guessed.length === 0) return ''
  const all = told.length === 1 ? 'it' : 'all of them'
  const which = guessed.length === told.length ? all : namesOf(guessed)
  return `For ${which} too little is known: that is a guess from similar products.`
}

/** "Hermès, Blanche, Femme; Togo, Noir, Homme and 2 more" */
function namesOf(items: readonly Planned[]): string {
  const more = items.length - SPOKEN
  return `${items.slice(0, SPOKEN).map(nameOf).join('; ')}${more > 0 ? ` and ${more} more` : ''}`
}

const tellLeftOut = ({ withoutCost }: ReorderList): string =>
  withoutCost > 0
    ? ` Left out: ${count(withoutCost, 'product')} without a cost, or without a price above it.`
    : ''

function tellFirst({ items, total, asked }: ReorderList): string {
  const told = items.slice(0, SPOKEN).map((item) => {
    const much = asked !== '' && isWhole(item) ? '' : tellMuch(item)
    const guess = item.isGuess ? ' (a guess)' : ''
    const there = asked !== '' ? tellThere(item) : ''
    return `${nameOf(item)}${guess}: ${tellRun(item.plan)}${tellElsewhere(item)}${there}${much && `, while ${much}`}`
  })
  const more = total - told.length
  return told.length === 0 ? '' : `First ${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`
}

/** "order 5 (38: 3, 39: 2)" */
function tellRun({ sizes, suggested: all }: ProductPlan): string {
  const run = runOf(sizes)
  return run === '' ? 'how many to order nobody can know' : `order ${all} (${run})`
}

const runOf = (sizes: readonly SizePlan[]): string =>
  sizes
    .filter(({ suggested }) => suggested > 0)
    .map(({ size, suggested }) => `${asSize(size)}: ${suggested}`)
    .join(', ')

/** What the suggestions rest on: whoever reads it out must not take a guess for a forecast. */
export function tellBasis(list: ReorderList): string {
  const { demand, hasForecast, isStockRoom, policy, horizon, budget, only, location } = list
  const { total, looked, told } = list
  if (isStockRoom) {
    return `Nothing was ever sold at ${asName(location ?? '')}: as in a stock room, only reorder points count there.`
  }
  if (!hasForecast) {
    const usual =
      list.unrecorded > 0
        ? ' A size never recorded here may be one that the model does not come in.'
        : ''
    return `How fast things sell cannot be known yet: ${tellTooLittle(demand)}. So these are not forecasts: only what is at its reorder point, sold out, or without a size that many of your products come in (one, or one pack, of each fills the gap).${usual}`
  }
  // Of a guess nobody can say how certain it is.
  const isSure = told.some((one) => !one.isGuess)
  const [least, most] = horizon
  const days = least === most ? `${most}` : `${least} to ${most}`
  const parts = [
    looked.length === 1
      ? ''
      : `by ${Math.round(demand.units)} units sold in ${weeks(demand.weeks)}`,
    demand.season === null ? 'without a season (that takes two years of sales)' : '',
    // What a sum of money buys lasts as long as it does, and so does what is asked for by its severity.
    budget === null && (total > 0 || only === null)
      ? `${total > 0 ? 'to last' : 'enough for'} ${days} days${isSure ? ` with ${percent(policy.serviceLevel)}` : ''}`
      : '',
  ].filter(Boolean)
  return asSentence(parts.join(', '))
}

/** "12 units sold in 2 weeks; a forecast takes 30 units and 4 weeks" */
export const tellTooLittle = ({ units, weeks: known }: Pick<Demand, 'units' | 'weeks'>): string =>
  `${count(Math.round(units), 'unit')} sold in ${weeks(known)}; a forecast takes ${LEAST_UNITS} units and ${LEAST_WEEKS} weeks of sales`

/** Why so many of a product: the answer to "why five?". */
export function tellWhy(
  item: Planned,
  { budget, demand }: Pick<ReorderList, 'budget' | 'demand'>,
): string {
  const { plan, wanted, policy, known, product } = item
  const isFor = (reason: Reason) => plan.reasons.includes(reason)
  return [
    known ? tellSales(item, known, demand) : '',
    known && isFor('forecast')
      ? `It has to last ${policy.leadTimeDays} days until a delivery and ${policy.reviewDays} until the next order${item.isGuess ? '' : `, with ${percent(policy.serviceLevel)}`}.`
      : '',
    isFor('threshold') ? tellThreshold(item) : '',
    isFor('sold_out') ? 'None of it is there, in any size.' : '',
    tellBroken(plan.sizes),
    tellUnrecordedSizes(plan.sizes),
    `${tellStock(plan)}: ${tellOrder(wanted)}.`,
    tellMovable(item),
    isWhole(item) ? '' : asSentence(tellMuch(item)),
    budget === null ? '' : tellBought(item),
    product.packSize > 1 ? `Ordered by ${product.packSize} of a size.` : '',
    tellSlow(plan.sizes, product.packSize),
  ]
    .filter(Boolean)
    .join(' ')
}

/** "8 available (about 10 weeks of sales), 3 on order" */
function tellStock(plan: ProductPlan): string {
  const cover = tellCover(plan)
  const there = `${plan.available} available${cover && ` (${cover} of sales)`}`
  return [there, tellComing(plan.onOrder)].filter(Boolean).join(', ')
}

/** "order 5. 38: up to 4 may sell, 0 there, so 4; 39: 1" */
function tellOrder(plan: ProductPlan): string {
  if (plan.severity === null) return 'that is enough'
  // What a reorder point adds is shared out among the sizes.
  const addsUp = plan.reasons.includes('forecast') && !plan.reasons.includes('threshold')
  if (!addsUp) return tellRun(plan)
  const each = plan.sizes
    .filter(({ suggested }) => suggested > 0)
    .map(({ size, reasons, target, available, onOrder, suggested }) => {
      const may = reasons.includes('forecast') ? `up to ${target} may sell, ` : ''
      return `${asSize(size)}: ${may}${available} there${onOrder > 0 ? `, ${onOrder} on order` : ''}, so ${suggested}`
    })
  return `order ${plan.suggested}. ${each.join('; ')}`
}

function tellBought({ plan: { sizes, suggested }, known }: Planned): string {
  const first = known
    ? 'what earns the most for its cost'
    : 'what is sold out or at its reorder point, then to sizes that are missing, last to those never recorded here'
  return `The money buys ${suggested} (${runOf(sizes)}): it goes first to ${first}.`
}

function tellSales(item: Planned, known: ProductDemand, { calendar }: Demand): string {
  const { plan } = item
  const empty =
    known.empty >= 1 ? `; not all sizes were there for ${weeks(known.empty)} in all` : ''
  const sold = `${isWhole(item) ? '' : 'all sizes: '}${count(Math.round(known.units), 'unit')} sold in ${tellWeeksSold(known, known, calendar)}${empty}`
  const size = isWhole(item) ? '' : ` in ${tellSizes(plan.sizes)}`
  const rate = `${tellRate(paceOf(plan, known))}${size}`
  return {
    none: `Never on the shelf so far: a guess from similar products is ${rate}.`,
    low: `Little is known (${sold}): with similar products a guess is ${rate}.`,
    fair: `It sells ${rate} (${sold}).`,
    good: `It sells ${rate} (${sold}).`,
  }[known.confidence]
}

function tellThreshold({ product, plan, whole }: Planned): string {
  const coming = whole.available + whole.onOrder
  const own = plan.sizes
    .filter(({ reasons }) => reasons.includes('threshold'))
    .map(
      (one) =>
        `${asSize(one.size)} (${one.reorderPoint}, ${one.available + one.onOrder} there or on order)`,
    )
  const inSizes = isWhole({ plan, whole }) ? '' : ' in all sizes'
  return [
    own.length > 0 ? `At or under the reorder point of size ${own.join(', ')}.` : '',
    product.reorderPoint >= coming && product.reorderPoint > 0
      ? `At or under its reorder point of ${product.reorderPoint}: ${coming} there or on order${inSizes}, so ${product.reorderPoint + 1 - coming} or more, in the sizes that sell.`
      : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** What says that customers ask for a size that is missing. */
const basisOf = ({ sold, spread }: SizePlan): 'own' | 'similar' | 'stock' =>
  sold > 0 ? 'own' : spread ? 'similar' : 'stock'

/** "Not there in 38 and 39, while other sizes are: 12 units were sold in them." */
function tellBroken(sizes: readonly SizePlan[]): string {
  const missing = sizes.filter(({ reasons }) => reasons.includes('broken_run'))
  return [...Map.groupBy(missing, basisOf)]
    .map(([basis, those]) => {
      const units = Math.round(those.reduce((all, { sold }) => all + sold, 0))
      const them = those.length === 1 ? 'it' : 'them'
      const why = {
        own: `${count(units, 'unit')} of it ${units === 1 ? 'was' : 'were'} sold in ${them}`,
        similar: `such products usually sell in ${them}`,
        stock: `many of your products come in ${them}`,
      }[basis]
      return `Not there in ${tellSizes(those)}, while other sizes are: ${why}.`
    })
    .join(' ')
}

function tellUnrecordedSizes(sizes: readonly SizePlan[]): string {
  const missing = sizes.filter(({ reasons }) => reasons.includes('usual_size'))
  const names = missing.map(({ size }) => asSize(size)).join(', ')
  return names && `Never recorded here in a size that many of your models come in: ${names}.`
}

/** More weeks of stock are worth a warning. */
const LONG_WEEKS = 52

/** The size of which a whole pack lasts the longest, where that is too long. */
function tellSlow(sizes: readonly SizePlan[], packSize: number): string {
  if (packSize < 2) return ''
  const [slowest] = sizes
    .filter(({ suggested, perWeek }) => suggested > 0 && perWeek)
    .map(({ size, available, onOrder, suggested, perWeek }) => ({
      size,
      weeks: (coverOf(available + onOrder + suggested, perWeek) ?? 0) / 7,
    }))
    .sort((a, b) => b.weeks - a.weeks)
  return slowest && slowest.weeks > LONG_WEEKS
    ? `A whole pack is much of ${asSize(slowest.size)}: it lasts ${tellWeeks(slowest.weeks)}.`
    : ''
}

const asSentence = (words: string): string =>
  words && `${words.charAt(0).toUpperCase()}${words.slice(1)}.`

const percent = (share: number): string => `${round(100 * share)} % certainty`

const weeks = (number: number): string => count(Math.round(number), 'week')

const round = (number: number): number => Math.round(10 * number) / 10

const money = (amount: number): string => String(Math.round(100 * amount) / 100)
