import type { FastifyInstance, FastifyRequest } from 'fastify'
import { SCOPES } from '../domain/api-key.ts'
import type { PublicAddress } from '../http/public-address.ts'

/** Metadata paths by RFC 9728, for /mcp and for the whole service. */
const PATHS = [
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/mcp',
] as const

/** Where this service is reached, and by whom its tokens are given. */
export interface Addresses {
  readonly publicAddress: PublicAddress
  /** Address of the authorization server; undefined where there is none, and the token is an API key. */
  readonly issuerOf: (request: FastifyRequest) => Promise<string | undefined>
}

/** Values of a challenge (RFC 6750), beside the address of the metadata. */
type Challenge = Readonly<Partial<Record<'error' | 'scope', string>>>

/** The challenge in a 401 or 403 of /mcp, which tells a client how to authenticate. */
export function challenge(address: string, values: Challenge = {}): string {
  const all = { resource_metadata: `${address}${PATHS[1]}`, ...values }
  return `Bearer ${Object.entries(all)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`
}

/** Tells clients how /mcp is protected (RFC 9728): by a bearer token, and who gives one. */
export function describeProtection(app: FastifyInstance, addresses: Addresses): void {
  const { publicAddress, issuerOf } = addresses
  for (const path of PATHS) {
    app.get(path, { schema: { hide: true } }, async (request) => {
      const issuer = await issuerOf(request)
      const address = issuer ?? (await publicAddress(request))
      return {
        resource: `${address}/mcp`,
        resource_name: 'Stock Assistant',
        ...(issuer && { authorization_servers: [issuer], scopes_supported: SCOPES }),
        bearer_methods_supported: ['header'],
        resource_documentation: `${address}/docs`,
      }
    })
  }
}
