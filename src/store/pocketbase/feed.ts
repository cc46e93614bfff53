import { setTimeout as sleep } from 'node:timers/promises'
import { EventSource } from 'eventsource'
import { z } from 'zod'
import type { CatalogueFeed, FeedListener } from '../catalogue-store.ts'
import { ShelfChangeRecord } from './catalogue-answers.ts'
import type { PocketBaseClient } from './client.ts'

const PATH = '/api/realtime'
const MOVEMENTS = 'movements/*'

/** What changes names, sizes, places and what is on order; stock itself comes as movements. */
const OTHERS = ['products/*', 'variants/*', 'locations/*', 'orders/*', 'order_lines/*'] as const

/** Wait before a connection is tried again, in milliseconds. */
const RETRY_PAUSE_MS = 300

const Event = z.object({ record: ShelfChangeRecord })

/** Reports changes in PocketBase as they happen. */
export const createPocketBaseFeed = (client: PocketBaseClient, url: string): CatalogueFeed => ({
  watch(listener) {
    const ending = new AbortController()
    const following = follow({ client, url, listener }, ending.signal)
    return async () => {
      ending.abort()
      await following
    }
  },
})

interface Feed {
  readonly client: PocketBaseClient
  readonly url: string
  readonly listener: FeedListener
}

/** Reconnects until the signal aborts. */
async function follow(feed: Feed, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await connection(feed, signal)
    feed.listener.onDisconnect()
    await sleep(RETRY_PAUSE_MS, undefined, { signal }).catch(() => {})
  }
}

/** One connection, from its beginning to its end. */
function connection({ client, url, listener }: Feed, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const source = new EventSource(url + PATH)
    function end(): void {
      source.close()
      signal.removeEventListener('abort', end)
      resolve()
    }
    signal.addEventListener('abort', end)
    // Its own reconnect would hide that events were missed.
    source.addEventListener('error', end)
    source.addEventListener('PB_CONNECT', ({ lastEventId: clientId }) => {
      const body = { clientId, subscriptions: [MOVEMENTS, ...OTHERS] }
      client.request(PATH, { method: 'POST', body }).then(() => listener.onConnect(), end)
    })
    source.addEventListener(MOVEMENTS, ({ data }) => {
      const event = Event.safeParse(parse(data))
      if (event.success) listener.onMovement(event.data.record)
      else listener.onOther()
    })
    for (const name of OTHERS) source.addEventListener(name, () => listener.onOther())
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
