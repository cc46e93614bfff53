import { z } from 'zod'
import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { SCOPES } from '../../domain/api-key.ts'
import { LANGUAGES } from '../../domain/language.ts'
import { ROLE_NAMES } from '../../domain/person.ts'
import { listener } from '../../domain/say.ts'
import { mayRun } from '../../operations/authorize.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'

export const MeView = z
  .object({
    name: z.string().describe('The actor of what is done: name of the key, or e-mail.'),
    person: z
      .object({ id: z.string(), name: z.string(), role: z.enum(ROLE_NAMES) })
      .nullable()
      .describe('null for a key.'),
    scope: z.enum(SCOPES),
    location: z.string().nullable().describe('The only one it is for; null for all.'),
    client: z.string().nullable().describe('The program that the person connected.'),
    may: z.array(z.string()).describe('operationId of all that it may call now.'),
    language: z
      .enum(LANGUAGES)
      .describe('In which it is answered: ask for another one by Accept-Language.'),
    shop: z
      .object({
        currency: z.string().describe('Of all amounts, ISO 4217.'),
        time_zone: z.string().describe('In which its days begin and end.'),
        read_only: z.boolean().describe('true: it takes no changes at the moment.'),
        locations: z
          .array(
            z.object({
              id: z.string(),
              name: z.string(),
              is_default: z.boolean().describe('Taken where nobody names a location.'),
            }),
          )
          .describe('Those that it may know of.'),
      })
      .describe('What whoever shows the shop has to know.'),
  })
  .meta({ id: 'Me' })

interface Dependencies {
  readonly catalogue: CatalogueReader
  readonly currency: string
  readonly timeZone: string
  readonly readOnly: boolean
  /** All that there are. */
  readonly operations: () => readonly Operation[]
}

export const meOperations = (deps: Dependencies): Operation[] => [
  defineOperation({
    id: 'getMe',
    method: 'GET',
    path: '/me',
    tag: 'people',
    summary: 'Who am I here, and in which shop?',
    description:
      'Whose key or sign-in this is and what it may do; currency, time zone and locations of the shop.',
    effect: 'read',
    reach: 'own',
    inChat: false,
    refusals: 'Never.',
    input: z.strictObject({}),
    output: MeView,
    async run(_input, { key }) {
      const { name, scope, location, person = null, client = null } = key
      const { currency, timeZone, readOnly } = deps
      const { locations } = await deps.catalogue.read()
      return {
        body: {
          ...{ name, scope, location, person, client },
          may: deps
            .operations()
            .filter((operation) => mayRun(operation, key, { readOnly }))
            .map(({ id }) => id),
          language: listener().language,
          shop: {
            currency,
            time_zone: timeZone,
            read_only: readOnly,
            locations: locations
              .filter((one) => location === null || one.name === location)
              .map(({ id, name, isDefault }) => ({ id, name, is_default: isDefault })),
          },
        },
      }
    },
  }),
]
