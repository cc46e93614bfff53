import type { By } from '../domain/person.ts'

/** What changes of a location; what is missing stays. */
export interface LocationEdit {
  readonly name?: string | undefined
  /** Makes it the default one in place of the other. */
  readonly isDefault?: true | undefined
}

/** Where locations are made and renamed; the audit tells who did. */
export interface LocationStore {
  /** Makes a location; `created` is false for the name of one that there is, compared without case. */
  createLocation(by: By, name: string): Promise<{ id: string; created: boolean }>

  /** @throws StockError 'location-not-found', or 'location-exists' for the name of another one */
  updateLocation(by: By, id: string, edit: LocationEdit): Promise<void>
}
