import { tellFault } from '../../src/broker/broker.ts'
import { createBroker } from '../../src/broker/create-broker.ts'
import { FOLLOWER } from '../../src/broker/publisher.ts'
import { readLag, secondsBehind } from '../../src/features/events/lag.ts'
import type { Config } from '../../src/process/config.ts'
import type { EventStore } from '../../src/store/event-store.ts'
import { type Check, Skip, Trouble } from './check.ts'

/** A broker gets what happens within a second; one that was away catches up soon. */
const MAX_SECONDS = 60

/** Whether the broker can be reached, and has what it should have. */
export const brokerCheck = (
  { EVENTS_URL, EVENTS_TOPIC }: Pick<Config, 'EVENTS_URL' | 'EVENTS_TOPIC'>,
  store: Pick<EventStore, 'readEvents' | 'readFollower'>,
): Check => ({
  name: 'Broker',
  async run() {
    if (EVENTS_URL === undefined) throw new Skip('events are published to none')
    const { kind, connect } = createBroker(EVENTS_URL, EVENTS_TOPIC)
    const connection = await connect().catch((error) => {
      throw new Trouble(
        `${kind} cannot be used: ${tellFault(error)}`,
        'See that it runs, and that EVENTS_URL has its address and password. Events wait for it.',
      )
    })
    await connection.close()
    const lag = await readLag(store, FOLLOWER)
    if (secondsBehind(lag) <= MAX_SECONDS) return `${kind} has what happened`
    throw new Trouble(
      `${kind} lacks ${lag.count} of what happened, the oldest of ${lag.since}`,
      'The log of the service says why; it publishes while it runs without READ_ONLY.',
    )
  },
})
