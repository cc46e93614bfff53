import { gzipSync } from 'node:zlib'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { EXTENSION, PAGE_TYPE } from '../../src/mcp/pictures.ts'
import { hashOf } from '../../src/shared/secret.ts'
import { PICTURES as PHOTOS } from '../support/pictures.ts'
import { API_KEY, openApp, product, useShop } from '../support/shop.ts'

const PICTURES = {
  listInventory: 'ui://stock/inventory',
  listReorder: 'ui://stock/reorder',
  getStats: 'ui://stock/stats',
}
const PUBLIC = 'https://shop.example:8443'
const READER = 'sk-test-of-a-reader-in-the-cave'

const shop = useShop([product('HERM', 'Hermès', { 38: 5, 39: 2 }, { color: 'Blanche' })])

/** The same shop with a public address, and without pictures. */
const others: Awaited<ReturnType<typeof openApp>>[] = []
let addresses: { plain: string; public: string; off: string }
beforeAll(async () => {
  const { store, keys } = shop
  others.push(
    await openApp(store, keys, {
      publicUrl: `${PUBLIC}/`,
      offering: { currency: 'CHF', productLink: undefined },
    }),
  )
  others.push(await openApp(store, keys, { chatPictures: false }))
  const listening = [shop.app, ...others].map((app) => app.listen({ host: '127.0.0.1', port: 0 }))
  const [plain = '', published = '', off = ''] = await Promise.all(listening)
  addresses = { plain, public: published, off }
  await shop.client.request('/api/collections/locations/records', {
    method: 'POST',
    body: { name: 'Cave' },
  })
  await shop.post('/inventory/add_stock', {
    sku: 'HERM',
    location: 'Cave',
    size: '38',
    quantity: 1,
  })
  const reader = { name: 'reader', scope: 'read' as const, location: 'Cave', expiresAt: null }
  await shop.keys.saveKey({ ...reader, hash: hashOf(READER) })
})
afterAll(() => Promise.all(others.map((app) => app.close())))

const open: Client[] = []
afterEach(() => Promise.all(open.splice(0).map((client) => client.close())))

type Era = 'legacy' | 'auto'

interface Connecting {
  readonly era?: Era
  readonly key?: string
  readonly address?: string
  /** What the client says of the extension; undefined for nothing. */
  readonly extension?: { mimeTypes: string[] } | undefined
}

const SHOWS = { mimeTypes: [PAGE_TYPE] }

async function connect(connecting: Connecting = {}): Promise<Client> {
  const { era = 'auto', key = API_KEY, address = addresses.plain } = connecting
  const extension = 'extension' in connecting ? connecting.extension : SHOWS
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    {
      capabilities: extension ? { extensions: { [EXTENSION]: extension } } : {},
      versionNegotiation: { mode: era },
    },
  )
  open.push(client)
  const requestInit = { headers: { authorization: `Bearer ${key}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', address), { requestInit }))
  return client
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the answer has
type Loose = any

/** The pages that the tools name. */
const named = async (client: Client) =>
  Object.fromEntries(
    (await client.listTools()).tools.flatMap(({ name, _meta }: Loose) =>
      _meta?.ui ? [[name, _meta.ui.resourceUri]] : [],
    ),
  )

describe.each<Era>(['legacy', 'auto'])('a client that shows pictures and speaks %s', (era) => {
  test('is told which tools have one, and finds each of them', async () => {
    const client = await connect({ era })
    expect(client.getServerCapabilities()).toMatchObject({
      resources: {},
      extensions: { [EXTENSION]: {} },
    })
    expect(await named(client)).toEqual(PICTURES)
    const { resources } = await client.listResources()
    expect(resources.map(({ uri, mimeType }) => [uri, mimeType])).toEqual(
      Object.values(PICTURES).map((uri) => [uri, PAGE_TYPE]),
    )
    expect(await client.listResourceTemplates()).toMatchObject({ resourceTemplates: [] })
  })

  test.each(Object.values(PICTURES))('reads %s: one page with all in it', async (uri) => {
    const client = await connect({ era })
    const { contents }: Loose = await client.readResource({ uri })
    expect(contents).toHaveLength(1)
    const [{ text, ...content }] = contents
    expect(content).toEqual({
      uri,
      mimeType: PAGE_TYPE,
      _meta: { ui: { csp: { resourceDomains: [addresses.plain] }, prefersBorder: true } },
    })
    const [head] = text.split('<style>')
    expect(head).toContain(`<html data-picture="${uri.split('/').at(-1)}" data-currency="EUR"`)
    expect(head).not.toMatch(/(?:src|href)=/)
    expect(text.match(/<script\b[^>]*>/g)).toEqual(['<script type="module">'])
    expect(text).not.toMatch(/\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|localStorage)\b/)
    expect(gzipSync(text).length).toBeLessThan(25_000)
  })

  test('is told where there is no such page', async () => {
    const client = await connect({ era })
    for (const uri of ['ui://stock/other', 'file:///etc/passwd', 'ui://stock/../secret']) {
      await expect(client.readResource({ uri })).rejects.toThrow(/not found/i)
    }
  })
})

test('photos come from the address under which others reach the service; prices are in its currency', async () => {
  const client = await connect({ address: addresses.public })
  const { contents }: Loose = await client.readResource({ uri: PICTURES.listInventory })
  expect(contents[0]._meta.ui.csp).toEqual({ resourceDomains: [PUBLIC] })
  expect(contents[0].text).toContain('data-currency="CHF"')
})

/** All that a client is told of tools, resources and itself. */
async function toldTo(connecting: Connecting) {
  const client = await connect(connecting)
  const { tools } = await client.listTools()
  return { tools, capabilities: client.getServerCapabilities() }
}

describe('a client that shows none', () => {
  test.each([
    ['does not say so', undefined],
    ['shows pages of another kind only', { mimeTypes: ['text/html+skybridge'] }],
  ])('gets what it gets where pictures are off: it %s', async (_case, extension) => {
    const off = await toldTo({ address: addresses.off, extension })
    const told = await toldTo({ extension })
    expect(told).toEqual(off)
    expect(JSON.stringify(told)).not.toContain('ui://')
    expect(told.capabilities).not.toHaveProperty('resources')
    const client = await connect({ extension })
    await expect(client.readResource({ uri: PICTURES.getStats })).rejects.toThrow(/method/i)
  })

  test('of 2025 is not offered pages either, and its tools but name them', async () => {
    const connecting = { era: 'legacy', extension: undefined } as const
    const off = await toldTo({ ...connecting, address: addresses.off })
    const { tools, capabilities } = await toldTo(connecting)
    expect(capabilities).toEqual(off.capabilities)
    const withoutNames = tools.map(({ _meta: { ui: _, ...meta } = {}, ...tool }: Loose) =>
      Object.keys(meta).length > 0 ? { ...tool, _meta: meta } : tool,
    )
    expect(withoutNames).toEqual(off.tools)
  })

  test.each(Object.keys(PICTURES))('gets the same answer of %s', async (name) => {
    const [shown, plain] = await Promise.all(
      [SHOWS, undefined].map(async (extension) => {
        const client = await connect({ extension })
        return client.callTool({ name, arguments: { model: 'hermes' } })
      }),
    )
    expect(shown).toEqual(plain)
    expect((shown as Loose).content[0].text).toContain((shown as Loose).structuredContent.message)
  })
})

test('where pictures are off nobody is offered any', async () => {
  for (const era of ['legacy', 'auto'] as const) {
    const client = await connect({ era, address: addresses.off })
    expect(await named(client)).toEqual({})
    expect(client.getServerCapabilities()).not.toHaveProperty('resources')
    expect(client.getServerCapabilities()).not.toHaveProperty('extensions')
    await expect(client.readResource({ uri: PICTURES.getStats })).rejects.toThrow()
  }
})

describe('rights', () => {
  test('a page is not read without a key', async () => {
    const payload = {
      jsonrpc: '2.0',
      id: 1,
      method: 'resources/read',
      params: { uri: PICTURES.getStats },
    }
    const headers = { accept: 'application/json, text/event-stream' }
    const { statusCode } = await shop.app.inject({ method: 'POST', url: '/mcp', headers, payload })
    expect(statusCode).toBe(401)
  })

  test('a key for one location that sees no costs gets the same page, and draws what it may see', async () => {
    const [mine, owners] = await Promise.all([connect({ key: READER }), connect()])
    for (const uri of Object.values(PICTURES)) {
      expect(await mine.readResource({ uri })).toEqual(await owners.readResource({ uri }))
    }
    const ask = async (name: string) =>
      ((await mine.callTool({ name, arguments: { model: 'hermes' } })) as Loose).structuredContent
    const { items } = await ask('listInventory')
    expect(new Set(items.map(({ location }: Loose) => location))).toEqual(new Set(['Cave']))
    expect(items.every(({ cost }: Loose) => cost === null)).toBe(true)
    expect(await ask('listReorder')).not.toHaveProperty('cost')
    expect((await ask('getStats')).total.margin).toBeNull()
  })
})

test('what is to be ordered names its photo, as stock does', async () => {
  const { body: before } = await shop.get('/reorder?sku=HERM')
  expect(before.items[0].thumb).toBeNull()
  const client = await connect()
  const file_data = PHOTOS.png.toString('base64')
  await client.callTool({ name: 'setPhoto', arguments: { sku: 'HERM', file_data } })
  const { body: stock } = await shop.get('/inventory?sku=HERM')
  const { body: order } = await shop.get('/reorder?sku=HERM')
  expect(order.items[0].thumb).toMatch(/\?thumb=400x400$/)
  expect(order.items[0].thumb).toBe(stock.items[0].thumb)
  const photo = await fetch(order.items[0].thumb.replace(/^https?:\/\/[^/]+/, addresses.plain))
  expect(photo.status).toBe(200)
  expect(photo.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
})
