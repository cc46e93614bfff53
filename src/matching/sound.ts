/** Ordered rules for spellings that sound alike in French or English. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/ph/g, 'f'],
  [/^kn/g, 'n'],
  [/w(?=[aeiouy])/g, 'u'],
  [/ch(?=[rl])/g, 'k'],
  [/s?ch|sh/g, 'x'],
  [/ck|qu|q|c(?![eiyh])/g, 'k'],
  [/c/g, 's'],
  [/x$/g, 'ks'],
  [/eau|au|aw|ow/g, 'o'],
  [/ou|oo|ew/g, 'u'],
  [/eigh|ai|ei|ay|ey|ea|ee/g, 'e'],
  [/[iy]e|y/g, 'i'],
  [/[ea][nm](?![aeiou])/g, 'an'],
  [/z/g, 's'],
  [/g(?=[ei])/g, 'j'],
  [/h/g, ''],
  [/(.)\1+/g, '$1'],
  [/(?<=...)e[estrz]*$/g, ''],
  [/(?<=..)[tdsp]+$/g, ''],
]

/**
 * A rough phonetic key: words with the same key may be the same word. It is made for the output of a
 * speech recogniser or for bad spelling ("ayr macks" for Air Max), not for linguistics.
 */
export const soundKey = (word: string): string =>
  RULES.reduce((text, [pattern, letters]) => text.replace(pattern, letters), word)
