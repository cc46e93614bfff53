import { z } from 'zod'
import { hasControl } from '../../domain/text.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { PageQuery, Said, saying, WITH_CONTROL } from '../../operations/schemas.ts'
import { pageView } from '../../operations/views.ts'
import type {
  LocationService,
  LocationWritten as LocationWrittenInside,
  StockedLocation,
} from './locations.ts'

const LocationsList = z
  .object({
    total: z.int(),
    items: z.array(
      z
        .object({
          id: z.string(),
          name: z.string(),
          is_default: z.boolean().describe('Taken where nobody names a location.'),
          shelves: z.int().describe('Sizes of products that have a place here, empty ones too.'),
          total_quantity: z.int(),
        })
        .meta({ id: 'Location' }),
    ),
    next_cursor: z.string().nullable(),
    message: Said,
  })
  .meta({ id: 'LocationsList' })

const LocationName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((text) => !hasControl(text), WITH_CONTROL)

const confirm = z
  .boolean()
  .optional()
  .describe('true after similar-name, when it is another place.')

const LocationWritten = z
  .object({
    id: z.string(),
    name: z.string(),
    is_default: z.boolean(),
    message: Said,
  })
  .meta({ id: 'LocationWritten' })

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
  defineOperation({
    id: 'createLocation',
    method: 'POST',
    path: '/locations',
    tag: 'catalogue',
    summary: 'Make a new place for stock',
    description:
      'For a new shop, stock room or stall; takes the scope admin. A name nearly like another is refused: ask, then confirm. transferStock moves units there.',
    effect: 'write',
    reach: 'shop',
    inChat: true,
    scope: 'admin',
    refusals: 'Nothing was changed. detail says what to do next.',
    input: z.strictObject({
      name: LocationName.describe('Name of the place, as people say it.'),
      confirm,
    }),
    output: LocationWritten,
    async run({ name, confirm }, { key, ip, caller }) {
      const by = { actor: key.name, ip, conversation: caller.conversation }
      return toAnswer(await deps.locations.create(name, by, confirm))
    },
  }),
  defineOperation({
    id: 'updateLocation',
    method: 'PATCH',
    path: '/locations/{id}',
    tag: 'catalogue',
    summary: 'Rename a place, or make it the default one',
    description:
      'Gives a location another name, or makes it the one that is taken where nobody names any. Its stock, its history and the keys and people of it stay with it. listLocations shows the ids.',
    effect: 'overwrite',
    reach: 'shop',
    inChat: false,
    scope: 'admin',
    refusals: 'Nothing was changed. detail says what to do next.',
    input: z.strictObject({
      id: z.string().min(1).max(100).describe('Id of the location.'),
      name: LocationName.optional().describe('Its new name.'),
      is_default: z
        .literal(
          true,
          saying({
            en: 'is true or left out: make another location the default instead',
            fr: 'vaut true ou rien : faites plutôt d’un autre lieu le lieu par défaut',
          }),
        )
        .optional()
        .describe('true makes it the default one in place of the other.'),
      confirm,
    }),
    output: LocationWritten,
    async run({ id, name, isDefault, confirm }, { key, ip }) {
      const by = { actor: key.name, ip }
      return toAnswer(await deps.locations.update(id, { name, isDefault }, by, confirm))
    },
  }),
]

const toAnswer = ({ location, changed, message }: LocationWrittenInside) => ({
  created: changed,
  body: { id: location.id, name: location.name, is_default: location.isDefault, message },
})

const locationView = ({ location, shelves, totalQuantity }: StockedLocation) => ({
  id: location.id,
  name: location.name,
  is_default: location.isDefault,
  shelves,
  total_quantity: totalQuantity,
})
