import type { IncomingHttpHeaders } from 'node:http'
import { languageOf } from '../language.ts'
import { WORDS, type Words } from './words.ts'

/** The words of the pages in the language that the browser asks for. */
export const wordsFor = ({ headers }: { readonly headers: IncomingHttpHeaders }): Words =>
  WORDS[languageOf(headers['accept-language'])]
