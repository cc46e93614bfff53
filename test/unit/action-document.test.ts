import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { RULES } from '../../scripts/action-rules.ts'
import { buildApp } from '../../src/app.ts'
import { actionDocument } from '../../src/http/action-document.ts'
import { createOperations, type Stores } from '../../src/shop.ts'
import type { StockStore } from '../../src/store/store.ts'
import { fakeDoors } from '../support/fake-doors.ts'

const operations = createOperations({} as Stores)
const service = { serverUrl: 'https://stock.example', version: '1.0.0' }

// biome-ignore lint/suspicious/noExplicitAny: the examples break the document wherever they like
type Loose = any
const build = (): Loose => structuredClone(actionDocument(operations, service))

const sale = (document: Loose) => document.paths['/inventory/sale'].post
const list = (document: Loose) => document.paths['/inventory'].get
const bodyOf = (operation: Loose) => operation.requestBody.content['application/json'].schema

/** For each rule, what breaks it. */
const BREACHES: Record<string, (document: Loose) => void> = {
  'There is one server, and its address is https.'(document) {
    document.servers[0].url = 'http://stock.example'
  },
  'There are at most 30 operations.'(document) {
    for (let n = 0; n < 20; n++) document.paths[`/more/${n}`] = { get: list(document) }
  },
  'Every operation has a name of letters, digits, _ and -.'(document) {
    sale(document).operationId = 'register sale'
  },
  'No two operations have the same name.'(document) {
    sale(document).operationId = 'listInventory'
  },
  'Summary and description are there, with at most 300 characters each.'(document) {
    sale(document).description = 'x'.repeat(301)
  },
  'Every operation says whether it is consequential.'(document) {
    delete sale(document)['x-openai-isConsequential']
  },
  'Every parameter and value has a description of at most 700 characters.'(document) {
    delete bodyOf(sale(document)).properties.quantity.description
  },
  'No parameter is a reference.'(document) {
    list(document).parameters[0].schema = { $ref: '#/components/schemas/Problem' }
  },
  'Parameters are in the path or in the query.'(document) {
    list(document).parameters[0].in = 'header'
  },
  'Parameters are single values.'(document) {
    list(document).parameters[0].schema = { type: 'array', items: { type: 'string' } }
  },
  'No name is both a parameter and in the body.'(document) {
    sale(document).parameters = [{ ...list(document).parameters[0], name: 'model' }]
  },
  'A body is a flat object that takes nothing else, with at most one list of flat objects.'(
    document,
  ) {
    document.components.schemas.BatchLine.properties.size = { type: 'object', properties: {} }
  },
  'Bodies and answers are JSON.'(document) {
    const { content } = sale(document).requestBody
    content['multipart/form-data'] = content['application/json']
  },
  'No answer is a redirect.'(document) {
    sale(document).responses['302'] = { description: 'Elsewhere.' }
  },
  'The files of a chat are a list of texts, on a POST.'(document) {
    bodyOf(sale(document)).properties.openaiFileIdRefs = {
      type: 'array',
      description: 'Files.',
      items: { type: 'object', properties: {} },
    }
  },
  'Every object has properties.'(document) {
    delete document.components.schemas.Problem.properties
  },
  'No schema is one of several.'(document) {
    document.components.schemas.Problem.properties.title = { anyOf: [{ type: 'string' }] }
  },
  'Nothing may be null.'(document) {
    document.components.schemas.Shelf.properties.price.type = ['number', 'null']
  },
  'No list holds lists.'(document) {
    document.components.schemas.InventoryPage.properties.items.items = { type: 'array' }
  },
  'No schema is a constant.'(document) {
    document.components.schemas.Problem.properties.title = { const: 'Error' }
  },
  'Every reference leads somewhere.'(document) {
    delete document.components.schemas.Sold
  },
  'There is one security scheme: Basic, Bearer or a header.'(document) {
    document.components.securitySchemes.other = { type: 'http', scheme: 'basic' }
  },
}

describe('the document for a GPT Action', () => {
  test('every rule has an example that breaks it', () => {
    expect(Object.keys(BREACHES).sort()).toEqual(RULES.map(({ name }) => name).sort())
  })

  test.each(RULES)('$name', ({ name, check }) => {
    expect(check(build())).toEqual([])
    const broken = build()
    BREACHES[name]?.(broken)
    expect(check(broken)).not.toEqual([])
  })

  test('it is the file in the project', () => {
    const file = resolve(import.meta.dirname, '../../openapi/openapi.yaml')
    const { paths, components } = parse(readFileSync(file, 'utf8'))
    expect({ paths, components }).toEqual({
      paths: build().paths,
      components: build().components,
    })
  })

  test('what only developers need is not in it', () => {
    expect(Object.keys(build().paths)).not.toContain('/admin/drift')
  })
})

describe('the address in it', () => {
  const ended: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of ended.splice(0)) await end()
  })

  async function serve(options: { publicUrl?: string; ngrokApi?: string }) {
    const app = await buildApp({
      maxLagMs: 0,
      store: {} as StockStore,
      ...fakeDoors('test-key'),
      allowedHosts: ['shop.test'],
      ...options,
    })
    ended.push(() => app.close())
    return async (host = 'shop.test:8000') => {
      const headers = { host }
      const yaml = await app.inject({ url: '/openapi.yaml', headers })
      const json = await app.inject({ url: '/openapi.json', headers })
      const url = parse(yaml.body).servers[0].url
      expect(json.json().servers).toEqual([{ url }])
      return url
    }
  }

  async function agent(answer: () => object): Promise<string> {
    const server: Server = createServer((request, response) => {
      response.end(request.url === '/api/endpoints' ? JSON.stringify(answer()) : 'no')
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    ended.push(() => new Promise((done) => server.close(done)))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  test('is the one that was set', async () => {
    const ngrokApi = await agent(() => ({ endpoints: [{ url: 'https://tunnel.example' }] }))
    const address = await serve({ publicUrl: 'https://set.example', ngrokApi })
    expect(await address()).toBe('https://set.example')
  })

  test('is the one of the tunnel', async () => {
    const endpoints = [
      { name: 'other', url: 'https://other.example' },
      { name: 'stock-assistant', url: 'https://tunnel.example/' },
      { name: 'stock-assistant-2', url: 'https://third.example' },
    ]
    const address = await serve({ ngrokApi: await agent(() => ({ endpoints })) })
    expect(await address()).toBe('https://tunnel.example')
  })

  test.each([
    ['no tunnel', { endpoints: [] }],
    ['no https', { endpoints: [{ url: 'http://tunnel.example' }] }],
    [
      'several that are not ours',
      { endpoints: [{ url: 'https://a.ex' }, { url: 'https://b.ex' }] },
    ],
    ['an agent of another kind', { tunnels: 'many' }],
  ])('is the one the request came to: %s', async (_case, answer) => {
    const address = await serve({ ngrokApi: await agent(() => answer) })
    expect(await address()).toBe('http://shop.test:8000')
  })

  test('is the one the request came to where no agent runs', async () => {
    const address = await serve({ ngrokApi: 'http://127.0.0.1:9' })
    expect(await address('stock.local')).toBe('http://stock.local')
  })
})
