import type { FastifyInstance } from 'fastify'
import type { PublicAddress } from '../http/public-address.ts'

/** Where RFC 9728 wants the description of /mcp, and of the service as a whole. */
const PATHS = [
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/mcp',
] as const

/** What a 401 of /mcp says, so that a client can find out how to sign in. */
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
