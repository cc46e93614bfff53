import { LANGUAGES, wordsOf } from './languages/index.ts'

/** Number words of all languages. */
const UNITS = byWord(({ units }) => units)
const TENS = byWord(({ tens }) => tens)
const HUNDREDS = words(({ hundred }) => hundred)
const THOUSANDS = words(({ thousand }) => thousand)
const ANDS = words(({ and }) => and)
const DOZENS = words(({ dozen }) => dozen)
const HALVES = words(({ half }) => half)
const COUPLES = words(({ couple }) => couple)
const NOT_ALONE = words(({ notAlone }) => notAlone)
const ARTICLES = words(({ articles }) => articles)

type Numbers = (typeof LANGUAGES)[number]['numbers']

function byWord(of: (numbers: Numbers) => Readonly<Record<number, string>>) {
  return new Map(
    LANGUAGES.flatMap(({ numbers }) =>
      Object.entries(of(numbers)).flatMap(([value, text]) =>
        wordsOf(text).map((word) => [word, Number(value)] as const),
      ),
    ),
  )
}

function words(of: (numbers: Numbers) => string): ReadonlySet<string> {
  return new Set(LANGUAGES.flatMap(({ numbers }) => wordsOf(of(numbers))))
}

/** A parsed number, and the index after its words. */
interface Read {
  readonly value: number
  readonly end: number
}

const has = (set: ReadonlySet<string>, word: string | undefined): boolean =>
  word !== undefined && set.has(word.length > 4 ? word.replace(/s$/, '') : word)

/** 1 to 99: "quatre-vingt-dix-sept", "soixante et onze", "twenty-five". */
function belowHundred(list: readonly string[], at: number): Read | null {
  const word = list[at] ?? ''
  // French "quatre-vingts": four times twenty.
  const isEighty = word === 'quatre' && /^vingts?$/.test(list[at + 1] ?? '')
  const tens = isEighty ? 80 : TENS.get(word)
  if (tens === undefined) return upToNineteen(list, at)
  const next = isEighty ? at + 2 : at + 1
  const unit = upToNineteen(list, has(ANDS, list[next]) ? next + 1 : next)
  const most = tens === 60 || tens === 80 ? 19 : 9
  return unit && unit.value <= most
    ? { value: tens + unit.value, end: unit.end }
    : { value: tens, end: next }
}

function upToNineteen(list: readonly string[], at: number): Read | null {
  const word = list[at] ?? ''
  // A plural number word: "Jordan fours" means 4.
  const value = UNITS.get(word) ?? UNITS.get(word.replace(/s$/, ''))
  if (value === undefined) return null
  const unit = value === 10 ? (UNITS.get(list[at + 1] ?? '') ?? 0) : 0
  return unit >= 7 && unit <= 9 ? { value: 10 + unit, end: at + 2 } : { value, end: at + 1 }
}

/** Any number below a million: "neuf cent quatre-vingt-dix", "mille quatre-vingts". */
function readNumber(list: readonly string[], at: number): Read | null {
  const thousands = multiple(list, at, THOUSANDS, 1_000, belowThousand)
  const rest = belowThousand(list, thousands?.end ?? at)
  if (!thousands) return rest
  return rest ? { value: thousands.value + rest.value, end: rest.end } : thousands
}

function belowThousand(list: readonly string[], at: number): Read | null {
  const hundreds = multiple(list, at, HUNDREDS, 100, belowHundred)
  if (!hundreds) return belowHundred(list, at)
  const next = has(ANDS, list[hundreds.end]) ? hundreds.end + 1 : hundreds.end
  const rest = belowHundred(list, next)
  return rest ? { value: hundreds.value + rest.value, end: rest.end } : hundreds
}

function multiple(
  list: readonly string[],
  at: number,
  unit: ReadonlySet<string>,
  size: number,
  read: (list: readonly string[], at: number) => Read | null,
): Read | null {
  if (has(unit, list[at])) return { value: size, end: at + 1 }
  const count = read(list, at)
  return count && has(unit, list[count.end])
    ? { value: count.value * size, end: count.end + 1 }
    : null
}

/** Numbers said in two parts, like years: "ten eighty" is 1080, "nine ninety" is 990. */
function readPairwise(list: readonly string[], at: number): Read | null {
  const first = upToNineteen(list, at)
  if (!first || !TENS.has(list[first.end] ?? '')) return null
  const second = belowHundred(list, first.end)
  return second && { value: first.value * 100 + second.value, end: second.end }
}

/** Only the thousands: 2000 of "two thousand thirteen" for GT-2000 13. */
function readThousands(list: readonly string[], at: number): Read | null {
  return multiple(list, at, THOUSANDS, 1_000, belowThousand)
}

/**
 * Replaces spoken numbers by digits: "trente-huit" is 38, "ten eighty" is 1080.
 * @param isName whether a number is part of a name; "nine ninety" is 990 and "two thousand thirteen"
 *   is 2000 13 only if a name has these numbers
 */
export function withDigits(
  list: readonly string[],
  isName: (digits: string) => boolean = () => false,
): string[] {
  const isNamed = (read: Read | null): read is Read => read !== null && isName(String(read.value))
  const digits: string[] = []
  for (let at = 0; at < list.length; ) {
    const ways = [readNumber, readPairwise, readThousands].map((read) => read(list, at))
    const [longest] = ways.filter(isNamed).sort((a, b) => b.end - a.end)
    const read = longest ?? ways[0]
    const isNumber = read && isMeant(read, list, at, isNamed(read) && !isName(list[at] ?? ''))
    digits.push(isNumber ? String(read.value) : (list[at] ?? ''))
    at = isNumber ? read.end : at + 1
  }
  return digits
}

/**
 * Whether a number word is meant as a number. Alone, "neuf" means new and "one" a person, unless a
 * name has the number. "une" is an article.
 */
function isMeant({ end }: Read, list: readonly string[], at: number, isNamed: boolean): boolean {
  const word = list[at] ?? ''
  if (end > at + 1 || !NOT_ALONE.has(word)) return true
  return isNamed && at > 0 && !ARTICLES.has(word)
}

/** Joins a number and its half: "39 et demi", "39 and a half" are 39.5. */
export function withHalf(list: readonly string[]): string[] {
  const [number = '', ...rest] = list
  const half = rest.filter((word) => !has(ANDS, word) && !has(ARTICLES, word))
  const isHalf = /^\d+$/.test(number) && half.length === 1 && has(HALVES, half[0])
  return isHalf ? [`${number}.5`] : [...list]
}

/** "One" before a quantity word: "une paire". */
const ONE = /^(?:1|une?|a|one)$/

/**
 * Parses a quantity: "2", "deux", "une paire", "half a dozen", "a couple".
 * @param list words from `tokens`
 * @returns undefined when it is not a whole number
 */
export function readQuantity(list: readonly string[]): number | undefined {
  const said = list.filter((word) => !/^(?:de|d|of|paires?|pairs?)$/.test(word))
  if (said.length === 0) return list.length > 0 ? 1 : undefined
  const isHalf = said.some((word) => has(HALVES, word))
  const unit = said.find((word) => has(DOZENS, word) || has(COUPLES, word))
  const rest = said.filter((word) => word !== unit && !has(HALVES, word))
  const count =
    rest.length === 0 || rest.every((word) => ONE.test(word))
      ? 1
      : Number(withDigits(rest).join(' '))
  const size = unit === undefined ? 1 : has(DOZENS, unit) ? 12 : 2
  const units = (count * size) / (isHalf ? 2 : 1)
  return Number.isSafeInteger(units) ? units : undefined
}
