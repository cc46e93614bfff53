import type { FastifyReply, FastifyRequest } from 'fastify'
import { StockError } from '../domain/errors.ts'

/**
 * The cookie of a session. With the prefix, a browser takes it from this host alone and sends it over
 * https alone (RFC 6265bis). Without TLS, as on this machine, there is no prefix.
 */
const nameOf = (isSecure: boolean): string => (isSecure ? '__Host-stock' : 'stock')

const isSecure = ({ protocol }: FastifyRequest): boolean => protocol === 'https'

/** The secret in the cookie of a request. */
export function sessionOf(request: FastifyRequest): string | undefined {
  const name = nameOf(isSecure(request))
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=')
    if (key === name && value) return value
  }
  return undefined
}

/** Gives the browser the secret of a new session, until the browser is closed. */
export const setSession = (request: FastifyRequest, reply: FastifyReply, secret: string): void =>
  write(request, reply, secret, '')

/** Takes the cookie away. */
export const clearSession = (request: FastifyRequest, reply: FastifyReply): void =>
  write(request, reply, '', '; Max-Age=0')

function write(request: FastifyRequest, reply: FastifyReply, value: string, rest: string): void {
  const secure = isSecure(request) ? '; Secure' : ''
  reply.header(
    'set-cookie',
    `${nameOf(isSecure(request))}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}${rest}`,
  )
}

const SAFE = ['GET', 'HEAD', 'OPTIONS']

/**
 * A browser sends the cookie with every request, also when a page of another site makes it. So a
 * request that changes something must say that it comes from a page of ours.
 * @throws StockError 'foreign-origin'
 */
export function requireOwnPage({ method, headers, host }: FastifyRequest): void {
  if (SAFE.includes(method)) return
  const { origin, 'sec-fetch-site': site } = headers
  const isOurs = origin === undefined ? site === 'same-origin' : URL.parse(origin)?.host === host
  if (isOurs && (site === undefined || site === 'same-origin')) return
  throw new StockError(
    'foreign-origin',
    'This did not come from a page of Stock Assistant, and nothing was changed: open it here and try again.',
  )
}
