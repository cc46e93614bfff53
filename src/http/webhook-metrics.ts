import { Counter, Gauge, type Registry } from 'prom-client'
import type { Webhook } from '../domain/webhook.ts'
import type { WebhookStore } from '../store/webhook-store.ts'
import { atMostEvery } from './metrics.ts'

/** Several values of one scrape are read at once. */
const READ_EVERY_MS = 1_000

/** What is told of each endpoint, by its id: its address may be a secret. */
const OF_EACH = {
  webhook_behind: [
    'Movements and other events that a webhook has still to be told.',
    ({ behind }) => behind,
  ],
  webhook_behind_seconds: [
    'How long ago the oldest of them happened.',
    ({ behindSince }) => (behindSince === null ? 0 : secondsSince(behindSince)),
  ],
  webhook_failures: [
    'Attempts of a webhook that have failed since the last success.',
    ({ failures }) => failures,
  ],
  webhook_disabled: [
    'Whether a webhook is told nothing any more.',
    ({ disabledAt }) => (disabledAt === null ? 0 : 1),
  ],
} as const satisfies Readonly<
  Record<string, readonly [help: string, value: (webhook: Webhook) => number]>
>

const secondsSince = (iso: string): number => Math.max(0, (Date.now() - Date.parse(iso)) / 1_000)

/** Metrics on webhooks. @returns what counts an attempt */
export function watchWebhooks(
  store: Pick<WebhookStore, 'readWebhooks'>,
  registry: Registry,
): (isDelivered: boolean) => void {
  const read = atMostEvery(READ_EVERY_MS, () => store.readWebhooks())
  for (const [name, [help, value]] of Object.entries(OF_EACH)) {
    new Gauge({
      name,
      help,
      labelNames: ['webhook'],
      // Each process reads the same.
      aggregator: 'max',
      registers: [registry],
      async collect() {
        this.reset()
        // What cannot be read is left out; the other metrics are still served.
        for (const webhook of await read().catch(() => [])) {
          this.set({ webhook: webhook.id }, value(webhook))
        }
      },
    })
  }
  const attempts = new Counter({
    name: 'webhook_attempts_total',
    help: 'Messages that were sent to webhooks, by what came of it.',
    labelNames: ['result'],
    registers: [registry],
  })
  return (isDelivered) => attempts.inc({ result: isDelivered ? 'delivered' : 'failed' })
}
