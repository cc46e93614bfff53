import { setTimeout as sleep } from 'node:timers/promises'
import { type Call, type Caller, createCaller } from './call.ts'
import {
  type Attempt,
  locationOf,
  type Outcome,
  type Read,
  type ShelfName,
  shelfName,
  skuOf,
  type WriteRequest,
} from './history.ts'
import type { Random } from './random.ts'
import { createRequests, messageOf, outcomeOf } from './requests.ts'
import { BACK, type Shop, SIZE, STOCK } from './shop.ts'

/** What the clients saw; they add to it. */
export interface Seen {
  readonly attempts: Attempt[]
  readonly reads: Read[]
  /** Answers that no client should ever get. */
  readonly surprises: string[]
}

/** Milliseconds that a client thinks before it does something, at most. */
const THINK_MS = 20
/** Milliseconds that it waits after it got no answer, at most. */
const PAUSE_MS = 400
/** Of what a client does. */
const READS = 0.3
/** Of its writes: looked at at once. */
const CHECKS = 0.2
/** Of its writes: one sent again after its answer, and another one sent under a request_id that was used. */
const REPEATS = 0.06
const REUSES = 0.02
/** How often a client asks for one thing. */
const MOST_ATTEMPTS = 4

interface Client {
  readonly shop: Shop
  readonly random: Random
  readonly seen: Seen
  readonly name: string
  /** Its first address; it goes on to the next when it gets no answer. */
  readonly home: number
  readonly speaks: 'REST' | 'MCP'
}

/** One client, until the signal. */
export async function runClient(client: Client, signal: AbortSignal): Promise<void> {
  const { shop, random, seen, name, home, speaks } = client
  const callers = shop.apis.map((api) => createCaller(api, shop.sharesPort))
  const requests = createRequests(random, shop.front, name)
  const levels = new Map<ShelfName, number>()
  const answered: WriteRequest[] = []
  let at = home
  /** Number of its last write. */
  let lastSeq: number | undefined

  const caller = () => callers[at % callers.length] as Caller
  const surprise = (error: unknown) => seen.surprises.push(String(error))

  async function attempt(request: WriteRequest): Promise<Outcome> {
    const { path, tool, body } = messageOf(request)
    const timeoutMs = random.chance(0.3) ? random.between(300, 2_500) : 7_000
    const { answer, ...times } =
      speaks === 'REST'
        ? await caller().call('POST', path, body, timeoutMs)
        : await caller().callTool(tool, { ...body, repeat: true, confirm: true }, timeoutMs)
    let outcome: Outcome = { kind: 'unknown' }
    try {
      outcome = outcomeOf(answer)
    } catch (error) {
      surprise(error)
    }
    seen.attempts.push({ request, ...times, outcome })
    if (outcome.kind === 'done') lastSeq = outcome.seq
    return outcome
  }

  /** Asks until there is an answer, through one process after the other. */
  async function insist(request: WriteRequest): Promise<void> {
    for (let tries = 1; ; tries++) {
      const { kind } = await attempt(request)
      if (kind === 'done' || kind === 'refused') {
        answered.push(request)
        return
      }
      at++
      // Without a request_id it might be done twice.
      if (request.requestId === undefined || tries === MOST_ATTEMPTS) return
      await sleep(random.between(0, PAUSE_MS))
    }
  }

  async function write(): Promise<void> {
    const request = requests.next((shelf) => levels.get(shelf))
    await insist(request)
    // At once, so that what is acknowledged too early shows; through another process too.
    if (random.chance(CHECKS)) {
      if (random.chance(0.5)) at++
      await read(request.lines[0]?.shelf)
    }
    const earlier = random.of(answered.slice(-20))
    if (earlier?.requestId === undefined) return
    if (random.chance(REPEATS)) {
      at++
      await attempt(earlier)
    } else if (random.chance(REUSES)) {
      await attempt({ ...requests.next(() => undefined), requestId: earlier.requestId })
    }
  }

  const anyShelf = () => shelfName(random.of(Object.keys(STOCK)), random.of([shop.front, BACK]))

  async function read(shelf = anyShelf()): Promise<void> {
    const found = await (random.chance(0.5)
      ? readCatalogue(caller(), skuOf(shelf), shop.front, random.chance(0.5) ? lastSeq : undefined)
      : readLedger(caller(), shelf))
    if (found.length === 0) {
      at++
      await sleep(random.between(0, PAUSE_MS))
    }
    for (const one of found) levels.set(one.shelf, one.level.quantity)
    seen.reads.push(...found)
  }

  while (!signal.aborted) {
    await (random.chance(READS) ? read() : write()).catch(surprise)
    await sleep(random.next() * THINK_MS)
  }
  for (const one of callers) one.close()
}

interface Item {
  readonly location: string
  readonly quantity: number
  readonly reserved: number
  readonly quantity_after: number
  readonly reserved_after: number
}

/** @throws for an answer that no client should ever get */
function itemsIn({ answer }: Call): readonly Item[] | undefined {
  if (!answer || answer.status === 503 || answer.status === 408) return undefined
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body.items as Item[]
}

/** What the catalogue says of a product; nothing where there is no answer. */
export async function readCatalogue(
  caller: Caller,
  sku: string,
  front: string,
  afterSeq?: number,
): Promise<Read[]> {
  const after = afterSeq === undefined ? '' : `&after_seq=${afterSeq}`
  const call = await caller.call('GET', `/inventory?sku=${sku}&size=${SIZE}${after}`)
  const items = itemsIn(call)
  const { answer: _, ...times } = call
  return [front, BACK].flatMap((location) => {
    if (!items) return []
    // A shelf where nothing ever happened is not listed.
    const { quantity = 0, reserved = 0 } = items.find((item) => item.location === location) ?? {}
    const level = { quantity, reserved }
    const shelf = shelfName(sku, location)
    return [{ ...times, shelf, level, source: 'catalogue' as const, afterSeq }]
  })
}

/** What the newest movement of a shelf says. */
async function readLedger(caller: Caller, shelf: ShelfName): Promise<Read[]> {
  const place = `sku=${skuOf(shelf)}&size=${SIZE}&location=${locationOf(shelf)}`
  const call = await caller.call('GET', `/movements?${place}&limit=1`)
  const items = itemsIn(call)
  if (!items) return []
  const { answer: _, ...times } = call
  const { quantity_after: quantity = 0, reserved_after: reserved = 0 } = items[0] ?? {}
  return [{ ...times, shelf, level: { quantity, reserved }, source: 'ledger' }]
}
