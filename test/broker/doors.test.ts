import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BrokerMessage, tellFault } from '../../src/broker/broker.ts'
import { createBroker } from '../../src/broker/create-broker.ts'
import { readNats } from '../support/broker-readers.ts'
import {
  startKafka,
  startNats,
  type TestBroker,
  whyNoKafka,
  whyNoNats,
} from '../support/brokers.ts'

// How real brokers are entered, and what they are told when they take only a part.

const LOGIN = { user: 'ines', password: 'Hush-Hush-1' }
const folder = mkdtempSync(join(tmpdir(), 'stock-doors-'))
const file = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const message = (id: string, body = '{}'): BrokerMessage => ({
  ...{ id, type: 'stock.changed', key: 'p', body },
})

/** Whether an address lets in, or why not. */
async function enter(url: string): Promise<string> {
  try {
    const connection = await createBroker(url, 'shop.test').connect()
    const sent = await connection.send([message('one')])
    await connection.close()
    return `in, ${sent}`
  } catch (error) {
    return tellFault(error)
  }
}

describe('nats', () => {
  let why: string | undefined
  const brokers: TestBroker[] = []
  const start = async (args: readonly string[]) => {
    const broker = await startNats(args)
    brokers.push(broker)
    return broker.port
  }
  beforeAll(async () => {
    why = await whyNoNats()
  }, 600_000)
  afterAll(() => Promise.all(brokers.map((broker) => broker.remove())))

  test('lets in who has the password or the token, and nobody is told them', async ({ skip }) => {
    if (why) return skip(why)
    const port = await start(['--user', LOGIN.user, '--pass', LOGIN.password])
    expect(await enter(`nats://ines:Hush-Hush-1@127.0.0.1:${port}`)).toBe('in, 1')
    expect(await enter(`nats://ines:Hush-Hush-2@127.0.0.1:${port}`)).toBe('Authorization Violation')
    expect(await enter(`nats://127.0.0.1:${port}`)).toBe('Authorization Violation')
    const other = await start(['--auth', 'Hush-Token'])
    expect(await enter(`nats://Hush-Token@127.0.0.1:${other}`)).toBe('in, 1')
  })

  test('is entered by TLS when its certificate is known', async ({ skip }) => {
    if (why) return skip(why)
    const [key, cert] = [file('key.pem'), file('cert.pem')]
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost'],
    ])
    const port = await start(['--tls', '--tlscert', cert, '--tlskey', key])
    expect(await enter(`nats://localhost:${port}?ca=${cert}`)).toBe('in, 1')
    expect(await enter(`nats://localhost:${port}?tls=true`)).toMatch(/self.signed certificate/)
    expect(await enter(`nats://localhost:${port}?ca=${file('none.pem')}`)).toBe(
      'The file that ca of EVENTS_URL names cannot be read: ENOENT.',
    )
  })

  test('keeps nothing whose predecessor it did not take', async ({ skip }) => {
    if (why) return skip(why)
    writeFileSync(file('small.conf'), 'max_payload: 1024\n')
    const port = await start(['-c', file('small.conf')])
    const connection = await createBroker(`nats://127.0.0.1:${port}`, 'shop.test').connect()
    const large = message('three', JSON.stringify('x'.repeat(2_000)))
    const all = [message('one'), message('two'), large, message('four'), message('five')]
    expect(await connection.send(all)).toBe(2)
    await expect(connection.send(all.slice(2))).rejects.toThrow()
    // What it has already it does not keep again.
    expect(await connection.send(all.slice(0, 2))).toBe(2)
    await connection.close()
    expect(await readNats(`127.0.0.1:${port}`, 'SHOP_TEST')).toHaveLength(2)
  })

  test('without JetStream says so', async ({ skip }) => {
    if (why) return skip(why)
    const port = await start(['-js=false'])
    expect(await enter(`nats://127.0.0.1:${port}`)).toMatch(/jetstream/i)
  })
})

describe('kafka', () => {
  let why: string | undefined
  let broker: TestBroker
  beforeAll(async () => {
    why = await whyNoKafka()
    if (!why) broker = await startKafka(LOGIN)
  }, 600_000)
  afterAll(() => broker?.remove())

  test('lets in who has the password, and nobody is told it', async ({ skip }) => {
    if (why) return skip(why)
    const server = `127.0.0.1:${broker.port}`
    expect(await enter(`kafka://ines:Hush-Hush-1@${server}`)).toBe('in, 1')
    expect(await enter(`kafka://ines:Hush-Hush-1@${server}?sasl=scram-sha-512`)).toBe('in, 1')
    for (const sasl of ['plain', 'scram-sha-512']) {
      const refused = await enter(`kafka://ines:Hush-Hush-2@${server}?sasl=${sasl}`)
      expect(refused).toMatch(/auth/i)
      expect(refused).not.toContain('Hush')
    }
    expect(await enter(`kafka://${server}`)).not.toMatch(/^in/)
  })
})
