import { count, countInFrench, money } from '../../domain/figures.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import type { ReorderList } from './reorder.ts'
import { asSentence, tellAbout, tellScope } from './reorder-parts.ts'

/** That a sum of money buys nothing, and why. */
export function tellNothingFor(budget: number, list: ReorderList): Sentence {
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

/** What the money does not buy, and what is left of it. */
export function tellRest(left: number, list: ReorderList): Sentence | '' {
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

/** What a sum of money cannot be weighed for. */
export const tellLeftOut = ({ withoutCost }: ReorderList): Sentence | '' =>
  withoutCost > 0
    ? say({
        en: `Left out: ${count(withoutCost, 'product')} without a cost, or without a price above it.`,
        fr: `Laissé de côté : ${countInFrench(withoutCost, 'produit')} sans coût, ou sans prix au-dessus du coût.`,
      })
    : ''
