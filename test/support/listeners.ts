import { LANGUAGES, type Language } from '../../src/domain/language.ts'
import { speakingTo } from '../../src/domain/say.ts'

/** Does work for a listener in French, in a shop that counts in euros. */
export const inFrench = <Result>(work: () => Result): Result => speaking('fr', work)

const speaking = <Result>(language: Language, work: () => Result): Result =>
  speakingTo({ language, currency: 'EUR' }, work)

/** The numbers of what is told in each language: they must be the same. */
export async function numbersInEach(
  tell: () => string | Promise<string>,
): Promise<Record<Language, readonly string[]>> {
  const told = await Promise.all(
    LANGUAGES.map(async (language) => [language, numbersIn(await speaking(language, tell))]),
  )
  return Object.fromEntries(told)
}

const numbersIn = (text: string): readonly string[] => text.match(/\d+/g)?.toSorted() ?? []
