import { available } from '../domain/stock.ts'
import type { Shelf } from './snapshot.ts'

/** What is on some shelves. */
export interface UnitsAt {
  onHand: number
  free: number
  onOrder: number
  /** Shelves with nothing on hand. */
  empty: number
}

const nothing = (): UnitsAt => ({ onHand: 0, free: 0, onOrder: 0, empty: 0 })

/** What is on the shelves of each location, by its name. All in one go: there may be a hundred thousand. */
export function unitsAtEach(shelves: readonly Shelf[]): ReadonlyMap<string, UnitsAt> {
  const places = new Map<string, UnitsAt>()
  let last: Shelf['location'] | undefined
  let units = nothing()
  for (const { location, level, onOrder } of shelves) {
    if (location !== last) {
      last = location
      units = places.get(location.name) ?? nothing()
      places.set(location.name, units)
    }
    units.onHand += level.quantity
    units.free += available(level)
    units.onOrder += onOrder
    if (level.quantity === 0) units.empty++
  }
  return places
}

/** What is at all locations together. */
export function togetherAt(places: ReadonlyMap<string, UnitsAt>): Readonly<UnitsAt> {
  const all = nothing()
  for (const { onHand, free, onOrder, empty } of places.values()) {
    all.onHand += onHand
    all.free += free
    all.onOrder += onOrder
    all.empty += empty
  }
  return all
}
