import type { FastifyInstance } from 'fastify'
import type { PublicAddress } from '../http/public-address.ts'

/** Metadata paths by RFC 9728, for /mcp and for the whole service. */
const PATHS = [
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/mcp',
] as const

/** The challenge in a 401 of /mcp, which tells a client how to authenticate. */
export const challenge = (address: string): string =>
  `Bearer resource_metadata="${address}${PATHS[1]}"`

/**
 * Tells clients how /mcp is protected (RFC 9728): a bearer token in the header. An authorization
 * server is to be named here once there is one; until then the token is the API key.
 */
export function describeProtection(app: FastifyInstance, publicAddress: PublicAddress): void {
  for (const path of PATHS) {
    app.get(path, { schema: { hide: true } }, async (request) => {
      const address = await publicAddress(request)
      return {
        resource: `${address}/mcp`,
        resource_name: 'Stock Assistant',
        bearer_methods_supported: ['header'],
        resource_documentation: `${address}/docs`,
      }
    })
  }
}
