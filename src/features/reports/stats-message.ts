import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Reference, Understanding } from '../../catalogue/understand.ts'
import { introduce, tellAsked, whyNothing } from '../../catalogue/understanding-messages.ts'
import type { Product } from '../../domain/catalogue.ts'
import { dayOf } from '../../domain/day.ts'
import { count, countInFrench, figure, money, tellDay } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import type { ClockUnit } from '../../domain/sales/clock-groups.ts'
import { DEAD_DAYS, KNOWN_DAYS } from '../../domain/sales/pace.ts'
import { type Figures, percent } from '../../domain/sales/sums.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName, capital } from '../../domain/text.ts'
import { allOf, listed } from '../../shared/listed.ts'
import { tellWeeks } from '../../shared/message-parts.ts'
import { tellPace } from '../demand/pace-messages.ts'
import type { GroupStats, Stats } from './add-up-stats.ts'
import { list, shortName, worth } from './sentences.ts'
import { isClock, type StatsGroup } from './stats-groups.ts'
import {
  AMOUNTS,
  type PacedProduct,
  type Shown,
  type StatsList,
  type StatsSort,
} from './stats-lists.ts'
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
export function tellStats(stats: Stats, asked: Asked): Sentence {
  const { snapshot, understanding, query } = asked
  const { kind } = understanding
  if (kind === 'none' || kind === 'color-not-available') {
    return whyNothing(snapshot, understanding, query)
  }
  return introduce(understanding, join(sentencesOf(stats, asked)))
}

/** What is said where nothing is in a list that was asked for. */
const NONE: Readonly<Record<Language, Readonly<Record<StatsList, string>>>> = {
  en: { slow: 'Nothing of that is slow.', dead: 'Nothing of that is dead.' },
  fr: {
    slow: 'Rien de cela ne se vend lentement.',
    dead: 'Rien de cela n’est du stock mort.',
  },
}

function sentencesOf(stats: Stats, asked: Asked): (Sentence | '')[] {
  const { query, seesCosts } = asked
  const { slow, dead } = stats
  const { only } = query
  if (only) {
    const list = only === 'slow' ? tellSlow(slow) : tellDead(dead)
    return [list || tellWhyNone(stats) || say({ en: NONE.en[only], fr: NONE.fr[only] })]
  }
  const sold = [
    tellSold(stats, asked),
    seesCosts ? tellMargin(stats.total) : tellNoCosts(),
    tellBefore(stats, seesCosts),
    tellGroups(stats, seesCosts),
  ]
  const isOfGroups = query.group || query.sort || query.compare
  if (isOfGroups) return sold
  return [...sold, tellDead(dead), tellSlow(slow), tellWhyNone(stats), tellStock(stats, seesCosts)]
}

const tellNoCosts = (): Sentence =>
  say({
    en: 'Costs and margins are not for this key.',
    fr: 'Les coûts et les marges ne sont pas pour cette clé.',
  })

function tellDead(dead: Stats['dead']): Sentence | '' {
  if (dead === null) return ''
  const title = dead.isFollowed
    ? say({
        en: `On hand and none sold on ${DEAD_DAYS} days with stock, net of returns`,
        fr: `En stock et aucun vendu en ${DEAD_DAYS} jours avec du stock, retours déduits`,
      })
    : say({
        en: `On hand and none sold in ${DEAD_DAYS} days, net of returns`,
        fr: `En stock et aucun vendu en ${DEAD_DAYS} jours, retours déduits`,
      })
  return list(title, dead, ({ product, onHand }) => `${nameOf(product)} (${tellLeft(onHand)})`)
}

const tellLeft = (units: number): Sentence =>
  say({ en: `${figure(units)} left`, fr: `il en reste ${figure(units)}` })

function tellSlow(slow: Stats['slow']): Sentence | '' {
  if (slow === null) return ''
  const title = say({ en: 'Slow', fr: 'Ventes lentes' })
  return list(title, slow, (one) => `${nameOf(one.product)} (${tellPaced(one)})`)
}

/** "39 left, 3 sold in 90 days; foretold about 0.2 a week at this time of the year, so enough for about 195 weeks" */
function tellPaced({ onHand, sold, openDays, coverDays, foretold }: PacedProduct): Sentence {
  const past = say({
    en: `${tellLeft(onHand)}, ${figure(sold)} sold in ${openDays} days`,
    fr: `${tellLeft(onHand)}, ${countInFrench(sold, 'vendu')} en ${countInFrench(openDays, 'jour')}`,
  })
  if (foretold) {
    const { available } = foretold
    const free =
      available === onHand
        ? ''
        : say({
            en: `, ${figure(available)} of them available`,
            fr: `, dont ${countInFrench(available, 'disponible')}`,
          })
    const pace = tellPace(foretold)
    return say({
      en: `${past}${free}; foretold ${pace}`,
      fr: `${past}${free} ; prévision : ${pace}`,
    })
  }
  if (coverDays === null) return past
  const lasts = tellWeeks(coverDays / 7)
  return say({ en: `${past}: lasts ${lasts}`, fr: `${past} : de quoi tenir ${lasts}` })
}

const nameOf = ({ name, color, gender }: Product): string => shortName([name, color, gender])

/** "Last 30 days (…), of Hermès: 12 sold for €960, 1 came back for €80." */
function tellSold(stats: Stats, asked: Asked): Sentence {
  const { period, timeZone, location, total, knownSince } = stats
  const at = location ? say({ en: `, at ${asName(location)}`, fr: `, à ${asName(location)}` }) : ''
  const time = capital(`${period.words}${subjectOf(asked)}${at}`)
  if (knownSince === null) {
    return say({
      en: `${time}: nothing was recorded so far.`,
      fr: `${time} : rien n’a été enregistré jusqu’ici.`,
    })
  }
  const since = tellDay(knownSince)
  if (stats.isUnknown) {
    return say({
      en: `${time}: that is before anything is known (${since}).`,
      fr: `${time} : c’est avant tout ce qui est connu (${since}).`,
    })
  }
  const sold = join([soldOf(total), tellImported(total), backOf(total)], '')
  const isOlder = period.from === null || dayOf(new Date(period.from), timeZone) < knownSince
  return join([
    say({ en: `${time}: ${sold}.`, fr: `${time} : ${sold}.` }),
    isOlder &&
      say({
        en: `Sales are known since ${since}.`,
        fr: `Les ventes sont connues depuis le ${since}.`,
      }),
  ])
}

/** " (3 of them imported past sales)" */
function tellImported({ units, importedUnits }: Figures): Sentence | '' {
  if (importedUnits === 0) return ''
  return importedUnits === units
    ? say({ en: ' (all imported past sales)', fr: ' (tout par des ventes passées importées)' })
    : say({
        en: ` (${figure(importedUnits)} of them imported past sales)`,
        fr: ` (dont ${figure(importedUnits)} par des ventes passées importées)`,
      })
}

/** "12 sold for €960" */
function soldOf({ units, revenue, unitsWithoutPrice }: Figures): Sentence {
  const value = worth({ units, value: revenue, unpriced: unitsWithoutPrice })
  return say({
    en: `${figure(units)} sold${value}`,
    fr: `${countInFrench(units, 'vendu')}${value}`,
  })
}

/** ", 1 came back for €80: net 11 for €880"; empty where nothing did. */
function backOf(total: Figures): Sentence | '' {
  const { returnedUnits: units, returnedValue: value, returnedWithoutPrice: unpriced } = total
  if (units === 0) return ''
  const back = worth({ units, value, unpriced })
  const [net, revenue] = [figure(total.netUnits), money(total.netRevenue)]
  return say({
    en: `, ${figure(units)} came back${back}: net ${net} for ${revenue}`,
    fr: `, ${countInFrench(units, 'retour')}${back} : net ${net} pour ${revenue}`,
  })
}

function subjectOf({ understanding, query }: Asked): Sentence | '' {
  const { category } = query
  const asked = tellAsked(understanding, query.size)
  const parts = join([asked.what, category && sameInAll(asName(category)), asked.size], ', ')
  return parts && sameInAll(`, ${parts}`)
}

/** "Margin €400 (45.5 %), at a cost of €480." and what it leaves out. */
function tellMargin(total: Figures): Sentence | '' {
  const { units, returnedUnits, margin, marginPercent, cost } = total
  if (units === 0 && returnedUnits === 0) return ''
  if (margin === null) {
    return say({
      en: 'No cost is known of what was sold, so there is no margin.',
      fr: 'Aucun coût n’est connu de ce qui a été vendu, donc pas de marge.',
    })
  }
  const { unitsCostEstimated: estimated, unitsWithoutCost: without } = total
  const share = marginPercent === null ? '' : ` (${figure(marginPercent)} %)`
  const basis =
    total.netUnits > 0
      ? say({ en: `, at a cost of ${money(cost)}`, fr: `, pour un coût de ${money(cost)}` })
      : ''
  const parts = listed(
    [
      say({
        en: `Margin ${money(margin)}${share}${basis}`,
        fr: `Marge ${money(margin)}${share}${basis}`,
      }),
      estimated > 0 &&
        say({
          en: `${count(estimated, 'unit')} at the cost of today`,
          fr: `${countInFrench(estimated, 'unité')} au coût d’aujourd’hui`,
        }),
      without > 0 &&
        say({
          en: `${count(without, 'unit')} without a cost left out`,
          fr: `sans compter ${countInFrench(without, 'unité')} sans coût`,
        }),
    ].filter((part) => part !== false),
  )
  return sameInAll(`${parts}.`)
}

/** "Before that (…): 10 sold for €800; units +20 %, revenue +20 %." */
function tellBefore(stats: Stats, seesCosts: boolean): Sentence | '' {
  const { before } = stats
  if (before === null) return ''
  const days = before.isWidened
    ? say({
        en: ', whole days: imported sales have no hours',
        fr: ', en jours entiers : les ventes importées n’ont pas d’heure',
      })
    : ''
  const time = say({
    en: `Before that (${before.period.words}${days})`,
    fr: `Avant cela (${before.period.words}${days})`,
  })
  if (before.total === null) {
    return say({ en: `${time} nothing is known.`, fr: `${time}, rien n’est connu.` })
  }
  const sold = join([soldOf(before.total), backOf(before.total)], '')
  const changes = tellChanges(stats, before.total, seesCosts)
  return say({
    en: `${time}: ${sold}${changes && `; ${changes}`}.`,
    fr: `${time} : ${sold}${changes && ` ; ${changes}`}.`,
  })
}

/** "units +20 %, revenue +20 %", or why nothing is compared. */
function tellChanges({ total, before, knownSince }: Stats, then: Figures, seesCosts: boolean) {
  if (!before?.isComparable) {
    const since = knownSince === null ? '' : tellDay(knownSince)
    return before?.isKnown
      ? say({
          en: 'that is longer, so it is not compared in percent',
          fr: 'c’est plus long, donc sans comparaison en pour cent',
        })
      : say({
          en: `sales are known since ${since} only, so it is not compared`,
          fr: `les ventes ne sont connues que depuis le ${since}, donc sans comparaison`,
        })
  }
  const isNet = total.returnedUnits + then.returnedUnits > 0
  const units = isNet
    ? say({ en: 'net units', fr: 'unités nettes' })
    : say({ en: 'units', fr: 'unités' })
  const revenue = isNet
    ? say({ en: 'net revenue', fr: 'chiffre d’affaires net' })
    : say({ en: 'revenue', fr: 'chiffre d’affaires' })
  const margin = say({ en: 'margin', fr: 'marge' })
  return join(
    [
      change(units, total.netUnits, then.netUnits),
      change(revenue, total.netRevenue, then.netRevenue),
      seesCosts && change(margin, total.margin ?? 0, then.margin ?? 0),
    ],
    ', ',
  )
}

function change(what: Sentence, now: number, before: number): Sentence | '' {
  if (before <= 0) return ''
  const by = percent(now - before, before)
  return sameInAll(`${what} ${by > 0 ? '+' : ''}${figure(by)} %`)
}

type Words<Word extends string> = Readonly<Record<Language, Readonly<Record<Word, string>>>>

/** What groups are called. */
const GROUPS: Words<StatsGroup> = {
  en: {
    product: 'product',
    model: 'model',
    category: 'category',
    color: 'color',
    supplier: 'supplier',
    size: 'size',
    location: 'location',
    person: 'person',
    day: 'day',
    week: 'week',
    month: 'month',
  },
  fr: {
    product: 'produit',
    model: 'modèle',
    category: 'catégorie',
    color: 'couleur',
    supplier: 'fournisseur',
    size: 'taille',
    location: 'lieu',
    person: 'personne',
    day: 'jour',
    week: 'semaine',
    month: 'mois',
  },
}

/** What groups are ranked by. */
const SORTS: Words<StatsSort> = {
  en: { units: 'units', revenue: 'revenue', margin: 'margin' },
  fr: { units: 'unités', revenue: 'chiffre d’affaires', margin: 'marge' },
}

/** The days, weeks or months with the most. */
const BEST_IN_FRENCH: Readonly<Record<ClockUnit, string>> = {
  day: 'Meilleurs jours',
  week: 'Meilleures semaines',
  month: 'Meilleurs mois',
}

const tellAmount = (amount: number | null, sort: StatsSort): string => {
  if (amount === null) return say({ en: 'unknown', fr: 'pas connu' })
  return sort === 'units' ? figure(amount) : money(amount)
}

/**
 * "By size: 38 (12); 39 (5). 3 with stock and no sale." Products by their units are said as the best, and
 * locations with what is there.
 */
function tellGroups(stats: Stats, seesCosts: boolean): Sentence | '' {
  const { group, groups, unsold, sort, total } = stats
  const isNet = total.returnedUnits > 0
  if (group === 'product' && sort === 'units') return tellBest(stats.best, isNet)
  const net = isNet && sort !== 'margin'
  const what = say({
    en: `${SORTS.en[sort]}${net ? ' net of returns' : ''}`,
    fr: `${SORTS.fr[sort]}${net ? ', retours déduits' : ''}`,
  })
  const none = say({ en: `no ${GROUPS.en[group]}`, fr: `sans ${GROUPS.fr[group]}` })
  const tell = (one: GroupStats) => {
    const amount = tellAmount(AMOUNTS[sort](one), sort)
    const there = group === 'location' && one.worth ? tellThere(one.worth, seesCosts) : ''
    return `${nameOfGroup(one, group) || none} (${amount}${there})`
  }
  const by = say({ en: `By ${GROUPS.en[group]}`, fr: `Par ${GROUPS.fr[group]}` })
  const title = join([by, what], ', ')
  if (group === 'location') return list(title, groups, tell)
  if (isClock(group)) return tellClock(stats, group, what, tell)
  const sold = groups.total - unsold
  const named = list(title, { total: sold, items: groups.items.slice(0, sold) }, tell)
  return join([
    named || (unsold > 0 && say({ en: `${by}:`, fr: `${by} :` })),
    unsold > 0 &&
      say({
        en: `${figure(unsold)} with stock and no sale.`,
        fr: `${figure(unsold)} avec du stock et sans vente.`,
      }),
  ])
}

function tellBest(best: Stats['best'], isNet: boolean): Sentence | '' {
  if (best.total <= 1) return ''
  const title = isNet
    ? say({ en: 'Best, net of returns', fr: 'Les plus vendus, retours déduits' })
    : say({ en: 'Best', fr: 'Les plus vendus' })
  return list(title, best, ({ product, units }) => `${nameOf(product)} (${figure(units)})`)
}

/** "; on hand 6 units, worth €180 at price" */
function tellThere(there: Worth, seesCosts: boolean): Sentence {
  const worth = tellWorth(there, seesCosts)
  return say({ en: `; on hand ${worth}`, fr: ` ; en stock ${worth}` })
}

/** A day or the Monday of a week is told as one. */
function nameOfGroup({ product, name }: GroupStats, group: StatsGroup): string {
  if (product) return nameOf(product)
  return group === 'day' || group === 'week' ? tellDay(name) : shortName([name])
}

/** "Most units in a day: 2026-11-21 (3). Only in part: 2026-11-20." */
function tellClock(
  { groups, sort }: Stats,
  group: ClockUnit,
  what: Sentence,
  tell: (one: GroupStats) => string,
): Sentence {
  const items = groups.items
    .filter(({ netUnits }) => netUnits > 0)
    .toSorted((a, b) => (AMOUNTS[sort](b) ?? 0) - (AMOUNTS[sort](a) ?? 0))
  const title = say({
    en: `Most ${what} in a ${GROUPS.en[group]}`,
    fr: `${BEST_IN_FRENCH[group]}, ${what}`,
  })
  const cut = groups.items
    .filter(({ isPartial }) => isPartial)
    .map((one) => nameOfGroup(one, group))
    .join(', ')
  return join([
    list(title, { total: Math.min(items.length, BEST), items }, tell),
    cut !== '' && say({ en: `Only in part: ${cut}.`, fr: `Seulement en partie : ${cut}.` }),
  ])
}

/** Of days, weeks and months only the best are said. */
const BEST = 3

/** Why nothing is said to be slow or dead, where nothing is. */
function tellWhyNone(stats: Stats): Sentence | '' {
  const { slow, dead, stock, stockThen, knownSince, stockSince } = stats
  if (knownSince === null) return ''
  if (stats.isStockUnknown) return tellStockUnknown(stockSince)
  if ((stockThen ?? stock).units === 0) return ''
  if (slow === null || dead === null) {
    const since = tellDay(knownSince)
    return say({
      en: `It is too early to say what does not sell: sales are known since ${since}.`,
      fr: `Il est trop tôt pour dire ce qui ne se vend pas : les ventes sont connues depuis le ${since}.`,
    })
  }
  const isNone = slow.total === 0 && dead.total === 0
  return isNone
    ? say({
        en: `Nothing that was on hand for ${KNOWN_DAYS} days is slow or dead.`,
        fr: `De ce qui a été en stock ${KNOWN_DAYS} jours, rien ne se vend lentement et rien n’est du stock mort.`,
      })
    : ''
}

function tellStockUnknown(since: string | null): Sentence {
  if (since === null) {
    return say({
      en: 'What was on hand then is not known: no stock was recorded so far.',
      fr: 'Ce qui était alors en stock n’est pas connu : aucun stock n’a été enregistré jusqu’ici.',
    })
  }
  const day = tellDay(since)
  return say({
    en: `What was on hand then is not known: stock is followed since ${day}.`,
    fr: `Ce qui était alors en stock n’est pas connu : le stock est suivi depuis le ${day}.`,
  })
}

function tellStock(stats: Stats, seesCosts: boolean): Sentence {
  const { stock, stockThen, sellThrough, turnover } = stats
  const now = tellWorth(stock, seesCosts)
  const then = stockThen && tellWorth(stockThen, seesCosts)
  const rates = join(
    [
      sellThrough &&
        say({
          en: `${figure(sellThrough)} % of what was there or came was sold`,
          fr: `${figure(sellThrough)} % de ce qui était là ou est arrivé a été vendu`,
        }),
      seesCosts &&
        turnover &&
        say({
          en: `at that pace the stock turns over ${figure(turnover)} times a year`,
          fr: `à ce rythme le stock tourne ${figure(turnover)} fois par an`,
        }),
    ].filter((rate) => typeof rate === 'string'),
    say({ en: ', and ', fr: ', et ' }),
  )
  return join([
    say({ en: `On hand now: ${now}.`, fr: `En stock maintenant : ${now}.` }),
    then &&
      say({
        en: `At the end of that time: ${then}.`,
        fr: `À la fin de cette période : ${then}.`,
      }),
    rates && sameInAll(`${capital(rates)}.`),
  ])
}

function tellWorth(stock: Worth, seesCosts: boolean): Sentence {
  const { units, atPrice, unitsWithoutPrice, atCost, unitsWithoutCost } = stock
  if (units === 0) return say({ en: 'nothing', fr: 'rien' })
  const without = (missing: number) =>
    missing > 0
      ? say({ en: ` (${figure(missing)} without)`, fr: ` (${figure(missing)} sans)` })
      : ''
  const atPrices = say({
    en: `${count(units, 'unit')}, worth ${money(atPrice)} at price${without(unitsWithoutPrice)}`,
    fr: `${countInFrench(units, 'unité')}, soit ${money(atPrice)} au prix de vente${without(unitsWithoutPrice)}`,
  })
  const atCosts = say({
    en: `${money(atCost)} at cost${without(unitsWithoutCost)}`,
    fr: `${money(atCost)} au coût d’achat${without(unitsWithoutCost)}`,
  })
  return seesCosts ? allOf([atPrices, atCosts]) : atPrices
}
