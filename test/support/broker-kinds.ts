import { followKafka, followNats, type KeptMessage, readKafka, readNats } from './broker-readers.ts'
import { startKafka, startNats, type TestBroker, whyNoKafka, whyNoNats } from './brokers.ts'

/** A kind of broker, with the names that a shop uses in it by default. */
interface TestedKind {
  readonly kind: 'nats' | 'kafka'
  /** @returns why there is none; undefined when there is */
  whyNot(): Promise<string | undefined>
  start(): Promise<TestBroker>
  /**
   * Everything that it has.
   * @param pause before each message, as by somebody who cannot keep up
   */
  read(broker: TestBroker, pause?: () => Promise<unknown>): Promise<KeptMessage[]>
  /** Is told of each event as it comes, from now on. @returns what ends it */
  follow(
    broker: TestBroker,
    tell: (event: KeptMessage['event']) => void,
  ): Promise<() => Promise<void>>
  /** Whether order is by key, and not for all. */
  readonly isKeyed: boolean
  /** How many messages it may have twice. */
  readonly repeats: number
}

const STREAM = 'STOCK_EVENTS'
const TOPIC = 'stock.events'
const at = ({ port }: TestBroker): string => `127.0.0.1:${port}`

export const BROKERS: readonly TestedKind[] = [
  {
    kind: 'nats',
    whyNot: whyNoNats,
    start: () => startNats(),
    read: (broker, pause) => readNats(at(broker), STREAM, pause),
    follow: (broker, tell) => followNats(at(broker), STREAM, tell),
    isKeyed: false,
    // The stream knows what it has.
    repeats: 0,
  },
  {
    kind: 'kafka',
    whyNot: whyNoKafka,
    start: () => startKafka(),
    read: (broker, pause) => readKafka(at(broker), TOPIC, pause),
    follow: (broker, tell) => followKafka(at(broker), TOPIC, tell),
    isKeyed: true,
    repeats: Number.POSITIVE_INFINITY,
  },
]
