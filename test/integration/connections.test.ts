import { connect as connectTo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { alive } from '../support/processes.ts'
import { type Connection, connect, type Service, startService } from '../support/service.ts'

const OPEN_FILES = 256
const IDLE = 1_010

/** Connections that stay open, and over which nothing is sent but this. */
async function openIdle({ address }: Service, count: number, sent = ''): Promise<Socket[]> {
  const { hostname, port } = new URL(address)
  const sockets = Array.from({ length: count }, () => {
    const socket = connectTo(Number(port), hostname)
    socket.on('error', () => {}).resume()
    if (sent) socket.write(sent)
    return socket
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  await expect
    .poll(() => sockets.filter(({ connecting }) => connecting).length, { timeout: 10_000 })
    .toBe(0)
  return sockets
}

const HEALTH = 'GET /health HTTP/1.1\r\nHost: shop\r\n\r\n'

test.each([
  ['1', 'nothing', ''],
  ['2', 'nothing', ''],
  ['1', 'no key', HEALTH],
] as const)('WORKERS=%s: connections over which %s is sent harm nobody', async (...given) => {
  const [WORKERS, , sent] = given
  const service = await startService({ WORKERS }, OPEN_FILES)
  const before = service.left()
  const known = connect(service)
  const isServed = async (connection: Connection) =>
    expect((await connection.get('/locations')).status).toBe(200)
  await isServed(known)

  const idle = await openIdle(service, IDLE, sent)
  // Longer than whatever measures the process waits between two looks.
  for (let round = 0; round < 20; round++) {
    await isServed(known)
    await isServed(connect(service))
    await sleep(100)
  }
  // A connection may stay after a request; one without any may not.
  const wanted = sent ? IDLE - OPEN_FILES : IDLE
  const closed = () => idle.filter(({ destroyed }) => destroyed).length
  await expect.poll(closed, { timeout: 20_000 }).toBeGreaterThanOrEqual(wanted)
  await isServed(known)
  expect(alive(before)).toEqual(before)
  expect(service.log()).not.toContain('EMFILE')
})
