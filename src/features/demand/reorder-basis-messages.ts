import { type Demand, LEAST_UNITS, LEAST_WEEKS } from '../../domain/demand/demand.ts'
import { count, countInFrench, figure } from '../../domain/figures.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import type { ReorderList } from './reorder.ts'
import { asSentence, tellCertainty, weeks } from './reorder-parts.ts'

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
