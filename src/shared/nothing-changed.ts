import { type Sentence, say } from '../domain/say.ts'

export const nothingChanged = (): Sentence =>
  say({ en: 'Nothing was changed.', fr: 'Rien n’a changé.' })

/** Of a report. */
export const nothingToWrite = (): Sentence =>
  say({ en: 'Nothing has to be written.', fr: 'Il n’y a rien à écrire.' })

/**
 * Of a request that is sent again.
 * @param what "3 movements"
 */
export const doneBefore = (what: Sentence | '' = ''): Sentence =>
  say({
    en: `Done before, not again${what && `: ${what}`}.`,
    fr: `Déjà fait, pas refait${what && ` : ${what}`}.`,
  })
