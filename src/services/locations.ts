import type { Location } from '../domain/catalogue.ts'
import { StockError } from '../domain/errors.ts'
import { plain } from '../matching/normalise.ts'
import type { CatalogueReader } from './catalogue.ts'
import type { Snapshot } from './snapshot.ts'

export interface StockedLocation {
  readonly location: Location
  readonly shelves: number
  /** Units on hand. */
  readonly totalQuantity: number
}

export type LocationService = ReturnType<typeof createLocationService>

/** Answers where stock can be. */
export function createLocationService({ catalogue }: { catalogue: CatalogueReader }) {
  return {
    /** Every location, the default one first. */
    async list(): Promise<StockedLocation[]> {
      const { locations, shelves } = await catalogue.read()
      const byLocation = Map.groupBy(shelves, ({ location }) => location.id)
      return locations.map((location) => {
        const here = byLocation.get(location.id) ?? []
        const totalQuantity = here.reduce((units, { level }) => units + level.quantity, 0)
        return { location, shelves: here.length, totalQuantity }
      })
    },
  }
}

/**
 * The location that a caller named, compared without case and accents.
 * @throws StockError 'location-not-found' with the names there are
 */
export function locationOf(snapshot: Snapshot, name: string): Location {
  const found = snapshot.locations.find((location) => plain(location.name) === plain(name))
  if (found) return found
  const locations = snapshot.locations.map((location) => location.name)
  throw new StockError(
    'location-not-found',
    `There is no location "${name}". There is ${locations.join(', ')}.`,
    { locations },
  )
}
