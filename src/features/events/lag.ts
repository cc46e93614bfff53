import type { EventStore } from '../../store/event-store.ts'

/** How far somebody who follows is behind. */
export interface Lag {
  /** Movements and entries of the log that they have not come to. */
  readonly count: number
  /** When the oldest of them happened, ISO 8601; null where there are none. */
  readonly since: string | null
}

/**
 * How far one of those who follow for all is behind. Nobody is who never began.
 * @throws StockError 'store-unavailable'
 */
export async function readLag(
  store: Pick<EventStore, 'readEvents' | 'readFollower'>,
  name: string,
): Promise<Lag> {
  const position = await store.readFollower(name)
  if (position === null) return { count: 0, since: null }
  const { rows, newest } = await store.readEvents(position, 1)
  const count = newest.seq - position.seq + (newest.number - position.number)
  return { count: Math.max(0, count), since: rows[0]?.row.at ?? null }
}

/** Seconds since the oldest that somebody has not come to; 0 where there is none. */
export const secondsBehind = ({ since }: Lag, now = Date.now()): number =>
  since === null ? 0 : Math.max(0, now - Date.parse(since)) / 1000
