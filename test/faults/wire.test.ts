import { once } from 'node:events'
import { Agent, createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { openWire, type Trouble } from './wire.ts'

/** A server that counts what arrives, and a wire before it. */
async function open() {
  const arrived: string[] = []
  const server = createServer((request, response) => {
    arrived.push(request.url ?? '')
    response.end(`answer to ${request.url}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const wire = await openWire(port, () => 0.5)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(async () => {
    agent.destroy()
    await wire.close()
    server.closeAllConnections()
    server.close()
  })
  async function ask(path: string, timeoutMs = 5_000): Promise<string> {
    const options = { agent, host: '127.0.0.1', port: wire.port, path }
    const sent = get({ ...options, signal: AbortSignal.timeout(timeoutMs) })
    try {
      const [response] = await once(sent, 'response')
      return await text(response)
    } catch {
      return 'nothing'
    }
  }
  const make = (trouble: Trouble | undefined, holdMs = 0) => {
    wire.weather = trouble && { trouble, holdMs, share: 1 }
  }
  return { arrived, wire, ask, make }
}

test('in fair weather everything passes, over one connection', async () => {
  const { arrived, ask } = await open()
  for (const path of ['/1', '/2', '/3']) expect(await ask(path)).toBe(`answer to ${path}`)
  expect(arrived).toEqual(['/1', '/2', '/3'])
})

test.each<[Trouble, answer: string, arrived: string[]]>([
  ['delay', 'answer to /x', ['/x']],
  ['stall', 'answer to /x', ['/x']],
  ['drop', 'nothing', []],
  ['lose', 'nothing', ['/x']],
  ['mute', 'answer to /x', ['/x']],
  ['truncate', 'nothing', ['/x']],
])('%s: the answer is "%s"', async (trouble, answer, expected) => {
  const { arrived, wire, ask, make } = await open()
  make(trouble, 50)
  expect(await ask('/x')).toBe(answer)
  expect(arrived).toEqual(expected)
  expect(wire.met[trouble]).toBe(1)
  make(undefined)
  expect(await ask('/y')).toBe('answer to /y')
})

test('a stalled request arrives after its sender has given up, and after what was sent later', async () => {
  const { arrived, wire, ask, make } = await open()
  make('stall', 400)
  expect(await ask('/first', 100)).toBe('nothing')
  make(undefined)
  expect(await ask('/second')).toBe('answer to /second')
  expect(arrived).toEqual(['/second'])
  await expect.poll(() => arrived).toEqual(['/second', '/first'])
  await expect.poll(wire.underway).toBe(0)
})
