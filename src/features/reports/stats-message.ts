import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Reference, Understanding } from '../../catalogue/understand.ts'
import { introduce, tellAsked, whyNothing } from '../../catalogue/understanding-messages.ts'
import type { Product } from '../../domain/catalogue.ts'
import { dayOf } from '../../domain/day.ts'
import { count } from '../../domain/figures.ts'
import { DEAD_DAYS, KNOWN_DAYS } from '../../domain/sales/pace.ts'
import { type Figures, percent } from '../../domain/sales/sums.ts'
import { asName, capital } from '../../domain/text.ts'
import { tellWeeks } from '../../shared/message-parts.ts'
import { tellPace } from '../demand/pace-messages.ts'
import type { GroupStats, Stats } from './add-up-stats.ts'
import { list, shortName, worth } from './sentences.ts'
import { isClock, type StatsGroup } from './stats-groups.ts'
import { AMOUNTS, type PacedProduct, type Shown } from './stats-lists.ts'
import type { Worth } from './stats-stock.ts'

interface Asked {
  readonly snapshot: Snapshot
  readonly understanding: Understanding
  readonly query: Reference &
    Pick<Shown, 'only' | 'sort'> & {
      readonly category?: string | undefined
      readonly group?: StatsGroup | undefined
      readonly compare?: string | undefined
    }
  readonly seesCosts: boolean
}

/**
 * What sells, what does not, what was earned and what the stock is worth, in a few sentences. Who asks for
 * groups, a comparison or a list is told that alone.
 */
export function tellStats(stats: Stats, asked: Asked): string {
  const { snapshot, understanding, query } = asked
  const { kind } = understanding
  if (kind === 'none' || kind === 'color-not-available') {
    return whyNothing(snapshot, understanding, query)
  }
  return introduce(understanding, sentencesOf(stats, asked).filter(Boolean).join(' '))
}

function sentencesOf(stats: Stats, asked: Asked): string[] {
  const { query, seesCosts } = asked
  const { slow, dead } = stats
  if (query.only) {
    const list = query.only === 'slow' ? tellSlow(slow) : tellDead(dead)
    return [list || tellWhyNone(stats) || `Nothing of that is ${query.only}.`]
  }
  const sold = [
    tellSold(stats, asked),
    seesCosts ? tellMargin(stats.total) : 'Costs and margins are not for this key.',
    tellBefore(stats, seesCosts),
    tellGroups(stats, seesCosts),
  ]
  const isOfGroups = query.group || query.sort || query.compare
  if (isOfGroups) return sold
  return [...sold, tellDead(dead), tellSlow(slow), tellWhyNone(stats), tellStock(stats, seesCosts)]
}

const tellDead = (dead: Stats['dead']): string =>
  dead === null
    ? ''
    : list(
        `On hand and none sold ${dead.isFollowed ? `on ${DEAD_DAYS} days with stock` : `in ${DEAD_DAYS} days`}, net of returns`,
        dead,
        ({ product, onHand }) => `${nameOf(product)} (${onHand} left)`,
      )

const tellSlow = (slow: Stats['slow']): string =>
  slow === null ? '' : list('Slow', slow, (one) => `${nameOf(one.product)} (${tellPaced(one)})`)

/** "39 left, 3 sold in 90 days; foretold about 0.2 a week at this time of the year, so enough for about 195 weeks" */
function tellPaced({ onHand, sold, openDays, coverDays, foretold }: PacedProduct): string {
  const past = `${onHand} left, ${sold} sold in ${openDays} days`
  if (foretold) {
    const { available } = foretold
    const free = available === onHand ? '' : `, ${available} of them available`
    return `${past}${free}; foretold ${tellPace(foretold)}`
  }
  return coverDays === null ? past : `${past}: lasts ${tellWeeks(coverDays / 7)}`
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
  const { units, importedUnits } = total
  const imported = importedUnits === units ? 'all' : `${importedUnits} of them`
  const past = importedUnits === 0 ? '' : ` (${imported} imported past sales)`
  const isOlder = period.from === null || dayOf(new Date(period.from), timeZone) < knownSince
  const since = isOlder ? ` Sales are known since ${knownSince}.` : ''
  return `${time}: ${soldOf(total)}${past}${backOf(total)}.${since}`
}

/** "12 sold for 960" */
const soldOf = ({ units, revenue, unitsWithoutPrice }: Figures): string =>
  `${units} sold${worth({ units, value: revenue, unpriced: unitsWithoutPrice })}`

/** ", 1 came back for 80: net 11 for 880"; empty where nothing did. */
function backOf(total: Figures): string {
  const { returnedUnits: units, returnedValue: value, returnedWithoutPrice: unpriced } = total
  if (units === 0) return ''
  const back = `${units} came back${worth({ units, value, unpriced })}`
  return `, ${back}: net ${total.netUnits} for ${total.netRevenue}`
}

function subjectOf({ understanding, query }: Asked): string {
  const { category } = query
  const asked = tellAsked(understanding, query.size)
  const parts = [asked.what, category && asName(category), asked.size].filter(Boolean)
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
  const basis = total.netUnits > 0 ? `, at a cost of ${cost}` : ''
  return `${[`Margin ${margin}${share}${basis}`, ...notes].join('; ')}.`
}

/** "Before that (…): 10 sold for 800; units +20 %, revenue +20 %." */
function tellBefore({ total, before, knownSince }: Stats, seesCosts: boolean): string {
  if (before === null) return ''
  const days = before.isWidened ? ', whole days: imported sales have no hours' : ''
  const time = `Before that (${before.period.words}${days})`
  if (before.total === null) return `${time} nothing is known.`
  const { netUnits, netRevenue, margin } = before.total
  const sold = `${soldOf(before.total)}${backOf(before.total)}`
  const net = total.returnedUnits + before.total.returnedUnits > 0 ? 'net ' : ''
  const changes = before.isComparable
    ? [
        change(`${net}units`, total.netUnits, netUnits),
        change(`${net}revenue`, total.netRevenue, netRevenue),
        seesCosts ? change('margin', total.margin ?? 0, margin ?? 0) : '',
      ]
    : [
        before.isKnown
          ? 'that is longer, so it is not compared in percent'
          : `sales are known since ${knownSince} only, so it is not compared`,
      ]
  return `${[`${time}: ${sold}`, changes.filter(Boolean).join(', ')].filter(Boolean).join('; ')}.`
}

function change(what: string, now: number, before: number): string {
  if (before <= 0) return ''
  const by = percent(now - before, before)
  return `${what} ${by > 0 ? '+' : ''}${by} %`
}

/**
 * "By size: 38 (12); 39 (5). 3 with stock and no sale." Products by their units are said as the best, and
 * locations with what is there.
 */
function tellGroups(stats: Stats, seesCosts: boolean): string {
  const { group, groups, unsold, sort, best, total } = stats
  const net = total.returnedUnits > 0 ? 'net of returns' : ''
  if (group === 'product' && sort === 'units') {
    return best.total > 1
      ? list(
          ['Best', net].filter(Boolean).join(', '),
          best,
          ({ product, units }) => `${nameOf(product)} (${units})`,
        )
      : ''
  }
  const what = sort === 'margin' || !net ? sort : `${sort} ${net}`
  const name = (one: GroupStats) => (one.product ? nameOf(one.product) : shortName([one.name]))
  const there = ({ worth }: GroupStats) =>
    group === 'location' && worth ? `; on hand ${tellWorth(worth, seesCosts)}` : ''
  const tell = (one: GroupStats) =>
    `${name(one) || `no ${group}`} (${AMOUNTS[sort](one) ?? 'unknown'}${there(one)})`
  const isTold = ({ netUnits }: GroupStats) => netUnits > 0
  const title = `By ${group}, ${what}`
  if (group === 'location') return list(title, groups, tell)
  if (!isClock(group)) {
    const sold = groups.total - unsold
    const named = list(title, { total: sold, items: groups.items.slice(0, sold) }, tell)
    return unsold > 0 ? `${named || `By ${group}:`} ${unsold} with stock and no sale.` : named
  }
  const items = groups.items
    .filter(isTold)
    .toSorted((a, b) => (AMOUNTS[sort](b) ?? 0) - (AMOUNTS[sort](a) ?? 0))
  const most = { total: Math.min(items.length, BEST), items }
  const cut = groups.items.filter(({ isPartial }) => isPartial).map((one) => one.name)
  const partly = cut.length > 0 ? `Only in part: ${cut.join(', ')}.` : ''
  return [list(`Most ${what} in a ${group}`, most, tell), partly].filter(Boolean).join(' ')
}

/** Of days, weeks and months only the best are said. */
const BEST = 3

/** Why nothing is said to be slow or dead, where nothing is. */
function tellWhyNone(stats: Stats): string {
  const { slow, dead, stock, stockThen, knownSince, stockSince } = stats
  if (knownSince === null) return ''
  if (stats.isStockUnknown) {
    return `What was on hand then is not known: stock is followed since ${stockSince}.`
  }
  if ((stockThen ?? stock).units === 0) return ''
  if (slow === null || dead === null) {
    return `It is too early to say what does not sell: sales are known since ${knownSince}.`
  }
  const isNone = slow.total === 0 && dead.total === 0
  return isNone ? `Nothing that was on hand for ${KNOWN_DAYS} days is slow or dead.` : ''
}

function tellStock(stats: Stats, seesCosts: boolean): string {
  const { stock, stockThen, sellThrough, turnover } = stats
  const now = `On hand now: ${tellWorth(stock, seesCosts)}.`
  const then = stockThen ? ` At the end of that time: ${tellWorth(stockThen, seesCosts)}.` : ''
  const rates = [
    sellThrough ? `${sellThrough} % of what was there or came was sold` : '',
    seesCosts && turnover ? `at that pace the stock turns over ${turnover} times a year` : '',
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
