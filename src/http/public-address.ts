import type { FastifyRequest } from 'fastify'
import { z } from 'zod'

/** Public base URL of this service, without a trailing slash. */
export type PublicAddress = (request: FastifyRequest) => Promise<string>

/** Public address of the tunnel; undefined where there is none. */
export type TunnelAddress = () => Promise<string | undefined>

export interface PublicAddressOptions {
  /** The configured address; has priority over all others. */
  readonly fixed?: string | undefined
  readonly tunnel: TunnelAddress
}

/** The name of our endpoint in ngrok.yml. */
const ENDPOINT = 'stock-assistant'

/** Cache time of the tunnel address, which seldom changes. */
const KEEP_MS = 5_000

/** The agent runs on this machine: longer means that there is none. */
const AGENT_TIMEOUT_MS = 500

/**
 * Finds the public address for each request: the configured one, else the ngrok tunnel, else the
 * address of the request itself (behind a trusted proxy, the proxy's).
 */
export function findPublicAddress({ fixed, tunnel }: PublicAddressOptions): PublicAddress {
  return async (request) => fixed ?? (await tunnel()) ?? `${request.protocol}://${request.host}`
}

/** @param ngrokApi local API of the ngrok agent, which knows the address */
export const findTunnel = (ngrokApi: string | undefined): TunnelAddress =>
  ngrokApi ? remember(() => askAgent(ngrokApi)) : async () => undefined

/** Caches an answer for a short time; concurrent callers share one request. */
function remember<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  let askedAt = 0
  return () => {
    if (!answer || performance.now() - askedAt > KEEP_MS) {
      askedAt = performance.now()
      answer = ask()
    }
    return answer
  }
}

const Endpoints = z.object({
  endpoints: z.array(z.object({ name: z.string().optional(), url: z.string() })),
})

/** The https address of our tunnel; undefined when there is no agent or no tunnel. */
async function askAgent(api: string): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(AGENT_TIMEOUT_MS)
    const response = await fetch(`${api}/api/endpoints`, { signal })
    const { endpoints } = Endpoints.parse(await response.json())
    const secure = endpoints.filter(({ url }) => url.startsWith('https://'))
    const ours = secure.find(({ name }) => name === ENDPOINT) ?? (secure.length === 1 && secure[0])
    return ours ? ours.url.replace(/\/+$/, '') : undefined
  } catch {
    // No agent, or an invalid answer: there is no tunnel.
    return undefined
  }
}
