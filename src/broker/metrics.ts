import { Counter, Gauge, type Registry } from 'prom-client'
import { type Lag, secondsBehind } from '../features/events/lag.ts'
import { atMostEvery } from '../http/metrics.ts'
import type { PublisherWatch } from './publisher.ts'

/** Several values of one scrape are read at once. */
const LAG_EVERY_MS = 1_000

/**
 * Measures what is published. Each process tells how far it is behind, also while none of them publishes.
 * @param readLag how far that is
 */
export function measurePublishing(readLag: () => Promise<Lag>, registry: Registry): PublisherWatch {
  const registers = [registry]
  const lag = atMostEvery(LAG_EVERY_MS, readLag)
  const lagGauge = (name: string, help: string, value: (lag: Lag) => number) =>
    new Gauge({
      name,
      help,
      aggregator: 'max',
      registers,
      async collect() {
        // A value that cannot be read is NaN; the other metrics are still served.
        this.set(await lag().then(value, () => Number.NaN))
      },
    })
  lagGauge(
    'stock_broker_behind',
    'Movements and other events that the broker does not have yet.',
    ({ count }) => count,
  )
  lagGauge(
    'stock_broker_behind_seconds',
    'Age of the oldest event that the broker does not have yet.',
    (value) => secondsBehind(value),
  )
  const connected = new Gauge({
    name: 'stock_broker_connected',
    help: 'Whether the broker took what was sent to it last.',
    aggregator: 'max',
    registers,
  })
  const published = new Counter({
    name: 'stock_broker_published_total',
    help: 'Events that the broker took, those among them that were sent again.',
    registers,
  })
  const failures = new Counter({
    name: 'stock_broker_failures_total',
    help: 'Times that the broker did not take what was sent, or could not be reached.',
    registers,
  })
  return {
    published: (messages) => published.inc(messages),
    failed: () => failures.inc(),
    connected: (isConnected) => connected.set(isConnected ? 1 : 0),
  }
}
