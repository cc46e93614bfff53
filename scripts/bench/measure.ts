import { Agent, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import { type Usage, usageOf } from './usage.ts'

interface Loading {
  readonly name: string
  /** How many ask at once. */
  readonly connections: number
  /** The process whose use is counted; none where it is missing. */
  readonly pid?: number
}

/** Requests over HTTP. */
export interface Load extends Loading {
  readonly url: string
  readonly headers?: Record<string, string>
  readonly method?: 'GET' | 'POST'
  /** A body for each request in turn. */
  readonly bodies?: readonly object[]
  /** A path for each request in turn; that of the address where it is missing. */
  readonly paths?: readonly string[]
  /** Refusals that are meant to come. */
  readonly refusals?: readonly number[]
}

/** Work that is done here, again and again. */
export interface Work extends Loading {
  work(time: number): Promise<unknown>
}

export interface Round {
  /** Milliseconds of each answer. */
  readonly taken: readonly number[]
  /** Answers a second. */
  readonly rate: number
  readonly failed: number
  /** What the process used meanwhile. */
  readonly use: Use | undefined
}

/** Processor time in milliseconds, and memory in megabytes. */
interface Use {
  readonly apiMs: number
  readonly pocketbaseMs: number
  readonly apiMemory: number
  readonly pocketbaseMemory: number
}

/** Loads an address for so many seconds. */
export async function round(load: Load | Work, seconds: number): Promise<Round> {
  const before = load.pid === undefined ? undefined : usageOf(load.pid)
  const begin = performance.now()
  const { taken, failed } = await ('work' in load ? workFor(load, seconds) : askFor(load, seconds))
  const rate = taken.length / ((performance.now() - begin) / 1000)
  const after = load.pid === undefined ? undefined : usageOf(load.pid)
  return { taken, rate, failed, use: before && after && between(before, after) }
}

/** How often it is looked whether somebody still works, how much counts as nothing, and how often at most. */
const [LOOK_MS, NOTHING_MS, LOOKS] = [100, 10, 300]

/**
 * Waits until some processes have finished what they were asked: who asked may have gone before the
 * answer.
 * @param used milliseconds of processor until now; undefined where it is not known
 */
export async function quiet(used: () => number | undefined): Promise<void> {
  let before = used() ?? 0
  for (let look = 0; look < LOOKS; look++) {
    await sleep(LOOK_MS)
    const now = used() ?? 0
    if (now - before <= NOTHING_MS) return
    before = now
  }
}

const between = (before: Usage, after: Usage): Use => ({
  apiMs: after.api.processorMs - before.api.processorMs,
  pocketbaseMs: after.pocketbase.processorMs - before.pocketbase.processorMs,
  apiMemory: after.api.memory,
  pocketbaseMemory: after.pocketbase.memory,
})

type Taken = Pick<Round, 'taken' | 'failed'>

async function askFor(load: Load, seconds: number): Promise<Taken> {
  const { url, connections, headers = {}, method = 'GET', bodies, paths, refusals = [] } = load
  const requests =
    bodies?.map((body) => ({ method, body: JSON.stringify(body) })) ??
    paths?.map((path) => ({ method, path }))
  const taken: number[] = []
  let failed = 0
  const { errors } = await autocannon({
    url,
    connections,
    method,
    duration: seconds,
    headers: { ...headers, ...(bodies && { 'content-type': 'application/json' }) },
    ...(requests && { requests }),
    setupClient: (client) => {
      client.on('response', (status, _bytes, milliseconds) => {
        taken.push(milliseconds)
        if (status >= 300 && status !== 304 && !refusals.includes(status)) failed++
      })
    },
  })
  return { taken, failed: failed + errors }
}

async function workFor({ connections, work }: Work, seconds: number): Promise<Taken> {
  const end = performance.now() + seconds * 1000
  const taken: number[] = []
  let [time, failed] = [0, 0]
  async function one(): Promise<void> {
    while (performance.now() < end) {
      const begin = performance.now()
      await work(time++).catch(() => failed++)
      taken.push(performance.now() - begin)
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
  return { taken, failed }
}

export interface Summary extends Times {
  /** Answers a second of the middle round, the slowest and the fastest one. */
  readonly rate: number
  readonly lowest: number
  readonly highest: number
  readonly answers: number
  /** Answers that were neither 2xx, nor 304, nor refusals that were meant to come. */
  readonly failed: number
  /** Milliseconds of one core for an answer, and megabytes at most; undefined where it is not known. */
  readonly use: Use | undefined
}

/** What some rounds come to. */
export function summary(rounds: readonly Round[]): Summary {
  const rates = rounds.map(({ rate }) => rate).sort((a, b) => a - b)
  const [lowest, highest, rate] = [rates[0], rates.at(-1), rates[rates.length >> 1]]
  if (lowest === undefined || highest === undefined || rate === undefined)
    throw new Error('There were no rounds.')
  const taken = rounds.flatMap((one) => one.taken)
  const failed = rounds.reduce((sum, one) => sum + one.failed, 0)
  const answers = taken.length
  return { rate, lowest, highest, answers, failed, ...timesOf(taken), use: useOf(rounds, answers) }
}

function useOf(rounds: readonly Round[], answers: number): Use | undefined {
  const uses = rounds.map(({ use }) => use).filter((use) => use !== undefined)
  if (uses.length < rounds.length || answers === 0) return undefined
  const each = (of: (use: Use) => number) => uses.reduce((sum, use) => sum + of(use), 0) / answers
  const most = (of: (use: Use) => number) => Math.max(...uses.map(of))
  return {
    apiMs: each(({ apiMs }) => apiMs),
    pocketbaseMs: each(({ pocketbaseMs }) => pocketbaseMs),
    apiMemory: most(({ apiMemory }) => apiMemory),
    pocketbaseMemory: most(({ pocketbaseMemory }) => pocketbaseMemory),
  }
}

/** Milliseconds that half of them, and all but one in a hundred, took at most. */
export interface Times {
  readonly p50: number
  readonly p99: number
}

export function timesOf(milliseconds: readonly number[]): Times {
  const sorted = Float64Array.from(milliseconds).sort()
  const at = (part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? 0
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
