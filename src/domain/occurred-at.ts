const DAY = 24 * 60 * 60 * 1000

/** A day ahead covers every time zone and a wrong clock; more is a slip of the tongue. */
const DAYS_AHEAD = 1

/** A year and a stock-taking; what is said to be older is a wrong year. */
export const DAYS_BACK = 400

/** Whether something can have happened then, as far as a clock can be wrong. */
export const isPast = (moment: string): boolean =>
  Date.parse(moment) <= Date.now() + DAYS_AHEAD * DAY

/** Whether it is not too long ago to be noted now. */
export const isRecent = (moment: string): boolean =>
  Date.parse(moment) >= Date.now() - DAYS_BACK * DAY
