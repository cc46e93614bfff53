import { minuteOf } from './day.ts'
import type { Language } from './language.ts'
import { listener } from './say.ts'

/** "1 unit", "2 units"; "1 shelf", "2 shelves" */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${figure(number, 'en')} ${number === 1 ? one : many}`

/** "0 produit", "1 produit", "2 produits": in French none is singular. */
export const countInFrench = (number: number, one: string, many = `${one}s`): string =>
  `${figure(number, 'fr')} ${Math.abs(number) < 2 ? one : many}`

/** How each language writes numbers. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en', fr: 'fr-FR' }

/** "12,345.5" or "12 345,5" */
export const figure = (number: number, language = listener().language): string =>
  formatOf(language, '').format(number)

/** A change with its sign: "+3", "-3", "0" */
export const signed = (number: number): string =>
  number > 0 ? `+${figure(number)}` : figure(number)

/** An amount in the money of the shop: "€1,234.50" or "1 234,50 €"; cents only where there are any. */
export const money = (amount: number): string => {
  const { language, currency } = listener()
  return formatOf(language, currency).format(amount)
}

/**
 * A day for people: "21 novembre 2026", "1er novembre 2026"; in English as it is written everywhere else, since its countries
 * do not agree: "2026-11-21".
 * @param day "2026-11-21"
 */
export const tellDay = (day: string): string =>
  listener().language === 'fr'
    ? DAY_IN_FRENCH.format(new Date(`${day}T12:00:00Z`)).replace(/^1 /, '1er ')
    : day

/** A moment by the clock of a time zone: "21 novembre 2026 à 09:30"; in English "2026-11-21 09:30". */
export function tellMinute(moment: Date, timeZone: string): string {
  const [day = '', clock = ''] = minuteOf(moment, timeZone).split(' ')
  return listener().language === 'fr' ? `${tellDay(day)} à ${clock}` : `${day} ${clock}`
}

const DAY_IN_FRENCH = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' })

/** Formats by language and currency: to make one takes far longer than to use it. */
const formats = new Map<string, Intl.NumberFormat>()

function formatOf(language: Language, currency: string): Intl.NumberFormat {
  const name = `${language} ${currency}`
  const known = formats.get(name)
  if (known) return known
  const format = new Intl.NumberFormat(
    LOCALES[language],
    currency === '' ? {} : { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' },
  )
  formats.set(name, format)
  return format
}
