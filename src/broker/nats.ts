import { jetstream, jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { connect, credsAuthenticator, headers, nanos } from '@nats-io/transport-node'
import { ANSWER_MS, type BrokerConnection, type BrokerMessage } from './broker.ts'
import type { BrokerAddress } from './broker-address.ts'
import { readNamed, readTlsFiles } from './tls-files.ts'

/** Messages on their way at once. */
const MOST = 256

/** So long the stream knows the ids of what it has, and keeps nothing twice. */
const KNOWN_MS = 10 * 60_000

/** How long the stream keeps what was published. */
const KEPT_MS = 30 * 24 * 60 * 60_000

/** A header of the binding of CloudEvents to NATS. */
const CONTENT_TYPE = 'application/cloudevents+json'

/**
 * Connects to NATS JetStream. Where no stream takes the subjects `<topic>.>`, one is made.
 * @throws Error that says why
 */
export async function connectNats(
  address: BrokerAddress,
  topic: string,
): Promise<BrokerConnection> {
  const { servers, user, password, creds } = address
  const connection = await connect({
    servers: [...servers],
    name: 'stock-assistant',
    timeout: ANSWER_MS,
    // What was on its way when a connection ended must be sent again before what comes after it, so whoever sends
    // connects anew.
    reconnect: false,
    ...(user && (password ? { user, pass: password } : { token: user })),
    ...(creds && {
      authenticator: credsAuthenticator(new TextEncoder().encode(await readNamed('creds', creds))),
    }),
    ...(address.tls && { tls: await readTlsFiles(address) }),
  })
  try {
    await requireStream()
  } catch (error) {
    await connection.close()
    throw error
  }
  const stream = jetstream(connection, { timeout: ANSWER_MS })

  async function requireStream(): Promise<void> {
    const { streams } = await jetstreamManager(connection, { timeout: ANSWER_MS })
    const names = await streams.names(`${topic}.stock.changed`).next()
    if (names.length > 0) return
    await streams.add({
      name: topic.toUpperCase().replaceAll('.', '_'),
      subjects: [`${topic}.>`],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      max_age: nanos(KEPT_MS),
      duplicate_window: nanos(KNOWN_MS),
    })
  }

  /** @param last id of the message before it, without which it is refused */
  function publish({ id, type, body }: BrokerMessage, last: string | undefined) {
    const head = headers()
    head.set('content-type', CONTENT_TYPE)
    return stream.publish(`${topic}.${type}`, body, {
      msgID: id,
      headers: head,
      ...(last !== undefined && { expect: { lastMsgID: last } }),
    })
  }

  return {
    async send(messages) {
      const some = messages.slice(0, MOST)
      // All at once, and yet none is taken whose predecessor was not.
      const answers = await Promise.allSettled(
        some.map((message, at) => publish(message, some[at - 1]?.id)),
      )
      const failed = answers.findIndex(({ status }) => status === 'rejected')
      if (failed === 0) throw (answers[0] as PromiseRejectedResult).reason
      return failed < 0 ? some.length : failed
    },
    close: () => connection.close(),
  }
}
