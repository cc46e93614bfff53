import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Reference, Understanding } from '../../catalogue/understand.ts'
import { introduce, whyNothing } from '../../catalogue/understanding-messages.ts'
import { describeProduct, type Product } from '../../domain/catalogue.ts'
import { dayOf } from '../../domain/day.ts'
import { DEAD_DAYS, KNOWN_DAYS } from '../../domain/sales/pace.ts'
import { type Figures, percent } from '../../domain/sales/sums.ts'
import { asName, asSize, capital } from '../../domain/text.ts'
import type { GroupStats, Stats, Worth } from './add-up-stats.ts'
import { count, list, shortName, worth } from './sentences.ts'
import { isClock } from './stats-groups.ts'

interface Asked {
  readonly snapshot: Snapshot
  readonly understanding: Understanding
  readonly query: Reference & { readonly category?: string | undefined }
  readonly seesCosts: boolean
}

/** What sells, what does not, what was earned and what the stock is worth, in a few sentences. */
export function tellStats(stats: Stats, asked: Asked): string {
  const { snapshot, understanding, query, seesCosts } = asked
  const { kind } = understanding
  if (kind === 'none' || kind === 'color-not-available') {
    return whyNothing(snapshot, understanding, query)
  }
  const { best, slow, dead } = stats
  const sentences = [
    tellSold(stats, asked),
    seesCosts ? tellMargin(stats.total) : '',
    tellBefore(stats, seesCosts),
    tellGroups(stats),
    best.total > 1
      ? list('Best', best, ({ product, units }) => `${nameOf(product)} (${units})`)
      : '',
    list(`On hand and none sold on ${DEAD_DAYS} days with stock`, dead, ({ product, onHand }) => {
      return `${nameOf(product)} (${onHand} left)`
    }),
    list('Slow', slow, ({ product, onHand, sold, openDays, coverDays }) => {
      const pace = `${onHand} left, ${sold} sold in ${openDays} days`
      return `${nameOf(product)} (${pace}${coverDays === null ? '' : `: lasts ${coverDays} days`})`
    }),
    tellWhyNoneSlow(stats),
    tellStock(stats, seesCosts),
    seesCosts ? '' : 'Costs and margins are not for this key.',
  ]
  return introduce(understanding, sentences.filter(Boolean).join(' '))
}
const nameOf = ({ name, color, gender }: Product): string => shortName([name, color, gender])

/** "Last 30 days (…), of Hermès: 12 sold for 960, 1 came back for 80." */
function tellSold(stats: Stats, asked: Asked): string {
  const { period, timeZone, location, total, knownSince } = stats
  const time = capital(
    `${period.words}${subjectOf(asked)}${location ? `, at ${asName(location)}` : ''}`,
  )
  if (knownSince === null) return `${time}: nothing was recorded so far.`
  if (stats.isUnknown) {
    return `${time}: that is before anything is known (${knownSince}).`
  }
  const { units, importedUnits, returnedUnits } = total
  const sold = worth({ units, value: total.revenue, unpriced: total.unitsWithoutPrice })
  const returned = {
    units: returnedUnits,
    value: total.returnedValue,
    unpriced: total.returnedWithoutPrice,
  }
  const back = returnedUnits === 0 ? '' : `, ${returnedUnits} came back${worth(returned)}`
  const imported = importedUnits === units ? 'all' : `${importedUnits} of them`
  const past = importedUnits === 0 ? '' : ` (${imported} imported past sales)`
  const isOlder = period.from === null || dayOf(new Date(period.from), timeZone) < knownSince
  const since = isOlder ? ` Sales are known since ${knownSince}.` : ''
  return `${time}: ${units} sold${sold}${past}${back}.${since}`
}

function subjectOf({ understanding, query }: Asked): string {
  const { products, match, size } = understanding
  const [only, ...others] = products
  const isNamed = Object.keys(match).length > 0
  const named = [match.model?.used, match.color?.used].filter((one) => typeof one === 'string')
  const one = only && others.length === 0 ? describeProduct(only) : ''
  const what = isNamed ? one || named.map(asName).join(', ') || `${products.length} products` : ''
  const { category } = query
  const said = query.size ?? size
  const parts = [what, category && asName(category), said && `size ${asSize(said)}`].filter(Boolean)
  return parts.length > 0 ? `, ${parts.join(', ')}` : ''
}

/** "Margin 400 (45.5 %), at a cost of 480." and what it leaves out. */
function tellMargin(total: Figures): string {
  const { units, returnedUnits, margin, marginPercent, cost } = total
  if (units === 0 && returnedUnits === 0) return ''
  if (margin === null) return 'No cost is known of what was sold, so there is no margin.'
  const { unitsCostEstimated: estimated, unitsWithoutCost: without } = total
  const notes = [
    estimated > 0 ? `${count(estimated, 'unit')} at the cost of today` : '',
    without > 0 ? `${count(without, 'unit')} without a cost left out` : '',
  ].filter(Boolean)
  const share = marginPercent === null ? '' : ` (${marginPercent} %)`
  return `${[`Margin ${margin}${share}, at a cost of ${cost}`, ...notes].join('; ')}.`
}

/** "Before that (…): 10 sold for 800; units +20 %, revenue +20 %." */
function tellBefore({ total, before }: Stats, seesCosts: boolean): string {
  if (before === null) return ''
  const time = `Before that (${before.period.words})`
  if (before.total === null) return `${time} nothing is known.`
  const { units, revenue, unitsWithoutPrice, margin } = before.total
  const sold = `${units} sold${worth({ units, value: revenue, unpriced: unitsWithoutPrice })}`
  const changes = [
    change('units', total.units, units),
    change('revenue', total.revenue, revenue),
    seesCosts ? change('margin', total.margin ?? 0, margin ?? 0) : '',
  ].filter(Boolean)
  return `${[`${time}: ${sold}`, ...(changes.length > 0 ? [changes.join(', ')] : [])].join('; ')}.`
}

function change(what: string, now: number, before: number): string {
  if (before <= 0) return ''
  const by = percent(now - before, before)
  return `${what} ${by > 0 ? '+' : ''}${by} %`
}

/** "By size: 38 (12); 39 (5)." Products by their units are said as the best. */
function tellGroups({ group, groups, sort }: Stats): string {
  if (group === 'product' && sort === 'units') return ''
  const name = (one: GroupStats) => (one.product ? nameOf(one.product) : shortName([one.name]))
  const tell = (one: GroupStats) => `${name(one) || `no ${group}`} (${one[sort] ?? 'unknown'})`
  const isTold = ({ units }: GroupStats) => units > 0
  if (!isClock(group)) return list(`By ${group}, ${sort}`, groups, tell)
  const items = groups.items.filter(isTold).toSorted((a, b) => (b[sort] ?? 0) - (a[sort] ?? 0))
  return list(`Most ${sort} in a ${group}`, { total: Math.min(items.length, BEST), items }, tell)
}

/** Of days, weeks and months only the best are said. */
const BEST = 3

function tellWhyNoneSlow({ slow, dead, isPaceKnown, knownSince }: Stats): string {
  if (slow.total > 0 || dead.total > 0 || isPaceKnown === null) return ''
  return isPaceKnown
    ? `Nothing that was on hand for ${KNOWN_DAYS} days is slow.`
    : `It is too early to say what does not sell: stock is followed since ${knownSince}.`
}

function tellStock({ stock, stockThen, sellThrough, turnover }: Stats, seesCosts: boolean): string {
  const now = `On hand now: ${tellWorth(stock, seesCosts)}.`
  const then = stockThen ? ` At the end of that time: ${tellWorth(stockThen, seesCosts)}.` : ''
  const rates = [
    sellThrough === null ? '' : `${sellThrough} % of what could be sold was`,
    seesCosts && turnover !== null
      ? `at that pace the stock turns over ${turnover} times a year`
      : '',
  ].filter(Boolean)
  return `${now}${then}${rates.length > 0 ? ` ${capital(rates.join(', and '))}.` : ''}`
}

function tellWorth(stock: Worth, seesCosts: boolean): string {
  const { units, atPrice, unitsWithoutPrice, atCost, unitsWithoutCost } = stock
  if (units === 0) return 'nothing'
  const without = (missing: number) => (missing > 0 ? ` (${missing} without)` : '')
  const price = `${atPrice} at price${without(unitsWithoutPrice)}`
  const cost = seesCosts ? ` and ${atCost} at cost${without(unitsWithoutCost)}` : ''
  return `${units} units, worth ${price}${cost}`
}
