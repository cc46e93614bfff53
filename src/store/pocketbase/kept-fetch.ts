import { once } from 'node:events'
import * as http from 'node:http'
import * as https from 'node:https'
import { text } from 'node:stream/consumers'

/** Shorter than any server closes a connection that nobody uses. */
const IDLE_MS = 4_000

/** What is used of `fetch`: text goes out and comes back. */
type KeptFetch = (address: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * A `fetch` over connections of its own that stay open, for short texts that go out very often: it takes a
 * fraction of the processor time of the one that Node has.
 * @param base address of the server
 * @returns a function that rejects as `fetch` does: a TypeError with the reason as its cause, or the reason
 *   of the signal
 */
export function createKeptFetch(base: string): KeptFetch {
  const { request, Agent } = base.startsWith('https:') ? https : http
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS })

  return async (address, { method = 'GET', headers, body, signal } = {}) => {
    const sent = request(String(address), {
      agent,
      method,
      headers: headers as Record<string, string>,
      ...(signal && { signal }),
    })
    // Whoever waits for the answer is told of it too.
    sent.on('error', () => {})
    try {
      sent.end(body as string | undefined)
      const [answer]: http.IncomingMessage[] = await once(sent, 'response')
      if (!answer) throw new Error('There was no answer.')
      const { statusCode: status = 0, headers: told } = answer
      const read = await text(answer)
      return new Response(read === '' ? null : read, {
        status,
        headers: told as Record<string, string>,
      })
    } catch (cause) {
      if (signal?.aborted) throw signal.reason
      throw new TypeError('fetch failed', { cause })
    }
  }
}
