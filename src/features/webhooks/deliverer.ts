import { setTimeout as sleep } from 'node:timers/promises'
import type { SignedWebhook } from '../../domain/webhook.ts'
import type { EventStore } from '../../store/event-store.ts'
import type { WebhookStore } from '../../store/webhook-store.ts'
import { createLease } from '../events/lease.ts'
import { type Endpoint, type Surroundings, startEndpoint } from './endpoint.ts'

interface Dependencies extends Omit<Surroundings, 'now' | 'random' | 'observe'> {
  readonly store: Pick<EventStore, 'follow'> &
    Pick<WebhookStore, 'readSignedWebhooks' | 'keepProgress'>
  /** Whether the database is prepared. */
  readonly isOpen: () => boolean
  readonly now?: () => Date
  readonly random?: () => number
  readonly observe?: Surroundings['observe']
}

/** Name of what is followed. */
const NAME = 'webhooks'

/** So long nobody else delivers after the last sign of life. */
const LEASE_SECONDS = 12

const RENEW_MS = 3_000

/** How often it is looked for endpoints that are new or changed, and progress is kept. */
const LOOK_MS = 1_000

/** The same for whoever does not deliver. */
const LOOK_IDLE_MS = 3_000

/** At the end a request under way gets so long. */
const GRACE_MS = 3_000

/** What would make another endpoint of it. */
const versionOf = ({ url, types, shape, language, location, ...rest }: SignedWebhook): string => {
  const { withCosts, quietFrom, quietTo, epoch, secrets } = rest
  return JSON.stringify([
    ...[url, types, shape, language, location, withCosts, quietFrom, quietTo, epoch],
    secrets,
  ])
}

interface Running {
  readonly version: string
  readonly endpoint: Endpoint
  /** Ends it before its next request. */
  stop(): void
  hasEnded: boolean
}

/**
 * Tells endpoints what happens. Of all processes one does, and another one soon after it ends. Each endpoint is told by
 * itself, so that a slow one holds up nobody.
 * @returns what ends it
 */
export function startDeliverer(dependencies: Dependencies): () => Promise<void> {
  const { store, isOpen, logger } = dependencies
  const { now = () => new Date(), random = Math.random, observe = () => {} } = dependencies
  const surroundings = { ...dependencies, now, random, observe }
  const lease = createLease({ store, name: NAME, seconds: LEASE_SECONDS, renewMs: RENEW_MS })
  /** No more messages; and not even the end of one under way. */
  const [ending, cutting] = [new AbortController(), new AbortController()]
  const running = new Map<string, Running>()

  /** @returns whether it is ours now; those that were told under another one have ended */
  async function take(): Promise<boolean> {
    const wasHeld = lease.isHeld()
    const { held } = await lease.take()
    if (!held || !wasHeld) running.clear()
    return held
  }

  /** Keeps how far all have come, and forgets those that have ended. */
  async function keep(): Promise<void> {
    const ended = [...running].filter(([, { hasEnded }]) => hasEnded)
    const some = [...running.values()].flatMap(({ endpoint }) => endpoint.progress() ?? [])
    if (some.length > 0) {
      const progress = some.map((one) => one.progress)
      if (!(await store.keepProgress(lease.holder, progress))) return lease.lose()
      for (const { kept } of some) kept()
    }
    for (const [id] of ended) running.delete(id)
  }

  function start(webhook: SignedWebhook): void {
    const stopping = new AbortController()
    const { isHeld } = lease
    const hard = AbortSignal.any([lease.signal(), cutting.signal])
    const soft = AbortSignal.any([stopping.signal, hard, ending.signal])
    const endpoint = startEndpoint(webhook, surroundings, { soft, hard, isHeld })
    const one: Running = {
      version: versionOf(webhook),
      endpoint,
      stop: () => stopping.abort(),
      hasEnded: false,
    }
    running.set(webhook.id, one)
    endpoint.done.then(
      () => {
        one.hasEnded = true
      },
      (err) => logger.warn({ err, webhook: webhook.id }, 'A webhook broke off'),
    )
  }

  /** Ends those that are gone or changed. What changed begins again once it has ended and is kept. */
  function follow(webhooks: readonly SignedWebhook[]): void {
    const versions = new Map(webhooks.map((webhook) => [webhook.id, versionOf(webhook)]))
    for (const [id, one] of running) if (versions.get(id) !== one.version) one.stop()
    for (const webhook of webhooks) if (!running.has(webhook.id)) start(webhook)
  }

  async function tick(): Promise<void> {
    if (!isOpen()) return
    if (!lease.isHeld()) {
      const isNeeded = (await store.readSignedWebhooks()).length > 0
      if (!isNeeded || !(await take())) return
    } else if (lease.isDue() && !(await take())) return
    await keep()
    if (lease.isHeld()) follow(await store.readSignedWebhooks())
  }

  async function run(): Promise<void> {
    let isWell = true
    while (!ending.signal.aborted) {
      try {
        await tick()
        isWell = true
      } catch (err) {
        if (isWell) logger.warn({ err }, 'Webhooks are not delivered just now')
        isWell = false
      }
      const ms = lease.isHeld() ? LOOK_MS : LOOK_IDLE_MS
      await sleep(ms, undefined, { signal: ending.signal, ref: false }).catch(() => {})
    }
  }

  async function giveBack(): Promise<void> {
    const late = setTimeout(() => cutting.abort(), GRACE_MS)
    await Promise.all([...running.values()].map(({ endpoint }) => endpoint.done))
    clearTimeout(late)
    if (lease.isHeld()) await keep()
    await lease.giveBack()
  }

  const working = run()
  return async () => {
    ending.abort()
    await working
    await giveBack().catch((err) => logger.warn({ err }, 'Webhooks could not be handed over'))
    lease.lose()
  }
}
