import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { StockError } from '../domain/errors.ts'
import { say } from '../domain/say.ts'

interface Options {
  /** Names beside those that lead to this machine anyway. */
  readonly names: readonly string[]
  /** Public address of the tunnel of the moment. */
  readonly tunnel: () => Promise<string | undefined>
}

/**
 * Refuses requests that call this service by a name that is not its own. A page of another site can
 * make its own name lead here (DNS rebinding), and a browser then lets it read the answers; addresses
 * in answers are made of the name, too.
 */
export function requireKnownHost(app: FastifyInstance, { names, tunnel }: Options): void {
  const own = new Set(names.map((name) => name.toLowerCase()))
  app.addHook('onRequest', ({ host }, _reply, done) => {
    const name = nameIn(host)
    if (name !== null && (own.has(name) || isLocal(name))) done()
    else requireTunnel(name).then(() => done(), done)
  })

  async function requireTunnel(name: string | null): Promise<void> {
    const present = hostOf(await tunnel())
    // Kept, also while its agent is too busy to tell it again.
    if (present !== undefined) own.add(present)
    if (name === present) return
    throw new StockError(
      'unknown-host',
      say({
        en: 'This service is not called by the name in the address that was used. Nothing was changed: use one of its own, or add that name to the setting ALLOWED_HOSTS.',
        fr: 'Ce service ne porte pas le nom de l’adresse utilisée. Rien n’a changé : utilisez l’un des siens, ou ajoutez ce nom au réglage ALLOWED_HOSTS.',
      }),
    )
  }
}

/** The name in a header Host, in small letters and without its port; null where it is none. */
function nameIn(host: string): string | null {
  const [, name] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(host) ?? []
  return name === undefined ? null : name.toLowerCase()
}

/** Whether no public name server can make the name lead anywhere: an IP address, `localhost`, `api`. */
const isLocal = (name: string): boolean =>
  isIP(name.replace(/^\[|\]$/g, '')) !== 0 || !name.includes('.') || /\.local(host)?$/.test(name)

/** The name of an address; undefined where there is none. */
export const hostOf = (address: string | undefined): string | undefined =>
  address === undefined ? undefined : URL.parse(address)?.hostname
