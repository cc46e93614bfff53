import { describeProduct } from '../../domain/catalogue.ts'
import { figure, money } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import { BULK_FIELDS, type BulkField, PRODUCT_FIELDS } from '../../domain/product-fields.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import { noValue } from '../../shared/field-changes.ts'
import { listed } from '../../shared/listed.ts'
import type { BulkPlan, BulkValues, BulkWish, PlannedChange, Staying } from './bulk-plan.ts'
import type { Selection } from './bulk-selection.ts'

/** Things in one sentence: no more than a person can hear. */
const SPOKEN = 3

/** "€89", or that there is none. */
export const asMoney = (amount: number | null): Sentence =>
  amount ? sameInAll(money(amount)) : noValue()

/** "a; b; c and 4 more" */
export const tellSome = (names: readonly string[]): Sentence =>
  listed(names.slice(0, SPOKEN), names.length - SPOKEN)

/** "lead time days" */
const spokenName = (field: BulkField): Sentence =>
  say({
    en: PRODUCT_FIELDS[field].wire.replaceAll('_', ' '),
    fr: PRODUCT_FIELDS[field].french,
  })

const spokenValue = (value: BulkValues[BulkField], field: BulkField): Sentence => {
  if (typeof value === 'number' && field === 'price') return asMoney(value)
  return value ? sameInAll(asName(String(value))) : noValue()
}

/** What happens to a field, before and after it was written. */
export const VERBS = {
  change: {
    would: { en: 'Would change', fr: 'À changer :' },
    did: { en: 'Changed', fr: 'Changé :' },
  },
  back: {
    would: { en: 'Would change back', fr: 'À remettre comme avant :' },
    did: { en: 'Changed back', fr: 'Remis comme avant :' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<'would' | 'did', Verb>>>>

type Verb = Readonly<Record<Language, string>>

/** Why products stay as they are, after how many there are. */
const STAYING: Readonly<Record<Staying['why'], (one: boolean) => Verb>> = {
  'no-price': (one) =>
    one
      ? { en: 'has no price and stays', fr: 'n’a pas de prix et reste tel quel' }
      : { en: 'have no price and stay', fr: 'n’ont pas de prix et restent tels quels' },
  same: (one) =>
    one ? { en: 'has it already', fr: 'l’a déjà' } : { en: 'have it already', fr: 'l’ont déjà' },
  'not-positive': (one) => ({
    en: `would fall to 0 or below and ${one ? 'stays' : 'stay'}`,
    fr: one
      ? 'tomberait à 0 ou moins et reste tel quel'
      : 'tomberaient à 0 ou moins et restent tels quels',
  }),
  'too-high': (one) => ({
    en: `would be over ${money(PRODUCT_FIELDS.price.max)} and ${one ? 'stays' : 'stay'}`,
    fr: `${one ? 'dépasserait' : 'dépasseraient'} ${money(PRODUCT_FIELDS.price.max)} et ${one ? 'reste tel quel' : 'restent tels quels'}`,
  }),
  'changed-since': (one) =>
    one
      ? { en: 'was changed again since and stays', fr: 'a encore changé depuis et reste tel quel' }
      : {
          en: 'were changed again since and stay',
          fr: 'ont encore changé depuis et restent tels quels',
        },
  gone: (one) =>
    one
      ? { en: 'was deleted since', fr: 'a été supprimé depuis' }
      : { en: 'were deleted since', fr: 'ont été supprimés depuis' },
}

/** Nobody has to be told which ones these are. */
const UNNAMED: readonly Staying['why'][] = ['same', 'no-price', 'gone']

/** What changes and what stays, in a sentence for each field. */
export function tellPlan(
  { total, changes, staying }: BulkPlan,
  selection: Selection,
  { verb, how = '' }: { readonly verb: Verb; readonly how?: string },
): Sentence {
  const touched = BULK_FIELDS.filter(
    (field) =>
      changes.some(({ after }) => after[field] !== undefined) ||
      staying.some((one) => one.field === field),
  )
  return join(
    touched.map((field) => {
      const changing = changes.filter(({ after }) => after[field] !== undefined)
      const stays = tellStaying(staying.filter((one) => one.field === field))
      const rest = stays === '' ? '' : say({ en: `; ${stays}`, fr: ` ; ${stays}` })
      const name = spokenName(field)
      if (changing.length === 0) {
        const of = selection.name(total)
        return say({
          en: `No ${name} of ${of} has to change${rest}.`,
          fr: `Rien à changer pour ${of} (${name})${rest}.`,
        })
      }
      const of = selection.name(changing.length)
      const inWhichWay = field === 'price' ? how : ''
      const groups = tellGroups(changing, field)
      return say({
        en: `${verb.en} the ${name} of ${of}${inWhichWay}: ${groups}${rest}.`,
        fr: `${verb.fr} ${name}, ${of}${inWhichWay} : ${groups}${rest}.`,
      })
    }),
  )
}

/** "89.00 → 79.00 for 10, 99.00 → 79.00 for 2" */
function tellGroups(changes: readonly PlannedChange[], field: BulkField): string {
  const value = (values: BulkValues) => spokenValue(values[field], field)
  const steps = changes.map(({ before, after }) => `${value(before)} → ${value(after)}`)
  const groups = [...Map.groupBy(steps, (step) => step)]
    .map(([step, { length }]) => ({ step, length }))
    .sort((a, b) => b.length - a.length)
  const [first, ...others] = groups
  if (first && others.length === 0)
    return changes.length === 1
      ? first.step
      : say({ en: `${first.step} for each`, fr: `${first.step} pour chacun` })
  const spoken = groups.slice(0, 2 * SPOKEN)
  const rest = groups.slice(2 * SPOKEN).reduce((sum, { length }) => sum + length, 0)
  const told = spoken
    .map(({ step, length }) => say({ en: `${step} for ${length}`, fr: `${step} pour ${length}` }))
    .join(', ')
  return rest > 0
    ? say({
        en: `${told}, and other steps for ${rest} more`,
        fr: `${told}, et d’autres changements pour ${rest} autres`,
      })
    : told
}

function tellStaying(staying: readonly Staying[]): string {
  return [...Map.groupBy(staying, ({ why }) => why)]
    .map(([why, ones]) => {
      const names = ones.flatMap(({ product, field }) =>
        product ? [`${describeProduct(product)} (${spokenValue(product[field], field)})`] : [],
      )
      const which = UNNAMED.includes(why) ? '' : ` (${tellSome(names)})`
      return `${ones.length} ${say(STAYING[why](ones.length === 1))}${which}`
    })
    .join(', ')
}

/** " (10 % less, rounded to 0.90 on top of steps of 1)" */
export function tellHow({ price }: BulkWish): string {
  if (!price || price.kind === 'set') return ''
  const { kind, value, roundTo, ending } = price
  const size = kind === 'percent' ? `${figure(Math.abs(value))} %` : asMoney(Math.abs(value))
  const parts = [
    value !== 0 &&
      say({
        en: `${size} ${value > 0 ? 'more' : 'less'}`,
        fr: `${size} de ${value > 0 ? 'plus' : 'moins'}`,
      }),
    roundTo !== undefined &&
      say({ en: `to the nearest ${roundTo}`, fr: `arrondi au plus proche de ${figure(roundTo)}` }),
    ending !== undefined &&
      say({ en: `ending in ${asMoney(ending)}`, fr: `finissant par ${asMoney(ending)}` }),
  ].filter(Boolean)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}
