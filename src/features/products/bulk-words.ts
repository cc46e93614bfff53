import { describeProduct } from '../../domain/catalogue.ts'
import { BULK_FIELDS, type BulkField, PRODUCT_FIELDS } from '../../domain/product-fields.ts'
import { asName } from '../../domain/text.ts'
import type { BulkPlan, BulkValues, BulkWish, PlannedChange, Staying } from './bulk-plan.ts'
import type { Selection } from './bulk-selection.ts'

/** Things in one sentence: no more than a person can hear. */
const SPOKEN = 3

/** "89.00", or that there is none. */
export const asMoney = (amount: number | null): string => (amount ? amount.toFixed(2) : 'none')

/** "a, b, c and 4 more" */
export function tellSome(names: readonly string[], most = SPOKEN): string {
  const spoken = names.slice(0, most)
  const more = names.length - spoken.length
  return more > 0 ? `${spoken.join('; ')} and ${more} more` : spoken.join('; ')
}

/** "lead time days" */
const spokenName = (field: BulkField): string => PRODUCT_FIELDS[field].wire.replaceAll('_', ' ')

const say = (value: BulkValues[BulkField], field: BulkField): string =>
  typeof value === 'number' && field === 'price' ? asMoney(value) : asName(String(value || 'none'))

/** What happens to a field, before and after it was written. */
export const VERBS = {
  change: { would: 'Would change', did: 'Changed' },
  back: { would: 'Would change back', did: 'Changed back' },
} as const

/** Why products stay as they are, after how many there are. */
const STAYING: Readonly<Record<Staying['why'], (one: boolean) => string>> = {
  'no-price': (one) => (one ? 'has no price and stays' : 'have no price and stay'),
  same: (one) => (one ? 'has it already' : 'have it already'),
  'not-positive': (one) => `would fall to 0 or below and ${one ? 'stays' : 'stay'}`,
  'too-high': (one) => `would be over ${PRODUCT_FIELDS.price.max} and ${one ? 'stays' : 'stay'}`,
  'changed-since': (one) =>
    one ? 'was changed again since and stays' : 'were changed again since and stay',
  gone: (one) => (one ? 'was deleted since' : 'were deleted since'),
}

/** Nobody has to be told which ones these are. */
const UNNAMED: readonly Staying['why'][] = ['same', 'no-price', 'gone']

/** What changes and what stays, in a sentence for each field. */
export function tellPlan(
  { total, changes, staying }: BulkPlan,
  selection: Selection,
  { verb, how = '' }: { readonly verb: string; readonly how?: string },
): string {
  const touched = BULK_FIELDS.filter(
    (field) =>
      changes.some(({ after }) => after[field] !== undefined) ||
      staying.some((one) => one.field === field),
  )
  return touched
    .map((field) => {
      const changing = changes.filter(({ after }) => after[field] !== undefined)
      const stays = tellStaying(staying.filter((one) => one.field === field))
      const rest = stays === '' ? '' : `; ${stays}`
      const name = spokenName(field)
      return changing.length === 0
        ? `No ${name} of ${selection.name(total)} has to change${rest}.`
        : `${verb} the ${name} of ${selection.name(changing.length)}${field === 'price' ? how : ''}: ${tellGroups(changing, field)}${rest}.`
    })
    .join(' ')
}

/** "89.00 → 79.00 for 10, 99.00 → 79.00 for 2" */
function tellGroups(changes: readonly PlannedChange[], field: BulkField): string {
  const value = (values: BulkValues) => say(values[field], field)
  const steps = changes.map(({ before, after }) => `${value(before)} → ${value(after)}`)
  const groups = [...Map.groupBy(steps, (step) => step)]
    .map(([step, { length }]) => ({ step, length }))
    .sort((a, b) => b.length - a.length)
  const [first, ...others] = groups
  if (first && others.length === 0)
    return changes.length === 1 ? first.step : `${first.step} for each`
  const spoken = groups.slice(0, 2 * SPOKEN)
  const rest = groups.slice(2 * SPOKEN).reduce((sum, { length }) => sum + length, 0)
  const told = spoken.map(({ step, length }) => `${step} for ${length}`).join(', ')
  return rest > 0 ? `${told}, and other steps for ${rest} more` : told
}

function tellStaying(staying: readonly Staying[]): string {
  return [...Map.groupBy(staying, ({ why }) => why)]
    .map(([why, ones]) => {
      const names = ones.flatMap(({ product, field }) =>
        product ? [`${describeProduct(product)} (${say(product[field], field)})`] : [],
      )
      const which = UNNAMED.includes(why) ? '' : ` (${tellSome(names)})`
      return `${ones.length} ${STAYING[why](ones.length === 1)}${which}`
    })
    .join(', ')
}

/** " (10 % less, rounded to 0.90 on top of steps of 1)" */
export function tellHow({ price }: BulkWish): string {
  if (!price || price.kind === 'set') return ''
  const { kind, value, roundTo, ending } = price
  const size = kind === 'percent' ? `${Math.abs(value)} %` : asMoney(Math.abs(value))
  const parts = [
    value === 0 ? '' : `${size} ${value > 0 ? 'more' : 'less'}`,
    roundTo === undefined ? '' : `to the nearest ${roundTo}`,
    ending === undefined ? '' : `ending in ${asMoney(ending)}`,
  ].filter(Boolean)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}
