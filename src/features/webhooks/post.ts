import { once } from 'node:events'
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request } from 'node:http'
import { Agent as HttpsAgent, request as requestTls } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { addressesOf, PrivateHost, publicAddressOf } from '../../download/public-host.ts'
import type { AddressRules } from './address.ts'
import { FAULTS, faultWith } from './delivery-errors.ts'

/** What came of one request. */
export interface Answered {
  /** Of HTTP; 0 where nothing was answered. */
  readonly status: number
  /** Why it failed, in a few words; empty where it arrived. */
  readonly error: string
  /** How long the receiver wants to be left alone; 0 where it says nothing. */
  readonly retryAfterMs: number
}

export interface PostRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Poster {
  /** Sends one request; whatever happens to it is an answer. @throws what the signal was aborted with */
  post(request: PostRequest, signal: AbortSignal): Promise<Answered>
  /** Ends the connections that are kept. */
  close(): void
}

/** A receiver answers first and works later. */
const TIMEOUT_MS = 15_000

/** What is read of an answer, so that its connection can be used again; nobody looks at it. */
const MOST_BYTES = 1_024

/** The end of an answer is waited for so long. */
const BODY_MS = 1_000

interface PosterOptions extends AddressRules {
  readonly timeoutMs?: number
}

/**
 * Posts to addresses that others chose: connects to public ones only, each time that it connects, follows no redirects,
 * and reads next to nothing of what is answered. Connections are kept for the next request.
 */
export function createPoster(options: PosterOptions): Poster {
  const { allowPrivate, resolve = addressesOf, timeoutMs = TIMEOUT_MS } = options
  const lookup: LookupFunction = (host, { all }, done) => {
    publicAddressOf(host, resolve).then(
      (address) => {
        if (!address) return done(new NoAddress(), '', 0)
        const family = isIP(address)
        if (all) done(null, [{ address, family }])
        else done(null, address, family)
      },
      (error) => done(error, '', 0),
    )
  }
  const guard = allowPrivate ? {} : { lookup }
  const http = new HttpAgent({ keepAlive: true, ...guard })
  const https = new HttpsAgent({ keepAlive: true, ...guard })

  function open(url: URL, headers: PostRequest['headers'], signal: AbortSignal): ClientRequest {
    const asked = { method: 'POST', headers, signal }
    return url.protocol === 'https:'
      ? requestTls(url, { ...asked, agent: https })
      : request(url, { ...asked, agent: http })
  }

  async function send({ url: address, headers, body }: PostRequest, signal: AbortSignal) {
    const url = new URL(address)
    if (url.protocol !== 'https:' && !allowPrivate) throw new PrivateHost(url.hostname)
    // Node connects to an IP address without looking it up.
    if (!allowPrivate && isIP(url.hostname.replace(/^\[|\]$/g, '')) > 0) {
      await publicAddressOf(url.hostname, resolve)
    }
    for (;;) {
      const sent = open(
        url,
        { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        signal,
      )
      sent.end(body)
      try {
        const [response] = (await once(sent, 'response', { signal })) as [IncomingMessage]
        return response
      } catch (error) {
        sent.on('error', () => {})
        // The receiver may have ended a kept connection just then: that says nothing about it.
        if (!sent.reusedSocket || signal.aborted) throw error
      }
    }
  }

  return {
    async post(wish, signal) {
      const timeout = AbortSignal.timeout(timeoutMs)
      try {
        const response = await send(wish, AbortSignal.any([signal, timeout]))
        await drain(response)
        return judge(response)
      } catch (error) {
        signal.throwIfAborted()
        const why = timeout.aborted ? faultWith('late', timeoutMs / 1_000) : tell(error)
        return { status: 0, error: why, retryAfterMs: 0 }
      }
    },
    close() {
      http.destroy()
      https.destroy()
    },
  }
}

class NoAddress extends Error {
  readonly code = 'ENOTFOUND'
}

/** Reads to the end where that is near, and breaks off otherwise. */
async function drain(response: IncomingMessage): Promise<void> {
  let bytes = 0
  const late = setTimeout(() => response.destroy(), BODY_MS)
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MOST_BYTES) response.destroy()
  })
  response.on('error', () => {})
  await new Promise((done) => response.once('close', done))
  clearTimeout(late)
}

function judge({ statusCode: status = 0, headers }: IncomingMessage): Answered {
  return {
    status,
    error: problemOf(status),
    retryAfterMs: secondsOf(headers['retry-after']) * 1_000,
  }
}

/** It is gone for good. */
export const GONE = 410

function problemOf(status: number): string {
  if (status >= 200 && status < 300) return ''
  if (status >= 300 && status < 400) return faultWith('redirects', status)
  return faultWith(status === GONE ? 'gone' : 'answers', status)
}

const secondsOf = (retryAfter: string | undefined): number =>
  /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : 0

/** Why nothing was answered: without anything of the address, which may be a secret. */
function tell(error: unknown): string {
  if (error instanceof PrivateHost) return FAULTS.private.en
  const code = String((error as NodeJS.ErrnoException).code ?? '')
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ALTNAME/.test(code)) return FAULTS.certificate.en
  return (REASONS[code] ?? FAULTS.unreachable).en
}

const REASONS: Readonly<Partial<Record<string, (typeof FAULTS)[keyof typeof FAULTS]>>> = {
  ENOTFOUND: FAULTS.notFound,
  EAI_AGAIN: FAULTS.notFoundNow,
  ECONNREFUSED: FAULTS.refuses,
  ECONNRESET: FAULTS.brokeOff,
  EHOSTUNREACH: FAULTS.noWay,
  ENETUNREACH: FAULTS.noWay,
  ETIMEDOUT: FAULTS.silent,
}
