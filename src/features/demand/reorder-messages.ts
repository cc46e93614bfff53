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
import { count, countInFrench, figure, money } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName, asSize, capital } from '../../domain/text.ts'
import { allOf, listed } from '../../shared/listed.ts'
import { either, tellWeeks } from '../../shared/message-parts.ts'
import { paceOf, tellCover, tellPace, tellRate, tellWeeksSold } from './pace-messages.ts'
import type { Planned, ReorderList, ReorderPlan } from './reorder.ts'

/** Products in the message: what a person can hear. */
const SPOKEN = 3

/** What is to be ordered, in a few sentences. */
export function tellReorder(list: ReorderPlan, seesCosts: boolean): Sentence {
  const { understanding, missing, question, looked, total } = list
  if (looked.length === 0) return join([missing])
  const all = say({ en: 'all of them were looked at', fr: 'tous ont été examinés' })
  const understood = introduce(understanding, '', all)
  const whole = total === 0 ? tellNothing(list) : tellWhole(list, seesCosts)
  return join([
    understood,
    !understood.includes(missing) && missing,
    question,
    whole,
    tellFirst(list),
    tellEnoughOf(list),
    tellOnOrder(list),
    tellBasis(list),
    tellGuessed(list),
  ])
}

/** " of Atlas at Réserve" */
const tellAbout = ({ supplier, location }: ReorderList): Sentence =>
  join(
    [
      supplier !== null &&
        say({ en: ` of ${asName(supplier)}`, fr: ` du fournisseur ${asName(supplier)}` }),
      location !== null && say({ en: ` at ${asName(location)}`, fr: ` à ${asName(location)}` }),
    ],
    '',
  )

/** " of Hermès, Blanche of Atlas": what is said of nothing else is said of that alone. */
const tellScope = (list: ReorderList): Sentence =>
  join(
    [
      list.asked !== '' && say({ en: ` of ${list.asked}`, fr: ` pour ${list.asked}` }),
      tellAbout(list),
    ],
    '',
  )

function tellNothing(list: ReorderList): Sentence {
  const { looked, budget, only, outAlready, hasForecast } = list
  const about = tellAbout(list)
  if (budget !== null) return tellNothingFor(budget, list)
  if (only !== null) {
    const isOutTold = outAlready > 0 && only !== 'out'
    const out =
      isOutTold &&
      say({
        en: `${count(outAlready, 'product is', 'products are')} out already, altogether or in a size: ask with only out.`,
        fr: `${countInFrench(outAlready, 'produit est', 'produits sont')} déjà en rupture, en entier ou dans une taille : demandez avec only out.`,
      })
    if (only === 'critical' && !hasForecast) {
      const unknown = say({
        en: `Nobody can know yet what${about} will run out before a delivery could come.${out ? ' But' : ''}`,
        fr: `Personne ne peut encore savoir ce qui sera épuisé${about} avant qu’une livraison puisse arriver.${out ? ' Mais' : ''}`,
      })
      return join([unknown, out])
    }
    const nothing = say({
      en: `Nothing${out ? ' else' : ''}${about} ${NOT_SO.en[only]}, in any size.`,
      fr: `Rien${out ? ' d’autre' : ''}${about} ${NOT_SO.fr[only]}, dans aucune taille.`,
    })
    return join([out, nothing])
  }
  return say({
    en: `Nothing${about} needs to be ordered now; ${count(looked.length, 'product')} looked at.`,
    fr: `Rien à commander maintenant${about} ; ${countInFrench(looked.length, 'produit examiné', 'produits examinés')}.`,
  })
}

function tellNothingFor(budget: number, list: ReorderList): Sentence {
  const about = tellAbout(list)
  const why = tellWhyNothing(list)
  const nothing = say({
    en: `Nothing${about} is ordered with ${money(budget)}: ${why}.`,
    fr: `Rien n’est commandé${about} avec ${money(budget)} : ${why}.`,
  })
  return join([nothing, tellLeftOut(list)])
}

function tellWhyNothing(list: ReorderList): Sentence {
  const { unreached, hasForecast } = list
  if (unreached) {
    const cheapest = tellCheapest(unreached)
    return say({
      en: `the cheapest of what is suggested costs ${cheapest}`,
      fr: `le moins cher de ce qui est suggéré coûte ${cheapest}`,
    })
  }
  const scope = tellScope(list)
  return hasForecast
    ? say({ en: `what there is${scope} lasts`, fr: `ce qui est là${scope} suffit` })
    : say({ en: 'nothing is suggested', fr: 'rien n’est suggéré' })
}

function tellCheapest({ cheapest, pack }: NonNullable<ReorderList['unreached']>): Sentence {
  const price = money(cheapest)
  if (pack <= 1) return sameInAll(price)
  return say({ en: `${price} (a pack of ${pack})`, fr: `${price} (un lot de ${pack})` })
}

/** What was asked about by name and lasts, with how long. */
function tellEnoughOf({ enough, total }: ReorderList): Sentence | '' {
  if (enough.length <= SPOKEN) return join(enough.map(tellEnough))
  return total === 0
    ? ''
    : say({
        en: `${count(enough.length, 'other product')} that fit the words need nothing.`,
        fr: `${countInFrench(enough.length, 'autre produit', 'autres produits')} qui correspondent aux mots n’ont besoin de rien.`,
      })
}

/** What is on its way already, of all that was looked at. */
function tellOnOrder({ looked }: ReorderList): Sentence {
  const units = looked.reduce((all, { plan }) => all + plan.onOrder, 0)
  return say({
    en: `Of all that was looked at, ${units === 0 ? 'nothing is' : count(units, 'unit is', 'units are')} on order.`,
    fr: `Sur tout ce qui a été examiné, ${units === 0 ? 'rien n’est' : countInFrench(units, 'unité est', 'unités sont')} en commande.`,
  })
}

/** "Hermès, Blanche: 21 available, about 2 a week, so enough for about 10 weeks." */
function tellEnough(item: Planned): Sentence {
  const { available, onOrder } = item.plan
  const pace = item.known && tellPace(paceOf(item.plan, item.known))
  const name = nameOf(item)
  const stock = join([tellAvailable(available), tellComing(onOrder), pace], ', ')
  return say({ en: `${name}: ${stock}.`, fr: `${name} : ${stock}.` })
}

const tellAvailable = (units: number): Sentence =>
  say({ en: `${figure(units)} available`, fr: countInFrench(units, 'disponible') })

const tellComing = (onOrder: number): Sentence | '' =>
  onOrder > 0
    ? say({ en: `${figure(onOrder)} on order`, fr: `${figure(onOrder)} en commande` })
    : ''

/** "Hermès, Blanche, Femme", and the sizes where not all were asked about. */
const nameOf = ({ product, plan, whole }: Planned): string =>
  [describeProduct(product), ...(isWhole({ plan, whole }) ? [] : [tellSizes(plan.sizes)])].join(
    ', ',
  )

const isWhole = ({ plan, whole }: Pick<Planned, 'plan' | 'whole'>): boolean =>
  plan.sizes.length === whole.sizes.length

const tellSizes = (sizes: readonly SizePlan[]): Sentence =>
  allOf(sizes.map(({ size }) => asSize(size)))

type Severities = Readonly<Record<Language, Readonly<Record<Severity, string>>>>

/** What is so of products that were asked for by their severity. */
const STATES: Severities = {
  en: {
    out: 'of which each is out, or has a size that is',
    critical: 'of which each will be out before a delivery could come, or has a size that will',
    low: 'of which each is low, or has a size that is',
  },
  fr: {
    out: 'en rupture, en entier ou dans une taille',
    critical: 'rupture avant qu’une livraison puisse arriver, en entier ou dans une taille',
    low: 'stock bas, en entier ou dans une taille',
  },
}

const NOT_SO: Severities = {
  en: {
    out: 'is out',
    critical: 'will be out before a delivery could come',
    low: 'is low',
  },
  fr: {
    out: 'n’est en rupture',
    critical: 'ne sera épuisé avant qu’une livraison puisse arriver',
    low: 'n’a un stock bas',
  },
}

function tellWhole(list: ReorderList, seesCosts: boolean): Sentence {
  const { total, units, budget, only, cost } = list
  const about = tellAbout(list)
  const price =
    seesCosts && cost > 0
      ? say({ en: ` (${money(cost)} at cost)`, fr: ` (${money(cost)} au coût d’achat)` })
      : ''
  if (budget !== null) {
    const bought = say({
      en: `For ${money(budget)}${about}: ${count(units, 'unit')} of ${count(total, 'product')}${price}${tellUnrecorded(list)}.`,
      fr: `Pour ${money(budget)}${about} : ${countInFrench(units, 'unité')} de ${countInFrench(total, 'produit')}${price}${tellUnrecorded(list)}.`,
    })
    return join([bought, tellRest(budget - cost, list), tellLeftOut(list)])
  }
  const without =
    seesCosts &&
    list.withoutCost > 0 &&
    say({
      en: `${count(list.withoutCost, 'product')} without a cost left out of that sum.`,
      fr: `Cette somme ne compte pas ${countInFrench(list.withoutCost, 'produit')} sans coût.`,
    })
  const toOrder =
    only === null
      ? say({
          en: `${count(total, 'product')}${about} to order, ${count(units, 'unit')}${price}: ${tellStates(list)}${tellLacking(list)}${tellUnrecorded(list)}.`,
          fr: `${countInFrench(total, 'produit')} à commander${about}, ${countInFrench(units, 'unité')}${price} : ${tellStates(list)}${tellLacking(list)}${tellUnrecorded(list)}.`,
        })
      : say({
          en: `${count(total, 'product')}${about} to order ${STATES.en[only]}: ${count(units, 'unit')}${price}.`,
          fr: `${countInFrench(total, 'produit')} à commander${about} (${STATES.fr[only]}) : ${countInFrench(units, 'unité')}${price}.`,
        })
  return join([toOrder, without])
}

/** "2 sold out, 4 low" */
const tellStates = ({ bySeverity: { out, critical, low } }: ReorderList): Sentence =>
  join(
    [
      out > 0 && say({ en: `${figure(out)} sold out`, fr: `${figure(out)} en rupture` }),
      critical > 0 &&
        say({
          en: `${figure(critical)} gone before a delivery could come`,
          fr: `${countInFrench(critical, 'épuisé')} avant qu’une livraison puisse arriver`,
        }),
      low > 0 && say({ en: `${figure(low)} low`, fr: `${figure(low)} en stock bas` }),
    ],
    ', ',
  )

/** ", 2 units of them in sizes never recorded here" */
const tellUnrecorded = ({ unrecorded }: ReorderList): Sentence | '' =>
  unrecorded > 0
    ? say({
        en: `, ${count(unrecorded, 'unit')} of them in ${unrecorded === 1 ? 'a size' : 'sizes'} never recorded here`,
        fr: `, dont ${countInFrench(unrecorded, 'unité')} en ${unrecorded === 1 ? 'taille jamais enregistrée' : 'tailles jamais enregistrées'} ici`,
      })
    : ''

/** "; 44 lack a size that sells" */
function tellLacking({ total, withSizesOut, withUsualSize, hasForecast }: ReorderList): Sentence {
  const lack = (number: number) =>
    total === 1
      ? say({ en: '; it lacks', fr: ' ; il lui manque' })
      : say({
          en: `; ${number === 1 ? '1 lacks' : `${figure(number)} lack`}`,
          fr: ` ; il manque à ${figure(number)} d’entre eux`,
        })
  const sells = hasForecast
    ? say({ en: 'a size that sells', fr: 'une taille qui se vend' })
    : say({
        en: 'a size that many of your products come in',
        fr: 'une taille que beaucoup de vos produits ont',
      })
  const usual = say({
    en: 'a size never recorded here that many of your models come in',
    fr: 'une taille jamais enregistrée ici que beaucoup de vos modèles ont',
  })
  return join(
    [
      withSizesOut > 0 && join([lack(withSizesOut), sells]),
      withUsualSize > 0 && join([lack(withUsualSize), usual]),
    ],
    '',
  )
}

/** What the money does not buy, and what is left of it. */
function tellRest(left: number, list: ReorderList): Sentence | '' {
  const { unreached, hasForecast } = list
  const rest =
    left < 0.01 ? '' : say({ en: `${money(left)} is left`, fr: `Il reste ${money(left)}` })
  if (unreached) {
    const { units, products } = unreached
    const cheapest = tellCheapest(unreached)
    const notReached = say({
      en: `The money does not reach for ${count(units, 'more unit')} of ${count(products, 'product')} that are suggested: the cheapest costs ${cheapest}.`,
      fr: `L’argent ne suffit pas pour ${countInFrench(units, 'autre unité suggérée', 'autres unités suggérées')} de ${countInFrench(products, 'produit')} : le moins cher coûte ${cheapest}.`,
    })
    return join([notReached, asSentence(rest)])
  }
  const scope = tellScope(list)
  const nothing = hasForecast
    ? say({
        en: `nothing else${scope} is likely to sell in time`,
        fr: `rien d’autre${scope} ne devrait se vendre à temps`,
      })
    : say({ en: `no more${scope} is suggested`, fr: `rien de plus${scope} n’est suggéré` })
  return rest && say({ en: `${rest}: ${nothing}.`, fr: `${rest} : ${nothing}.` })
}

/** ", but 3 of these sizes can be moved here from Réserve" */
function tellElsewhere({ elsewhere }: Planned): Sentence | '' {
  if (elsewhere.length === 0) return ''
  const places = either([...new Set(elsewhere.map(({ place }) => place))])
  const units = elsewhere.reduce((all, one) => all + one.units, 0)
  return say({
    en: `, but of these sizes ${figure(units)} can be moved here from ${places}`,
    fr: `, mais ${countInFrench(units, 'unité de ces tailles peut être transférée', 'unités de ces tailles peuvent être transférées')} ici depuis ${places}`,
  })
}

/** "From other locations can be moved here: 38: 3 from Réserve; 39: 1 from Réserve." */
function tellMovable({ elsewhere }: Planned): Sentence | '' {
  if (elsewhere.length === 0) return ''
  const moves = elsewhere.map(({ size, units, place }) =>
    say({
      en: `${asSize(size)}: ${figure(units)} from ${asName(place)}`,
      fr: `${asSize(size)} : ${figure(units)} depuis ${asName(place)}`,
    }),
  )
  return say({
    en: `From other locations can be moved here: ${listed(moves)}.`,
    fr: `Transferts possibles vers ici : ${listed(moves)}.`,
  })
}

/** ", with 8 available: about 0.8 a week, so enough for about 10 weeks", of what was asked about by its name. */
function tellThere({ plan, known }: Planned): Sentence | '' {
  if (known === null) return ''
  // That it is a guess stands beside its name.
  const pace = tellPace({ ...paceOf(plan, known), isGuess: false })
  const there = tellAvailable(plan.available)
  return say({ en: `, with ${there}: ${pace}`, fr: `, avec ${there} : ${pace}` })
}

/** "43 are there in all, about 180 weeks of sales", where that is long: it may not be worth an order. */
function tellMuch({ whole }: Planned): Sentence | '' {
  const isLong = whole.suggested > 0 && (whole.daysOfCover ?? 0) > 7 * LONG_WEEKS
  return isLong
    ? say({
        en: `${figure(whole.available)} are there in all, ${tellCover(whole)} of sales`,
        fr: `il y en a ${figure(whole.available)} en tout, ${tellCover(whole)} de ventes`,
      })
    : ''
}

/** Of which products too little is known, by their names where those are not all. */
function tellGuessed({ told }: ReorderList): Sentence | '' {
  const guessed = told.filter((one) => one.isGuess)
  if (guessed.length === 0) return ''
  const which =
    guessed.length < told.length
      ? namesOf(guessed)
      : told.length === 1
        ? say({ en: 'it', fr: 'ce produit' })
        : say({ en: 'all of them', fr: 'chacun d’eux' })
  return say({
    en: `For ${which} too little is known: that is a guess from similar products.`,
    fr: `On en sait trop peu sur ${which} : c’est une supposition d’après des produits semblables.`,
  })
}

/** "Hermès, Blanche, Femme; Togo, Noir, Homme and 2 more" */
const namesOf = (items: readonly Planned[]): Sentence =>
  listed(items.slice(0, SPOKEN).map(nameOf), items.length - SPOKEN)

const tellLeftOut = ({ withoutCost }: ReorderList): Sentence | '' =>
  withoutCost > 0
    ? say({
        en: `Left out: ${count(withoutCost, 'product')} without a cost, or without a price above it.`,
        fr: `Laissé de côté : ${countInFrench(withoutCost, 'produit')} sans coût, ou sans prix au-dessus du coût.`,
      })
    : ''

function tellFirst({ items, total, asked }: ReorderList): Sentence | '' {
  const told = items.slice(0, SPOKEN).map((item) => {
    const much = asked !== '' && isWhole(item) ? '' : tellMuch(item)
    const rest = join(
      [tellRun(item.plan), tellElsewhere(item), asked !== '' && tellThere(item)],
      '',
    )
    return say({
      en: `${nameOf(item)}${item.isGuess ? ' (a guess)' : ''}: ${rest}${much && `, while ${much}`}`,
      fr: `${nameOf(item)}${item.isGuess ? ' (une supposition)' : ''} : ${rest}${much && `, alors qu’${much}`}`,
    })
  })
  const more = total - told.length
  // Weeks are the last words of an item: "and 52 more" would be weeks too.
  const others =
    more > 0 &&
    say({
      en: `and ${count(more, 'more product')}`,
      fr: `et ${countInFrench(more, 'autre produit', 'autres produits')}`,
    })
  const all = listed(others ? [...told, others] : told)
  return told.length === 0 ? '' : say({ en: `First ${all}.`, fr: `D’abord ${all}.` })
}

/** "order 5 (38: 3, 39: 2)" */
function tellRun({ sizes, suggested }: ProductPlan): Sentence {
  const run = runOf(sizes)
  return run === ''
    ? say({
        en: 'how many to order nobody can know',
        fr: 'combien commander, personne ne peut le savoir',
      })
    : say({
        en: `order ${figure(suggested)} (${run})`,
        fr: `commander ${figure(suggested)} (${run})`,
      })
}

const runOf = (sizes: readonly SizePlan[]): Sentence =>
  join(
    sizes
      .filter(({ suggested }) => suggested > 0)
      .map(({ size, suggested }) =>
        say({
          en: `${asSize(size)}: ${figure(suggested)}`,
          fr: `${asSize(size)} : ${figure(suggested)}`,
        }),
      ),
    ', ',
  )

/** What the suggestions rest on: whoever reads it out must not take a guess for a forecast. */
export function tellBasis(list: ReorderList): Sentence | '' {
  const { demand, hasForecast, isStockRoom, location, looked } = list
  if (isStockRoom) {
    const place = asName(location ?? '')
    return say({
      en: `Nothing was ever sold at ${place}: as in a stock room, only reorder points count there.`,
      fr: `Rien n’a jamais été vendu à ${place} : comme dans une réserve, seuls les seuils de commande y comptent.`,
    })
  }
  if (!hasForecast) return tellNoForecast(list)
  const parts = [
    looked.length !== 1 &&
      say({
        en: `by ${figure(Math.round(demand.units))} units sold in ${weeks(demand.weeks)}`,
        fr: `d’après ${countInFrench(Math.round(demand.units), 'unité vendue', 'unités vendues')} en ${weeks(demand.weeks)}`,
      }),
    demand.season === null &&
      say({
        en: 'without a season (that takes two years of sales)',
        fr: 'sans saison (il faut pour cela deux ans de ventes)',
      }),
    tellHorizon(list),
  ]
  return asSentence(join(parts, ', '))
}

function tellNoForecast({ demand, unrecorded }: ReorderList): Sentence {
  const tooLittle = tellTooLittle(demand)
  const basis = say({
    en: `How fast things sell cannot be known yet: ${tooLittle}. So these are not forecasts: only what is at its reorder point, sold out, or without a size that many of your products come in (one, or one pack, of each fills the gap).`,
    fr: `On ne peut pas encore savoir à quel rythme les produits se vendent : ${tooLittle}. Ce ne sont donc pas des prévisions : seulement ce qui est à son seuil de commande, en rupture, ou sans une taille que beaucoup de vos produits ont (une unité, ou un lot, de chacune comble le manque).`,
  })
  const usual =
    unrecorded > 0 &&
    say({
      en: 'A size never recorded here may be one that the model does not come in.',
      fr: 'Une taille jamais enregistrée ici n’existe peut-être pas pour le modèle.',
    })
  return join([basis, usual])
}

/** "to last 35 days with 95 % certainty": what a sum of money buys lasts as long as it does. */
function tellHorizon({ policy, horizon, budget, only, total, told }: ReorderList): Sentence | '' {
  // What is asked for by its severity lasts as long as it does too.
  if (budget !== null || (total === 0 && only !== null)) return ''
  const [least, most] = horizon
  const range = say({ en: `${least} to ${most}`, fr: `${least} à ${most}` })
  const days = least === most ? most : range
  // Of a guess nobody can say how certain it is.
  const isSure = told.some((one) => !one.isGuess)
  const certainty = isSure ? tellCertainty(policy.serviceLevel) : ''
  return say({
    en: `${total > 0 ? 'to last' : 'enough for'} ${days} days${certainty}`,
    fr: `${total > 0 ? 'pour tenir' : 'assez pour'} ${days} jours${certainty}`,
  })
}

/** "12 units sold in 2 weeks; a forecast takes 30 units and 4 weeks" */
export const tellTooLittle = ({ units, weeks: known }: Pick<Demand, 'units' | 'weeks'>): Sentence =>
  say({
    en: `${count(Math.round(units), 'unit')} sold in ${weeks(known)}; a forecast takes ${LEAST_UNITS} units and ${LEAST_WEEKS} weeks of sales`,
    fr: `${countInFrench(Math.round(units), 'unité vendue', 'unités vendues')} en ${weeks(known)} ; il faut ${LEAST_UNITS} unités et ${LEAST_WEEKS} semaines de ventes pour une prévision`,
  })

/** Why so many of a product: the answer to "why five?". */
export function tellWhy(
  item: Planned,
  { budget, demand }: Pick<ReorderList, 'budget' | 'demand'>,
): Sentence {
  const { plan, wanted, known, product } = item
  const isFor = (reason: Reason) => plan.reasons.includes(reason)
  const { packSize } = product
  return join([
    known && tellSales(item, known, demand),
    known && isFor('forecast') && tellToLast(item),
    isFor('threshold') && tellThreshold(item),
    isFor('sold_out') &&
      say({
        en: 'None of it is there, in any size.',
        fr: 'Il n’y en a plus, dans aucune taille.',
      }),
    tellBroken(plan.sizes),
    tellUnrecordedSizes(plan.sizes),
    say({
      en: `${tellStock(plan)}: ${tellOrder(wanted)}.`,
      fr: `${tellStock(plan)} : ${tellOrder(wanted)}.`,
    }),
    tellMovable(item),
    !isWhole(item) && asSentence(tellMuch(item)),
    budget !== null && tellBought(item),
    packSize > 1 &&
      say({
        en: `Ordered by ${packSize} of a size.`,
        fr: `Se commande par ${packSize} de la même taille.`,
      }),
    tellSlow(plan.sizes, packSize),
  ])
}

function tellToLast({ policy, isGuess }: Planned): Sentence {
  const { leadTimeDays, reviewDays, serviceLevel } = policy
  const certainty = isGuess ? '' : `,${tellCertainty(serviceLevel)}`
  return say({
    en: `It has to last ${leadTimeDays} days until a delivery and ${reviewDays} until the next order${certainty}.`,
    fr: `Cela doit tenir ${countInFrench(leadTimeDays, 'jour')} jusqu’à une livraison et ${reviewDays} jusqu’à la commande suivante${certainty}.`,
  })
}

/** "8 available (about 10 weeks of sales), 3 on order" */
function tellStock(plan: ProductPlan): Sentence {
  const cover = tellCover(plan)
  const ofSales = cover && say({ en: ` (${cover} of sales)`, fr: ` (${cover} de ventes)` })
  const there = join([tellAvailable(plan.available), ofSales], '')
  return join([there, tellComing(plan.onOrder)], ', ')
}

/** "order 5. 38: up to 4 may sell, 0 there, so 4; 39: 1" */
function tellOrder(plan: ProductPlan): Sentence {
  if (plan.severity === null) return say({ en: 'that is enough', fr: 'cela suffit' })
  // What a reorder point adds is shared out among the sizes.
  const addsUp = plan.reasons.includes('forecast') && !plan.reasons.includes('threshold')
  if (!addsUp) return tellRun(plan)
  const each = listed(plan.sizes.filter(({ suggested }) => suggested > 0).map(tellSum))
  return say({
    en: `order ${figure(plan.suggested)}. ${each}`,
    fr: `commander ${figure(plan.suggested)}. ${each}`,
  })
}

/** "38: up to 4 may sell, 0 there, 1 on order, so 3" */
function tellSum({ size, reasons, target, available, onOrder, suggested }: SizePlan): Sentence {
  const parts = [
    reasons.includes('forecast') &&
      say({
        en: `up to ${figure(target)} may sell`,
        fr: `jusqu’à ${countInFrench(target, 'peut se vendre', 'peuvent se vendre')}`,
      }),
    say({ en: `${figure(available)} there`, fr: countInFrench(available, 'disponible') }),
    tellComing(onOrder),
    say({ en: `so ${figure(suggested)}`, fr: `donc ${figure(suggested)}` }),
  ]
  const sum = join(parts, ', ')
  return say({ en: `${asSize(size)}: ${sum}`, fr: `${asSize(size)} : ${sum}` })
}

function tellBought({ plan: { sizes, suggested }, known }: Planned): Sentence {
  const first = known
    ? say({
        en: 'what earns the most for its cost',
        fr: 'ce qui rapporte le plus pour son coût',
      })
    : say({
        en: 'what is sold out or at its reorder point, then to sizes that are missing, last to those never recorded here',
        fr: 'ce qui est en rupture ou à son seuil de commande, puis aux tailles qui manquent, enfin à celles jamais enregistrées ici',
      })
  const run = runOf(sizes)
  return say({
    en: `The money buys ${figure(suggested)} (${run}): it goes first to ${first}.`,
    fr: `L’argent permet d’en acheter ${figure(suggested)} (${run}) : il va d’abord à ${first}.`,
  })
}

function tellSales(item: Planned, known: ProductDemand, { calendar }: Demand): Sentence {
  const { plan } = item
  const sold = tellSold(item, known, calendar)
  const sizes = isWhole(item) ? '' : tellSizes(plan.sizes)
  const each = tellRate(paceOf(plan, known))
  const rate = sizes === '' ? each : say({ en: `${each} in ${sizes}`, fr: `${each} en ${sizes}` })
  switch (known.confidence) {
    case 'none':
      return say({
        en: `Never on the shelf so far: a guess from similar products is ${rate}.`,
        fr: `Jamais en rayon jusqu’ici : d’après des produits semblables, une supposition est ${rate}.`,
      })
    case 'low':
      return say({
        en: `Little is known (${sold}): with similar products a guess is ${rate}.`,
        fr: `On en sait peu (${sold}) : avec des produits semblables, une supposition est ${rate}.`,
      })
    default:
      return say({
        en: `It sells ${rate} (${sold}).`,
        fr: `Il s’en vend ${rate} (${sold}).`,
      })
  }
}

/** "all sizes: 12 units sold in 18 weeks on the shelf; not all sizes were there for 3 weeks in all" */
function tellSold(item: Planned, known: ProductDemand, calendar: Demand['calendar']): Sentence {
  const units = Math.round(known.units)
  const time = tellWeeksSold(known, known, calendar)
  const empty =
    known.empty >= 1
      ? say({
          en: `; not all sizes were there for ${weeks(known.empty)} in all`,
          fr: ` ; il manquait des tailles pendant ${weeks(known.empty)} en tout`,
        })
      : ''
  return say({
    en: `${isWhole(item) ? '' : 'all sizes: '}${count(units, 'unit')} sold in ${time}${empty}`,
    fr: `${isWhole(item) ? '' : 'toutes tailles : '}${countInFrench(units, 'unité vendue', 'unités vendues')} sur ${time}${empty}`,
  })
}

function tellThreshold({ product, plan, whole }: Planned): Sentence {
  const { reorderPoint } = product
  const coming = whole.available + whole.onOrder
  const own = plan.sizes
    .filter(({ reasons }) => reasons.includes('threshold'))
    .map(({ size, ...one }) => {
      const there = tellThereOrComing(one.available + one.onOrder)
      return `${asSize(size)} (${figure(one.reorderPoint)}, ${there})`
    })
    .join(', ')
  const isWholeLow = reorderPoint >= coming && reorderPoint > 0
  const inSizes = isWhole({ plan, whole })
    ? ''
    : say({ en: ' in all sizes', fr: ' dans toutes les tailles' })
  return join([
    own !== '' &&
      say({
        en: `At or under the reorder point of size ${own}.`,
        fr: `Au seuil de commande ou en dessous, par taille : ${own}.`,
      }),
    isWholeLow &&
      say({
        en: `At or under its reorder point of ${figure(reorderPoint)}: ${tellThereOrComing(coming)}${inSizes}, so ${figure(reorderPoint + 1 - coming)} or more, in the sizes that sell.`,
        fr: `À son seuil de commande de ${figure(reorderPoint)} ou en dessous : ${tellThereOrComing(coming)}${inSizes}, donc ${figure(reorderPoint + 1 - coming)} ou plus, dans les tailles qui se vendent.`,
      }),
  ])
}

const tellThereOrComing = (units: number): Sentence =>
  say({
    en: `${figure(units)} there or on order`,
    fr: `${countInFrench(units, 'disponible')} ou en commande`,
  })

/** What says that customers ask for a size that is missing. */
const basisOf = ({ sold, spread }: SizePlan): 'own' | 'similar' | 'stock' =>
  sold > 0 ? 'own' : spread ? 'similar' : 'stock'

/** "Not there in 38 and 39, while other sizes are: 12 units were sold in them." */
function tellBroken(sizes: readonly SizePlan[]): Sentence {
  const missing = sizes.filter(({ reasons }) => reasons.includes('broken_run'))
  const told = [...Map.groupBy(missing, basisOf)].map(([basis, those]) => {
    const why = WHY_MISSED[basis](those)
    const names = tellSizes(those)
    return say({
      en: `Not there in ${names}, while other sizes are: ${why}.`,
      fr: `Il n’y en a pas en ${names}, mais dans d’autres tailles : ${why}.`,
    })
  })
  return join(told)
}

const WHY_MISSED: Readonly<
  Record<ReturnType<typeof basisOf>, (sizes: readonly SizePlan[]) => Sentence>
> = {
  own(sizes) {
    const units = Math.round(sizes.reduce((all, { sold }) => all + sold, 0))
    return say({
      en: `${figure(units)} ${units === 1 ? 'unit of it was' : 'units of it were'} sold in ${sizes.length === 1 ? 'it' : 'them'}`,
      fr: `${countInFrench(units, 'unité y a été vendue', 'unités y ont été vendues')}`,
    })
  },
  similar: (sizes) =>
    say({
      en: `such products usually sell in ${sizes.length === 1 ? 'it' : 'them'}`,
      fr: `de tels produits se vendent d’habitude dans ${sizes.length === 1 ? 'cette taille' : 'ces tailles'}`,
    }),
  stock: (sizes) =>
    say({
      en: `many of your products come in ${sizes.length === 1 ? 'it' : 'them'}`,
      fr: `beaucoup de vos produits ont ${sizes.length === 1 ? 'cette taille' : 'ces tailles'}`,
    }),
}

function tellUnrecordedSizes(sizes: readonly SizePlan[]): Sentence | '' {
  const missing = sizes.filter(({ reasons }) => reasons.includes('usual_size'))
  const names = missing.map(({ size }) => asSize(size)).join(', ')
  return names === ''
    ? ''
    : say({
        en: `Never recorded here in a size that many of your models come in: ${names}.`,
        fr: `Jamais enregistré ici dans une taille que beaucoup de vos modèles ont : ${names}.`,
      })
}

/** More weeks of stock are worth a warning. */
const LONG_WEEKS = 52

/** The size of which a whole pack lasts the longest, where that is too long. */
function tellSlow(sizes: readonly SizePlan[], packSize: number): Sentence | '' {
  if (packSize < 2) return ''
  const [slowest] = sizes
    .filter(({ suggested, perWeek }) => suggested > 0 && perWeek)
    .map(({ size, available, onOrder, suggested, perWeek }) => ({
      size,
      weeks: (coverOf(available + onOrder + suggested, perWeek) ?? 0) / 7,
    }))
    .sort((a, b) => b.weeks - a.weeks)
  if (!slowest || slowest.weeks <= LONG_WEEKS) return ''
  const lasts = tellWeeks(slowest.weeks)
  return say({
    en: `A whole pack is much of ${asSize(slowest.size)}: it lasts ${lasts}.`,
    fr: `Un lot entier, c’est beaucoup en ${asSize(slowest.size)} : il tient ${lasts}.`,
  })
}

const asSentence = (words: Sentence | ''): Sentence | '' => words && sameInAll(`${capital(words)}.`)

/** " with 95 % certainty" */
function tellCertainty(share: number): Sentence {
  const percent = figure(Math.round(1_000 * share) / 10)
  return say({ en: ` with ${percent} % certainty`, fr: ` avec ${percent} % de certitude` })
}

const weeks = (number: number): Sentence =>
  say({
    en: count(Math.round(number), 'week'),
    fr: countInFrench(Math.round(number), 'semaine'),
  })
