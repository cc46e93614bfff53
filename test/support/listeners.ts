import type { Language } from '../../src/domain/language.ts'
import { speakingTo } from '../../src/domain/say.ts'
import { factsIn } from './both-languages.ts'

const speaking = <Result>(language: Language, work: () => Result): Result =>
  speakingTo({ language, currency: 'EUR' }, work)

/** Does work for a listener in French, in a shop that counts in euros. */
export const inFrench = <Result>(work: () => Result): Result => speaking('fr', work)

/** The numbers and days of what is told in each language: they must be the same. */
export async function factsInEach(tell: () => string | Promise<string>) {
  const [en, fr] = [await speaking('en', tell), await speaking('fr', tell)]
  return { en: factsIn(en), fr: factsIn(fr) }
}
