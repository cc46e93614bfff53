import { type Sentence, say } from '../domain/say.ts'
import { quoted } from '../domain/text.ts'

/** What is said where the location of a person or of a key is none of the shop. */
export const noLocation = (name: string): Sentence =>
  say({
    en: `There is no location ${quoted(name)}: see listLocations. Nothing was changed.`,
    fr: `Il n’y a pas de lieu ${quoted(name)} : voir listLocations. Rien n’a changé.`,
  })

/** What is said where one was deleted while it was written about. */
export const locationGone = (): Sentence =>
  say({
    en: 'A location that was meant was deleted a moment ago. Nothing was changed: see listLocations for what there is.',
    fr: 'Un lieu concerné vient d’être supprimé. Rien n’a changé : listLocations dit ce qu’il y a.',
  })
