/** A code that was out of sight for so long and comes back is held up again: another unit. */
const AWAY_MS = 1_200

/** Tells whether a code in the picture of the camera was just held up, or is still there. */
export function createSightings(): (code: string, at: number) => boolean {
  const last = new Map<string, number>()
  return (code, at) => {
    const before = last.get(code) ?? Number.NEGATIVE_INFINITY
    last.set(code, at)
    return at - before > AWAY_MS
  }
}
