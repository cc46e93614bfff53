import { quoted } from '../domain/text.ts'

/** What is said where the location of a person or of a key is none of the shop. */
export const noLocation = (name: string): string =>
  `There is no location ${quoted(name)}: see listLocations. Nothing was changed.`
