// The batches of this phone: kept in its database, and sent one after the other, in the order in which they were
// pressed, until the shop has answered each of them for good.

import { computed, signal } from '@preact/signals'
import { newRequestId } from '../act.ts'
import { online, revision } from '../api.ts'
import {
  answered,
  type Batch,
  comparedWith,
  heldBack,
  type Kind,
  keyOf,
  nameCode,
  newBatch,
  openQuestions,
  pressed,
  type Shelf,
  unknownCode,
  unread,
} from './batch.ts'
import { shopNow } from './clock.ts'
import { changeBatch, readBatches } from './database.ts'
import { type Found, lookUp, shelfNow } from './lookup.ts'
import { askSender, sendBatch } from './send.ts'

/** How long a batch waits before it is tried again, in milliseconds. */
const RETRY_MS = { first: 2_000, most: 30_000 }

/** All batches of this phone, the oldest first. */
export const batches = signal<readonly Batch[]>([])

/** What was not done yet, whoever made it. */
export const unsent = computed(() => batches.value.filter(({ state }) => state !== 'done'))

/** Tells the other windows of this browser. */
const windows = new BroadcastChannel('outbox')

async function reload(): Promise<void> {
  batches.value = [...(await readBatches())].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Changes a batch; it is on the disk of the phone when this ends. */
export async function change(id: string, to: (batch: Batch) => Batch): Promise<void> {
  await changeBatch(id, (before) => before && to(before))
  await shown()
}

export async function remove(id: string): Promise<void> {
  await changeBatch(id, () => undefined)
  await shown()
}

async function shown(): Promise<void> {
  await reload()
  windows.postMessage('changed')
}

/** Makes the batch that is filled next. What was done before needs no place any more. */
export async function begin(kind: Kind, by: string, location: string | null): Promise<Batch> {
  // Ids are in the order of time.
  const id = `${new Date().toISOString()} ${newRequestId().slice(0, 8)}`
  const batch = newBatch({ id, kind, by, location })
  const over = batches.peek().filter((one) => one.kind === kind && one.state === 'done')
  for (const one of over) await changeBatch(one.id, () => undefined)
  await changeBatch(id, () => batch)
  await shown()
  // So that the phone clears nothing away while it waits.
  void navigator.storage?.persist?.()
  return batch
}

/** The person pressed the button: it is sent now, or when the network is back. */
export async function press(id: string, to: (batch: Batch) => Batch = (batch) => batch) {
  await change(id, (batch) => pressed(to(batch), newRequestId(), shopNow()))
  await sendAll()
}

/** Who is signed in, as far as is known; it is asked before each batch, and nobody else's are sent. */
let sender = ''
let isSending = false
/** Whether there may be something that was not looked at. */
let isWanted = false
let retryMs = RETRY_MS.first
let clock: ReturnType<typeof setTimeout> | undefined

/** Starts to send what waits, now and whenever it may succeed. */
export async function startOutbox(person: string): Promise<void> {
  const isFirst = sender === ''
  sender = person
  if (isFirst) {
    windows.onmessage = reload
    document.addEventListener('visibilitychange', () => void sendAll())
    online.subscribe((isOnline) => {
      if (isOnline) void sendAll()
    })
  }
  await reload()
  await sendAll()
}

/** Sends what waits, one after the other. What cannot be answered now is tried again later. */
export async function sendAll(): Promise<void> {
  isWanted = true
  if (isSending) return
  isSending = true
  clearTimeout(clock)
  try {
    let isOver = true
    while (isWanted) {
      isWanted = false
      isOver = await sendInOrder()
    }
    retryMs = isOver ? RETRY_MS.first : Math.min(RETRY_MS.most, retryMs * 2)
    if (!isOver) clock = setTimeout(() => void sendAll(), retryMs)
  } finally {
    isSending = false
  }
}

/** @returns whether nothing waits any more */
async function sendInOrder(): Promise<boolean> {
  for (;;) {
    const next = batches.peek().find(({ state, by }) => state === 'waiting' && by === sender)
    if (!next) return true
    const now = await askSender()
    if (now === undefined) return false
    if (now !== next.by) {
      // Somebody else signed in, perhaps in another window: the screen learns it too.
      sender = now
      revision.value++
      continue
    }
    const ready = await named(next)
    if (ready === 'later') return false
    if (ready !== next) {
      await change(next.id, () => (openQuestions(ready).length > 0 ? heldBack(ready) : ready))
      continue
    }
    const answer = await sendBatch(next)
    if (answer.kind === 'later') return false
    const told = answered(next, answer)
    const isUnexpected = told.problem?.code === 'unexpected-quantity'
    const after = isUnexpected ? await compared(told) : told
    // Another window may have sent it too: the same request_id is done once, and answered the same.
    await change(next.id, (now) => (now.requestId === next.requestId ? after : now))
  }
}

/** The batch with the names of codes that were scanned without a network; it was not sent before. */
async function named(batch: Batch): Promise<Batch | 'later'> {
  let after = batch
  for (const code of unread(batch)) {
    const found = await lookUp(code, batch.location)
    if (found.kind === 'unread') return 'later'
    after = withFound(after, code, found)
  }
  return after
}

/** The batch with what was found out about a code. */
export function withFound(batch: Batch, code: string, found: Found): Batch {
  if (found.kind === 'shelf') return nameCode(batch, code, found.shelf)
  return found.kind === 'unread' ? batch : unknownCode(batch, code)
}

/** The batch with what is on record now, wherever that is not what was expected. */
async function compared(batch: Batch): Promise<Batch> {
  const shelves = new Map<string, Shelf>()
  for (const line of batch.lines) {
    const shelf = line.shelf && (await shelfNow(line.shelf, batch.location))
    if (shelf) shelves.set(keyOf(line), shelf)
  }
  return comparedWith(batch, shelves)
}
