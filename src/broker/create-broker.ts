import type { Broker } from './broker.ts'
import { readBrokerAddress } from './broker-address.ts'

/**
 * The broker at an address. Its client library is loaded with the first connection.
 * @param topic topic of Kafka; for NATS the beginning of all subjects
 * @throws Error where the address cannot be read
 */
export function createBroker(url: string, topic: string): Broker {
  const address = readBrokerAddress(url)
  return {
    kind: address.kind,
    async connect() {
      if (address.kind === 'nats') return (await import('./nats.ts')).connectNats(address, topic)
      return (await import('./kafka.ts')).connectKafka(address, topic)
    },
  }
}
