import { createDownload } from '../download/download.ts'
import { isLoopback } from '../features/connections/clients.ts'

type Metadata = Readonly<Record<string, unknown>>

/** What is taken of what a program says about itself (RFC 7591); the rest is left out, `scope` too: the person decides. */
const KNOWN = [
  'client_id',
  'client_name',
  'client_uri',
  'redirect_uris',
  'grant_types',
  'response_types',
  'token_endpoint_auth_method',
  'token_endpoint_auth_signing_alg',
  'jwks',
  'jwks_uri',
  'application_type',
]

const GRANT_TYPES = ['authorization_code', 'refresh_token']

/**
 * The metadata of an MCP client as this authorization server understands it. Clients ask for grant
 * types that are not offered here, and leave out that they run on the person's own machine; without
 * that, a loopback address with another port is refused (RFC 8252).
 */
export function asMcpClient(given: Metadata): Metadata {
  const known = Object.fromEntries(
    KNOWN.filter((name) => name in given).map((name) => [name, given[name]]),
  )
  const { grant_types: grants, redirect_uris: redirects } = given
  const isNative = Array.isArray(redirects) && redirects.some(leadsToOwnMachine)
  return {
    token_endpoint_auth_method: 'none',
    ...known,
    ...(Array.isArray(grants) && {
      grant_types: grants.filter((one) => GRANT_TYPES.includes(one)),
    }),
    ...(isNative && !given.application_type && { application_type: 'native' }),
  }
}

const leadsToOwnMachine = (redirect: unknown): boolean => {
  const url = typeof redirect === 'string' ? URL.parse(redirect) : null
  return url?.protocol === 'http:' && isLoopback(url.hostname)
}

/** The clients as their makers publish them, for where the document cannot be fetched: their hosts refuse some networks. */
const BUNDLED: readonly Metadata[] = [
  {
    client_id: 'https://chatgpt.com/oauth/client.json',
    client_name: 'ChatGPT',
    client_uri: 'https://chatgpt.com',
    redirect_uris: ['https://chatgpt.com/connector_platform_oauth_redirect'],
    grant_types: GRANT_TYPES,
    response_types: ['code'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'RS256',
    jwks_uri: 'https://chatgpt.com/oauth/jwks.json',
  },
  {
    client_id: 'https://claude.ai/oauth/mcp-oauth-client-metadata',
    client_name: 'Claude',
    client_uri: 'https://claude.ai',
    redirect_uris: [
      'https://claude.ai/api/mcp/auth_callback',
      'https://claude.com/api/mcp/auth_callback',
    ],
    grant_types: GRANT_TYPES,
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
  {
    client_id: 'https://claude.ai/oauth/claude-code-client-metadata',
    client_name: 'Claude Code',
    client_uri: 'https://claude.ai',
    redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
    grant_types: GRANT_TYPES,
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
]

/**
 * Fetches a document over the network.
 * @throws Error where it cannot be fetched, or may not be
 */
export type FetchDocument = (url: string, maxBytes: number) => Promise<Uint8Array>

/** How long the host of a document may take. */
const DEADLINE_MS = 3_000

/** Fetches from public addresses only, over TLS, and follows no link to another host. */
export const fetchPublicDocument: FetchDocument = async (url, maxBytes) =>
  createDownload({ hosts: [new URL(url).hostname], deadlineMs: DEADLINE_MS })(url, maxBytes)

/** Keys of a client; the document about one has at most 5 KB, which the provider checks. */
const MAX_BYTES = 64 * 1024

/** The `fetch` of the authorization server, which asks for nothing but documents of clients and their keys. */
export function fetchOfClients(fetchDocument: FetchDocument): typeof fetch {
  return async (input) => {
    const url = String(input)
    const bundled = BUNDLED.find((one) => one.client_id === url)
    try {
      const text = new TextDecoder().decode(await fetchDocument(url, MAX_BYTES))
      return answer(isTooLong(text) ? text : cleaned(text))
    } catch (error) {
      if (bundled) return answer(JSON.stringify(asMcpClient(bundled)))
      throw error
    }
  }
}

/** As long as it came, so that the provider refuses a document that is too long. */
const MAX_DOCUMENT = 5 * 1024
const isTooLong = (text: string): boolean => text.length > MAX_DOCUMENT

/** A document about a client is cleaned; a list of keys, or anything else, is passed on. */
function cleaned(text: string): string {
  const document: unknown = JSON.parse(text)
  const isClient = typeof document === 'object' && document !== null && 'client_id' in document
  return isClient ? JSON.stringify(asMcpClient(document as Metadata)) : text
}

const answer = (body: string): Response =>
  new Response(body, { headers: { 'content-type': 'application/json' } })
