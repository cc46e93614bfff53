import { figure } from '../domain/figures.ts'
import { type Sentence, say } from '../domain/say.ts'

/** "a; b; c and 2 more": some names, or what is said of each, and how many there are besides. */
export const listed = (some: readonly string[], more: number): Sentence =>
  say({
    en: some.join('; ') + (more > 0 ? ` and ${figure(more)} more` : ''),
    fr: some.join(' ; ') + (more > 0 ? ` et ${figure(more)} de plus` : ''),
  })

/** "38, 39 and 40" */
export const allOf = (names: readonly string[]): Sentence =>
  say({ en: names.join(' and '), fr: names.join(' et ') })
