import { z } from 'zod'
import { SCOPES } from '../../domain/api-key.ts'
import type { Connection } from '../../domain/connection.ts'
import { countInFrench, figure } from '../../domain/figures.ts'
import { say } from '../../domain/say.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { Said, saying } from '../../operations/schemas.ts'
import type { ConnectionService } from './connections.ts'

const ConnectionView = z
  .object({
    id: z.string(),
    person: z.string().describe('E-mail of the person who let it in.'),
    name: z.string().describe('Name of the program, as it gives it.'),
    host: z.string().describe('Where the person was sent back to.'),
    scope: z.enum(SCOPES).describe('What it may do at most.'),
    connected_at: z.string(),
    last_used_at: z.string().nullable(),
  })
  .meta({ id: 'Connection' })

export const Connections = z
  .object({ items: z.array(ConnectionView), message: Said })
  .meta({ id: 'Connections' })

export const ConnectionEnded = z.object({ message: Said }).meta({ id: 'ConnectionEnded' })

/** What a person sees and ends of the programs that she let in, whatever her role. */
const OWN = { tag: 'people', reach: 'own', inChat: false, scope: 'read' } as const

export const connectionOperations = (deps: { connections: ConnectionService }): Operation[] => [
  defineOperation({
    ...OWN,
    id: 'listConnections',
    method: 'GET',
    path: '/connections',
    summary: 'Which programs are connected?',
    description:
      'The programs that you let in by signing in, newest first. An owner on the web page sees those of everybody.',
    effect: 'read',
    refusals: 'Never.',
    input: z.strictObject({}),
    output: Connections,
    async run(_input, { key }) {
      const items = (await deps.connections.list(key)).map(connectionView)
      const message = say({
        en: `${figure(items.length)} connections.`,
        fr: `${countInFrench(items.length, 'connexion')}.`,
      })
      return { body: { items, message } }
    },
  }),
  defineOperation({
    ...OWN,
    by: 'person',
    id: 'endConnection',
    method: 'DELETE',
    path: '/connections/{id}',
    summary: 'Disconnect a program',
    description: 'Ends what a program was allowed: it is refused within a second.',
    effect: 'overwrite',
    refusals: 'You have no connection of this id.',
    input: z.strictObject({
      id: z.string().regex(
        /^[a-z0-9]{15}$/,
        saying({
          en: 'is no id: listConnections shows them',
          fr: 'n’est pas un id : listConnections les montre',
        }),
      ),
    }),
    output: ConnectionEnded,
    async run({ id }, { key, ip }) {
      await deps.connections.end(id, key, { actor: key.name, ip })
      const message = say({
        en: 'The program is disconnected, and refused within a second.',
        fr: 'Le programme est déconnecté, et refusé d’ici une seconde.',
      })
      return { body: { message } }
    },
  }),
]

/** A connection as lists show it. */
const connectionView = (connection: Connection) => ({
  id: connection.id,
  person: connection.person,
  name: connection.name,
  host: connection.host,
  scope: connection.scope,
  connected_at: connection.connectedAt,
  last_used_at: connection.lastUsedAt,
})
