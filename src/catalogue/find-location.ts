import type { Location } from '../domain/catalogue.ts'
import { StockError } from '../domain/errors.ts'
import { asName, quoted } from '../domain/text.ts'
import { plain } from '../matching/normalise.ts'
import { similarNames } from '../matching/similar.ts'
import { either, MOST_CANDIDATES } from '../shared/message-parts.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The location that a caller named, compared without case and accents.
 * @throws StockError 'location-not-found' with the names there are, the nearest first
 */
export function locationOf(snapshot: Snapshot, name: string): Location {
  const { locations: all } = snapshot
  // Two locations may differ in nothing but an accent.
  const found =
    all.find((location) => location.name === name) ??
    all.find((location) => plain(location.name) === plain(name))
  if (found) return found
  const names = all.map((location) => location.name)
  const near = similarNames(name, names)
  const locations = [...near, ...names.filter((one) => !near.includes(one))]
  const [nearest] = near
  const hint = nearest === undefined ? '' : ` Did you mean ${asName(nearest)}?`
  throw new StockError(
    'location-not-found',
    `There is no location ${quoted(name)}.${hint} ${all.length === 1 ? 'The only one is' : 'There is'} ${either(locations)}. Nothing was changed: ${all.length === 1 ? 'leave the location out' : 'ask which is meant'}.`,
    { locations: locations.slice(0, MOST_CANDIDATES) },
  )
}
