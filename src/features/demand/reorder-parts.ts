import type { ProductPlan, SizePlan } from '../../domain/demand/reorder.ts'
import { count, countInFrench, figure } from '../../domain/figures.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName, asSize, capital } from '../../domain/text.ts'
import { allOf } from '../../shared/listed.ts'
import { tellCover } from './pace-messages.ts'
import type { Planned, ReorderList } from './reorder.ts'

/** " of Atlas at Réserve" */
export const tellAbout = ({ supplier, location }: ReorderList): Sentence =>
  join(
    [
      supplier !== null &&
        say({ en: ` of ${asName(supplier)}`, fr: ` du fournisseur ${asName(supplier)}` }),
      location !== null && say({ en: ` at ${asName(location)}`, fr: ` à ${asName(location)}` }),
    ],
    '',
  )

/** " of Hermès, Blanche of Atlas": what is said of nothing else is said of that alone. */
export const tellScope = (list: ReorderList): Sentence =>
  join(
    [
      list.asked !== '' && say({ en: ` of ${list.asked}`, fr: ` pour ${list.asked}` }),
      tellAbout(list),
    ],
    '',
  )

/** Whether all sizes of a product were asked about. */
export const isWhole = ({ plan, whole }: Pick<Planned, 'plan' | 'whole'>): boolean =>
  plan.sizes.length === whole.sizes.length

export const tellSizes = (sizes: readonly SizePlan[]): Sentence =>
  allOf(sizes.map(({ size }) => asSize(size)))

/** ", 2 units of them in sizes never recorded here" */
export const tellUnrecorded = ({ unrecorded }: ReorderList): Sentence | '' =>
  unrecorded > 0
    ? say({
        en: `, ${count(unrecorded, 'unit')} of them in ${unrecorded === 1 ? 'a size' : 'sizes'} never recorded here`,
        fr: `, dont ${countInFrench(unrecorded, 'unité')} en ${unrecorded === 1 ? 'taille jamais enregistrée' : 'tailles jamais enregistrées'} ici`,
      })
    : ''

/** More weeks of stock are worth a warning. */
export const LONG_WEEKS = 52

/** "43 are there in all, about 180 weeks of sales", where that is long: it may not be worth an order. */
export function tellMuch({ whole }: Planned): Sentence | '' {
  const isLong = whole.suggested > 0 && (whole.daysOfCover ?? 0) > 7 * LONG_WEEKS
  return isLong
    ? say({
        en: `${figure(whole.available)} are there in all, ${tellCover(whole)} of sales`,
        fr: `il y en a ${figure(whole.available)} en tout, ${tellCover(whole)} de ventes`,
      })
    : ''
}

/** "order 5 (38: 3, 39: 2)" */
export function tellRun({ sizes, suggested }: ProductPlan): Sentence {
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

/** "38: 3, 39: 2" */
export const runOf = (sizes: readonly SizePlan[]): Sentence =>
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

export const asSentence = (words: Sentence | ''): Sentence | '' =>
  words && sameInAll(`${capital(words)}.`)

/** " with 95 % certainty" */
export function tellCertainty(share: number): Sentence {
  const percent = figure(Math.round(1_000 * share) / 10)
  return say({ en: ` with ${percent} % certainty`, fr: ` avec ${percent} % de certitude` })
}

/** "10 weeks" */
export const weeks = (number: number): Sentence =>
  say({
    en: count(Math.round(number), 'week'),
    fr: countInFrench(Math.round(number), 'semaine'),
  })
