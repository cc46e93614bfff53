import { describeProduct } from '../../domain/catalogue.ts'
import type { Digest, Odd } from '../../domain/digest.ts'
import { count, countInFrench } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import type { Bounded, Trade } from '../../domain/summary.ts'
import { asSize } from '../../domain/text.ts'
import { CHECKS, type CheckName } from '../checks/check-rules.ts'

/** Names in a line: all of it is read in twenty seconds. */
const NAMED = 3

interface Words {
  trade(until: string, sold: Trade, returned: Trade): string
  readonly out: string
  readonly low: string
  toOrder(units: number, products: number): string
  readonly odd: string
  readonly nothing: string
  available(units: number): string
  /** Between what is named. */
  readonly mark: string
  more(number: number): string
  found(odd: Odd): string
}

/** " for 184.5"; nothing where no price is known. */
const worth = ({ value }: Trade, word: string, point = '.'): string =>
  value === 0 ? '' : ` ${word} ${String(value).replace('.', point)}`

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    trade: (until, sold, returned) =>
      `Day to ${until}: ${sold.units === 0 ? 'nothing was sold' : `${sold.units} sold${worth(sold, 'for')}`}${returned.units === 0 ? '' : `, ${returned.units} came back${worth(returned, 'for')}`}.`,
    out: 'Ran out',
    low: 'At their reorder point',
    toOrder: (units, products) =>
      `To order: ${count(units, 'unit')} of ${count(products, 'product')}`,
    odd: 'Look at',
    nothing: 'Nothing ran out, is low, is to be ordered or looks odd.',
    available: (units) => `${units} available`,
    mark: '; ',
    more: (number) => `and ${number} more`,
    found: ({ check, total }) => CHECKS[check as CheckName].found.en(total),
  },
  fr: {
    trade: (until, sold, returned) =>
      `Journée jusqu’au ${until} : ${sold.units === 0 ? 'rien de vendu' : `${countInFrench(sold.units, 'vendu')}${worth(sold, 'pour', ',')}`}${returned.units === 0 ? '' : `, ${countInFrench(returned.units, 'retour')}${worth(returned, 'pour', ',')}`}.`,
    out: 'En rupture ',
    low: 'À leur seuil ',
    toOrder: (units, products) =>
      `À commander : ${countInFrench(units, 'unité')} de ${countInFrench(products, 'produit')} `,
    odd: 'À regarder ',
    nothing: 'Rien en rupture, rien de bas, rien à commander, rien d’anormal.',
    available: (units) => countInFrench(units, 'disponible'),
    mark: ' ; ',
    more: (number) => `et ${countInFrench(number, 'autre')}`,
    found: ({ check, total }) => CHECKS[check as CheckName].found.fr(total),
  },
}

/** A day in a few lines; without what is empty. */
export function tellDigest(digest: Digest, language: Language): string {
  const words = WORDS[language]
  const { day, at, sold, returned, out, low, toOrder, odd } = digest
  const line = <T>(title: string, { total, items }: Bounded<T>, tell: (item: T) => string) => {
    const named = items.slice(0, NAMED).map(tell).join(words.mark)
    const more = total - Math.min(items.length, NAMED)
    return total === 0 ? '' : `${title}: ${named}${more > 0 ? ` ${words.more(more)}` : ''}.`
  }
  const lines = [
    line(words.out, out, (one) => `${describeProduct(one)}, ${asSize(one.size)}`),
    line(words.low, low, (one) => `${describeProduct(one)} (${words.available(one.available)})`),
    line(
      words.toOrder(toOrder.units, toOrder.total),
      toOrder,
      (one) => `${describeProduct(one)} (${one.units})`,
    ),
    line(words.odd, { total: odd.length, items: odd }, words.found),
  ].filter(Boolean)
  return [
    words.trade(`${day} ${at}`, sold, returned),
    ...(lines.length > 0 ? lines : [words.nothing]),
  ].join('\n')
}
