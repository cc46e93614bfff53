import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationNamed, locationOf, locationsLike } from '../../catalogue/find-location.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Location } from '../../domain/catalogue.ts'
import { compareKeys } from '../../domain/collation.ts'
import { StockError } from '../../domain/errors.ts'
import { countInFrench, figure } from '../../domain/figures.ts'
import type { By } from '../../domain/person.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName, oneLine, quoted } from '../../domain/text.ts'
import { either } from '../../shared/message-parts.ts'
import { type Page, type PageRequest, paginate } from '../../shared/paging.ts'
import type { LocationEdit, LocationStore } from '../../store/location-store.ts'

export interface StockedLocation {
  readonly location: Location
  readonly shelves: number
  /** Units on hand. */
  readonly totalQuantity: number
}

export interface LocationsPage extends Page<StockedLocation> {
  readonly total: number
  readonly message: Sentence
}

export type LocationService = ReturnType<typeof createLocationService>

/** What was done to a location, or was so already. */
export interface LocationWritten {
  readonly location: Location
  readonly changed: boolean
  readonly message: Sentence
}

interface Dependencies {
  readonly catalogue: CatalogueReader
  readonly store: LocationStore
}

/** Answers where stock can be, and makes places for it. */
export function createLocationService({ catalogue, store }: Dependencies) {
  return {
    /**
     * Makes a location. A name that there is, compared without case and accents, makes nothing: so the
     * same request again does no harm.
     * @param confirm the caller says that it is another place than the one that is nearly called so
     * @throws StockError 'similar-name' unless confirmed
     */
    async create(wish: string, by: By, confirm = false): Promise<LocationWritten> {
      const name = oneLine(wish)
      const before = await catalogue.readFresh()
      const known = locationNamed(before, name)
      if (known) return exists(known)
      if (!confirm) requireDifferent(locationsLike(before, name), name)
      const { id, created } = await store
        .createLocation(by, name)
        .finally(() => catalogue.invalidate())
      const location = (await catalogue.readFresh()).locations.find((one) => one.id === id)
      if (!created && location) return exists(location)
      return {
        location: location ?? { id, name, isDefault: false },
        changed: true,
        message: say({
          en: `Made the location ${asName(name)}; nothing is there yet. transferStock moves units there, addStock with its name in location records a delivery.`,
          fr: `Lieu créé : ${asName(name)} ; il n’y a encore rien. transferStock y transfère des unités, addStock avec son nom dans location enregistre une livraison.`,
        }),
      }
    },

    /**
     * Renames a location, or makes it the default one. Its stock, its ledger and the keys and people that
     * are for it go with it.
     * @throws StockError 'location-not-found', 'location-exists', 'similar-name' unless confirmed
     */
    async update(
      id: string,
      edit: LocationEdit,
      by: By,
      confirm = false,
    ): Promise<LocationWritten> {
      const name = edit.name === undefined ? undefined : oneLine(edit.name)
      if (name === undefined && edit.isDefault === undefined) throw nothingSaid()
      const before = await catalogue.readFresh()
      const location = withId(before, id)
      if (name !== undefined) {
        const other = locationNamed(others(before, id), name)
        if (other) throw taken(other.name)
        if (!confirm) requireDifferent(locationsLike(others(before, id), name), name)
      }
      await store
        .updateLocation(by, id, { ...edit, name })
        .catch((error: unknown) => {
          throw error instanceof StockError &&
            error.code === 'location-exists' &&
            name !== undefined
            ? taken(name)
            : error
        })
        .finally(() => catalogue.invalidate())
      const after = withId(await catalogue.readFresh(), id)
      return { location: after, ...told(location, after) }
    },

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

const nothingSaid = (): StockError =>
  new StockError(
    'invalid-request',
    say({
      en: 'Nothing was changed: send a new name, is_default true, or both.',
      fr: 'Rien n’a changé : envoyez un nouveau nom, is_default true, ou les deux.',
    }),
  )

const others = (snapshot: Snapshot, id: string) => ({
  ...snapshot,
  locations: snapshot.locations.filter((one) => one.id !== id),
})

function withId({ locations }: Snapshot, id: string): Location {
  const found = locations.find((one) => one.id === id)
  if (found) return found
  throw new StockError(
    'location-not-found',
    say({
      en: `There is no location with the id ${quoted(id)}: listLocations shows the ids. Nothing was changed.`,
      fr: `Aucun lieu n’a l’id ${quoted(id)} : listLocations montre les ids. Rien n’a changé.`,
    }),
  )
}

const exists = (location: Location): LocationWritten => ({
  location,
  changed: false,
  message: say({
    en: `There is a location ${asName(location.name)} already. Nothing was changed.`,
    fr: `Le lieu ${asName(location.name)} existe déjà. Rien n’a changé.`,
  }),
})

const taken = (name: string): StockError =>
  new StockError(
    'location-exists',
    say({
      en: `Another location is called ${asName(name)}. Nothing was changed: choose another name.`,
      fr: `Un autre lieu s’appelle ${asName(name)}. Rien n’a changé : choisissez un autre nom.`,
    }),
  )

/** @throws StockError 'similar-name' */
function requireDifferent(near: readonly Location[], name: string): void {
  const names = near.map((one) => one.name)
  if (names.length === 0) return
  throw new StockError(
    'similar-name',
    say({
      en: `${quoted(name)} sounds or looks like the location ${either(names)}. Nothing was changed: ask whether that one is meant; if it is another place send confirm true.`,
      fr: `${quoted(name)} ressemble au lieu ${either(names)}. Rien n’a changé : demandez si c’est celui-là ; si c’est un autre endroit, envoyez confirm true.`,
    }),
    { names },
  )
}

function told(before: Location, after: Location): { changed: boolean; message: Sentence } {
  const name = asName(after.name)
  const done = join([
    before.name !== after.name &&
      say({
        en: `${asName(before.name)} is called ${name} now.`,
        fr: `${asName(before.name)} s’appelle maintenant ${name}.`,
      }),
    after.isDefault &&
      !before.isDefault &&
      say({
        en: `${name} is the default now: it is taken where nobody names a location.`,
        fr: `${name} est maintenant le lieu par défaut : il vaut quand personne ne nomme de lieu.`,
      }),
  ])
  const asBefore = say({
    en: `${name} was like this already.`,
    fr: `${name} : c’était déjà ainsi.`,
  })
  return { changed: done !== '', message: done || asBefore }
}

const locationKey = ({ location }: StockedLocation): readonly string[] => [
  location.isDefault ? '0' : '1',
  location.name,
]

/** Locations in a sentence: no more than a person can hear. */
const SPOKEN = 5

function tell(all: readonly StockedLocation[]): Sentence {
  const spoken = all.slice(0, SPOKEN)
  const names = join(
    spoken.map(({ location, totalQuantity }) => {
      const [name, units] = [asName(location.name), figure(totalQuantity)]
      return say({ en: `${name}: ${units} on hand`, fr: `${name} : ${units} en stock` })
    }),
    ', ',
  )
  const more = all.length - spoken.length
  if (more === 0) return sameInAll(`${names}.`)
  return say({
    en: `${names} and ${more} more locations.`,
    fr: `${names} et ${countInFrench(more, 'autre lieu', 'autres lieux')}.`,
  })
}
