import { describeProduct, type Product } from '../domain/catalogue.ts'
import { countInFrench } from '../domain/figures.ts'
import { type Sentence, say } from '../domain/say.ts'
import { asName } from '../domain/text.ts'
import { matchColor } from '../matching/colors.ts'
import type { Snapshot } from './snapshot.ts'
import { gendersFor, type Reference, saidSize, type Understanding } from './understand.ts'

/**
 * Products to ask about where a name was understood and lacks the colour or the size that was said:
 * those of longer names with its words ("Togo Boucle" for Togo) that come in it, and for the gender.
 * Nobody says that they are meant.
 */
export function longerNamed(
  snapshot: Snapshot,
  { kind, match, products, size: inside }: Understanding,
  { sku, model, color, gender, size: apart }: Reference,
): readonly Product[] {
  const base = match.model?.used
  if (sku !== undefined || model === undefined || !base) return []
  const size = saidSize({ size: apart }) ?? inside
  const comesIn = (one: Product) => size !== null && snapshot.variantOf(one, size) !== undefined
  const lacksColor = kind === 'color-not-available'
  const lacksSize = size !== null && kind !== 'none' && !lacksColor && !products.some(comesIn)
  if (!lacksColor && !lacksSize) return []

  const { aside } = snapshot.matchModel({ model, color, gender })
  const colors = [aside.color, color].filter((said) => said !== null && said !== undefined)
  const genders = [aside.gender, gender].filter((said) => said !== null && said !== undefined)
  const fitting = snapshot
    .productsLongerNamed(base)
    .filter(
      (one) =>
        colors.every((said) => matchColor(said, [one.color]).kind !== 'none') &&
        genders.every((said) => gendersFor(said, [one.gender]).length > 0),
    )
  const inSize = fitting.filter(comesIn)
  return lacksSize || inSize.length > 0 ? inSize : fitting
}

/** The question whether one of them was meant; empty for none. */
export function askLonger(products: readonly Product[]): Sentence | '' {
  if (products.length === 0) return ''
  const names = products.map((one) => `${describeProduct(one)} (${asName(one.sku)})`)
  const more = names.length - MOST_SPOKEN
  const spoken = names.slice(0, MOST_SPOKEN)
  return say({
    en: `Was ${spoken.join('; or ')}${more > 0 ? `, or one of ${more} more,` : ''} meant?`,
    fr: `Vouliez-vous dire ${spoken.join(' ; ou ')}${more > 0 ? `, ou encore ${countInFrench(more, 'autre')}` : ''} ?`,
  })
}

/** No more than a person can hear. */
const MOST_SPOKEN = 3
