import type { FastifyReply, FastifyRequest } from 'fastify'
import { StockError } from '../domain/errors.ts'
import { say } from '../domain/say.ts'

/**
 * The cookie of a session. With the prefix, a browser takes it from this host alone and sends it over
 * https alone (RFC 6265bis). Without TLS, as on this machine, there is no prefix.
 */
const SESSION = 'stock'

const nameOf = (request: FastifyRequest, name: string): string =>
  isSecure(request) ? `__Host-${name}` : name

const isSecure = ({ protocol }: FastifyRequest): boolean => protocol === 'https'

/** The secret in the cookie of a request. */
export const sessionOf = (request: FastifyRequest): string | undefined =>
  readCookie(request, SESSION)

/** The value of a cookie of ours. */
export function readCookie(request: FastifyRequest, name: string): string | undefined {
  const own = nameOf(request, name)
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=')
    if (key === own && value) return value
  }
  return undefined
}

/** Gives the browser the secret of a new session, until the browser is closed. */
export const setSession = (request: FastifyRequest, reply: FastifyReply, secret: string): void =>
  writeCookie(request, reply, { name: SESSION, value: secret })

/** Takes the cookie away. */
export const clearSession = (request: FastifyRequest, reply: FastifyReply): void =>
  writeCookie(request, reply, { name: SESSION, value: '', seconds: 0 })

interface Cookie {
  readonly name: string
  /** In letters that a cookie may hold. */
  readonly value: string
  /** How long it is kept; until the browser is closed where this is missing. */
  readonly seconds?: number
}

/** Gives the browser a cookie that no script reads. */
export function writeCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, value, seconds }: Cookie,
): void {
  const secure = isSecure(request) ? '; Secure' : ''
  const age = seconds === undefined ? '' : `; Max-Age=${seconds}`
  reply.header(
    'set-cookie',
    `${nameOf(request, name)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}${age}`,
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
  const { origin = '', 'sec-fetch-site': site } = headers
  // No page can set this header; browsers that do not know it send Origin.
  const isOurs = site === undefined ? URL.parse(origin)?.host === host : site === 'same-origin'
  if (isOurs) return
  throw new StockError(
    'foreign-origin',
    say({
      en: 'A request with the cookie of a sign-in must come from a page of this service, or say so by the header Origin with its address. Nothing was changed.',
      fr: 'Une demande avec le cookie d’une connexion doit venir d’une page de ce service, ou le dire par l’en-tête Origin avec son adresse. Rien n’a changé.',
    }),
  )
}
