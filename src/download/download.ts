import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { StockError } from '../domain/errors.ts'
import { figure } from '../domain/figures.ts'
import type { Language } from '../domain/language.ts'
import { say } from '../domain/say.ts'
import { createLinkCheck, refusedLink } from './link.ts'
import { addressesOf, PrivateHost, publicAddressOf, type Resolve } from './public-host.ts'

/**
 * Fetches a file that a caller names by a link.
 * @param hold is told of bytes as they come, and may refuse them
 * @throws StockError 'file-refused', 'file-unavailable', 'file-too-large', and what `hold` throws
 */
export type Download = (
  link: string,
  maxBytes: number,
  hold?: (bytes: number) => void,
) => Promise<Uint8Array>

export interface DownloadOptions {
  /** Allowed host names, see HOST_PATTERN. */
  readonly hosts: readonly string[]
  /** Milliseconds for everything: names, redirects, the whole body. */
  readonly deadlineMs?: number
  /** Every address of a host name. */
  readonly resolve?: Resolve
  /** Opens an encrypted connection to the address, which must prove to be the host. */
  readonly connect?: (address: string, host: string) => Duplex
}

const DEADLINE_MS = 10_000
const MAX_REDIRECTS = 3

const overTls = (address: string, host: string): Duplex =>
  connectTls({ host: address, port: 443, servername: host, ALPNProtocols: ['http/1.1'] })

/**
 * SSRF-safe download: only allowed hosts over https, and only when all addresses of the host are
 * public. It connects to the checked address, which prevents DNS rebinding. Each redirect is checked
 * like the first link.
 */
export function createDownload(options: DownloadOptions): Download {
  const { hosts, deadlineMs = DEADLINE_MS, resolve = addressesOf, connect = overTls } = options
  const checkLink = createLinkCheck(hosts)

  return async (link, maxBytes, hold = () => {}) => {
    const signal = AbortSignal.timeout(deadlineMs)
    let url = checkLink(link)
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const address = await publicAddress(url.hostname, signal)
      const response = await open(url, address, signal)
      const { location } = response.headers
      if (!isRedirect(response)) return await readBody(response, { maxBytes, hold, signal })
      response.destroy()
      const next = location && URL.parse(location, url.href)
      if (!next) throw unavailable(NOWHERE)
      url = checkLink(next.href)
    }
    throw unavailable(TOO_FAR)
  }

  async function publicAddress(host: string, signal: AbortSignal): Promise<string> {
    const found = Promise.race([publicAddressOf(host, resolve), aborted(signal)])
    const address = await found.catch((cause) => {
      if (cause instanceof PrivateHost) throw refusedLink(PRIVATE)
      throw unavailable(signal.aborted ? LATE : NOT_FOUND, cause)
    })
    if (!address) throw unavailable(NOT_FOUND)
    return address
  }

  async function open(url: URL, address: string, signal: AbortSignal): Promise<IncomingMessage> {
    const asked = request(url, {
      signal,
      // Without an agent Node would name the port 80 in the header Host.
      defaultPort: 443,
      headers: { 'user-agent': 'stock-assistant', 'accept-encoding': 'identity' },
      createConnection: () => connect(address, url.hostname),
    })
    // Later errors appear where the body is read.
    asked.on('error', () => {})
    asked.end()
    const [response] = await once(asked, 'response', { signal }).catch((cause) => {
      throw unavailable(signal.aborted ? LATE : SILENT, cause)
    })
    return response
  }
}

type Why = Readonly<Record<Language, string>>

const LATE: Why = { en: 'its host is too slow', fr: 'son hôte est trop lent' }
const NOWHERE: Why = {
  en: 'its host sends us on to nowhere',
  fr: 'son hôte nous renvoie vers nulle part',
}
const TOO_FAR: Why = {
  en: `its host sends us on more than ${MAX_REDIRECTS} times`,
  fr: `son hôte nous renvoie plus de ${MAX_REDIRECTS} fois`,
}
const NOT_FOUND: Why = { en: 'its host is not found', fr: 'son hôte est introuvable' }
const SILENT: Why = { en: 'its host does not answer', fr: 'son hôte ne répond pas' }
const CUT_OFF: Why = { en: 'it was cut off on its way', fr: 'il a été coupé en route' }
const PRIVATE: Why = {
  en: 'its host is not on the public internet',
  fr: 'son hôte n’est pas sur l’internet public',
}

const unavailable = (why: Why, cause?: unknown) =>
  new StockError(
    'file-unavailable',
    say({
      en: `The file could not be fetched: ${why.en}. Nothing was changed: links are valid for 5 minutes, so attach the file again and send its new link.`,
      fr: `Le fichier n’a pas pu être récupéré : ${why.fr}. Rien n’a changé : les liens valent 5 minutes, joignez donc le fichier à nouveau et envoyez son nouveau lien.`,
    }),
    {},
    { cause },
  )

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

const isRedirect = ({ statusCode = 0 }: IncomingMessage): boolean =>
  [301, 302, 303, 307, 308].includes(statusCode)

interface Reading {
  readonly maxBytes: number
  readonly hold: (bytes: number) => void
  readonly signal: AbortSignal
}

async function readBody(
  response: IncomingMessage,
  { maxBytes, hold, signal }: Reading,
): Promise<Uint8Array> {
  const { statusCode, headers } = response
  try {
    if (statusCode !== 200) {
      const answered = { en: `its host answers ${statusCode}`, fr: `son hôte répond ${statusCode}` }
      throw unavailable(answered)
    }
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response) {
      size += chunk.length
      if (size > maxBytes) throw tooLarge(maxBytes)
      hold(chunk.length)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } catch (error) {
    if (error instanceof StockError) throw error
    throw unavailable(signal.aborted ? LATE : CUT_OFF, error)
  } finally {
    response.destroy()
  }
}

/** The error for a file that is too large, from any source. */
export const tooLarge = (maxBytes: number) =>
  new StockError(
    'file-too-large',
    say({
      en: `The file is larger than ${maxBytes / 1024 / 1024} MB. Nothing was changed: send a smaller one.`,
      fr: `Le fichier dépasse ${figure(maxBytes / 1024 / 1024)} Mo. Rien n’a changé : envoyez-en un plus petit.`,
    }),
  )
