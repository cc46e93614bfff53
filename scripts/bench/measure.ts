import autocannon from 'autocannon'

export interface Load {
  readonly name: string
  readonly url: string
  readonly connections: number
  readonly headers?: Record<string, string>
  readonly method?: 'GET' | 'POST'
  /** A body for each request in turn. */
  readonly bodies?: readonly object[]
}

export interface Round {
  /** Answers a second. */
  readonly rate: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Answers that were not 2xx. */
  readonly failed: number
}

/** Loads an address for so many seconds. */
export async function round(load: Load, seconds: number): Promise<Round> {
  const { url, connections, headers = {}, method = 'GET', bodies } = load
  const result = await autocannon({
    ...{ url, connections, method, duration: seconds },
    headers: { ...headers, ...(bodies && { 'content-type': 'application/json' }) },
    ...(bodies && {
      requests: bodies.map((body) => ({ method, body: JSON.stringify(body) })),
    }),
  })
  return {
    rate: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors,
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
