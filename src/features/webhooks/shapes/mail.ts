import type { Shape } from './shape.ts'
import { harmless, MOST_TOLD, textOf, titleOf } from './text.ts'

/** More than twenty events ever are. */
const MOST_CHARACTERS = 50_000

/** What a list of mails shows of a subject. */
const SUBJECT_CHARACTERS = 100

/** A mail in plain text; its only header is the subject. */
export const mail: Shape = {
  forPeople: true,
  most: MOST_TOLD,
  message(events, language, more) {
    const [only] = events
    const subject =
      only && events.length + more === 1
        ? shortened(harmless(only.message).split('\n', 1)[0] ?? '')
        : titleOf(events.length + more, language)
    return {
      body: textOf(events, language, more, { most: MOST_CHARACTERS }),
      headers: { subject },
    }
  },
}

function shortened(text: string): string {
  const letters = [...text]
  if (letters.length <= SUBJECT_CHARACTERS) return text
  return `${letters
    .slice(0, SUBJECT_CHARACTERS - 1)
    .join('')
    .trimEnd()}…`
}
