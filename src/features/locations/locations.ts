import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import type { Location } from '../../domain/catalogue.ts'
import { compareKeys } from '../../domain/collation.ts'
import { asName } from '../../domain/text.ts'
import { type Page, type PageRequest, paginate } from '../../shared/paging.ts'

export interface StockedLocation {
  readonly location: Location
  readonly shelves: number
  /** Units on hand. */
  readonly totalQuantity: number
}

export interface LocationsPage extends Page<StockedLocation> {
  readonly total: number
  readonly message: string
}

export type LocationService = ReturnType<typeof createLocationService>

/** Answers where stock can be. */
export function createLocationService({ catalogue }: { catalogue: CatalogueReader }) {
  return {
    /**
     * The locations, the default one first.
     * @param only name of the only one that is shown; null for all
     */
    async list(query: PageRequest, only: string | null): Promise<LocationsPage> {
      const snapshot = await catalogue.read()
      const { shelves } = snapshot
      const locations = only === null ? snapshot.locations : [locationOf(snapshot, only)]
      const byLocation = Map.groupBy(shelves, ({ location }) => location.id)
      const stocked = locations.map((location) => {
        const here = byLocation.get(location.id) ?? []
        const totalQuantity = here.reduce((units, { level }) => units + level.quantity, 0)
        return { location, shelves: here.length, totalQuantity }
      })
      const sorted = stocked.sort((a, b) => compareKeys(locationKey(a), locationKey(b)))
      return {
        total: sorted.length,
        ...paginate(sorted, query, locationKey),
        message: tell(sorted),
      }
    },
  }
}

const locationKey = ({ location }: StockedLocation): readonly string[] => [
  location.isDefault ? '0' : '1',
  location.name,
]

/** Locations in a sentence: no more than a person can hear. */
const SPOKEN = 5

function tell(all: readonly StockedLocation[]): string {
  const spoken = all.slice(0, SPOKEN)
  const names = spoken.map(
    ({ location, totalQuantity }) => `${asName(location.name)}: ${totalQuantity} on hand`,
  )
  const more = all.length - spoken.length
  return `${names.join(', ')}${more > 0 ? ` and ${more} more locations` : ''}.`
}
