import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { withAnswerCache } from '../../src/operations/answer-cache.ts'
import type { Context, Operation } from '../../src/operations/operation.ts'

let runs = 0
let state = 1
let during = () => {}
beforeEach(() => {
  runs = 0
  state = 1
  during = () => {}
})

const counting: Operation = {
  id: 'count',
  method: 'GET',
  path: '/count',
  tag: 'stock',
  summary: '',
  description: '',
  effect: 'read',
  reach: 'location',
  inChat: false,
  refusals: '',
  input: z.object({}),
  output: z.object({}),
  async run() {
    during()
    return { body: { run: ++runs } }
  },
}

const operation = withAnswerCache(counting, async () => state)

const context = (asked?: string, key: object = {}, baseUrl = 'http://a'): Context => ({
  caller: { actor: 'owner', channel: 'api' },
  key: { name: 'owner', scope: 'read', location: null, ...key },
  ip: '',
  baseUrl,
  ...(asked !== undefined && { asked }),
})

const run = async (...of: Parameters<typeof context>) =>
  (await operation.run({}, context(...of))).body
const recall = async (...of: Parameters<typeof context>) =>
  (await operation.recall?.(context(...of)))?.body

test('the same words are answered once, and recalled without being looked at', async () => {
  expect(await recall('/count?a')).toBeUndefined()
  expect(await run('/count?a')).toEqual({ run: 1 })
  expect(await run('/count?a')).toEqual({ run: 1 })
  expect(await recall('/count?a')).toEqual({ run: 1 })
  expect(await recall('/count?b')).toBeUndefined()
  expect(runs).toBe(1)
})

test('another scope, location or address is another question', async () => {
  await run('/count?c')
  expect(await recall('/count?c', { scope: 'admin' })).toBeUndefined()
  expect(await recall('/count?c', { location: 'Depot' })).toBeUndefined()
  expect(await recall('/count?c', {}, 'http://b')).toBeUndefined()
  expect(await recall('/count?c', { name: 'another of the same rights' })).toEqual({ run: 1 })
})

test('without words the values are the question, and nothing is recalled', async () => {
  expect(await run()).toEqual({ run: 1 })
  expect(await run()).toEqual({ run: 1 })
  expect(await recall()).toBeUndefined()
})

test('what changed is answered anew', async () => {
  await run('/count?d')
  state++
  expect(await recall('/count?d')).toBeUndefined()
  expect(await run('/count?d')).toEqual({ run: 2 })
})

test('an answer that was worked out while something changed is not kept', async () => {
  during = () => {
    state++
  }
  await run('/count?e')
  expect(await recall('/count?e')).toBeUndefined()
})

test('no more than some are kept', async () => {
  for (let n = 0; n < 300; n++) await run(`/count?n=${n}`)
  const there = await Promise.all(Array.from({ length: 300 }, (_, n) => recall(`/count?n=${n}`)))
  expect(there.filter(Boolean).length).toBeLessThanOrEqual(256)
})
