import { describeProduct } from '../../domain/catalogue.ts'
import { LEVELS, type Score } from '../../domain/demand/backtest.ts'
import { type Confidence, type Demand, isGuess, isTooLittle } from '../../domain/demand/demand.ts'
import type { RIVALS } from '../../domain/demand/methods.ts'
import { count, countInFrench, figure, tellDay } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import { describePart, guesses } from '../../shared/message-parts.ts'
import { OWN } from './accuracy.ts'
import type { Forecast } from './forecast.ts'
import { tellWeeksSold } from './pace-messages.ts'
import { tellTooLittle } from './reorder-basis-messages.ts'

/** What a forecast of a product is worth, in words. */
const CONFIDENCE: Readonly<Record<Language, Readonly<Record<Confidence, string>>>> = {
  en: {
    none: 'It was never on the shelf: this is a guess from similar products.',
    low: 'Little is known of it, so similar products weigh in: take it with care.',
    fair: 'That is fairly sure.',
    good: 'That rests on a good deal of sales.',
  },
  fr: {
    none: 'Il n’a jamais été en rayon : c’est une supposition d’après des produits semblables.',
    low: 'On en sait peu, donc des produits semblables comptent aussi : à prendre avec prudence.',
    fair: 'C’est assez sûr.',
    good: 'Cela repose sur beaucoup de ventes.',
  },
}

/** What will sell, how sure that is and what it rests on, in a few sentences. */
export function tellForecast(forecast: Forecast): Sentence {
  const { product, variant, match, location, foreseen, demand, known } = forecast
  const name = describePart(product, variant?.size ?? '')
  const what =
    location === null
      ? name
      : say({ en: `${name}, at ${asName(location)}`, fr: `${name}, à ${asName(location)}` })
  if (foreseen === null) {
    const tooLittle = tellTooLittle(demand)
    return say({
      en: `What ${what} will sell cannot be known yet: ${tooLittle}. Sales of before can be imported (POST /import with kind sales). Do not call it 0.`,
      fr: `${what} : on ne peut pas encore savoir ce qui se vendra (${tooLittle}). Les ventes d’avant peuvent être importées (POST /import avec kind sales). Ne dites pas 0.`,
    })
  }
  const { mean, enough, from, to } = foreseen.sum
  const weeks = foreseen.weeks.length
  // Of a guess nobody can say how certain it is.
  const isSure = !isGuess(known.confidence)
  const [inNine = 0, inMost = 0] = [enough[2], enough[4]]
  return join([
    guesses(match),
    say({
      en: `${what}: about ${round(mean)} will sell in ${count(weeks, 'week')} (${tellDay(from)} to ${tellDay(to)}) with stock on hand.`,
      fr: `${what} : environ ${round(mean)} à vendre en ${countInFrench(weeks, 'semaine')} (du ${tellDay(from)} au ${tellDay(to)}) tant qu’il y a du stock.`,
    }),
    isSure &&
      say({
        en: `Enough in 9 of 10 cases: ${figure(inNine)}; in 98 of 100: ${figure(inMost)}.`,
        fr: `Assez dans 9 cas sur 10 : ${figure(inNine)} ; dans 98 sur 100 : ${figure(inMost)}.`,
      }),
    tellInputs(forecast),
    say({ en: CONFIDENCE.en[known.confidence], fr: CONFIDENCE.fr[known.confidence] }),
    isSure && tellPast(forecast),
  ])
}

function tellInputs({ inputs, variant, product, known, demand }: Forecast): Sentence {
  const { units, empty, lastSold, hasSeason } = inputs
  const sold = Math.round(units)
  const missing = Math.round(empty)
  const time = tellWeeksSold(inputs, known, demand.calendar)
  const last =
    lastSold === null
      ? ''
      : say({
          en: `, the last on ${tellDay(lastSold)}`,
          fr: `, la dernière le ${tellDay(lastSold)}`,
        })
  const gone =
    empty >= 1
      ? say({
          en: `, and was not there for ${count(missing, 'week')}`,
          fr: `, avec ${countInFrench(missing, 'semaine')} sans stock`,
        })
      : ''
  const share = figure(Math.round(100 * inputs.share))
  return join([
    say({
      en: `It sold ${count(sold, 'unit')} in ${time}${last}${gone}.`,
      fr: `${countInFrench(sold, 'unité vendue', 'unités vendues')} sur ${time}${last}${gone}.`,
    }),
    variant !== null &&
      say({
        en: `The size has ${share} % of what ${describeProduct(product)} sells.`,
        fr: `Cette taille fait ${share} % des ventes de ${describeProduct(product)}.`,
      }),
    !hasSeason &&
      say({
        en: 'No season is known: that takes two years of sales.',
        fr: 'Aucune saison n’est connue : il faut pour cela deux ans de ventes.',
      }),
  ])
}

function tellPast({ accuracy, variant }: Forecast): Sentence | '' {
  if (accuracy === null) return ''
  const { times, foretold, sold, enough } = accuracy
  const all = variant === null ? '' : say({ en: ' of all sizes', fr: ', toutes tailles,' })
  return say({
    en: `Asked ${count(times, 'time')} in the past for 4 weeks, it foretold ${round(foretold)}${all} and ${figure(sold)} were sold; what it called enough in 9 of 10 cases was enough in ${enough} of ${times}.`,
    fr: `Interrogée ${countInFrench(times, 'fois', 'fois')} dans le passé pour 4 semaines, elle a prévu ${round(foretold)}${all} et ${figure(sold)} ${sold < 2 ? 'a été vendu' : 'ont été vendus'} ; ce qu’elle disait assez dans 9 cas sur 10 l’a été dans ${enough} sur ${times}.`,
  })
}

interface Accuracy {
  readonly scores: ReadonlyMap<string, Score>
  readonly demand: Demand
  readonly location: string | null
}

/** What the usual methods are called in French; other names are the same in all languages. */
const METHODS_IN_FRENCH: Readonly<Record<keyof typeof RIVALS, string>> = {
  naive: 'naïve',
  'moving average 13': 'moyenne mobile 13',
  SBA: 'SBA',
  TSB: 'TSB',
  'min/max 2 × mean': 'min/max 2 × moyenne',
}

/** How good the forecasts were, beside the usual ways, in a few sentences. */
export function tellAccuracy({ scores, demand, location }: Accuracy): Sentence {
  const where =
    location === null ? '' : say({ en: ` at ${asName(location)}`, fr: ` à ${asName(location)}` })
  const own = scores.get(OWN)
  if (!own || own.count === 0) {
    const tooLittle = tellTooLittle(demand)
    return isTooLittle(demand)
      ? say({
          en: `Nothing is foretold${where} yet: ${tooLittle}.`,
          fr: `Rien n’est encore prévu${where} : ${tooLittle}.`,
        })
      : say({
          en: `Nothing can be said${where} yet: four weeks after the first forecast are needed to see whether it was right.`,
          fr: `On ne peut encore rien dire${where} : il faut quatre semaines après la première prévision pour voir si elle était juste.`,
        })
  }
  const others = [...scores]
    .filter(([name]) => name !== OWN)
    .map(([name, { loss }]) => `${tellMethod(name)} ${hundredths(loss / (own.loss || 1))}`)
    .join(', ')
  const enough = LEVELS.map((level, at) => {
    const achieved = hundredths(own.achieved[at] ?? 0)
    return say({ en: `${level}: ${achieved}`, fr: `${figure(level)} : ${achieved}` })
  })
  return join([
    say({
      en: `Asked of the past for 4 weeks, ${count(own.count, 'time')}.`,
      fr: `Interrogée sur le passé pour 4 semaines, ${countInFrench(own.count, 'fois', 'fois')}.`,
    }),
    say({
      en: `Errors beside those of this forecast${where} (1, lower is better): ${others}.`,
      fr: `Erreurs par rapport à celles de cette prévision${where} (1, moins vaut mieux) : ${others}.`,
    }),
    own.bias !== null && tellBias(own.bias),
    say({
      en: `How often what should be enough was, said and got: ${enough.join(', ')}.`,
      fr: `Combien de fois ce qui devait suffire a suffi, annoncé et obtenu : ${enough.join(' ; ')}.`,
    }),
  ])
}

const tellMethod = (name: string): Sentence =>
  say({ en: name, fr: METHODS_IN_FRENCH[name as keyof typeof RIVALS] ?? name })

/** "1.20", "1,20" */
const hundredths = (share: number): Sentence =>
  say({ en: share.toFixed(2), fr: share.toFixed(2).replace('.', ',') })

function tellBias(bias: number): Sentence {
  const percent = Math.round(100 * Math.abs(bias))
  if (percent === 0) {
    return say({
      en: 'In all it foretold as much as was sold.',
      fr: 'Au total, elle a prévu autant que ce qui a été vendu.',
    })
  }
  return say({
    en: `In all it foretold ${figure(percent)} % ${bias > 0 ? 'more' : 'less'} than was sold.`,
    fr: `Au total, elle a prévu ${figure(percent)} % de ${bias > 0 ? 'plus' : 'moins'} que ce qui a été vendu.`,
  })
}

const round = (number: number): string =>
  figure(number < 10 ? Math.round(10 * number) / 10 : Math.round(number))
