import { type Daily, eachDay } from '../../shared/each-day.ts'
import type { DigestService } from './digests.ts'

interface Surroundings extends Daily {
  readonly digests: Pick<DigestService, 'tell'>
}

/**
 * Tells each day what it came to, whichever of several processes does: the log of events has one of a day.
 * @returns what ends it, after the digest at work
 */
export const keepDigested = ({ digests, ...daily }: Surroundings): (() => Promise<void>) =>
  eachDay({ name: 'The digest of the day', work: (day) => digests.tell(day, daily.at) }, daily)
