import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PICTURES } from '../support/pictures.ts'
import { API_KEY, product, useShop } from '../support/shop.ts'

const FILES = 'https://files.chat.example'

const CSV = 'SKU,Model,Color,Gender,Size,Quantity\nTOGO,Togo,Noir,Homme,43,2'

/** A file as ChatGPT fills it in. */
const attached = (name: string) => ({ download_url: `${FILES}/${name}`, file_id: `file-${name}` })

/** The files of a chat; how they are fetched has tests of its own. */
const download = async (link: string) =>
  link === `${FILES}/photo` ? PICTURES.png : Buffer.from(CSV)

const products = [
  product('HERM', 'Hermès', { 38: 50, 39: 5 }, { color: 'Blanche' }),
  product('TOGO', 'Togo', { 43: 5 }, { color: 'Noir', gender: 'Homme' }),
  product('TOGOR', 'Togo', { 43: 5 }, { color: 'Rouge', gender: 'Homme' }),
  product('RACE', 'Course', { 40: 100 }),
]
const shop = useShop(products, download)

let address: string
beforeAll(async () => {
  address = await shop.app.listen({ host: '127.0.0.1', port: 0 })
})

const open: Client[] = []
afterEach(() => Promise.all(open.splice(0).map((client) => client.close())))

const KEY = { authorization: `Bearer ${API_KEY}` }
type Era = 'legacy' | 'auto'

async function connect(era: Era = 'auto', headers: Record<string, string> = KEY): Promise<Client> {
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: era } },
  )
  open.push(client)
  const url = new URL('/mcp', address)
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }))
  return client
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the answer has
type Loose = any

/** Calls a tool; its text begins with the message of its data, or is a problem. */
async function call(client: Client, name: string, values: Record<string, unknown> = {}) {
  const result: Loose = await client.callTool({ name, arguments: values })
  const [{ text }] = result.content
  if (result.isError) return { isError: true, body: JSON.parse(text) }
  expect(text.startsWith(result.structuredContent.message)).toBe(true)
  return { isError: false, body: result.structuredContent, text }
}

const sale = { model: 'hermes', size: '38', quantity: 1 }

/** A call of each tool, and what its message says. */
const CALLS: [name: string, values: Record<string, unknown>, message: RegExp][] = [
  ['listInventory', { model: 'ermes', size: '38', in_stock: true, limit: 5 }, /^50 on hand/],
  ['listModels', { group: 'name' }, /^3 models/],
  ['listMovements', { type: 'SALE', limit: 1 }, / [0-9]+ movements?: /],
  ['listLocations', {}, /on hand/],
  ['createLocation', { name: 'Stand' }, /^Made the location Stand/],
  ['checkStock', {}, /shelves are what their movements add up to/],
  ['listReservations', {}, /^Nothing is reserved now/],
  ['listReorder', { model: 'hermes' }, /cannot be known yet/],
  [
    'registerSale',
    { ...sale, request_id: 'sold-1' },
    /^Sold 1 Hermès, Blanche, Femme, 38: 50 → 49/,
  ],
  ['addStock', { ...sale, quantity: 3 }, /49 → 52/],
  ['returnStock', sale, /52 → 53/],
  ['reserveStock', { ...sale, reference: 'Léa' }, /[Rr]eserved 1/],
  ['releaseStock', { ...sale, reference: 'Léa' }, /[Rr]eleased 1/],
  ['adjustStock', { model: 'hermes', size: '38', delta: -3, reason: 'damaged' }, /53 → 50/],
  ['countStock', { ...sale, quantity: 48, repeat: true }, /50 → 48/],
  ['transferStock', { ...sale, to_location: 'Cave' }, /Cave/],
  ['recordBatch', { lines: [{ action: 'sale', ...sale, size: '39' }] }, /Sold 1/],
  ['undoLast', {}, /^Undone/],
  ['addAlias', { sku: 'HERM', alias: 'la blanche' }, /means Hermès/],
  ['removeAlias', { sku: 'HERM', alias: 'la blanche' }, /no longer means Hermès/],
  ['createProduct', { model: 'Zinnia', sizes: ['38', '39'], quantity: 2 }, /^Made Zinnia/],
  ['updateProduct', { sku: 'ZINNIA', price: 80 }, /price none → €80/],
  [
    'updateProducts',
    { model: 'all the zinnia', price_percent: 10 },
    /: €80 → €88\. Nothing is written yet/,
  ],
  ['getStats', { group: 'size' }, /sold.*By size, units/],
  [
    'getSummary',
    { period: 'today' },
    /sold.*product changes.*Done by: owner \(chat, \d+ changes?\)/,
  ],
  ['setPhoto', { sku: 'HERM', file: attached('photo') }, /has a picture now/],
  ['removePhoto', { sku: 'HERM' }, /has no picture any more/],
  ['exportFile', { file: 'inventory', model: 'hermes' }, /^The inventory as CSV, 3 rows/],
  ['importStock', { file: attached('stock'), mode: 'add' }, /^0 new rows, 1 changed/],
]

describe.each<Era>(['legacy', 'auto'])('a client that speaks %s', (era) => {
  test('is told what there is', async () => {
    const client = await connect(era)
    expect(client.getProtocolEra()).toBe(era === 'legacy' ? 'legacy' : 'modern')
    expect(client.getServerVersion()).toMatchObject({ name: 'stock-assistant' })
    const { tools } = await client.listTools()
    for (const { annotations, title, inputSchema, description } of tools) {
      expect(description).toMatch(/\.$/)
      expect([typeof title, inputSchema.type]).toEqual(['string', 'object'])
      expect(Object.keys(annotations ?? {}).sort()).toEqual([
        ...['destructiveHint', 'idempotentHint', 'openWorldHint', 'readOnlyHint'],
      ])
    }
    expect(tools.find(({ name }) => name === 'listInventory')?.annotations?.readOnlyHint).toBe(true)
    expect(tools.find(({ name }) => name === 'countStock')?.annotations?.destructiveHint).toBe(true)
  })

  test('gets a refusal it can act on', async () => {
    const client = await connect(era)
    const { isError, body } = await call(client, 'registerSale', {
      model: 'togo',
      size: '43',
      quantity: 1,
    })
    expect(isError).toBe(true)
    expect(body.type).toBe('/problems/ambiguous-product')
    expect(body.candidates.map(({ sku }: Loose) => sku)).toEqual(['TOGO', 'TOGOR'])
    const chosen = { sku: body.candidates[1].sku, size: '43', quantity: 1 }
    const again = await call(client, 'registerSale', chosen)
    expect(again.body).toMatchObject({ sku: 'TOGOR', quantity_sold: 1 })
    await call(client, 'undoLast')
  })

  test('is told which values are wrong', async () => {
    const client = await connect(era)
    const wrong = { ...sale, quantity: 'many', shoe: 'left' }
    const { isError, body } = await call(client, 'registerSale', wrong)
    expect(isError).toBe(true)
    expect(body).toMatchObject({ type: '/problems/invalid-request', status: 400 })
    expect(body.detail).toContain('quantity')
    expect(body.detail).toContain('shoe')
  })

  test('is told which tools there are when it names another', async () => {
    const client = await connect(era)
    await expect(client.callTool({ name: 'sellEverything', arguments: {} })).rejects.toThrow(
      /no tool with this name.*registerSale/,
    )
  })
})

test('every tool is called', async () => {
  await shop.client.request('/api/collections/locations/records', {
    method: 'POST',
    body: { name: 'Cave' },
  })
  const client = await connect()
  const { tools } = await client.listTools()
  const names = CALLS.map(([name]) => name)
  expect([...names, 'undoMovement'].sort()).toEqual(tools.map(({ name }) => name).sort())
  for (const [name, values, message] of CALLS) {
    const { isError, body } = await call(client, name, values)
    expect({ name, isError, message: body.message ?? body.detail }).toEqual({
      name,
      isError: false,
      message: expect.stringMatching(message),
    })
  }
  const { body } = await call(client, 'listMovements', { limit: 1, sku: 'HERM' })
  const undone = await call(client, 'undoMovement', { id: body.items[0].id })
  expect(undone.body.message).toMatch(/^Done again/)
})

/** Words that no French sentence has. */
const ENGLISH = /\b(?:the|was|were|is|are|of|and|nothing|with|left|sold|ask|for)\b/i

test('each tool answers a French chat in French, whether it does it or refuses', async () => {
  const client = await connect()
  for (const [name, values] of CALLS) {
    const result: Loose = await client.callTool({
      name,
      arguments: values,
      _meta: { 'openai/locale': 'fr-FR' },
    })
    const { message } = result.structuredContent ?? {}
    const { detail } = result.isError ? JSON.parse(result.content[0].text) : {}
    expect({ name, said: message ?? detail }).toEqual({
      name,
      said: expect.not.stringMatching(ENGLISH),
    })
  }
  await client.callTool({ name: 'undoLast', arguments: {} })
})

test('the same request_id is done once, over MCP and REST together', async () => {
  const client = await connect()
  const values = { model: 'course', size: '40', quantity: 2, request_id: 'over-both' }
  const first = await call(client, 'registerSale', values)
  expect(first.body.replayed).toBe(false)
  const again = await shop.post('/inventory/sale', values)
  expect(again).toMatchObject({ status: 200, body: { replayed: true } })
  await call(client, 'undoLast')
})

test('a date is a time at which something happened', async () => {
  const client = await connect()
  const day = new Date(Date.now() - 3 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
  const values = { model: 'course', size: '40', quantity: 1, occurred_at: day, confirm: true }
  const { body } = await call(client, 'addStock', values)
  expect(body.movement.occurred_at).toMatch(new RegExp(`^${day}T1[01]:00:00\\.000Z$`))
  await call(client, 'undoLast', { confirm: true })
})

describe('a file that comes as data', () => {
  const BASE64 = Buffer.from(CSV).toString('base64')

  test.each([
    ['base64', BASE64],
    ['base64 in lines', BASE64.replaceAll(/.{20}/g, '$&\n')],
    ['a data URI in base64', `data:text/csv;name=stock.csv;base64,${BASE64}`],
    ['an encoded data URI', `data:text/csv,${encodeURIComponent(CSV)}`],
    ['a data URI with its text as it is', `data:text/csv,${CSV}`],
    ['text', CSV],
  ])('is read: %s', async (_case, file_data) => {
    const client = await connect()
    const { body, text } = await call(client, 'importStock', { file_data, mode: 'add' })
    expect(body).toMatchObject({ written: false, rows: { new: 0, changed: 1 } })
    expect(body.changes[0]).toMatchObject({ sku: 'TOGO', size: '43' })
    expect(text).toContain(JSON.stringify({ token: body.token }))
  })

  test('is taken to the letter where it is text as it is', async () => {
    const client = await connect()
    const csv = CSV.replace(/$/m, ',Category').replace(/$/, ',sale -50%25')
    for (const file_data of [csv, `data:text/csv,${csv}`]) {
      const { body } = await call(client, 'importStock', { file_data, mode: 'add' })
      expect(body.changes[0].fields).toBe('category: none → sale -50%25')
    }
  })

  test('can be a picture, and is written once the token says so for a CSV', async () => {
    const client = await connect()
    const photo = PICTURES.png.toString('base64')
    const { body } = await call(client, 'setPhoto', { sku: 'HERM', file_data: photo })
    expect(body.image).toMatch(/\.jpg$/)
    await call(client, 'removePhoto', { sku: 'HERM' })

    const sent = { file_data: CSV, mode: 'set' }
    const { body: report } = await call(client, 'importStock', sent)
    const { body: done } = await call(client, 'importStock', { ...sent, token: report.token })
    expect(done).toMatchObject({ written: true, rows: { changed: 1 } })
    expect(await shop.ledger('TOGO', '43')).toMatchObject({ quantity: 2 })
    await call(client, 'undoLast')
  })

  test('can be one of past sales, which moves no stock', async () => {
    const client = await connect()
    const sent = { kind: 'sales', file_data: 'Date,SKU,Qty\n04/03/2025,TOGO,2\n' }
    const { body: report } = await call(client, 'importStock', sent)
    expect(report).toMatchObject({ written: false, sales: { units: 2, dates: 'day first' } })
    const before = await shop.ledger('TOGO', '43')
    const { body: done } = await call(client, 'importStock', { ...sent, token: report.token })
    expect(done).toMatchObject({ written: true, replayed: false })
    expect(await shop.ledger('TOGO', '43')).toEqual(before)
    await shop.inject({ method: 'DELETE', url: `/past-sales/${done.sales.source}` })
    expect(await shop.store.readPastSalesState()).toMatchObject({ count: 0 })
  })

  test.each([
    ['it is no file', { file_data: 'bm90IGEgZmlsZQ==' }, /Nothing was changed/],
    ['it is empty', { file_data: '' }, /send its link or the file itself/],
    ['it is missing', {}, /send its link or the file itself/],
    ['it is too large', { file_data: 'A'.repeat(1_400_000) }, /larger than 1 MB/],
    ['there are two', { file_data: CSV, file: attached('stock') }, /one file only/],
    ['a link has no id', { file: { download_url: FILES } }, /file_id/],
  ])('is refused: %s', async (_case, values, detail) => {
    const client = await connect()
    const { isError, body } = await call(client, 'importStock', values)
    expect({ isError, detail: body.detail }).toEqual({
      isError: true,
      detail: expect.stringMatching(detail),
    })
  })

  test('is asked for by the tools that take one, in the form that ChatGPT fills in', async () => {
    const { tools } = await (await connect()).listTools()
    const taking = tools.filter(({ _meta }) => _meta?.['openai/fileParams'])
    expect(taking.map(({ name }) => name).sort()).toEqual(['importStock', 'setPhoto'])
    for (const { inputSchema, _meta } of taking) {
      expect(_meta).toEqual({ 'openai/fileParams': ['file'] })
      expect(inputSchema.properties).not.toHaveProperty('openaiFileIdRefs')
      expect(inputSchema.properties?.file).toMatchObject({
        type: 'object',
        required: ['download_url', 'file_id'],
      })
    }
  })
})

test('a message of more than a file is refused', async () => {
  const { status, body } = await shop.inject({
    method: 'POST',
    url: '/mcp',
    payload: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x'.repeat(1_600_000) }),
    headers: { 'content-type': 'application/json' },
  })
  expect({ status, type: body.type }).toEqual({ status: 413, type: '/problems/body-too-large' })
})

test('every version of the protocol that the documentation names is spoken', async () => {
  const readme = readFileSync(resolve(import.meta.dirname, '../../openapi/README.md'), 'utf8')
  const [, named = ''] = /\*\*Versions of the protocol:\*\* (.*)/.exec(readme) ?? []
  const versions = named.match(/\d{4}-\d\d-\d\d/g) ?? []
  const modern = (await connect('auto')).getNegotiatedProtocolVersion()
  expect(versions).toEqual([modern, ...SUPPORTED_PROTOCOL_VERSIONS])
  for (const protocolVersion of SUPPORTED_PROTOCOL_VERSIONS) {
    const client = { protocolVersion, capabilities: {}, clientInfo: { name: 'x', version: '1' } }
    const { payload } = await shop.app.inject({
      method: 'POST',
      url: '/mcp',
      headers: {
        ...KEY,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      payload: { jsonrpc: '2.0', id: 1, method: 'initialize', params: client },
    })
    expect(payload).toContain(`"protocolVersion":"${protocolVersion}"`)
  }
})

test('parallel calls sell what there is and no more', async () => {
  const clients = await Promise.all([connect(), connect(), connect('legacy')])
  const results = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      call(clients[n % 3] as Client, 'registerSale', {
        model: 'course',
        size: '40',
        quantity: 2,
        repeat: true,
      }),
    ),
  )
  const sold = results.filter(({ isError }) => !isError)
  expect(sold.length).toBe(50)
  const refused = results.filter(({ isError }) => isError)
  expect(new Set(refused.map(({ body }) => body.type))).toEqual(
    new Set(['/problems/insufficient-stock']),
  )
  expect(await shop.ledger('RACE', '40')).toMatchObject({ sum: 0, quantity: 0 })
})

test('a model is asked before it repeats itself, whatever headers it sends', async () => {
  const client = await connect()
  const values = { sku: 'HERM', size: '39', quantity: 1 }
  expect((await call(client, 'registerSale', { ...values, repeat: true })).isError).toBe(false)
  const { body } = await call(client, 'registerSale', values)
  expect(body.type).toBe('/problems/likely-repeat')
})

test('without a key, or with a wrong one, nobody gets in', async () => {
  await expect(connect('auto', {})).rejects.toThrow(/unauthorized|401/i)
  await expect(connect('legacy', { authorization: 'Bearer wrong' })).rejects.toThrow()
  const response = await fetch(new URL('/mcp', address), { method: 'POST', body: '{}' })
  expect(response.status).toBe(401)
  const challenge = response.headers.get('www-authenticate') ?? ''
  const [, metadata = ''] = /^Bearer resource_metadata="([^"]*)"/.exec(challenge) ?? []
  expect(await (await fetch(metadata)).json()).toMatchObject({
    resource: new URL('/mcp', address).href,
    bearer_methods_supported: ['header'],
  })
})

test.each([
  ['a page of another site', { origin: 'https://evil.example' }, 403, 'foreign-origin'],
  ['text', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
])('%s is refused', async (_case, headers, status, code) => {
  const { status: got, body } = await shop.inject({
    method: 'POST',
    url: '/mcp',
    payload: '{}',
    headers: { 'content-type': 'application/json', ...headers },
  })
  expect({ got, type: body.type }).toEqual({ got: status, type: `/problems/${code}` })
})

test('an array of calls is refused, and none of them is done', async () => {
  const sold = async () => (await shop.get('/movements?limit=1')).body.total
  const before = await sold()
  const messages = Array.from({ length: 3 }, (_, id) => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name: 'registerSale', arguments: { ...sale, repeat: true } },
  }))
  for (const list of [messages, []]) {
    const answer = await shop.inject({
      method: 'POST',
      url: '/mcp',
      payload: JSON.stringify(list),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
    })
    expect(answer).toMatchObject({
      status: 400,
      body: {
        jsonrpc: '2.0',
        id: null,
        error: { code: -32600, message: expect.stringContaining('one message in each request') },
      },
    })
  }
  expect(await sold()).toBe(before)
})

test('there are no sessions to open or to end', async () => {
  for (const method of ['GET', 'DELETE'] as const) {
    expect((await shop.inject({ method, url: '/mcp' })).status).toBe(405)
  }
})

test('a database that is gone is a result that says so', async () => {
  const client = await connect()
  await shop.pocketbase.stop()
  const { isError, body } = await call(client, 'registerSale', sale)
  expect({ isError, type: body.type }).toEqual({
    isError: true,
    type: '/problems/store-unavailable',
  })
})
