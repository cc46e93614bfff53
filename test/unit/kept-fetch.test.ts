import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createKeptFetch } from '../../src/store/pocketbase/kept-fetch.ts'

let server: Server
let address: string
let connections: number
let send: ReturnType<typeof createKeptFetch>

beforeEach(async () => {
  connections = 0
  server = createServer((request, response) => {
    if (request.url === '/silent') return
    if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': 100 }).write('{"half":')
      response.socket?.end()
      return
    }
    response.writeHead(request.url === '/no' ? 409 : 200, { 'x-stock-now': '5' })
    request.pipe(response)
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  send = createKeptFetch(address)
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const post = (path: string, signal?: AbortSignal) =>
  send(address + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"é":1}',
    ...(signal && { signal }),
  })

test('sends one after the other over one connection, and gives back what came', async () => {
  for (let n = 0; n < 3; n++) {
    const answer = await post('/')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-stock-now')).toBe('5')
    expect(await answer.json()).toEqual({ é: 1 })
  }
  expect((await post('/no')).status).toBe(409)
  expect(connections).toBe(1)
})

test('tells why nothing was sent, as fetch does', async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  const refused = { name: 'TypeError', cause: { code: 'ECONNREFUSED' } }
  await expect(post('/')).rejects.toMatchObject(refused)
  await expect(fetch(address)).rejects.toMatchObject(refused)
})

test('an answer that breaks off is none', async () => {
  await expect(post('/cut')).rejects.toMatchObject({
    name: 'TypeError',
    cause: { code: 'ECONNRESET' },
  })
})

test('ends with the reason of its signal', async () => {
  await expect(post('/silent', AbortSignal.timeout(20))).rejects.toMatchObject({
    name: 'TimeoutError',
  })
  const gone = AbortSignal.abort(new Error('gone'))
  await expect(post('/', gone)).rejects.toThrow('gone')
})
