import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { InjectOptions } from 'fastify'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { StockError } from '../../src/domain/errors.ts'
import type { RecordedMovement } from '../../src/domain/movement.ts'
import { sameInAll } from '../../src/domain/say.ts'
import { refuseGarbage } from '../../src/http/problem.ts'
import { encodeCursor } from '../../src/shared/paging.ts'
import type { StockStore } from '../../src/store/store.ts'
import { catalogue } from '../support/catalogue.ts'
import { fakeDoors } from '../support/fake-doors.ts'

const KEY = 'the-key-of-this-test'
const ID = 'request-of-this-test'
const INSIDE = 'http://127.0.0.1:8090 secret'

const unexpected = async () => {
  throw new Error('A refused request reached the store.')
}

/** A store that answers reads; a test says what else it does. */
const fakeStore = (overrides: Partial<StockStore>): StockStore => ({
  readCatalogue: async () => catalogue(),
  anyName: async () => catalogue().products[0]?.name ?? null,
  readMark: async () => ({ seq: 0, rest: '', units: [0, 0], moved: [0, 0] }),
  readRequests: unexpected,
  readMovements: unexpected,
  readActors: unexpected,
  readEvents: unexpected,
  noteEvent: unexpected,
  follow: unexpected,
  readFeeds: unexpected,
  createFeed: unexpected,
  removeFeed: unexpected,
  sendMail: unexpected,
  readWebhooks: unexpected,
  readSignedWebhooks: async () => [],
  readSignedWebhook: unexpected,
  createWebhook: unexpected,
  updateWebhook: unexpected,
  removeWebhook: unexpected,
  rotateSecret: unexpected,
  moveWebhook: unexpected,
  readDeliveries: unexpected,
  keepProgress: unexpected,
  readFollower: unexpected,
  readReservedChanges: unexpected,
  recordMovements: unexpected,
  tryMovements: unexpected,
  readKeyed: unexpected,
  noteRefusal: unexpected,
  undoMovements: unexpected,
  addAlias: unexpected,
  removeAlias: unexpected,
  createProduct: unexpected,
  updateProduct: unexpected,
  updateProducts: unexpected,
  readProductChanges: unexpected,
  findProductChange: unexpected,
  readSummary: unexpected,
  readTrade: unexpected,
  setPhoto: unexpected,
  removePhoto: unexpected,
  readPhoto: unexpected,
  unpreparedPhotos: unexpected,
  readDrift: unexpected,
  readConcerns: unexpected,
  readSafety: async () => ({ losses: [], backup: null, badBackup: null }),
  confirmLosses: unexpected,
  readChanges: unexpected,
  repairDrift: unexpected,
  joinSizes: unexpected,
  createOrder: unexpected,
  readOrders: unexpected,
  receiveOrder: unexpected,
  cancelOrder: unexpected,
  createLocation: unexpected,
  updateLocation: unexpected,
  importProducts: unexpected,
  writePastSales: unexpected,
  removePastSales: unexpected,
  readPastSales: unexpected,
  readPastSalesState: unexpected,
  readSalesFiles: unexpected,
  findSameSales: unexpected,
  saveCheck: unexpected,
  readChecks: unexpected,
  ping: async () => ({ clockAheadMs: 0 }),
  ...overrides,
})

const sold: RecordedMovement = {
  id: 'm1',
  batch: 'b1',
  line: 0,
  type: 'SALE',
  variantId: 'v-HB-38',
  productId: 'p-HB',
  size: '38',
  locationId: 'shop',
  quantity: 1,
  quantityBefore: 5,
  quantityAfter: 4,
  reservedBefore: 0,
  reservedAfter: 0,
  reason: '',
  reference: '',
  reverses: null,
  linked: null,
  orderLine: null,
  expiresAt: null,
  match: {},
  actor: 'owner',
  channel: 'api',
  client: '',
  occurredAt: '2026-01-01T10:00:00.000Z',
  createdAt: '2026-01-01T10:00:00.000Z',
  seq: 1,
}
const selling: Partial<StockStore> = {
  recordMovements: async () => ({ replayed: false, movements: [sold] }),
}
const failing = (error: Error): Partial<StockStore> => ({
  readCatalogue: () => Promise.reject(error),
  ping: () => Promise.reject(error),
})

async function setUp(overrides: Partial<StockStore> = {}) {
  const log: string[] = []
  const app = await buildApp({
    maxLagMs: 0,
    store: fakeStore(overrides),
    ...fakeDoors(KEY),
    publicUrl: 'http://stock.test',
    logger: pino({ level: 'debug' }, { write: (line) => log.push(line) }),
  })
  onTestFinished(() => app.close())
  const send = ({ headers, ...options }: InjectOptions) =>
    app.inject({ headers: { 'x-request-id': ID, ...headers }, ...options })
  return { log, send }
}

const get = (url: string, headers: Record<string, string> = { 'x-api-key': KEY }) => ({
  url,
  headers,
})

const post = (payload: string, query = '', type = 'application/json'): InjectOptions => ({
  method: 'POST',
  url: `/inventory/sale${query}`,
  payload,
  headers: { 'x-api-key': KEY, 'content-type': type },
})

const SALE = { sku: 'HB', size: '38', quantity: 1 }
const sale = (change: object, query = '') => post(JSON.stringify({ ...SALE, ...change }), query)

/** A sale that is good but for one more member. */
const withMember = (member: string) => `${JSON.stringify(SALE).slice(0, -1)},${member}}`

async function refusal(request: InjectOptions, overrides?: Partial<StockStore>) {
  const { send } = await setUp(overrides)
  const { statusCode, headers, body } = await send(request)
  const problem = JSON.parse(body)
  expect(headers['content-type']).toBe('application/problem+json')
  expect(problem).toEqual(
    expect.objectContaining({
      type: expect.stringMatching(/^\/problems\/[a-z-]+$/),
      title: expect.stringMatching(/./),
      status: statusCode,
      detail: expect.stringMatching(/^[A-Z].*[^:;\s]$/s),
      instance: ID,
    }),
  )
  return { headers, problem, kind: `${statusCode} ${problem.type.slice('/problems/'.length)}` }
}

describe('before a route is reached', () => {
  test.each<[what: string, InjectOptions, kind: string]>([
    ['an unknown address', get('/nowhere'), '404 route-not-found'],
    ['an unknown method', { method: 'DELETE', url: '/inventory' }, '405 method-not-allowed'],
    ['an unknown file of the docs', get('/docs/static/none.js'), '404 route-not-found'],
    ['a malformed address', get('/inventory/%zz'), '400 invalid-request'],
    ['no key', get('/inventory', {}), '401 unauthorized'],
    ['a wrong key', get('/inventory', { 'x-api-key': `${KEY}x` }), '401 unauthorized'],
    ['an empty key', get('/inventory', { 'x-api-key': '' }), '401 unauthorized'],
    ['malformed JSON', post('{"sku":'), '400 invalid-request'],
    ['a prototype in the JSON', post(withMember('"__proto__":{}')), '400 invalid-request'],
    [
      'a constructor in the JSON',
      post(withMember('"constructor":{"prototype":{}}')),
      '400 invalid-request',
    ],
    [
      'a form',
      post('sku=HB', '', 'application/x-www-form-urlencoded'),
      '415 unsupported-media-type',
    ],
    ['plain text', post(JSON.stringify(SALE), '', 'text/plain'), '415 unsupported-media-type'],
    ['70 KB', sale({ reason: 'x'.repeat(70_000) }), '413 body-too-large'],
  ])('%s is a problem', async (_what, request, kind) => {
    expect((await refusal(request)).kind).toBe(kind)
  })

  test.each([
    ['Basic with the key', `Basic ${KEY}`],
    ['the key alone', KEY],
    ['a wrong bearer', `Bearer ${KEY}x`],
    ['an empty bearer', 'Bearer '],
  ])('%s is no key', async (_what, authorization) => {
    const request = get('/inventory', { authorization })
    const { kind, headers } = await refusal(request)
    expect(kind).toBe('401 unauthorized')
    expect(headers['www-authenticate']).toBe('Bearer')
  })

  test.each([
    { 'x-api-key': KEY },
    { authorization: `Bearer ${KEY}` },
    { authorization: `bearer  ${KEY} ` },
  ])('the key is taken as %j', async (headers) => {
    const { send } = await setUp()
    expect((await send(get('/inventory', headers))).statusCode).toBe(200)
  })

  test.each(['/health', '/health/ready', '/version', '/openapi.json', '/docs'])(
    '%s needs no key',
    async (url) => {
      const { send } = await setUp()
      expect((await send(get(url, {}))).statusCode).toBe(200)
    },
  )

  test('a body is not read before the key', async () => {
    const request = { ...post('{"sku":'), headers: { 'x-api-key': 'wrong' } }
    expect((await refusal(request)).kind).toBe('401 unauthorized')
  })
})

describe('to who asks for French', () => {
  const inFrench = async ({ headers, ...request }: InjectOptions) => {
    const { problem } = await refusal({
      ...request,
      headers: { ...headers, 'accept-language': 'fr' },
    })
    return problem
  }

  test.each<[InjectOptions, title: string, detail: string]>([
    [get('/nowhere'), 'Introuvable', 'Cette adresse n’existe pas ici : /docs liste'],
    [get('/inventory', {}), 'Non identifié', 'Envoyez une clé ou un jeton valable ici'],
    [post('{"sku":'), 'Demande incorrecte', 'La demande est illisible : envoyez du JSON'],
    [
      sale({ quantity: 0, sku: 'a\u0000' }),
      'Demande incorrecte',
      'Corrigez ceci et renvoyez la demande. sku : contient des caractères de contrôle ; quantity :',
    ],
    [
      sale({ occurred_at: '2999-01-01', request_id: 'é' }),
      'Demande incorrecte',
      'occurred_at : est dans le futur ; request_id : n’accepte que lettres, chiffres et . : _ -',
    ],
    [
      sale({ quantity: 1.5 }),
      'Demande incorrecte',
      'Corrigez ceci et renvoyez la demande. quantity : Entrée invalide : entier attendu',
    ],
    [
      get('/inventory?cursor=x'),
      'Demande incorrecte',
      'Ce curseur (cursor) n’est pas des nôtres : envoyez next_cursor',
    ],
  ])('%o is told in French', async (request, title, detail) => {
    const problem = await inFrench(request)
    expect(problem.title).toBe(title)
    expect(problem.detail).toContain(detail)
  })
})

describe('what is asked for', () => {
  test.each<[what: string, InjectOptions, pointer: string]>([
    ['an unknown field', sale({ colour: 'red' }), '#/'],
    ['an unknown name in the query', get('/inventory?colour=red'), '#/'],
    ['a prototype in the query', sale({}, '?__proto__=x'), '#/'],
    ['quantity 0', sale({ quantity: 0 }), '#/quantity'],
    ['quantity -1', sale({ quantity: -1 }), '#/quantity'],
    ['quantity 1.5', sale({ quantity: 1.5 }), '#/quantity'],
    ['quantity 1e9', sale({ quantity: 1e9 }), '#/quantity'],
    ['quantity "many"', sale({ quantity: 'many' }), '#/quantity'],
    ['quantity null', sale({ quantity: null }), '#/quantity'],
    ['no quantity', sale({ quantity: undefined }), '#/quantity'],
    ['no body', post(''), '#/quantity'],
    ['quantity abc in the query', post('', '?sku=HB&size=38&quantity=abc'), '#/quantity'],
    ['no quantity in the query', post('', '?sku=HB&size=38&quantity='), '#/quantity'],
    ['quantity 1.5 in the query', post('', '?sku=HB&size=38&quantity=1.5'), '#/quantity'],
    ['quantity 0x5 in the query', post('', '?sku=HB&size=38&quantity=0x5'), '#/quantity'],
    ['a list', post('[]'), '#/'],
    ['a list beside a query', post('[]', '?sku=HB&size=38&quantity=1'), '#/'],
    ['a text', post('"HB"', '?sku=HB&size=38&quantity=1'), '#/'],
    ['a sku that is a list', sale({ sku: [14] }), '#/sku'],
    ['a sku that is too long', sale({ sku: 'x'.repeat(101) }), '#/sku'],
    ['a model that is too long', get(`/inventory?model=${'x'.repeat(201)}`), '#/model'],
    ['a control character', sale({ model: 'her\u0007mes' }), '#/model'],
    ['a control character in the query', get('/inventory?model=her%00mes'), '#/model'],
    ['a name twice in the query', get('/inventory?model=a&model=b'), '#/model'],
    ['a name twice in the query of a sale', post('', '?sku=HB&sku=HN&quantity=1'), '#/sku'],
    ['a sale of the future', sale({ occurred_at: '2999-01-01T00:00:00Z' }), '#/occurred_at'],
    ['a moment that is a word', sale({ occurred_at: 'Hier' }), '#/occurred_at'],
    ['a moment without a time zone', sale({ occurred_at: '2026-01-01T00:00:00' }), '#/occurred_at'],
    ['a price below 0', sale({ unit_price: -1 }), '#/unit_price'],
    ['a request_id with spaces', sale({ request_id: 'a b' }), '#/request_id'],
    ['limit 0', get('/inventory?limit=0'), '#/limit'],
    ['limit 201', get('/movements?limit=201'), '#/limit'],
    ['in_stock maybe', get('/models?in_stock=maybe'), '#/in_stock'],
  ])('%s is a problem of its own', async (_what, request, pointer) => {
    const { kind, problem } = await refusal(request)
    expect(kind).toBe('400 invalid-request')
    expect(problem.errors).toEqual([{ pointer, detail: expect.stringMatching(/./) }])
    expect(problem.detail).toContain(problem.errors[0].detail)
  })

  test('every field that is wrong is told at once', async () => {
    const { problem } = await refusal(sale({ quantity: 0, unit_price: -1, size: {} }))
    const pointers = problem.errors.map(({ pointer }: { pointer: string }) => pointer)
    expect(pointers.toSorted()).toEqual(['#/quantity', '#/size', '#/unit_price'])
  })

  test.each<[what: string, InjectOptions, says: string]>([
    ['a value in both query and body', sale({}, '?sku=HB&quantity=2'), 'sku, quantity'],
    ['a foreign cursor', get('/inventory?cursor=none-of-ours'), 'next_cursor'],
    ["another list's cursor", get(`/movements?cursor=${encodeCursor(['Togo'])}`), 'next_cursor'],
    ['a sale of nothing', post('{"quantity":1}'), 'sku'],
  ])('%s is a problem', async (_what, request, says) => {
    const { kind, problem } = await refusal(request)
    expect(kind).toBe('400 invalid-request')
    expect(problem.detail).toContain(says)
  })

  test.each<[what: string, InjectOptions]>([
    ['a body', sale({})],
    ['a size that is a number', post('{"sku":"HB","size":38,"quantity":1}')],
    ['the query', { ...get('/inventory/sale?sku=HB&size=38&quantity=1'), method: 'POST' }],
    ['the query beside an empty JSON body', post('', '?sku=HB&size=38&quantity=1')],
    ['the query beside a blank JSON body', post(' \n', '?sku=HB&size=38&quantity=1')],
    ['both together', post('{"sku":"HB"}', '?size=38&quantity=1&unit_price=9.5')],
  ])('the values may stand in %s', async (_what, request) => {
    const { send } = await setUp(selling)
    const { statusCode, body } = await send(request)
    expect(statusCode).toBe(201)
    expect(JSON.parse(body)).toMatchObject({ sku: 'HB', quantity_sold: 1, new_quantity: 4 })
  })
})

describe('what fails inside', () => {
  test.each<[what: string, InjectOptions]>([
    ['a list', get('/inventory?model=hermes')],
    ['a sale', sale({})],
    ['readiness', get('/health/ready')],
  ])('stays inside: %s', async (_what, request) => {
    const { kind, problem } = await refusal(request, failing(new TypeError(INSIDE)))
    expect(kind).toBe('500 internal-error')
    expect(JSON.stringify(problem)).not.toMatch(/8090|secret|TypeError|\.ts/)
  })

  test('stays inside with a status of its own too', async () => {
    const error = Object.assign(new Error(INSIDE), { statusCode: 502, code: 'ECONNREFUSED' })
    const { kind, problem } = await refusal(get('/inventory'), failing(error))
    expect(kind).toBe('500 internal-error')
    expect(JSON.stringify(problem)).not.toMatch(/8090|secret|ECONN/)
  })

  test('a store that does not answer is worth another try', async () => {
    const cause = new Error(INSIDE)
    const down = new StockError(
      'store-unavailable',
      sameInAll('The database is away.'),
      {},
      { cause },
    )
    const { kind, headers, problem } = await refusal(get('/models'), failing(down))
    expect(kind).toBe('503 store-unavailable')
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(JSON.stringify(problem)).not.toContain('secret')
  })

  test('a refusal carries what helps to act on it', async () => {
    const { kind, problem } = await refusal(sale({ sku: '14' }))
    expect(kind).toBe('409 ambiguous-product')
    expect(problem.candidates).toMatchObject([{ sku: 'HB' }, { sku: 'HN' }])
  })
})

test.each([
  'short',
  'with space in it',
  '<script>alert(1)</script>',
  'x'.repeat(65),
  'é'.repeat(9),
])('a request id that may do harm is not taken: %s', async (id) => {
  const { send } = await setUp()
  const { instance } = (await send(get('/nowhere', { 'x-request-id': id }))).json()
  expect(instance).toMatch(/^[\da-f-]{36}$/)
})

describe('the log', () => {
  const QUERY = 'quiet-word'

  test.each<[what: string, InjectOptions, status: number, Partial<StockStore>?]>([
    ['a list', get(`/inventory?model=${QUERY}`), 200],
    ['a sale', sale({}), 201, selling],
    ['no key', get(`/inventory?model=${QUERY}`, {}), 401],
    ['a wrong key', get('/models', { authorization: `Basic ${KEY}` }), 401],
    ['an unknown address', get(`/nowhere?model=${QUERY}`), 404],
    ['a malformed address', get(`/%zz?model=${QUERY}`), 400],
    ['a wrong value', get(`/inventory?limit=${QUERY}`), 400],
    ['malformed JSON', post(`{"${QUERY}`), 400],
    ['a failure', get(`/inventory?model=${QUERY}`), 500, failing(new Error('broken'))],
    ['liveness', get('/health'), 200],
  ])('has one line for %s, without key and query', async (_what, request, status, store) => {
    const { log, send } = await setUp(store)
    expect((await send(request)).statusCode).toBe(status)
    expect(log).toHaveLength(1)
    expect(log[0]).not.toContain(KEY)
    expect(log[0]).not.toContain(QUERY)
    expect(JSON.parse(log[0] ?? '')).toMatchObject({
      reqId: ID,
      status,
      method: request.method ?? 'GET',
      path: String(request.url).split('?')[0],
      ms: expect.any(Number),
    })
  })

  test('has what failed inside, and only there', async () => {
    const { log, send } = await setUp(failing(new Error(INSIDE)))
    await send(get('/inventory'))
    expect(JSON.parse(log[0] ?? '')).toMatchObject({ level: 50, err: { message: INSIDE } })
  })

  test.each([
    ['/health', 20],
    ['/models', 30],
    ['/nowhere', 30],
  ])('tells %s on level %i', async (url, level) => {
    const { log, send } = await setUp()
    await send(get(url))
    expect(JSON.parse(log[0] ?? '')).toMatchObject({ level })
  })
})

test.each([
  ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'request-timeout', /did not arrive in time.*send it again/],
  ['HPE_HEADER_OVERFLOW', 431, 'invalid-request', /not valid HTTP/],
  ['HPE_INVALID_METHOD', 400, 'invalid-request', /not valid HTTP/],
])('%s, before there is a request, is %i', async (code, status, type, detail) => {
  const socket = Object.assign(new PassThrough(), { setTimeout() {} })
  refuseGarbage({ code }, socket as unknown as Socket)
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(JSON.parse(body)).toMatchObject({ status, type: `/problems/${type}` })
  expect(JSON.parse(body).detail).toMatch(detail)
})
