import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { refuseUnderPressure } from '../../src/http/limits.ts'
import { useProblems } from '../../src/http/problem.ts'
import type { StockStore } from '../../src/store/store.ts'
import { catalogue } from '../support/catalogue.ts'
import { fakeDoors } from '../support/fake-doors.ts'

const KEY = 'sk-right'
const RIGHT = { authorization: `Bearer ${KEY}` }
const WRONG = { authorization: 'Bearer sk-wrong' }

async function open(options: { rateLimit?: number } = {}): Promise<FastifyInstance> {
  const store = { readCatalogue: async () => catalogue() } as StockStore
  const app = await buildApp({
    store,
    ...fakeDoors(KEY),
    ...options,
  })
  onTestFinished(() => app.close())
  return app
}

test('whoever tries many keys is turned away, and nobody else at the address is', async () => {
  const app = await open()
  const send = (headers: object, remoteAddress = '203.0.113.9') =>
    app.inject({ url: '/locations', headers: { ...headers }, remoteAddress })
  const tries = await Promise.all(Array.from({ length: 30 }, () => send(WRONG)))
  const statuses = tries.map(({ statusCode }) => statusCode)
  expect(statuses.filter((status) => status === 401).length).toBe(20)
  const refused = tries.find(({ statusCode }) => statusCode === 429)
  expect(refused?.json()).toMatchObject({ type: '/problems/too-many-requests' })
  expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(50)
  expect((await send({})).statusCode).toBe(429)
  expect((await send(RIGHT)).statusCode).toBe(200)
  expect((await send(WRONG, '203.0.113.10')).statusCode).toBe(401)
})

test('a key that sends too much is asked to wait', async () => {
  const app = await open({ rateLimit: 3 })
  const answers = []
  for (let n = 0; n < 5; n++) answers.push(await app.inject({ url: '/locations', headers: RIGHT }))
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429, 429])
  expect(answers.at(-1)?.json()).toMatchObject({ type: '/problems/too-many-requests' })
  expect(Number(answers.at(-1)?.headers['retry-after'])).toBeGreaterThan(0)
  expect((await app.inject({ url: '/health' })).statusCode).toBe(200)
})

test('a process that cannot keep up says so, and that it runs', async () => {
  async function serve(maxLagMs?: number) {
    const app = Fastify()
    onTestFinished(() => app.close())
    useProblems(app)
    await refuseUnderPressure(app, maxLagMs)
    for (const url of ['/health', '/work']) app.get(url, async () => ({ url }))
    await app.ready()
    return app
  }
  const app = await serve()
  const patient = await serve(0)
  expect((await app.inject({ url: '/work' })).statusCode).toBe(200)

  const busyUntil = Date.now() + 5_000
  while (Date.now() < busyUntil);
  const answers: LightMyRequestResponse[] = []
  await expect
    .poll(async () => {
      answers.push(await app.inject({ url: '/work' }))
      return answers.at(-1)?.statusCode
    })
    .toBe(503)
  const answer = answers.at(-1) as LightMyRequestResponse
  expect(answer.json()).toMatchObject({ type: '/problems/overloaded' })
  expect(answer.headers['retry-after']).toBeDefined()
  expect((await app.inject({ url: '/health' })).statusCode).toBe(200)
  expect((await patient.inject({ url: '/work' })).statusCode).toBe(200)
})

test('answers carry headers that keep browsers careful, and open the service to no other site', async () => {
  const app = await open()
  const origin = { origin: 'https://evil.example' }
  const { headers } = await app.inject({ url: '/health', headers: origin })
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' })
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' })
  expect(headers['access-control-allow-origin']).toBeUndefined()
  const docs = await app.inject({ url: '/docs/static/index.html' })
  expect(docs.headers['content-security-policy']).toContain("script-src 'self'")
})
