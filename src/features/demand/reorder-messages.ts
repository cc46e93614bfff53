import { introduce } from '../../catalogue/understanding-messages.ts'
import { describeProduct } from '../../domain/catalogue.ts'
import type { Severity } from '../../domain/demand/reorder.ts'
import { count, countInFrench, figure, money } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { listed } from '../../shared/listed.ts'
import { either, tellAvailable, tellComing } from '../../shared/message-parts.ts'
import { paceOf, tellPace } from './pace-messages.ts'
import type { Planned, ReorderList, ReorderPlan } from './reorder.ts'
import { tellBasis } from './reorder-basis-messages.ts'
import { tellLeftOut, tellNothingFor, tellRest } from './reorder-budget-messages.ts'
import {
  isWhole,
  tellAbout,
  tellMuch,
  tellRun,
  tellSizes,
  tellUnrecorded,
} from './reorder-parts.ts'

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

/** "Hermès, Blanche, Femme", and the sizes where not all were asked about. */
const nameOf = ({ product, plan, whole }: Planned): string =>
  [describeProduct(product), ...(isWhole({ plan, whole }) ? [] : [tellSizes(plan.sizes)])].join(
    ', ',
  )

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

/** ", with 8 available: about 0.8 a week, so enough for about 10 weeks", of what was asked about by its name. */
function tellThere({ plan, known }: Planned): Sentence | '' {
  if (known === null) return ''
  // That it is a guess stands beside its name.
  const pace = tellPace({ ...paceOf(plan, known), isGuess: false })
  const there = tellAvailable(plan.available)
  return say({ en: `, with ${there}: ${pace}`, fr: `, avec ${there} : ${pace}` })
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
