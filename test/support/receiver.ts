import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { onTestFinished } from 'vitest'

/** What a receiver got once. */
export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Of `performance.now()`. */
  readonly at: number
}

type Answer = (response: ServerResponse, received: Received) => void

export const answer =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, headers).end()
  }

/** Somebody who is told what happens. Ends with the test. */
export async function startReceiver(port = 0) {
  const received: Received[] = []
  let how: Answer = answer(204)
  const server = createServer(async (request: IncomingMessage, response) => {
    const one = { headers: request.headers, body: await text(request), at: performance.now() }
    received.push(one)
    how(response, one)
  })
  const listen = (to: number) =>
    new Promise<void>((done) => server.listen(to, '127.0.0.1', () => done()))
  await listen(port)
  const address = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((done) => server.close(() => done()))
  }
  onTestFinished(close)
  const eventsOf = ({ body }: Received): Told[] => JSON.parse(body).data
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    received,
    /** How it answers from now on. */
    answers(next: Answer) {
      how = next
    },
    events: () => received.flatMap(eventsOf),
    eventsOf,
    /** What was sent, by the library of those who receive. @throws Error where the signature is not right */
    verified: (secret: string) =>
      received.map(({ headers, body }) =>
        new Webhook(secret).verify(body, headers as Record<string, string>),
      ),
    close,
    reopen: () => listen(address.port),
  }
}

export interface Told {
  readonly id: string
  readonly type: string
  readonly seq: number
  readonly position: string
  readonly message: string
  readonly data: Record<string, unknown>
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>
