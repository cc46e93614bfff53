import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { Consumer, stringDeserializers } from '@platformatic/kafka'

/** A message as a broker kept it. */
export interface KeptMessage {
  /** Of Kafka the topic. */
  readonly subject: string
  /** Empty where the broker has no keys. */
  readonly key: string
  readonly contentType: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the event has
  readonly event: any
}

/** Pauses before each message, as somebody does who cannot keep up. */
type Pause = () => Promise<unknown>

/** Everything in a stream of NATS JetStream, in its order. */
export async function readNats(url: string, stream: string, pause?: Pause): Promise<KeptMessage[]> {
  const connection = await connect({ servers: url })
  try {
    const manager = await jetstreamManager(connection)
    const { state } = await manager.streams.info(stream)
    if (state.messages === 0) return []
    const consumers = jetstream(connection).consumers
    const { name } = await manager.consumers.add(stream, { ack_policy: AckPolicy.None })
    const consumer = await consumers.get(stream, name)
    const kept: KeptMessage[] = []
    while (kept.length < state.messages) {
      const rest = state.messages - kept.length
      // All that is asked for is there: it never waits so long.
      const messages = await consumer.fetch({ max_messages: Math.min(200, rest), expires: 60_000 })
      for await (const message of messages) {
        await pause?.()
        kept.push({
          subject: message.subject,
          key: '',
          contentType: message.headers?.get('content-type') ?? '',
          event: message.json(),
        })
      }
    }
    return kept
  } finally {
    await connection.close()
  }
}

/** Everything in a topic of Kafka, in the order of each partition. */
export async function readKafka(
  server: string,
  topic: string,
  pause?: Pause,
): Promise<KeptMessage[]> {
  const consumer = new Consumer({
    clientId: 'test',
    groupId: `test-${process.hrtime.bigint()}`,
    bootstrapBrokers: [server],
    deserializers: stringDeserializers,
    autocommit: false,
  })
  try {
    const ends = await consumer.listOffsets({ topics: [topic] })
    const count = Number((ends.get(topic) ?? []).reduce((sum, end) => sum + end, 0n))
    const kept: KeptMessage[] = []
    if (count === 0) return kept
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest', maxWaitTime: 100 })
    for await (const { key, value, headers } of stream) {
      await pause?.()
      kept.push({
        subject: topic,
        key,
        contentType: headers.get('content-type') ?? '',
        event: JSON.parse(value),
      })
      if (kept.length === count) break
    }
    return kept
  } finally {
    await consumer.close(true)
  }
}

/** Is told of each message as it comes, from now on. @returns what ends it */
export async function followNats(
  url: string,
  stream: string,
  tell: (event: KeptMessage['event']) => void,
): Promise<() => Promise<void>> {
  const connection = await connect({ servers: url })
  const consumer = await jetstream(connection).consumers.get(stream, {
    deliver_policy: DeliverPolicy.New,
  })
  await consumer.consume({ callback: (message) => tell(message.json()) })
  return () => connection.close()
}

/** Is told of each message as it comes, from now on. @returns what ends it */
export async function followKafka(
  server: string,
  topic: string,
  tell: (event: KeptMessage['event']) => void,
): Promise<() => Promise<void>> {
  const consumer = new Consumer({
    clientId: 'test',
    groupId: `test-${process.hrtime.bigint()}`,
    bootstrapBrokers: [server],
    deserializers: stringDeserializers,
    autocommit: false,
  })
  const stream = await consumer.consume({ topics: [topic], mode: 'latest', maxWaitTime: 10 })
  stream.on('data', ({ value }) => tell(JSON.parse(value)))
  return () => consumer.close(true)
}
