import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** A product of which there is one size. */
export interface Product {
  readonly sku: string
  readonly name: string
  readonly color: string
  readonly units: number
}

export const nameOf = ({ name, color }: Pick<Product, 'name' | 'color'>): string =>
  `${name} ${color}`

/** What somebody could take for the stock of a shop. */
export interface Peer {
  readonly name: string
  /** What it is and how it is asked. */
  readonly what: string
  /**
   * Starts it, and fills it where it is empty.
   * @param place a folder for its data, and one where what it needs is installed once
   * @throws where it cannot be had or started on this machine
   */
  start(place: Place): Promise<Shop>
}

export interface Place {
  readonly data: string
  readonly installed: string
  readonly products: readonly Product[]
}

export interface Shop {
  readonly version: string
  /** Of the processes that were started for it. */
  readonly pids: readonly number[]
  /**
   * Sells one unit.
   * @param key the same when it is tried again, for those that look at it
   * @returns whether it was sold; false for a refusal, such as of what is sold out
   * @throws for everything else
   */
  sell(sku: string, key: string): Promise<boolean>
  /** Sends the last request of the last sale again, as a client does whose answer was lost. */
  again(): Promise<unknown>
  /** Units that may be sold. */
  stock(sku: string): Promise<number>
  /** Names of what fits to some words, the best first. */
  find(words: string): Promise<readonly string[]>
  stop(): Promise<void>
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const TIMEOUT_MS = 60_000

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  // biome-ignore lint/suspicious/noExplicitAny: each peer answers in its own way
  readonly body: any
}

/** Sends JSON, and reads the answer, over connections that are kept. */
function send(url: string, { method, headers, body }: Asked = {}): Promise<Answered> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered>()
  const sent = request(
    url,
    {
      agent,
      method: method ?? (body ? 'POST' : 'GET'),
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      timeout: TIMEOUT_MS,
    },
    (response) => {
      text(response).then((read) => {
        const answer = read.startsWith('{') || read.startsWith('[') ? JSON.parse(read) : read
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer })
      }, reject)
    },
  )
  sent.on('timeout', () => sent.destroy(new Error('There was no answer in 60 s.')))
  sent.on('error', reject).end(body && JSON.stringify(body))
  return promise
}

/** The same, where every answer but 2xx is an error. */
export async function sendOk(url: string, asked: Asked = {}): Promise<Answered> {
  const answer = await send(url, asked)
  if (answer.status < 300) return answer
  throw new Error(`${answer.status} of ${new URL(url).pathname}: ${JSON.stringify(answer.body)}`)
}

/** Remembers the last request, so that it can be sent again. */
export function createSender(address: string) {
  let last: readonly [string, Asked] | undefined
  return {
    send(path: string, asked: Asked = {}): Promise<Answered> {
      last = [address + path, asked]
      return send(...last)
    },
    again: async () => last && send(...last),
  }
}
