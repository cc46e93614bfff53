import { z } from 'zod'
import type { LocationService } from '../services/locations.ts'
import { defineOperation, type Operation } from './operation.ts'
import { PageQuery } from './schemas/common.ts'
import { LocationsList } from './schemas/lists.ts'
import { locationView, pageView } from './views.ts'

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
    ofCatalogue: true,
    inChat: true,
    refusals: 'The question cannot be read.',
    input: z.strictObject(PageQuery),
    output: LocationsList,
    async run(query) {
      const page = await deps.locations.list(query)
      return {
        body: { total: page.total, ...pageView(page, locationView), message: page.message },
      }
    },
  }),
]
