/** What an answer says of the clock of its server. */
export interface ClockSample {
  /** Of `performance.now()`: before the request, and after its answer began. */
  readonly sentAt: number
  readonly answeredAt: number
  readonly headers: Headers
}

/** When an answer was made, in milliseconds since 1970: from then, and before then. */
function momentOf(headers: Headers): { from: number; to: number } | undefined {
  const exact = Number(headers.get('x-stock-now') ?? Number.NaN)
  if (Number.isFinite(exact)) return { from: exact, to: exact + 1 }
  // PocketBase's own routes tell whole seconds.
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? undefined : { from: date, to: date + 1_000 }
}

/**
 * The clock of a server, compared with our monotonic one, which nobody sets: so it does not matter
 * whether our wall clock is right. Each answer gives bounds for the difference, as in NTP; together they
 * are soon as narrow as the fastest answer. Bounds that contradict each other show that its clock was
 * set, and the newest are taken.
 */
export function createServerClock() {
  /** Milliseconds since 1970 at the server, minus `performance.now()`. */
  let least = Number.NEGATIVE_INFINITY
  let most = Number.POSITIVE_INFINITY

  return {
    note({ sentAt, answeredAt, headers }: ClockSample): void {
      const made = momentOf(headers)
      if (!made) return
      const from = made.from - answeredAt
      const to = made.to - sentAt
      const wasSet = from > most || to < least
      least = wasSet ? from : Math.max(from, least)
      most = wasSet ? to : Math.min(to, most)
    },
    /**
     * What the server's clock shows at a moment of ours, or a little less: never more.
     * @param moment of `performance.now()`
     * @returns milliseconds since 1970; undefined before the first answer
     */
    at: (moment: number): number | undefined =>
      Number.isFinite(least) ? least + moment : undefined,
    /** Milliseconds that it is ahead of our wall clock; null before the first answer. */
    aheadMs: (): number | null =>
      Number.isFinite(least)
        ? Math.round((least + most) / 2 + performance.now() - Date.now())
        : null,
  }
}
