import { describe, expect, test } from 'vitest'
import { readBrokerAddress } from '../../src/broker/broker-address.ts'
import { loadConfig } from '../../src/process/config.ts'

describe('the address of a broker', () => {
  test.each([
    ['nats://127.0.0.1', { kind: 'nats', servers: ['127.0.0.1:4222'], user: '', tls: false }],
    ['kafka://a.example', { kind: 'kafka', servers: ['a.example:9092'], sasl: 'plain' }],
    ['kafka://a:1,b,[::1]:3', { servers: ['a:1', 'b:9092', '[::1]:3'] }],
    ['nats://ines:s%40f%2Fe:x@nats:4222/', { user: 'ines', password: 's@f/e:x' }],
    ['nats://token@nats', { user: 'token', password: '' }],
    ['nats://nats?tls=true', { tls: true }],
    ['nats://nats?ca=/etc/ca.pem', { tls: true, ca: '/etc/ca.pem' }],
    ['kafka://k?cert=c.pem&key=k.pem', { tls: true, cert: 'c.pem', key: 'k.pem' }],
    ['nats://nats?creds=shop.creds', { creds: 'shop.creds' }],
    ['kafka://u:p@k?tls=true&sasl=scram-sha-512', { tls: true, sasl: 'scram-sha-512' }],
  ])('%s', (text, expected) => {
    expect(readBrokerAddress(text)).toMatchObject(expected)
  })

  test.each([
    ['', 'no address'],
    ['amqp://mq.example', 'no address'],
    ['nats:4222', 'no address'],
    ['nats://', 'no address'],
    ['nats://sec@ret@nats', 'no address'],
    ['nats://u:sec/ret@nats', 'no address'],
    ['nats://u:sec%ret@nats', '% in its user or password'],
    ['kafka://u:secret@a,,b', 'names a server'],
    ['kafka://u:secret@a b', 'names a server'],
    ['kafka://u:secret@k?creds=secret', 'kafka has not'],
    ['nats://u:secret@n?sasl=plain', 'nats has not'],
    ['nats://u:secret@n?tls=secret', 'neither true nor false'],
    ['kafka://u:secret@k?sasl=secret', 'none of plain'],
    ['kafka://u:secret@k?cert=secret', 'cert and key together'],
  ])('%s is refused, and not repeated', (text, why) => {
    let message = ''
    try {
      loadConfig({ EVENTS_URL: text || ' x' })
    } catch (error) {
      message = (error as Error).message
    }
    expect(message).toContain('EVENTS_URL: ')
    expect(message).toContain(why)
    expect(message).not.toContain('sec')
  })
})
