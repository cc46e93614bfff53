import type { Past } from '../../../src/domain/demand/methods.ts'

/** Weeks in a row that a shelf is empty, where weeks are hidden. */
const SPELL = 3

/**
 * A past of which a share of the weeks is hidden, as with an empty shelf: nothing is sold then.
 * @param isKnown whether the method is told that the shelf was empty
 */
export const hidden =
  (share: number, isKnown: boolean) =>
  (past: Past, item: number): Past => {
    const isHidden = past.units.map((_, at) =>
      isChosen(item, Math.floor((past.firstWeek + at) / SPELL), share),
    )
    return {
      ...past,
      units: past.units.map((sold, at) => (isHidden[at] ? 0 : sold)),
      there: past.there.map((there, at) => (isHidden[at] && isKnown ? 0 : there)),
    }
  }

/** The same choice at each run: a hash of both numbers (Wang, 2007), as a share of all of them. */
function isChosen(item: number, spell: number, share: number): boolean {
  let hash = (item * 73_856_093) ^ (spell * 19_349_663)
  hash = Math.imul(hash ^ 61 ^ (hash >>> 16), 9)
  hash = Math.imul(hash ^ (hash >>> 4), 0x27d4eb2d)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32 < share
}
