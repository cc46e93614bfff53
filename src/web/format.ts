import { signal } from '@preact/signals'
import { locale } from './settings.ts'

// Figures, money and times as the visitor writes them, by the clock of the shop.

/** Of the shop. Without a currency, amounts are plain numbers; without a zone, times are those of this phone. */
export const currency = signal<string | undefined>(undefined)
export const timeZone = signal<string | undefined>(undefined)

const zone = () => (timeZone.value ? { timeZone: timeZone.value } : {})

export const number = (value: number): string => value.toLocaleString(locale.value)

/** An amount; whole ones without cents. */
export function money(value: number): string {
  const style = currency.value ? { style: 'currency' as const, currency: currency.value } : {}
  const digits = Number.isInteger(value) ? 0 : 2
  return value.toLocaleString(locale.value, {
    ...style,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

/** "+2", "−1", with the sign for minus that is as wide as a plus. */
export const signed = (units: number): string =>
  `${units > 0 ? '+' : units < 0 ? '−' : ''}${number(Math.abs(units))}`

const dayOf = (moment: Date): string => moment.toLocaleDateString('en-CA', zone())

/** The day in the shop: "2026-11-29". */
export const today = (): string => dayOf(new Date())

/** A date or a month, short: "29 Nov", "Nov". */
export const shortDay = (date: string): string =>
  new Date(date).toLocaleDateString(locale.value, {
    month: 'short',
    ...(date.length > 'YYYY-MM'.length && { day: 'numeric' }),
    timeZone: 'UTC',
  })

/** When something was: the time of today, else the day. */
export function when(moment: Date | string): string {
  const date = new Date(moment)
  const now = new Date()
  const style: Intl.DateTimeFormatOptions =
    dayOf(date) === dayOf(now)
      ? { hour: '2-digit', minute: '2-digit' }
      : {
          day: 'numeric',
          month: 'short',
          ...(date.getFullYear() !== now.getFullYear() && { year: 'numeric' }),
        }
  return date.toLocaleString(locale.value, { ...style, ...zone() })
}

/** A day in words: "Sunday, 29 November". */
export const day = (moment: Date): string =>
  moment.toLocaleDateString(locale.value, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...zone(),
  })
