import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { LocationService } from '../../services/locations.ts'
import { problems } from '../schemas/common.ts'
import { LocationsList } from '../schemas/lists.ts'

export const locationRoutes: FastifyPluginAsyncZod<{ locations: LocationService }> = async (
  app,
  { locations },
) => {
  app.get(
    '/locations',
    {
      schema: {
        operationId: 'listLocations',
        summary: 'Where is stock kept?',
        description:
          'The locations of the shop. The default one is taken where nobody names a location.',
        tags: ['stock'],
        response: { 200: LocationsList, ...problems('The question cannot be read.') },
      },
    },
    async () => {
      const items = (await locations.list()).map(({ location, shelves, totalQuantity }) => ({
        name: location.name,
        is_default: location.isDefault,
        shelves,
        total_quantity: totalQuantity,
      }))
      const names = items.map(({ name, total_quantity: units }) => `${name}: ${units} on hand`)
      return { items, message: `${names.join(', ')}.` }
    },
  )
}
