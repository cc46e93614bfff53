import { matchColor } from './colors.ts'
import { genderKey } from './lexicon.ts'

/** Whether what was said of the colour and the gender fits some items. */
export interface Fit {
  color(said: string, colors: readonly string[]): boolean
  /** Whether one of them is for the gender, or unisex. */
  gender(said: string, genders: readonly string[]): boolean
}

/** For one query: most names come in the same few colours, and for the same genders. */
export function createFit(): Fit {
  const fitting = [genderKey('unisex')]
  return {
    color: remembered((said, colors) => matchColor(said, colors).kind !== 'none'),
    gender: remembered((said, genders) =>
      genders.some((gender) => [genderKey(said), ...fitting].includes(genderKey(gender))),
    ),
  }
}

function remembered(
  fits: (said: string, there: readonly string[]) => boolean,
): (said: string, there: readonly string[]) => boolean {
  const done = new Map<string, boolean>()
  return (said, there) => {
    const key = [said, ...there].join('\n')
    const known = done.get(key) ?? fits(said, there)
    done.set(key, known)
    return known
  }
}
