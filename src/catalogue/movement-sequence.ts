/** The known movement numbers: all up to a given number, and possibly some after a gap. */
export function createSequence() {
  let all = 0
  const beyond = new Set<number>()
  function advance(): void {
    while (beyond.delete(all + 1)) all++
  }
  return {
    /** Every movement up to this number is known, and nothing of any beyond it. */
    startFrom(seq: number): void {
      all = seq
      beyond.clear()
    },
    /** Every movement up to this number is known now. */
    fillTo(seq: number): void {
      if (seq <= all) return
      all = seq
      for (const one of beyond) if (one <= seq) beyond.delete(one)
      advance()
    },
    /** This movement is known. */
    add(seq: number): void {
      if (seq > all) beyond.add(seq)
      advance()
    },
    /** The last number before any gap. */
    all: () => all,
    /** The highest number that is known. */
    newest(): number {
      let newest = all
      for (const seq of beyond) newest = Math.max(newest, seq)
      return newest
    },
    /** Whether a movement is missing before one that is known. */
    hasGap: () => beyond.size > 0,
  }
}
