import { Agent, request } from 'node:http'
import { json } from 'node:stream/consumers'
import autocannon from 'autocannon'

export interface Load {
  readonly name: string
  readonly url: string
  readonly connections: number
  readonly headers?: Record<string, string>
  readonly method?: 'GET' | 'POST'
  /** A body for each request in turn. */
  readonly bodies?: readonly object[]
  /** A path for each request in turn; that of the address where it is missing. */
  readonly paths?: readonly string[]
}

export interface Round {
  /** Answers a second. */
  readonly rate: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Answers that were neither 2xx nor 304. */
  readonly failed: number
}

/** Loads an address for so many seconds. */
export async function round(load: Load, seconds: number): Promise<Round> {
  const { url, connections, headers = {}, method = 'GET', bodies, paths } = load
  const requests =
    bodies?.map((body) => ({ method, body: JSON.stringify(body) })) ??
    paths?.map((path) => ({ method, path }))
  const result = await autocannon({
    url,
    connections,
    method,
    duration: seconds,
    headers: { ...headers, ...(bodies && { 'content-type': 'application/json' }) },
    ...(requests && { requests }),
  })
  return {
    rate: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result['4xx'] + result['5xx'] + result.errors,
  }
}

/** The middle of an odd number of rounds, with the lowest and the highest rate. */
export function summary(rounds: readonly Round[]) {
  const sorted = [...rounds].sort((a, b) => a.rate - b.rate)
  const [lowest, highest] = [sorted[0], sorted.at(-1)]
  const median = sorted[sorted.length >> 1]
  if (!lowest || !highest || !median) throw new Error('There were no rounds.')
  const failed = rounds.reduce((sum, one) => sum + one.failed, 0)
  return { ...median, lowest: lowest.rate, highest: highest.rate, failed }
}

export type Summary = ReturnType<typeof summary>

/** Milliseconds that half of them, and all but one in a hundred, took at most. */
export interface Times {
  readonly p50: number
  readonly p99: number
}

export function timesOf(milliseconds: readonly number[]): Times {
  const sorted = [...milliseconds].sort((a, b) => a - b)
  const at = (part: number) =>
    sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 })

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the answer has is read
  readonly body: any
}

/** Sends one request and reads its answer, over one connection for all. */
export function ask(
  url: string,
  { headers, body }: { headers: Record<string, string>; body?: object },
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const sent = request(
    url,
    {
      agent,
      method: body ? 'POST' : 'GET',
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    },
    async (response) => {
      resolve({ status: response.statusCode ?? 0, body: await json(response) })
    },
  )
  sent.on('error', reject).end(body && JSON.stringify(body))
  return promise
}

/** Does something again and again, one after the other. */
export async function times(
  rounds: number,
  work: (round: number) => Promise<unknown>,
): Promise<Times> {
  const taken: number[] = []
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now()
    await work(round)
    taken.push(performance.now() - begin)
  }
  return timesOf(taken)
}
