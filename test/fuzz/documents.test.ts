import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { type FuzzRun, fuzz, whyNoSchemathesis } from '../support/schemathesis.ts'
import { KEY, startService } from '../support/service.ts'

// Thousands of requests, good and bad ones, made of the documents that the service has of itself.

const obstacle = await whyNoSchemathesis()
if (obstacle) process.stderr.write(`SKIPPED: the fuzzing of the API, because ${obstacle}.\n`)

const STOCK_CSV = resolve(import.meta.dirname, '../../pocketbase/stock_initial.csv')

interface Plan extends Omit<FuzzRun, 'document' | 'key'> {
  readonly path: string
  /** Fewer are made only where something is wrong with the document. */
  readonly atLeast: number
}

const ALL = { path: '/openapi.json', tellsAll: true }
const EVERY_PLAN: Plan[] = [
  { ...ALL, seed: 1, phases: ['coverage', 'fuzzing'], examples: 10, atLeast: 2_000 },
  { ...ALL, seed: randomInt(2 ** 31), phases: ['fuzzing'], examples: 10, atLeast: 200 },
  {
    path: '/openapi.yaml',
    tellsAll: false,
    seed: 1,
    phases: ['coverage', 'fuzzing'],
    examples: 5,
    atLeast: 2_000,
  },
]

/** All of them; with `FUZZ=random` only what differs each time. */
const PLANS = EVERY_PLAN.filter(({ seed }) => process.env.FUZZ !== 'random' || seed !== 1)

test.skipIf(obstacle).each(PLANS)(
  'no request made of $path with the seed $seed is an error of the service',
  async ({ path, atLeast, ...plan }) => {
    const service = await startService({ WORKERS: '1', RATE_LIMIT: '0', STOCK_CSV })
    const { cases, failures } = await fuzz({ ...plan, document: service.address + path, key: KEY })
    process.stderr.write(`fuzz: ${cases} requests of ${path}, seed ${plan.seed}\n`)
    const errors = service
      .log()
      .split('\n')
      // A disk that is slow for seconds is told as 503, as it should be.
      .filter((line) => /"status":5(?!03)\d\d/.test(line))
    expect(errors).toEqual([])
    expect(failures).toBe('')
    expect(cases).toBeGreaterThan(atLeast)
  },
)
