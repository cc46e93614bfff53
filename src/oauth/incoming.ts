import { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

interface Changes {
  /** Address of the authorization server, whatever name was asked for. */
  readonly issuer: string
  readonly url?: string
  readonly body?: Buffer | string | undefined
}

/**
 * The request as the authorization server gets it: with a body that was read and bounded already, and
 * with the name and the protocol of its own address. Whoever asks can write any name into a request,
 * and it would go into the metadata that others are told.
 */
export function incomingFor({ raw }: FastifyRequest, { issuer, url, body }: Changes) {
  const { host, protocol } = new URL(issuer)
  const { 'transfer-encoding': _chunked, 'content-length': _length, ...headers } = raw.headers
  const incoming = new IncomingMessage(raw.socket)
  incoming.method = raw.method ?? 'GET'
  incoming.url = url ?? raw.url ?? '/'
  incoming.headers = {
    ...headers,
    host,
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol.slice(0, -1),
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
  }
  if (body !== undefined) incoming.push(body)
  incoming.push(null)
  // Otherwise its end would close the connection, as that of a request that broke off.
  incoming.complete = true
  return incoming
}
