import { countInFrench, figure } from '../domain/figures.ts'
import { type Sentence, sameInAll, say } from '../domain/say.ts'

/**
 * "a; b; c and 2 more": some names, or what is said of each, and how many there are besides.
 * @param mark between them
 */
export function listed(
  some: readonly string[],
  more = 0,
  mark: string = say({ en: '; ', fr: ' ; ' }),
): Sentence {
  const names = some.join(mark)
  return more > 0
    ? say({
        en: `${names} and ${figure(more)} more`,
        fr: `${names} et ${countInFrench(more, 'autre')}`,
      })
    : sameInAll(names)
}

/** "a, b and 3 more": the first of them, and how many there are besides. */
export const firstOf = (names: readonly string[], most: number): Sentence =>
  listed(names.slice(0, most), names.length - most, ', ')

/** "38 and 39 and 40" */
export const allOf = (names: readonly string[]): Sentence =>
  say({ en: names.join(' and '), fr: names.join(' et ') })
