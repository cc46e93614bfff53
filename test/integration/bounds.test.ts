import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { connect as connectTo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { KEY, startService } from '../support/service.ts'

// Memory of the API as in containers. Each of these took it all, or could.
const MEMORY = '--max-old-space-size=384'

/** And of its container, in megabytes. */
const CONTAINER = 512

const MEGABYTE = 1024 * 1024
const HEADER = 'SKU,Model,Size,Quantity'
const full = (piece: string) =>
  piece.repeat(Math.floor((9.9 * MEGABYTE) / Buffer.byteLength(piece)))

const FILES: [name: string, bytes: string | Buffer, status: number, detail: RegExp][] = [
  ['one line of commas', full(','), 422, /line 1 /],
  ['a header and a line of commas', `${HEADER}\n${full(',')}`, 422, /line 2 /],
  ['one line of semicolons', `a${full(';')}`, 422, /line 1 .*64 columns/],
  ['one line of tabs', `a${full('\t')}`, 422, /line 1 .*64 columns/],
  ['a million headings', full('Model 12,'), 422, /line 1 .*64 columns/],
  ['one quoted cell', `${HEADER}\n"${full('x')}"`, 422, /line 2 .*double quote/],
  ['one quoted cell of lines', `${HEADER}\n"${full('x\n')}"`, 413, /rows/],
  ['one open quote', `${HEADER}\n"${full('xyz')}`, 422, /line 2 .*double quote/],
  ['nothing but quotes', full('"'), 422, /line 1 /],
  ['one cell', full('x'), 422, /line 1 /],
  ['spaces', full(' '), 422, /line 1 |empty/],
  ['empty lines', full('\n'), 413, /rows/],
  ['empty lines of an old Mac', full('\r'), 413, /rows/],
  ['empty lines of Windows', full('\r\n'), 413, /rows/],
  ['lines of commas', full(`${','.repeat(200)}\n`), 413, /rows/],
  ['wide rows', `${HEADER}\n${full(`${'x,'.repeat(500)}\n`)}`, 422, /line 2 .*64 columns/],
  [
    'rows of long cells',
    `${HEADER}\n${full(`${'x'.repeat(3_000)},a,1,1\n`)}`,
    422,
    /line 2 .*2000/,
  ],
  ['letters of two bytes', full('é,'), 422, /line 1 /],
  ['Windows-1252', Buffer.from(full('\xe9,'), 'latin1'), 422, /line 1 /],
  ['UTF-16', Buffer.from(full(',').slice(MEGABYTE * 5), 'utf16le'), 422, /CSV UTF-8/],
  ['a workbook', Buffer.from(`PK\x03\x04${full('x')}`, 'latin1'), 422, /CSV UTF-8/],
  ['gzip of a gigabyte', gzipSync(Buffer.alloc(64 * MEGABYTE)), 422, /CSV UTF-8/],
]

test('no file and no request takes all of the memory', { timeout: 240_000 }, async () => {
  const service = await startService({ WORKERS: '1', NODE_OPTIONS: MEMORY, RATE_LIMIT: '0' })
  const headers = { 'x-api-key': KEY }
  const send = async (bytes: string | Buffer) => {
    const body = new FormData()
    body.append('file', new File([Buffer.from(bytes)], 'stock.csv'))
    return answerOf(await fetch(`${service.address}/import`, { method: 'POST', headers, body }))
  }
  for (const [name, bytes, status, detail] of FILES) {
    const answer = await send(bytes)
    expect(answer, name).toMatchObject({ status, body: { status } })
    expect(answer.body.detail, name).toMatch(detail)
    expect(answer.body.detail, name).toContain('Nothing was changed')
  }

  // Many at once are not all held at once.
  const many = await Promise.all(Array.from({ length: 24 }, () => send(full('a,1,2,3\n'))))
  expect(many.map(({ status }) => status).filter((status) => ![413, 503].includes(status))).toEqual(
    [],
  )

  const parts = `--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n`.repeat(10_000)
  const manyParts = await fetch(`${service.address}/import`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'multipart/form-data; boundary=x' },
    body: `${parts}--x--\r\n`,
  })
  expect(await answerOf(manyParts)).toMatchObject({ status: 400 })

  const ofManyHeaders = await fetch(`${service.address}/import`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'multipart/form-data; boundary=x' },
    body: `--x\r\n${'a: b\r\n'.repeat(1_200_000)}\r\n1\r\n--x--\r\n`,
  })
  expect(await answerOf(ofManyHeaders)).toMatchObject({ status: 400 })

  const packed = await fetch(`${service.address}/inventory/sale`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync('{"sku":"1-NOI","size":"43","quantity":1}'),
  })
  expect(await answerOf(packed)).toMatchObject({
    status: 415,
    body: { detail: expect.stringContaining('not compressed') },
  })

  const { hostname, port } = new URL(service.address)
  const socket = connectTo(Number(port), hostname)
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  // The service hangs up before it has read all of them, which may cut its answer off.
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(`GET /health HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(1_200_000)}\r\n`)
  await new Promise((done) => socket.once('close', done))
  expect(answer).toMatch(/^$|^HTTP\/1\.1 431 /)

  expect(service.left()).toContain(service.pid)
  expect((await fetch(`${service.address}/health`)).status).toBe(200)
  expect(peakOf(service.pid)).toBeLessThan(CONTAINER)
  expect(service.log()).not.toContain('heap out of memory')
})

/** The most memory that a process ever held, in megabytes; 0 where the system does not tell. */
function peakOf(pid: number): number {
  const status = existsSync('/proc') ? readFileSync(`/proc/${pid}/status`, 'utf8') : ''
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(status) ?? []
  return Number(kilobytes) / 1024
}

async function answerOf(response: Response) {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the answer has
  const body: any = await response.json()
  return { status: response.status, body }
}
