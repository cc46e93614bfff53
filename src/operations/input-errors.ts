import { z } from 'zod'
import type { Language } from '../domain/language.ts'
import { listener } from '../domain/say.ts'

/** What zod says of a wrong value, in each language. */
const TELL: Readonly<Record<Language, ReturnType<typeof z.locales.en>['localeError']>> = {
  en: z.locales.en().localeError,
  fr: z.locales.fr().localeError,
}

/** Lets every schema of this process say what is wrong in the language of the listener. */
export function tellInputErrors(): void {
  z.config({ localeError: (issue) => TELL[listener().language](issue) })
}
