import { type Sentence, say } from '../domain/say.ts'

export const nothingChanged = (): Sentence =>
  say({ en: 'Nothing was changed.', fr: 'Rien n’a changé.' })
