import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Identity } from '../../domain/api-key.ts'
import { clearSession, sessionOf, setSession } from '../session-cookie.ts'

/** Who is signed in on this browser. */
export async function visitorOf(request: FastifyRequest): Promise<Identity | undefined> {
  const secret = sessionOf(request)
  return secret === undefined ? undefined : request.shop.sessions.identify(secret)
}

/**
 * Gives the browser its new session, and ends the one that it had: whoever knows that one, such as
 * somebody who put it there, knows nothing.
 * @param secret of the new session
 */
export async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
): Promise<void> {
  await endSession(request)
  setSession(request, reply, secret)
}

/** Signs out on this browser. */
export async function leave(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await endSession(request)
  clearSession(request, reply)
}

async function endSession(request: FastifyRequest): Promise<void> {
  const secret = sessionOf(request)
  const visitor = await visitorOf(request)
  if (secret === undefined || !visitor) return
  await request.shop.sessions.signOut(secret, { actor: visitor.name, ip: request.ip })
}
