import type { FastifyRequest } from 'fastify'
import { z } from 'zod'

/** Where others reach this service, without a slash at its end. */
export type PublicAddress = (request: FastifyRequest) => Promise<string>

export interface PublicAddressOptions {
  /** The address that was set; nothing else is asked then. */
  readonly fixed?: string | undefined
  /** Local API of the ngrok agent, which knows the tunnel's address of today. */
  readonly ngrokApi?: string | undefined
}

/** The name of our endpoint in ngrok.yml. */
const ENDPOINT = 'stock-assistant'

/** A tunnel moves seldom; its agent is not asked with every request. */
const KEEP_MS = 5_000

/** The agent runs on this machine: longer means that there is none. */
const AGENT_TIMEOUT_MS = 500

/**
 * Finds the public address for each request: the one that was set, else the one of the ngrok
 * tunnel, else the one that the request itself came to (behind a trusted proxy, the proxy's).
 */
export function findPublicAddress({ fixed, ngrokApi }: PublicAddressOptions): PublicAddress {
  const tunnel = ngrokApi ? remember(() => askAgent(ngrokApi)) : async () => undefined
  return async (request) => fixed ?? (await tunnel()) ?? `${request.protocol}://${request.host}`
}

/** Asks again when the last answer is too old; callers who come meanwhile share the question. */
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

/** The https address of our tunnel; undefined where no agent runs or it has none. */
async function askAgent(api: string): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(AGENT_TIMEOUT_MS)
    const response = await fetch(`${api}/api/endpoints`, { signal })
    const { endpoints } = Endpoints.parse(await response.json())
    const secure = endpoints.filter(({ url }) => url.startsWith('https://'))
    const ours = secure.find(({ name }) => name === ENDPOINT) ?? (secure.length === 1 && secure[0])
    return ours ? ours.url.replace(/\/+$/, '') : undefined
  } catch {
    // No agent, or none that can be understood: there is no tunnel to name.
    return undefined
  }
}
