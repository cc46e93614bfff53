import { z } from 'zod'
import { type ApiKey, SCOPES } from '../../domain/api-key.ts'
import { count, countInFrench } from '../../domain/figures.ts'
import { say } from '../../domain/say.ts'
import { quoted } from '../../domain/text.ts'
import { defineOperation, FOR_OWNERS, type Operation } from '../../operations/operation.ts'
import { choice, keyName, Said } from '../../operations/schemas.ts'
import type { KeyService } from './keys.ts'

const Name = keyName('Name of the key: the actor of what is done with it.')

export const ApiKeys = z
  .object({
    items: z.array(
      z
        .object({
          name: z.string(),
          scope: z.enum(SCOPES),
          location: z.string().nullable(),
          expires_at: z.string().nullable(),
          last_used_at: z.string().nullable(),
          revoked: z.boolean(),
        })
        .meta({ id: 'ApiKey' }),
    ),
    message: Said,
  })
  .meta({ id: 'ApiKeys' })

export const NewKey = z.object({ key: z.string(), message: Said }).meta({ id: 'NewKey' })

export const KeyRevoked = z.object({ message: Said }).meta({ id: 'KeyRevoked' })

export const keyOperations = ({ keys }: { keys: KeyService }): Operation[] => [
  defineOperation({
    ...FOR_OWNERS,
    id: 'listKeys',
    method: 'GET',
    path: '/keys',
    summary: 'Which API keys are there?',
    description:
      'The API keys with their scopes, and when each was used last. Never the keys themselves.',
    effect: 'read',
    refusals: 'Only an owner who is signed in on the web page may.',
    input: z.strictObject({}),
    output: ApiKeys,
    async run() {
      const items = (await keys.list()).map(keyView)
      const message = say({
        en: `${count(items.length, 'key')}.`,
        fr: `${countInFrench(items.length, 'clé')}.`,
      })
      return { body: { items, message } }
    },
  }),
  defineOperation({
    ...FOR_OWNERS,
    id: 'createKey',
    method: 'POST',
    path: '/keys',
    summary: 'Make an API key',
    description: 'Makes a key for a program. It is shown this once.',
    effect: 'write',
    refusals: 'There is a key of this name, or no location of that one.',
    input: z.strictObject({
      name: Name,
      scope: choice(SCOPES, 'read: looks; write: changes stock; admin: all.').default('write'),
      location: z
        .string()
        .trim()
        .max(100)
        .nullable()
        .default(null)
        .describe('The only location it is for.'),
      expires_at: z.iso
        .datetime({ offset: true })
        .nullable()
        .default(null)
        .describe('When it ends; null for never.'),
    }),
    output: NewKey,
    async run(wish, { key: { name: actor }, ip }) {
      const key = await keys.create(wish, { actor, ip })
      const message = say({
        en: 'Keep it now: it is shown this once.',
        fr: 'Gardez-la maintenant : elle n’est montrée qu’une fois.',
      })
      return { body: { key, message }, created: true }
    },
  }),
  defineOperation({
    ...FOR_OWNERS,
    id: 'revokeKey',
    method: 'DELETE',
    path: '/keys/{name}',
    summary: 'Revoke an API key',
    description: 'Ends a key: it is refused within a second.',
    effect: 'overwrite',
    refusals: 'There is no key of this name.',
    input: z.strictObject({ name: Name }),
    output: KeyRevoked,
    async run({ name }, { key: { name: actor }, ip }) {
      await keys.revoke(name, { actor, ip })
      const message = say({
        en: `The key ${quoted(name)} is refused within a second.`,
        fr: `La clé ${quoted(name)} est refusée d’ici une seconde.`,
      })
      return { body: { message } }
    },
  }),
]

const keyView = ({ name, scope, location, expiresAt, lastUsedAt, revoked }: ApiKey) => ({
  name,
  scope,
  location,
  expires_at: expiresAt,
  last_used_at: lastUsedAt,
  revoked,
})
