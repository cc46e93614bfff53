import type { FastifyRequest } from 'fastify'
import { isLoopback } from '../features/connections/clients.ts'
import type { TunnelAddress } from '../http/public-address.ts'

/**
 * Address of the authorization server, as its tokens and metadata name it; undefined where people
 * cannot sign in for programs.
 */
export type FindIssuer = (request: FastifyRequest) => Promise<string | undefined>

/**
 * There is an authorization server only where its address is known, because whoever asks could choose
 * the name in a request: the configured address or that of the tunnel, over TLS, or this machine's own.
 */
export function findIssuer(options: {
  readonly fixed: string | undefined
  readonly tunnel: TunnelAddress
}): FindIssuer {
  const { fixed, tunnel } = options
  return async ({ protocol, host }) => {
    const known = fixed ?? (await tunnel())
    const url = URL.parse(known ?? `${protocol}://${host}`)
    if (url?.pathname !== '/' || url.search || url.hash) return undefined
    const isSafe = isLoopback(url.hostname) || (known !== undefined && url.protocol === 'https:')
    return isSafe ? url.origin : undefined
  }
}
