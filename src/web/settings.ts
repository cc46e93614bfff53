import { computed, effect, signal } from '@preact/signals'
import type { Language } from '../domain/language.ts'

// What a visitor chose for this browser. It is kept there, and nowhere else.

export type Theme = 'light' | 'dark' | 'auto'

const kept = <T extends string>(name: string, otherwise: T) => {
  const value = signal((localStorage.getItem(name) as T | null) ?? otherwise)
  effect(() => localStorage.setItem(name, value.value))
  return value
}

/** Language of the labels, and of the sentences that the API answers. */
export const language = kept<Language>('language', /^fr\b/i.test(navigator.language) ? 'fr' : 'en')

/** How figures and times are written: by the clock with 24 hours, also in English. */
export const locale = computed(() => (language.value === 'fr' ? 'fr-FR' : 'en-GB'))

/** Colours; auto follows the phone. */
export const theme = kept<Theme>('theme', 'auto')

effect(() => {
  document.documentElement.lang = language.value
})
effect(() => {
  document.documentElement.dataset.theme = theme.value
})

/** The labels in the language of the visitor. */
export const say = <T extends object>(labels: { readonly en: T; readonly fr: NoInfer<T> }): T =>
  labels[language.value]
