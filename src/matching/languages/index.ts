import { english } from './en.ts'
import { french } from './fr.ts'
import type { Language } from './language.ts'

/** The supported languages. To add one, add a file and an entry here. */
export const LANGUAGES: readonly Language[] = [french, english]

/** The words of a list. */
export const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean)
