import type { Language } from '../../../domain/language.ts'
import { printable } from '../../../domain/text.ts'
import type { Tellable } from './shape.ts'

/** Events of one message for people: more are a number. */
export const MOST_TOLD = 20

/** Between two letters it cannot be seen, and ends what a program takes for an address or a name. */
const BREAK = '\u200B'

/** Where a program would see an address: "https://…", or a name with a dot and letters after it. */
const DOT = /(?<=[\p{L}\p{N}])\.(?=\p{L}{2})/gu

/**
 * Text of the shop as nothing but text, wherever it is shown: it mentions nobody ("@everyone", "<!channel>") and
 * links to nothing.
 */
export const harmless = (text: string): string =>
  printable(text)
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll('@', `@${BREAK}`)
    .replaceAll('://', `:${BREAK}//`)
    .replace(DOT, `.${BREAK}`)

interface Words {
  title(events: number): string
  more(events: number): string
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: (events) => (events === 1 ? 'Stock' : `Stock: ${events} events`),
    more: (events) => `And ${events} more.`,
  },
  fr: {
    title: (events) => (events === 1 ? 'Stock' : `Stock : ${events} nouvelles`),
    more: (events) => `Et ${events} de plus.`,
  },
}

/** What a message is about; in ASCII, as a header takes it. */
export const titleOf = (events: number, language: Language): string => WORDS[language].title(events)

/** What a service takes. */
export interface Room {
  /** Most that `sizeOf` may come to. */
  readonly most: number
  /** How much of it a text takes; its characters where this is missing. */
  readonly sizeOf?: (text: string) => number
  /** Writes text so that the service shows it as it is. */
  readonly written?: (text: string) => string
}

/**
 * Events as lines, the oldest first, as many as there is room for, and how many more there are.
 * @param more how many there are besides
 */
export function textOf(
  events: readonly Tellable[],
  language: Language,
  more: number,
  { most, sizeOf = ({ length }) => length, written = (text) => text }: Room,
): string {
  // What is longer is cut below.
  const told = events.map(({ message }) => harmless(message.slice(0, most + 1)))
  const textWith = (lines: readonly string[]): string => {
    const left = events.length - lines.length + more
    return [...lines.map(written), ...(left > 0 ? [WORDS[language].more(left)] : [])].join('\n')
  }
  let lines = told
  while (lines.length > 1 && sizeOf(textWith(lines)) > most) lines = lines.slice(0, -1)
  let letters = [...(lines[0] ?? '')]
  while (letters.length > 1 && sizeOf(textWith(lines)) > most) {
    letters = letters.slice(0, Math.floor(letters.length * 0.9))
    lines = [`${letters.join('').trimEnd()}…`]
  }
  return textWith(lines)
}
