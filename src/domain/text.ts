// Text of others, in sentences of ours: what is in a name, a reason or a reference is data. It must
// not read like our words, nor steer the terminal that shows it.

/**
 * Characters that nobody sees and that hide text or turn it round: zero width, marks of direction,
 * tags, variation selectors beyond those of emoji. Joiners (U+200C, U+200D) belong to words and emoji.
 */
const INVISIBLE =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E01EF}]/gu

/** Characters that break a line or steer a terminal. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu

/** The same, apart from the line breaks and tabs of a text that has several lines. */
const CONTROL_IN_LINES = /[^\P{Cc}\n\t]/gu

/** Up to four words in letters and digits: what a name of a product, a person or an order looks like. */
const NAME_LIKE = /^[\p{L}\p{M}\p{N}.'’&/+½°%_#-]+(?: [\p{L}\p{M}\p{N}.'’&/+½°%_#-]+){0,3}$/u
const MAX_NAME = 60
const MAX_SIZE = 10

export const withoutInvisible = (text: string): string => text.replace(INVISIBLE, '')

/** Whether a text holds characters that break a line or steer a terminal. */
export const hasControl = (text: string): boolean => text.search(CONTROL) >= 0

/** Words in ASCII with one space between them: nothing is to be taken out, and one look tells. */
const PLAIN_WORDS = /^[!-~]+(?: [!-~]+)*$/

/** The text as one line, without anything that cannot be seen. */
export const oneLine = (text: string): string =>
  PLAIN_WORDS.test(text)
    ? text
    : withoutInvisible(text).replace(CONTROL, ' ').replace(/ +/g, ' ').trim()

/** One line in quotes, and no quotes in it. */
export const quoted = (text: string): string => `"${oneLine(text).replace(/["“”]/g, "'")}"`

/** With a capital letter, to begin a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A name in a sentence: as it is while it looks like one, else in quotes. */
export const asName = (text: string): string =>
  text.length <= MAX_NAME && NAME_LIKE.test(text) ? text : quoted(text)

/** A size in a sentence, which is shorter than a name. */
export const asSize = (text: string): string =>
  text.length <= MAX_SIZE ? asName(text) : quoted(text)

/** Text for a terminal. Its lines stay; nothing in it moves the cursor, colours or hides anything. */
export const printable = (text: string): string =>
  withoutInvisible(text).replace(CONTROL_IN_LINES, '')
