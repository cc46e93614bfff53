import type { Identity } from '../../domain/api-key.ts'
import type { Connection } from '../../domain/connection.ts'
import { StockError } from '../../domain/errors.ts'
import type { By } from '../../domain/person.ts'
import { say } from '../../domain/say.ts'
import type { OAuthStore } from '../../store/oauth-store.ts'

export type ConnectionService = ReturnType<typeof createConnectionService>

/** The programs that people let in, and how they are shown out. */
export function createConnectionService({ store }: { store: OAuthStore }) {
  /** Whose connections somebody sees and ends: null for everybody's, undefined for nobody's. */
  const reachOf = ({ person, inSession }: Identity): string | null | undefined =>
    person?.role === 'owner' && inSession ? null : person?.id

  return {
    /** Those of the person, for an owner on the web page everybody's; newest first. */
    async list(who: Identity): Promise<readonly Connection[]> {
      const reach = reachOf(who)
      return reach === undefined ? [] : onePerProgram(await store.readConnections(reach))
    },

    /** @throws StockError 'connection-not-found' */
    async end(id: string, who: Identity, by: By): Promise<void> {
      const reach = reachOf(who)
      if (reach === undefined) throw notFound(id)
      await store.endConnection(by, id, reach).catch((error: unknown) => {
        throw error instanceof StockError && error.code === 'connection-not-found'
          ? notFound(id)
          : error
      })
    },
  }
}

const notFound = (id: string): StockError =>
  new StockError(
    'connection-not-found',
    say({
      en: `There is no connection ${id} of yours: see listConnections. Nothing was changed.`,
      fr: `Vous n’avez pas de connexion ${id} : voir listConnections. Rien n’a changé.`,
    }),
  )

/** A program that was let in several times is one connection: as it is now, since the first time. */
function onePerProgram(newestFirst: readonly Connection[]): Connection[] {
  const found = new Map<string, Connection>()
  for (const connection of newestFirst) {
    const program = `${connection.personId} ${connection.client}`
    const known = found.get(program)
    found.set(program, known ? together(known, connection) : connection)
  }
  return [...found.values()]
}

const together = (newer: Connection, older: Connection): Connection => ({
  ...newer,
  connectedAt: older.connectedAt,
  lastUsedAt:
    [newer.lastUsedAt, older.lastUsedAt]
      .filter((at) => at !== null)
      .toSorted()
      .at(-1) ?? null,
})
