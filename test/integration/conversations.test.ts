import { describe, expect, test } from 'vitest'
import { fromPage, peopleOf } from '../support/people-of.ts'
import type { Answer } from '../support/shop.ts'
import { product, useShop } from '../support/shop.ts'

// One key serves many people in a chat: what tells them apart is the conversation.

const names = ['KEY', 'GUARD', 'PLAIN', 'TOOL', 'SESSION', 'ROW', 'PERSON']
const shop = useShop(names.map((sku) => product(sku, `Model ${sku}`, { 40: 50 })))

type Headers = Record<string, string>

/** A conversation with a custom GPT. */
const inChat = (id: string): Headers => ({ 'openai-conversation-id': id })

const send = (action: string, payload: object, headers: Headers = {}) =>
  shop.inject({ method: 'POST', url: `/inventory/${action}`, payload, headers })

const sale = (sku: string, rest: object = {}) => ({ sku, size: '40', quantity: 1, ...rest })

/** Sends a message to the MCP door, as a client of the protocol with sessions does. */
async function tell(method: string, params: object, headers: Headers = {}): Promise<Answer> {
  return shop.inject({
    method: 'POST',
    url: '/mcp',
    payload: { jsonrpc: '2.0', id: 1, method, params },
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
  })
}

/** Opens an MCP session. @returns its id, where one was given */
async function initialize(headers: Headers = {}) {
  const clientInfo = { name: 'test', version: '1' }
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }
  return (await tell('initialize', params, headers)).headers['mcp-session-id']
}

/** Calls a tool. @returns what it says as data */
async function call(name: string, values: object, meta: object = {}, headers: Headers = {}) {
  const { body } = await tell('tools/call', { name, arguments: values, _meta: meta }, headers)
  const [, text = body] = /^data: (.*)$/m.exec(String(body)) ?? []
  const answer = typeof text === 'string' ? JSON.parse(text) : text
  const { structuredContent, content } = answer.result
  return structuredContent ?? JSON.parse(content[0].text)
}

const onHand = async (sku: string) => (await shop.ledger(sku, '40')).quantity

async function lastRow(): Promise<Record<string, unknown>> {
  const path = '/api/collections/movements/records'
  const query = { sort: '-seq', perPage: 1 }
  const { items } = (await shop.client.request(path, { query })) as { items: object[] }
  return (items[0] ?? {}) as Record<string, unknown>
}

describe('the same request_id', () => {
  test('in two conversations is two requests, and in one it is a retry', async () => {
    const said = sale('KEY', { request_id: 'sale-1' })
    const answers = [
      await send('sale', said, inChat('a')),
      await send('sale', said, inChat('b')),
      await send('sale', said, inChat('a')),
      await send('sale', said, inChat('b')),
      await send('sale', said),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 200, 200, 201])
    expect(answers.map(({ body }) => body.replayed)).toEqual([false, false, true, true, false])
    expect(await onHand('KEY')).toBe(47)
  })

  test('belongs to another request only in its own conversation', async () => {
    const other = sale('KEY', { request_id: 'sale-1', quantity: 2 })
    const reused = await send('sale', other, inChat('a'))
    expect(reused.body.type).toBe('/problems/request-id-reused')
    expect((await send('sale', other, inChat('c'))).status).toBe(201)
  })

  test('makes a product and changes it once in each conversation', async () => {
    const make = (model: string, headers: Headers) =>
      shop.inject({
        method: 'POST',
        url: '/models',
        payload: { model, sizes: ['40'], request_id: 'new-1' },
        headers,
      })
    const answers = [
      await make('Zebrano', inChat('a')),
      await make('Quartz', inChat('b')),
      await make('Zebrano', inChat('a')),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 200])
  })

  test('of 20 at once in each of two conversations one happens in each', async () => {
    const said = sale('KEY', { request_id: 'race-1', repeat: true })
    const before = await onHand('KEY')
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => send('sale', said, inChat(n % 2 ? 'a' : 'b'))),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(38)
    expect(await onHand('KEY')).toBe(before - 2)
  })
})

test('a likely repeat is what was said in the same conversation', async () => {
  const said = sale('GUARD')
  expect((await send('sale', said, inChat('a'))).status).toBe(201)
  expect((await send('sale', said, inChat('b'))).status).toBe(201)
  for (const id of ['a', 'b']) {
    const again = await send('sale', said, inChat(id))
    expect(again.body.type).toBe('/problems/likely-repeat')
  }
})

test.each([
  ['odd signs', "x' || 1=1 --\t%00é"],
  ['far too long', 'x'.repeat(4_000)],
])('a conversation of %s is one like any other', async (_what, id) => {
  const said = sale('PLAIN', { request_id: 'odd-1' })
  const headers = inChat(Buffer.from(id).toString('latin1'))
  const answers = [await send('sale', said, headers), await send('sale', said, headers)]
  expect(answers.map(({ status }) => status)).toEqual([201, 200])
  expect(String((await lastRow()).conversation)).toMatch(/^[0-9a-f]{32}$/)
})

test('it stands with the movement, and nowhere where none is named', async () => {
  await send('sale', sale('ROW'))
  expect((await lastRow()).conversation).toBe('')
  await send('sale', sale('ROW'), inChat('row'))
  const { conversation } = await lastRow()
  await send('sale', sale('ROW', { quantity: 2 }), inChat('row'))
  expect((await lastRow()).conversation).toBe(conversation)
})

describe('an MCP client', () => {
  const named = (session: string, subject = 'somebody') => ({
    'openai/session': session,
    'openai/subject': subject,
  })

  test('names the conversation in _meta', async () => {
    const said = sale('TOOL', { request_id: 'sale-1' })
    const first = await call('registerSale', said, named('s-1'))
    const second = await call('registerSale', said, named('s-2'))
    const retry = await call('registerSale', said, named('s-1'))
    const bySubject = await call('registerSale', said, { 'openai/subject': 'somebody' })
    expect([first, second, retry, bySubject].map(({ replayed }) => replayed)).toEqual([
      ...[false, false, true, false],
    ])
    expect(await onHand('TOOL')).toBe(47)
  })

  test('that shares a key gets a session, and its session is its conversation', async () => {
    const [one, two] = [String(await initialize()), String(await initialize())]
    expect(one).toMatch(/^[\w-]{36}$/)
    expect(one).not.toBe(two)
    const at = (session: string) => ({ 'mcp-session-id': session })
    const said = sale('SESSION', { request_id: 'sale-1' })
    const meant = { ...said, repeat: true }
    const first = await call('registerSale', meant, {}, at(one))
    const second = await call('registerSale', meant, {}, at(two))
    const retry = await call('registerSale', meant, {}, at(one))
    expect([first, second, retry].map(({ replayed }) => replayed)).toEqual([false, false, true])
    // It is only a connection: after a break the same chat may try again in another one.
    const third = await call('registerSale', said, {}, at(String(await initialize())))
    expect(third.type).toBe('/problems/likely-repeat')
    expect(await onHand('SESSION')).toBe(48)
  })

  test('whose person signed in needs none: each call may come in a session of its own', async () => {
    const { cookie } = await peopleOf(shop.people).enter('ana@shop.example', 'staff')
    const ana = fromPage(cookie)
    expect(await initialize(ana)).toBeUndefined()
    const said = sale('PERSON', { request_id: 'sale-1' })
    const first = await call('registerSale', said, {}, { ...ana, 'mcp-session-id': 'one' })
    const retry = await call('registerSale', said, {}, { ...ana, 'mcp-session-id': 'two' })
    expect([first.replayed, retry.replayed]).toEqual([false, true])
    const elsewhere = await call('registerSale', said, named('s-1'), ana)
    expect(elsewhere.replayed).toBe(false)
  })
})
