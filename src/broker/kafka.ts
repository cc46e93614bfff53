import { compatibilityPartitioner, Producer, stringSerializers } from '@platformatic/kafka'
import { ANSWER_MS, type BrokerConnection } from './broker.ts'
import type { BrokerAddress } from './broker-address.ts'
import { readTlsFiles } from './tls-files.ts'

/** Messages of one request. */
const MOST = 500

/** The same producer tries so often: then the broker knows what it has already. */
const RETRIES = 3
const RETRY_MS = 300

/** A header of the binding of CloudEvents to Kafka. */
const HEADERS = { 'content-type': 'application/cloudevents+json; charset=UTF-8' }

/**
 * Connects to Kafka.
 * @throws Error that says why
 */
export async function connectKafka(
  address: BrokerAddress,
  topic: string,
): Promise<BrokerConnection> {
  const { servers, user, password, sasl } = address
  const producer = new Producer({
    clientId: 'stock-assistant',
    bootstrapBrokers: [...servers],
    serializers: stringSerializers,
    idempotent: true,
    // Keys go to the partition that they have for all clients in Java.
    partitioner: compatibilityPartitioner,
    autocreateTopics: true,
    connectTimeout: ANSWER_MS,
    timeout: ANSWER_MS,
    retries: RETRIES,
    retryDelay: RETRY_MS,
    ...(user && {
      sasl: { mechanism: MECHANISMS[sasl], username: user, password },
    }),
    ...(address.tls && { tls: await readTlsFiles(address), tlsServerName: true }),
  })
  const close = () => producer.close(true)
  try {
    await producer.metadata({ topics: [topic], autocreateTopics: true })
  } catch (error) {
    await close()
    throw error
  }
  return {
    async send(messages) {
      const some = messages.slice(0, MOST)
      await producer.send({
        messages: some.map(({ key, body }) => ({ topic, key, value: body, headers: HEADERS })),
      })
      return some.length
    },
    close,
  }
}

const MECHANISMS = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
} as const satisfies Record<BrokerAddress['sasl'], string>
