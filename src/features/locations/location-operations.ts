import { z } from 'zod'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { PageQuery } from '../../operations/schemas.ts'
import { pageView } from '../../operations/views.ts'
import type { LocationService, StockedLocation } from './locations.ts'

const LocationsList = z
  .object({
    total: z.int(),
    items: z.array(
      z
        .object({
          name: z.string(),
          is_default: z.boolean().describe('Taken where nobody names a location.'),
          shelves: z.int().describe('Sizes of products that have a place here, empty ones too.'),
          total_quantity: z.int(),
        })
        .meta({ id: 'Location' }),
    ),
    next_cursor: z.string().nullable(),
    message: z.string(),
  })
  .meta({ id: 'LocationsList' })

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
    reach: 'own',
    ofCatalogue: true,
    inChat: true,
    refusals: 'The question cannot be read.',
    input: z.strictObject(PageQuery),
    output: LocationsList,
    async run(query, { key }) {
      const page = await deps.locations.list(query, key.location)
      return {
        body: { total: page.total, ...pageView(page, locationView), message: page.message },
      }
    },
  }),
]

const locationView = ({ location, shelves, totalQuantity }: StockedLocation) => ({
  name: location.name,
  is_default: location.isDefault,
  shelves,
  total_quantity: totalQuantity,
})
