import type { IncomingHttpHeaders } from 'node:http'
import { LANGUAGES, type Language } from '../../domain/language.ts'
import { WORDS, type Words } from './words.ts'

/** The words of the pages in the language that the browser asks for; English where it asks for none of ours. */
export const wordsFor = ({ headers }: { readonly headers: IncomingHttpHeaders }): Words =>
  WORDS[languageOf(headers['accept-language'])]

/** @param accepted as a browser sends it: "fr-CH, fr;q=0.9, en;q=0.8" (RFC 9110) */
function languageOf(accepted = ''): Language {
  const wishes = accepted
    .split(',')
    .map((wish) => {
      const [tag = '', ...options] = wish
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/)
      const weight = options.find((option) => option.startsWith('q='))
      return { language: tag.split('-')[0], weight: weight ? Number(weight.slice(2)) : 1 }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
  for (const { language } of wishes) {
    const ours = LANGUAGES.find((one) => one === language)
    if (ours) return ours
  }
  return 'en'
}
