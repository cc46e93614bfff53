import { z } from 'zod'
import type { LocationService } from '../services/locations.ts'
import { defineOperation, type Operation } from './operation.ts'
import { LocationsList } from './schemas/lists.ts'

export const locationOperations = (deps: { locations: LocationService }): Operation[] => [
  defineOperation({
    id: 'listLocations',
    method: 'GET',
    path: '/locations',
    tag: 'stock',
    summary: 'Where is stock kept?',
    description:
      'The locations of the shop. The default one is taken where nobody names a location.',
    effect: 'read',
    inChat: true,
    refusals: 'The question cannot be read.',
    input: z.strictObject({}),
    output: LocationsList,
    async run() {
      const items = (await deps.locations.list()).map(({ location, shelves, totalQuantity }) => ({
        name: location.name,
        is_default: location.isDefault,
        shelves,
        total_quantity: totalQuantity,
      }))
      const names = items.map(({ name, total_quantity: units }) => `${name}: ${units} on hand`)
      return { body: { items, message: `${names.join(', ')}.` } }
    },
  }),
]
