import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createPoster } from '../../src/features/webhooks/post.ts'

async function receiver(answer: RequestListener) {
  let requests = 0
  let connections = 0
  const server = createServer((request, response) => {
    requests++
    request.resume()
    answer(request, response)
  })
  server.on('connection', () => connections++)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, server, counts: () => ({ requests, connections }) }
}

const NEVER = new AbortController().signal

function posting(options: Parameters<typeof createPoster>[0]) {
  const poster = createPoster(options)
  onTestFinished(() => poster.close())
  return (url: string) => poster.post({ url, headers: {}, body: '{}' }, NEVER)
}

const PRIVATE = 'its host is not on the public internet'

test.each([
  'https://127.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[fd00::1]/',
  'https://10.0.0.1/',
  'https://172.16.5.5/',
  'https://192.168.1.1:8090/',
  'https://169.254.169.254/latest/meta-data',
  'https://100.64.0.1/',
  'https://0.0.0.0/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://localhost/',
  'http://93.184.215.14/',
])('%s gets nothing', async (url) => {
  expect(await posting({ allowPrivate: false })(url)).toMatchObject({ status: 0, error: PRIVATE })
})

test('a name that leads elsewhere by the time of a delivery gets nothing', async () => {
  const { port, counts } = await receiver((_, response) => response.end())
  const post = posting({ allowPrivate: false, resolve: async () => ['93.184.215.14', '127.0.0.1'] })
  expect((await post(`https://rebinding.example:${port}/`)).error).toBe(PRIVATE)
  expect(counts()).toEqual({ requests: 0, connections: 0 })
})

test('it connects to the address that was looked at', async () => {
  const asked: string[] = []
  const resolve = async (host: string) => {
    asked.push(host)
    return ['192.0.2.1'].slice(1)
  }
  expect(await posting({ allowPrivate: false, resolve })('https://nowhere.example/')).toMatchObject(
    {
      error: 'its host is not found',
    },
  )
  expect(asked).toEqual(['nowhere.example'])
})

test.each([
  [204, ''],
  [200, ''],
  [301, 'answers 301, and redirects are not followed'],
  [307, 'answers 307, and redirects are not followed'],
  [400, 'answers 400'],
  [410, 'answers 410: it is gone'],
  [500, 'answers 500'],
])('an answer of %i', async (status, error) => {
  const { port, counts } = await receiver((_, response) => {
    response.writeHead(status, { location: 'http://127.0.0.1:1/', 'retry-after': '7' }).end('x')
  })
  const answered = await posting({ allowPrivate: true })(`http://127.0.0.1:${port}/`)
  expect(answered).toEqual({ status, error, retryAfterMs: 7_000 })
  expect(counts().requests).toBe(1)
})

test('a receiver that says nothing is left after a while', async () => {
  const { port } = await receiver(() => {})
  const post = posting({ allowPrivate: true, timeoutMs: 200 })
  expect((await post(`http://127.0.0.1:${port}/`)).error).toBe('no answer within 0.2 s')
})

test('an answer without an end is not read to its end', async () => {
  let written = 0
  const { port } = await receiver((_, response) => {
    const write = () => {
      written += 4_096
      if (response.writable) response.write('x'.repeat(4_096), () => write())
    }
    write()
  })
  const answered = await posting({ allowPrivate: true })(`http://127.0.0.1:${port}/`)
  expect(answered).toMatchObject({ status: 200, error: '' })
  // What the sockets hold of it, and no more.
  expect(written).toBeLessThan(16 * 1024 * 1024)
})

test('an answer that does not go on is not waited for', async () => {
  const { port } = await receiver((_, response) => response.writeHead(200).write('x'))
  const post = posting({ allowPrivate: true, timeoutMs: 600_000 })
  expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200, error: '' })
})

test('a connection serves many messages, and one that was ended is no failure', async () => {
  const { port, server, counts } = await receiver((_, response) => response.end('ok'))
  const post = posting({ allowPrivate: true })
  for (let n = 0; n < 5; n++) expect((await post(`http://127.0.0.1:${port}/`)).error).toBe('')
  expect(counts()).toEqual({ requests: 5, connections: 1 })
  server.closeIdleConnections()
  expect((await post(`http://127.0.0.1:${port}/`)).error).toBe('')
  expect(counts()).toEqual({ requests: 6, connections: 2 })
})

test('whoever is told nothing any more is not waited for', async () => {
  const { port } = await receiver(() => {})
  const poster = createPoster({ allowPrivate: true })
  onTestFinished(() => poster.close())
  const ending = new AbortController()
  const sent = poster.post(
    { url: `http://127.0.0.1:${port}/`, headers: {}, body: '' },
    ending.signal,
  )
  ending.abort(new Error('over'))
  await expect(sent).rejects.toThrow('over')
})
