import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { type AppDependencies, buildApp } from '../../src/app.ts'
import type { StockStore } from '../../src/store/store.ts'
import { catalogue } from '../support/catalogue.ts'
import { fakeDoors } from '../support/fake-doors.ts'

const KEY = 'sk-right'
const BEARER = { authorization: `Bearer ${KEY}` }

async function open(options: Partial<AppDependencies> = {}) {
  const store = { readCatalogue: async () => catalogue() } as StockStore
  const app = await buildApp({
    maxLagMs: 0,
    store,
    ...fakeDoors(KEY),
    ...options,
  })
  onTestFinished(() => app.close())
  return app
}

const REFUSED = { status: 421, type: '/problems/unknown-host' }

/** A page of another site whose name leads here. */
const FOREIGN = [
  'evil.example',
  'evil.example:8000',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
]
/** What is no host at all. */
const STRANGE = [
  '127.1',
  'evil.example/localhost',
  'evil@localhost',
  'localhost:80:80',
  '[::1',
  'a b',
  'é',
]

test.each([...FOREIGN, ...STRANGE])(
  '%j is not a name of this service, at any of its doors',
  async (host) => {
    const app = await open()
    for (const [method, url] of [
      ['GET', '/health'],
      ['GET', '/openapi.yaml'],
      ['GET', '/openapi.json'],
      ['GET', '/docs'],
      ['GET', '/locations'],
      ['GET', '/.well-known/oauth-protected-resource'],
      ['POST', '/mcp'],
      ['GET', '/nowhere'],
    ] as const) {
      const headers = { ...BEARER, host, origin: `http://${host}` }
      const response = await app.inject({ method, url, headers })
      expect(response.json(), url).toMatchObject(REFUSED)
      expect(response.body).not.toContain('evil')
    }
  },
)

test.each([
  ...['localhost', 'LOCALHOST:8000', 'shop.localhost', '127.0.0.1:8000', '192.168.1.5:8000'],
  ...['[::1]:8000', '[fd00::12]', 'api:8000', 'shop-pc', 'shop-pc.local:8000'],
])('%s leads to this machine, whoever asks', async (host) => {
  const app = await open()
  const response = await app.inject({ url: '/openapi.json', headers: { host } })
  expect(response.json().servers).toEqual([{ url: `http://${host}` }])
})

test('the name of the public address, and what was added, are its own', async () => {
  const app = await open({ publicUrl: 'https://shop.example', allowedHosts: ['Till.shop.lan'] })
  const status = async (host: string) =>
    (await app.inject({ url: '/health', headers: { host } })).statusCode
  expect(await status('shop.example')).toBe(200)
  expect(await status('SHOP.example:443')).toBe(200)
  expect(await status('till.shop.lan:8000')).toBe(200)
  expect(await status('other.shop.lan')).toBe(421)
  expect(await status('a.shop.example')).toBe(421)
})

test('the name of the tunnel is its own from the moment that its agent tells it', async () => {
  let endpoints = [{ name: 'stock-assistant', url: 'https://shop.ngrok.example' }]
  const agent = createServer((_request, response) => response.end(JSON.stringify({ endpoints })))
  await new Promise<void>((done) => agent.listen(0, '127.0.0.1', done))
  onTestFinished(() => void agent.close())
  const ngrokApi = `http://127.0.0.1:${(agent.address() as AddressInfo).port}`
  const ask = async (app: FastifyInstance) => {
    const headers = { host: 'shop.ngrok.example' }
    return (await app.inject({ url: '/openapi.json', headers })).json()
  }
  const app = await open({ ngrokApi })
  // A busy machine may take longer than an agent is waited for; it is asked again after a while.
  await expect
    .poll(() => ask(app), { timeout: 30_000, interval: 500 })
    .toMatchObject({ servers: [{ url: 'https://shop.ngrok.example' }] })
  endpoints = []
  expect(await ask(await open({ ngrokApi }))).toMatchObject(REFUSED)
  expect((await ask(app)).servers).toHaveLength(1)
})

test('a forwarded name counts where a proxy is believed, and is checked there too', async () => {
  const ask = async (trustProxy: number, forwarded: string) => {
    const headers = { host: 'localhost', 'x-forwarded-host': forwarded }
    return (await (await open({ trustProxy })).inject({ url: '/openapi.json', headers })).json()
  }
  expect(await ask(0, 'evil.example')).toMatchObject({ servers: [{ url: 'http://localhost' }] })
  expect(await ask(1, 'evil.example')).toMatchObject(REFUSED)
  expect(await ask(1, 'api:8000')).toMatchObject({ servers: [{ url: 'http://api:8000' }] })
})

test('two different keys are refused, whichever is right, and the same one twice is one', async () => {
  const app = await open()
  const ask = async (xApiKey: string, bearer: string) =>
    (
      await app.inject({
        url: '/locations',
        headers: { 'x-api-key': xApiKey, authorization: `Bearer ${bearer}` },
      })
    ).json()
  const refused = { status: 401, type: '/problems/two-keys' }
  expect(await ask('sk-wrong', KEY)).toMatchObject(refused)
  expect(await ask(KEY, 'sk-wrong')).toMatchObject(refused)
  expect(await ask(KEY, KEY)).toHaveProperty('items')
  expect(await ask('', KEY)).toHaveProperty('items')
})
