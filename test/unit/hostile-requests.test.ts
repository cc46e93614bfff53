import { once } from 'node:events'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import type { StockStore } from '../../src/store/store.ts'
import { catalogue } from '../support/catalogue.ts'
import { fakeDoors } from '../support/fake-doors.ts'

const KEY = 'sk-right'

let app: FastifyInstance
let port: number
beforeAll(async () => {
  const store = { readCatalogue: async () => catalogue() } as StockStore
  app = await buildApp({
    maxLagMs: 0,
    store,
    ...fakeDoors(KEY),
  })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  port = Number(new URL(address).port)
})
afterAll(() => app?.close())

/** Sends a request byte for byte. @returns its status, its headers in small letters, its body */
async function send(
  method: string,
  path: string,
  headers: string[] = [],
  content: string | Buffer = '',
) {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close']
  const length = content.length > 0 ? [`Content-Length: ${Buffer.byteLength(content)}`] : []
  socket.write(
    [...lines, `Authorization: Bearer ${KEY}`, ...headers, ...length, '', ''].join('\r\n'),
  )
  socket.write(content)
  await once(socket, 'close')
  const [head = '', ...rest] = Buffer.concat(chunks).toString().split('\r\n\r\n')
  const fields = Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => {
        const [name = '', ...value] = line.split(': ')
        return [name.toLowerCase(), value.join(': ')]
      }),
  )
  const whole = rest.join('\r\n\r\n')
  const inChunks = fields['transfer-encoding'] === 'chunked'
  const body = inChunks ? whole.replaceAll(/(?:^|\r\n)[\da-f]+\r\n/g, '') : whole
  return { status: Number(head.split(' ')[1]), headers: fields, body }
}

const JSON_TYPE = 'Content-Type: application/json'
const SALE = '/inventory/sale'
const multipartOf = (rest: string, type = 'multipart/form-data; boundary=x') =>
  ['POST', '/import', [`Content-Type: ${type}`], rest] as [string, string, string[], string]
const PART = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nSKU'

const HOSTILE: [name: string, ...request: Parameters<typeof send>][] = [
  ['multipart without a boundary', ...multipartOf(`${PART}\r\n--x--`, 'multipart/form-data')],
  ['multipart with an empty boundary', ...multipartOf(PART, 'multipart/form-data; boundary=')],
  ['multipart that is cut off in a file', ...multipartOf(PART)],
  ['multipart that is cut off in a header', ...multipartOf('--x\r\nContent-Disposition: form')],
  ['multipart without a part', ...multipartOf('--x--')],
  ['multipart that is none', ...multipartOf('{}')],
  ['multipart with a broken header', ...multipartOf('--x\r\n\0\r\n\r\na\r\n--x--')],
  [
    'multipart with the name of a prototype',
    ...multipartOf('--x\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\na\r\n--x--'),
  ],
  [
    'multipart where JSON is wanted',
    'POST',
    SALE,
    ['Content-Type: multipart/form-data; boundary=x'],
    PART,
  ],
  ['JSON that is cut off', 'POST', SALE, [JSON_TYPE], '{"sku":'],
  ['JSON that is deep', 'POST', SALE, [JSON_TYPE], '['.repeat(60_000)],
  [
    'JSON that is deep and whole',
    'POST',
    SALE,
    [JSON_TYPE],
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
  ],
  ['a deep object', 'POST', SALE, [JSON_TYPE], `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`],
  ['the key of a prototype', 'POST', SALE, [JSON_TYPE], '{"__proto__":{"quantity":1}}'],
  ['a constructor', 'POST', SALE, [JSON_TYPE], '{"constructor":{"prototype":{"quantity":1}}}'],
  [
    'the key of a prototype in a line',
    'POST',
    '/inventory/batch',
    [JSON_TYPE],
    '{"lines":[{"__proto__":{}}]}',
  ],
  [
    'bytes that are no text',
    'POST',
    SALE,
    [JSON_TYPE],
    Buffer.from([0x22, 0xff, 0xfe, 0xc0, 0x22]),
  ],
  ['a number for a body', 'POST', SALE, [JSON_TYPE], '1'],
  ['null for a body', 'POST', SALE, [JSON_TYPE], 'null'],
  ['an array for a body', 'POST', SALE, [JSON_TYPE], '[]'],
  [
    'a number that is too large',
    'POST',
    SALE,
    [JSON_TYPE],
    '{"sku":"HERM","size":"38","quantity":1e400}',
  ],
  [
    'a zero byte in a text',
    'POST',
    SALE,
    [JSON_TYPE],
    '{"sku":"a\\u0000","size":"38","quantity":1}',
  ],
  ['half a letter', 'POST', SALE, [JSON_TYPE], '{"sku":"\\ud800","size":"38","quantity":1}'],
  ['text', 'POST', SALE, ['Content-Type: text/plain'], 'sku=1'],
  ['a form', 'POST', SALE, ['Content-Type: application/x-www-form-urlencoded'], 'sku=1'],
  ['XML', 'POST', SALE, ['Content-Type: application/xml'], '<!DOCTYPE a><a/>'],
  ['a type that is none', 'POST', SALE, ['Content-Type: ;;=,'], '{}'],
  ['a length that is none', 'POST', SALE, [JSON_TYPE, 'Content-Length: -1']],
  ['two lengths', 'POST', SALE, [JSON_TYPE, 'Content-Length: 1', 'Content-Length: 2'], ''],
  [
    'a length and chunks',
    'POST',
    SALE,
    [JSON_TYPE, 'Content-Length: 1', 'Transfer-Encoding: chunked'],
  ],
  ['broken chunks', 'POST', SALE, [JSON_TYPE, 'Transfer-Encoding: chunked', '', 'zz']],
  ['a name twice in the query', 'GET', '/inventory?model=a&model=b'],
  ['a name twice in the query of a write', 'POST', `${SALE}?sku=a&sku=b&size=1&quantity=1`],
  ['a prototype in the query', 'GET', '/inventory?__proto__=1'],
  ['a prototype in the query of a write', 'POST', `${SALE}?__proto__[a]=1&constructor=1`],
  ['brackets in the query', 'GET', '/inventory?model[$ne]=1'],
  ['a zero byte in the query', 'GET', '/inventory?model=a%00b'],
  ['a long query', 'GET', `/inventory?model=${'a'.repeat(15_000)}`],
  ['a query that is far too long', 'GET', `/inventory?model=${'a'.repeat(100_000)}`],
  ['many values in the query', 'GET', `/inventory?${'a=1&'.repeat(3_500)}`],
  ['a % that stands for nothing', 'GET', '/models/%/photo'],
  ['a % before other letters', 'DELETE', '/models/%zz/photo'],
  ['bytes in the path that are no text', 'DELETE', '/models/%ff%fe/photo'],
  ['a zero byte in the path', 'DELETE', '/models/%00/photo'],
  ['a long path', 'DELETE', `/models/${'a'.repeat(5_000)}/photo`],
  ['an id that is none', 'POST', '/movements/..%2f..%2f/undo'],
  ['an address with a host', 'GET', 'http://evil.example/inventory?limit=a'],
  ['a cursor that is none', 'GET', '/inventory?cursor=%7B%7D'],
  [
    'a cursor of something else',
    'GET',
    `/inventory?cursor=${Buffer.from('[null,{}]').toString('base64url')}`,
  ],
  ['JSON that is no message', 'POST', '/mcp', [JSON_TYPE], '{"a":1}'],
  ['a message that is cut off', 'POST', '/mcp', [JSON_TYPE], '{'],
  ['no message', 'POST', '/mcp', [JSON_TYPE], ''],
  ['a message of another type', 'POST', '/mcp', ['Content-Type: text/plain'], '{}'],
  [
    'a deep message',
    'POST',
    '/mcp',
    [JSON_TYPE],
    `${'{"params":'.repeat(6_000)}1${'}'.repeat(6_000)}`,
  ],
]

test.each(HOSTILE)('%s is refused with a problem', async (_name, ...request) => {
  const { status, headers, body } = await send(...request)
  expect(status, body).toBeGreaterThanOrEqual(400)
  expect(status, body).toBeLessThan(500)
  expect(headers['content-type'], body).toMatch(/^application\/(problem\+)?json/)
  expect(() => JSON.parse(body)).not.toThrow()
})

/** Every address, and the methods it takes beside OPTIONS. */
const ADDRESSES: Record<string, string> = {
  '/health': 'GET, HEAD',
  '/health/ready': 'GET, HEAD',
  '/version': 'GET, HEAD',
  '/metrics': 'GET, HEAD',
  '/openapi.yaml': 'GET, HEAD',
  '/openapi.json': 'GET, HEAD',
  '/docs/': 'GET, HEAD',
  '/inventory': 'GET, HEAD',
  '/inventory/sale': 'POST',
  '/models': 'GET, HEAD, POST',
  '/models/HERM': 'GET, HEAD, PATCH',
  '/models/HERM/photo': 'POST, DELETE',
  '/models/HERM/aliases/a%2Fb': 'DELETE',
  '/movements/abcdefghijklmno/undo': 'POST',
  '/export/inventory.csv': 'GET, HEAD',
  '/import': 'POST',
  '/mcp': 'GET, HEAD, POST, DELETE',
  '/api/files/products/abcdefghijklmno/a.png': 'GET, HEAD',
}
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY']

test.each(Object.entries(ADDRESSES))(
  '%s takes %s, and says so to any other',
  async (path, taken) => {
    const allow = (headers: Record<string, string>) => headers.allow?.split(', ').sort()
    const expected = [...taken.split(', '), 'OPTIONS'].sort()
    const options = await send('OPTIONS', path)
    expect({ status: options.status, allow: allow(options.headers) }).toEqual({
      status: 204,
      allow: expected,
    })
    for (const method of METHODS.filter((one) => !taken.split(', ').includes(one))) {
      const { status, headers, body } = await send(method, path)
      expect({ method, status, allow: allow(headers) }).toEqual({
        method,
        status: 405,
        allow: expected,
      })
      if (method !== 'HEAD') expect(JSON.parse(body).type).toBe('/problems/method-not-allowed')
    }
  },
)

test('an address that is not there is not there by any method', async () => {
  for (const method of [...METHODS, 'OPTIONS']) {
    const { status, headers } = await send(method, '/nowhere')
    expect({ method, status, allow: headers.allow }).toEqual({
      method,
      status: 404,
      allow: undefined,
    })
  }
})
