import { type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { SCOPES } from '../domain/api-key.ts'
import type { Door } from '../domain/connection.ts'
import { isSafeRedirect } from '../features/connections/clients.ts'
import type { PersonReader } from '../features/people/person-reader.ts'
import { renderPage } from '../http/pages/layout.ts'
import { hashOf } from '../shared/secret.ts'
import type { OAuthStore } from '../store/oauth-store.ts'
import { adapterOver } from './adapter.ts'
import { type FetchDocument, fetchOfClients } from './clients.ts'
import { deriveKeys } from './keys.ts'
import { failedPage } from './pages.ts'
import { programWordsFor } from './words.ts'

export interface ProviderOptions {
  readonly store: OAuthStore
  readonly people: PersonReader
  /** The same in all processes. */
  readonly secret: string
  readonly fetchDocument: FetchDocument
  /** Called with what went wrong here, for the log. */
  readonly onError: (error: Error) => void
}

const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S
const DAY_S = 24 * HOUR_S

/** Clients often do not refresh, so an access token lasts; it is looked up, so it ends at once all the same. */
const ACCESS_TOKEN_S = HOUR_S

/** Set on clients that were made here (`npm run client`); nobody else can set it. */
const MADE_HERE = 'made_here'

/**
 * Makes authorization servers, one for each address under which the shop is reached.
 * @param issuer its address, without a slash at its end
 */
export function createProviderFactory(options: ProviderOptions): (issuer: string) => Provider {
  const { store, people, secret, fetchDocument, onError } = options
  const { cookies, jwks } = deriveKeys(secret)
  const adapter = adapterOver(store)
  const fetchClient = fetchOfClients(fetchDocument)

  return (issuer) => {
    const provider = new Provider(issuer, {
      ...SETTINGS,
      adapter,
      jwks,
      cookies: { ...COOKIES, keys: cookies },
      fetch: fetchClient,
      features: { ...FEATURES, resourceIndicators: resourcesAt(issuer) },
      async findAccount(_ctx, id) {
        const person = await people.find(id)
        return person && { accountId: id, claims: () => ({ sub: id }) }
      },
    })
    // The address is pinned before a request comes here.
    provider.proxy = true
    provider.on('server_error', (_ctx, error) => onError(error))
    // Secrets are kept as hashes.
    Object.defineProperty(provider.Client.prototype, 'compareClientSecret', {
      value(this: { clientSecret?: string }, given: string) {
        return this.clientSecret === hashOf(given)
      },
    })
    return provider
  }
}

/** The address of what is behind a door, which a token for it names (RFC 8707). */
const resourceOf = (issuer: string, door: Door): string =>
  door === 'mcp' ? `${issuer}/mcp` : issuer

const doorOf = (issuer: string, resource: string): Door | undefined =>
  (['mcp', 'api'] as const).find((door) => resourceOf(issuer, door) === resource)

const wasMadeHere = (client: object): boolean => MADE_HERE in client && client[MADE_HERE] === true

/**
 * Two doors, and no token opens both. Programs of the API are registered here, and do not name the
 * door; those of /mcp come by themselves.
 */
const resourcesAt = (issuer: string) =>
  ({
    enabled: true,
    defaultResource: (_ctx, client) => resourceOf(issuer, wasMadeHere(client) ? 'api' : 'mcp'),
    useGrantedResource: () => true,
    getResourceServerInfo(_ctx, resource, client) {
      const door = doorOf(issuer, resource)
      if (!door || (door === 'api' && !wasMadeHere(client))) throw new errors.InvalidTarget()
      return {
        scope: SCOPES.join(' '),
        audience: door,
        accessTokenFormat: 'opaque',
        accessTokenTTL: ACCESS_TOKEN_S,
      }
    },
  }) satisfies NonNullable<Configuration['features']>['resourceIndicators']

const COOKIES = {
  names: { session: 'stock-oauth', interaction: 'stock-oauth-step', resume: 'stock-oauth-resume' },
  long: { sameSite: 'lax', httpOnly: true },
  short: { sameSite: 'lax', httpOnly: true },
} as const

const FEATURES = {
  devInteractions: { enabled: false },
  userinfo: { enabled: false },
  rpInitiatedLogout: { enabled: false },
  pushedAuthorizationRequests: { enabled: false },
  revocation: {
    enabled: true,
    allowedPolicy: (_ctx, client, token) => client.clientId === token.clientId,
  },
  registration: { enabled: true, initialAccessToken: false, issueRegistrationAccessToken: false },
  clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
} as const satisfies Configuration['features']

const SETTINGS: Configuration = {
  routes: {
    authorization: '/oauth/authorize',
    token: '/oauth/token',
    registration: '/oauth/register',
    revocation: '/oauth/revoke',
    jwks: '/oauth/jwks',
  },
  scopes: ['offline_access', ...SCOPES],
  claims: { openid: ['sub'] },
  responseTypes: ['code'],
  clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  clientDefaults: {
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    id_token_signed_response_alg: 'ES256',
  },
  extraClientMetadata: {
    properties: [MADE_HERE],
    // With a context it is somebody who registers.
    validator(ctx, _name, value, metadata) {
      if (ctx && value !== undefined)
        throw new errors.InvalidClientMetadata('made_here is not yours')
      if (!metadata.redirect_uris?.every(isSafeRedirect)) {
        throw new errors.InvalidRedirectUri(
          'redirect_uris take https, or http on localhost, 127.0.0.1 or [::1]',
        )
      }
    },
  },
  // A GPT Action knows no PKCE; it has a secret instead.
  pkce: { required: (_ctx, client) => !wasMadeHere(client) },
  ttl: {
    AccessToken: ACCESS_TOKEN_S,
    AuthorizationCode: MINUTE_S,
    Interaction: 10 * MINUTE_S,
    Session: 10 * MINUTE_S,
    RefreshToken: 30 * DAY_S,
    Grant: 90 * DAY_S,
  },
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  expiresWithSession: () => false,
  interactions: { url: (_ctx, interaction) => `/oauth/interaction/${interaction.uid}` },
  renderError(ctx: KoaContextWithOIDC, out) {
    const { headers, text } = renderPage(ctx.req, failedPage(programWordsFor(ctx.req), out))
    ctx.set(headers)
    ctx.body = text
  },
}
