/** Where the clock of the phone is kept to be behind that of the shop, in milliseconds. */
const KEPT = 'clock'

/** Notes what the clock of the shop shows, from the header of one of its answers. */
export function noteClock(date: string | null): void {
  const shown = Date.parse(date ?? '')
  if (!Number.isNaN(shown)) localStorage.setItem(KEPT, String(shown - Date.now()))
}

/** Now by the clock of the shop, as it was last heard; ISO 8601. */
export const shopNow = (): string =>
  new Date(Date.now() + (Number(localStorage.getItem(KEPT)) || 0)).toISOString()
