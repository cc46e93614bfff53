import { computed } from '@preact/signals'
import { PICTURES } from '../labels/pictures.ts'
import { context } from './host.ts'

const locale = computed(() => {
  try {
    return new Intl.Locale(context.value.locale ?? navigator.language)
  } catch {
    return new Intl.Locale('en')
  }
})

export const language = computed(() => (locale.value.language === 'fr' ? 'fr' : 'en'))

/** The labels in the language of the chat. */
export const words = computed(() => PICTURES[language.value])

/** The language with the chat's own way of writing numbers, where it is one of ours. */
const written = computed(() =>
  locale.value.language === language.value ? locale.value.toString() : language.value,
)

export const number = (value: number): string =>
  value.toLocaleString(written.value, { maximumFractionDigits: 2 })

/** An amount in the shop's currency, which stands in the page. */
export const money = (amount: number): string =>
  amount.toLocaleString(written.value, {
    style: 'currency',
    currency: document.documentElement.dataset.currency ?? 'EUR',
    ...(Number.isInteger(amount) && { maximumFractionDigits: 0 }),
  })

/** By how much a figure changed: "+24 %". */
export const change = (now: number, before: number): string =>
  (now / before - 1).toLocaleString(written.value, {
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: 0,
  })

/** A date without a time, or the first of a month, as on an axis. */
export const date = (day: string, unit: 'day' | 'week' | 'month'): string =>
  new Date(`${day.padEnd(10, '-01')}T12:00:00Z`).toLocaleDateString(written.value, {
    timeZone: 'UTC',
    month: 'short',
    ...(unit === 'month' ? { year: '2-digit' } : { day: 'numeric' }),
  })

/**
 * The days of a period: "31 Oct – 29 Nov 2026".
 * @param to the first moment left out; null for now
 */
export const days = (from: string, to: string | null, timeZone: string): string =>
  new Intl.DateTimeFormat(written.value, {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).formatRange(new Date(from), to === null ? new Date() : new Date(Date.parse(to) - 1))
