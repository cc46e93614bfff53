import { z } from 'zod'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { PageQuery } from '../../operations/schemas.ts'
import { LocationsList } from '../list-schemas.ts'
import { locationView, pageView } from '../views.ts'
import type { LocationService } from './locations.ts'

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
