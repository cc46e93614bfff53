import { randomBytes } from 'node:crypto'
import { StockError } from '../../domain/errors.ts'
import { type EventPosition, isAfter } from '../../domain/event.ts'
import type { By } from '../../domain/person.ts'
import { quoted } from '../../domain/text.ts'
import type { Delivery, Webhook, WebhookSettings } from '../../domain/webhook.ts'
import { decodeCursor, encodeCursor } from '../../shared/paging.ts'
import type { WebhookChanges, WebhookStore } from '../../store/webhook-store.ts'
import type { EventLog } from '../events/event-log.ts'
import { readAfter, readTypes } from '../events/events.ts'
import { type AddressRules, checkAddress } from './address.ts'
import { explain } from './refusal-messages.ts'

interface Dependencies {
  readonly store: WebhookStore
  readonly events: EventLog
  readonly addresses: AddressRules
}

export interface MadeWebhook {
  readonly webhook: Webhook
  /** Not shown again. */
  readonly secret: string
}

export type WebhookService = ReturnType<typeof createWebhookService>

/** What Standard Webhooks take: 24 to 64 bytes. */
const SECRET_BYTES = 32

const newSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`

/** Makes and changes endpoints, and tells how they fare. */
export function createWebhookService({ store, events, addresses }: Dependencies) {
  async function find(id: string): Promise<Webhook> {
    const found = (await store.readWebhooks()).find((one) => one.id === id)
    if (found) return found
    return explain(new StockError('webhook-not-found', 'webhook-not-found'))
  }

  return {
    list: (): Promise<readonly Webhook[]> => store.readWebhooks(),

    /**
     * Makes an endpoint.
     * @param after where it begins: a position; now where it is missing
     * @throws StockError 'invalid-request', 'webhook-exists', 'too-many-webhooks', 'location-not-found'
     */
    async create(settings: WebhookSettings, after = 'now', by: By): Promise<MadeWebhook> {
      await check(settings)
      const secret = newSecret()
      const position = await placeOf(after)
      const id = await store.createWebhook({ ...settings, secret, position }, by).catch(explain)
      return { webhook: await find(id), secret }
    },

    /** @throws StockError 'invalid-request', 'webhook-not-found', 'webhook-exists', 'location-not-found' */
    async update(id: string, changes: WebhookChanges, by: By): Promise<Webhook> {
      if (Object.values(changes).every((value) => value === undefined)) throw NOTHING_SAID
      await check({ ...(await find(id)), ...said(changes) })
      await store.updateWebhook(id, changes, by).catch(explain)
      return find(id)
    },

    /** @throws StockError 'webhook-not-found' */
    remove: (id: string, by: By): Promise<void> => store.removeWebhook(id, by).catch(explain),

    /** @returns the new secret @throws StockError 'webhook-not-found' */
    async rotate(id: string, by: By): Promise<string> {
      const secret = newSecret()
      await store.rotateSecret(id, secret, by).catch(explain)
      return secret
    },

    /** Tells all again that came after a position. @throws StockError 'invalid-request', 'webhook-not-found' */
    async moveTo(id: string, after: string, by: By): Promise<Webhook> {
      await store.moveWebhook(id, await placeOf(after), by).catch(explain)
      return find(id)
    },

    /** What an endpoint was told, the newest first. @throws StockError 'invalid-request', 'webhook-not-found' */
    async deliveries(
      id: string,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ) {
      await find(id)
      const before = cursor === undefined ? undefined : decodeCursor(cursor, isNumber, 1)[0]
      const items = await store.readDeliveries(id, { limit, before })
      const last = items.at(-1)
      const isMore = last !== undefined && items.length === limit && last.number > 1
      return { items, nextCursor: isMore ? encodeCursor([last.number]) : null }
    },

    /** @throws StockError 'webhook-not-found', 'delivery-not-found' */
    async delivery(id: string, delivery: string): Promise<Delivery> {
      await find(id)
      const [found] = await store.readDeliveries(id, { limit: 1, delivery })
      if (found) return found
      throw new StockError(
        'delivery-not-found',
        `This webhook has no delivery ${quoted(delivery)}: listDeliveries has the newest. Nothing was sent.`,
      )
    },
  }

  async function check(settings: WebhookSettings): Promise<void> {
    readTypes(settings.types)
    if ((settings.quietFrom === '') !== (settings.quietTo === '')) throw HALF_A_NIGHT
    await checkAddress(settings.url, settings.shape, addresses)
  }

  /** Where to begin, which is not ahead of all that happened. @throws StockError 'invalid-request' */
  async function placeOf(after: string): Promise<EventPosition> {
    const position = await readAfter(events, after)
    if (isAfter(position, await events.newest())) throw NOT_YET
    return position
  }
}

const NOTHING_SAID = new StockError(
  'invalid-request',
  'Nothing was changed: send what shall be another way.',
)

const HALF_A_NIGHT = new StockError(
  'invalid-request',
  'Quiet hours need both their begin and their end. Nothing was changed: send quiet_from and quiet_to.',
)

const NOT_YET = new StockError(
  'invalid-request',
  'Nothing has happened at this position yet. Nothing was changed: send the position of an event, or "now".',
)

const isNumber = (value: unknown): value is number => typeof value === 'number'

/** Without what was not said. */
const said = (values: WebhookChanges): Partial<WebhookSettings> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
