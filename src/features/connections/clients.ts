import { SetupError } from '../../domain/errors.ts'
import { hashOf, newSecret } from '../../shared/secret.ts'
import type { OAuthStore } from '../../store/oauth-store.ts'

/** A program that was registered by hand, such as the GPT of the shop. */
export interface MadeClient {
  readonly id: string
  readonly name: string
  readonly redirects: readonly string[]
}

/** Registers programs that cannot do so themselves. */
export function createClientService({ store }: { store: OAuthStore }) {
  async function list(): Promise<MadeClient[]> {
    return (await store.readClients()).map((payload) => ({
      id: String(payload.client_id),
      name: String(payload.client_name),
      redirects: payload.redirect_uris as string[],
    }))
  }

  async function named(name: string): Promise<MadeClient> {
    const client = (await list()).find((one) => isSame(one.name, name))
    if (!client) {
      throw new SetupError(
        `There is no client "${name}": npm run client -- list shows the ones there are.`,
      )
    }
    return client
  }

  const put = (client: MadeClient, secretHash: string): Promise<void> =>
    store.putRecord({
      kind: 'Client',
      hash: hashOf(client.id),
      grant: '',
      personId: '',
      client: hashOf(client.id),
      expiresAt: null,
      payload: {
        client_id: client.id,
        client_name: client.name,
        client_secret: secretHash,
        redirect_uris: client.redirects,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        // In a header or in the body: both are taken.
        token_endpoint_auth_method: 'client_secret_post',
        made_here: true,
      },
    })

  return {
    list,

    /**
     * @returns the client and its secret, which is not kept
     * @throws SetupError for a name that is taken, or an address that nobody may be sent to
     */
    async create(name: string, redirects: readonly string[]) {
      if ((await list()).some((one) => isSame(one.name, name))) {
        throw new SetupError(
          `There is a client "${name}" already: remove it first, or take another name.`,
        )
      }
      const client = { id: `client-${newSecret().slice(0, 16)}`, name, redirects: spelt(redirects) }
      const secret = newSecret()
      await put(client, hashOf(secret))
      return { ...client, secret }
    },

    /** Sends people back to other addresses, with the id and the secret as they are. @throws SetupError */
    async redirect(name: string, redirects: readonly string[]): Promise<MadeClient> {
      const client = { ...(await named(name)), redirects: spelt(redirects) }
      const kept = await store.findRecord('Client', hashOf(client.id))
      await put(client, String(kept?.payload.client_secret))
      return client
    },

    /** Removes a client, and ends everything that people allowed it. @throws SetupError */
    async remove(name: string): Promise<void> {
      await store.removeClient(hashOf((await named(name)).id))
    },
  }
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

const GPT_CALLBACK = /^https:\/\/(chatgpt\.com|chat\.openai\.com)(\/aip\/.+)$/

/** The addresses as they are compared. A GPT sends people back to either of two. @throws SetupError */
function spelt(redirects: readonly string[]): string[] {
  const all = redirects.flatMap((redirect) => {
    if (!isSafeRedirect(redirect)) {
      throw new SetupError(
        `${redirect} is no address to send people back to: it takes https, or http on this machine.`,
      )
    }
    const path = GPT_CALLBACK.exec(redirect)?.[2]
    return path ? [`https://chatgpt.com${path}`, `https://chat.openai.com${path}`] : [redirect]
  })
  return [...new Set(all)]
}

/** Whether people may be sent there with a code: over TLS, or to a program on their own machine. */
export function isSafeRedirect(redirect: unknown): boolean {
  const url = typeof redirect === 'string' ? URL.parse(redirect) : null
  if (!url || url.hash || url.username || url.password) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

/** Whether a name leads to the machine that asks for it. */
export const isLoopback = (hostname: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
