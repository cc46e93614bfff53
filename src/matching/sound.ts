/** Rules in order: what is written differently and sounds alike, in French or in English. */
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
 * How a word sounds, roughly: words with the same key may be meant for each other. Made for what a
 * speech recogniser or a child writes ("ayr macks" for Air Max), not for linguistics.
 */
export const soundKey = (word: string): string =>
  RULES.reduce((text, [pattern, letters]) => text.replace(pattern, letters), word)
