import { setTimeout as sleep } from 'node:timers/promises'
import { EventSource } from 'eventsource'
import PocketBase from 'pocketbase'
import { z } from 'zod'
import type { CatalogueFeed, FeedListener } from '../store.ts'
import type { PocketBaseOptions } from './client.ts'

// The library looks for the browser's name of it.
globalThis.EventSource ??= EventSource as typeof globalThis.EventSource

/** What changes names, sizes and places; stock itself comes as movements. */
const OTHERS = ['products', 'variants', 'locations'] as const

/** Wait before the first connection is tried again, in milliseconds. */
const RETRY_PAUSE = 500

const Movement = z
  .object({
    seq: z.int(),
    variant: z.string(),
    location: z.string(),
    quantity_after: z.int(),
    reserved_after: z.int(),
    created: z.string().transform((text) => text.replace(' ', 'T')),
  })
  .transform((movement) => ({
    seq: movement.seq,
    variantId: movement.variant,
    locationId: movement.location,
    quantity: movement.quantity_after,
    reserved: movement.reserved_after,
    updatedAt: movement.created,
  }))

/** Tells what others change in PocketBase, as it happens. */
export const createPocketBaseFeed = ({
  url,
  email,
  password,
}: PocketBaseOptions): CatalogueFeed => ({
  watch(listener) {
    const ending = new AbortController()
    const pb = new PocketBase(url)
    pb.autoCancellation(false)
    pb.realtime.onDisconnect = () => listener.onDisconnect()
    const connected = connect(pb, { email, password }, listener, ending.signal)
    return async () => {
      ending.abort()
      pb.realtime.onDisconnect = () => {}
      await connected
      await pb.realtime.unsubscribe().catch(() => {})
    }
  },
})

/** Subscribes, however long PocketBase takes to come; afterwards the library connects again by itself. */
async function connect(
  pb: PocketBase,
  { email, password }: Pick<PocketBaseOptions, 'email' | 'password'>,
  listener: FeedListener,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await pb.collection('_superusers').authWithPassword(email, password, { signal })
      await pb.collection('movements').subscribe('*', ({ record }) => {
        const movement = Movement.safeParse(record)
        if (movement.success) listener.onMovement(movement.data)
        else listener.onOther()
      })
      for (const name of OTHERS) await pb.collection(name).subscribe('*', () => listener.onOther())
      // Sent with every connection, the first one has passed.
      await pb.realtime.subscribe('PB_CONNECT', () => listener.onConnect())
      listener.onConnect()
      return
    } catch {
      await sleep(RETRY_PAUSE, undefined, { signal }).catch(() => {})
    }
  }
}
