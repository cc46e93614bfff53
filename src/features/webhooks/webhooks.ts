import { randomBytes } from 'node:crypto'
import { StockError } from '../../domain/errors.ts'
import { type EventPosition, isAfter, type PlacedRow } from '../../domain/event.ts'
import type { Language } from '../../domain/language.ts'
import type { By } from '../../domain/person.ts'
import { type Sentence, sameInAll, say } from '../../domain/say.ts'
import { quoted } from '../../domain/text.ts'
import type { Delivery, SignedWebhook, Webhook, WebhookSettings } from '../../domain/webhook.ts'
import { decodeCursor, encodeCursor } from '../../shared/paging.ts'
import type { WebhookChanges, WebhookStore } from '../../store/webhook-store.ts'
import type { EventLog } from '../events/event-log.ts'
import { readAfter, readTypes } from '../events/events.ts'
import { type AddressRules, checkAddress } from './address.ts'
import { type Batch, countOf, gather, messageId } from './batch.ts'
import { explain } from './refusal-messages.ts'
import type { Attempt, Send } from './send.ts'
import type { Tellable } from './shapes/shape.ts'
import { SHAPES } from './shapes/shapes.ts'

interface Dependencies {
  readonly store: WebhookStore
  readonly events: EventLog
  readonly addresses: AddressRules
  readonly send: Send
  /** What an endpoint is told of a row. */
  readonly tell: (webhook: Webhook) => (row: PlacedRow) => readonly Tellable[]
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
export function createWebhookService({ store, events, addresses, send, tell }: Dependencies) {
  async function find(id: string): Promise<Webhook> {
    const found = (await store.readWebhooks()).find((one) => one.id === id)
    if (found) return found
    return explain(new StockError('webhook-not-found', sameInAll('webhook-not-found')))
  }

  return {
    list: (): Promise<readonly Webhook[]> => store.readWebhooks(),

    /**
     * Makes an endpoint.
     * @param after where it begins: a position; now where it is missing
     * @throws StockError 'invalid-request', 'webhook-exists', 'too-many-webhooks', 'location-not-found'
     */
    async create(settings: WebhookSettings, after = 'now', by: By): Promise<MadeWebhook> {
      check(settings)
      await checkAddressOf(settings)
      const secret = newSecret()
      const position = await placeOf(after)
      const id = await store.createWebhook({ ...settings, secret, position }, by).catch(explain)
      return { webhook: await find(id), secret }
    },

    /** @throws StockError 'invalid-request', 'webhook-not-found', 'webhook-exists', 'location-not-found' */
    async update(id: string, changes: WebhookChanges, by: By): Promise<Webhook> {
      if (Object.values(changes).every((value) => value === undefined)) throw nothingSaid()
      const settings = { ...(await find(id)), ...said(changes) }
      check(settings)
      // One that is taken no more can still be stopped.
      if (changes.url !== undefined || changes.shape !== undefined) await checkAddressOf(settings)
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

    /** Sends an endpoint something that did not happen. @throws StockError 'webhook-not-found' */
    async test(id: string): Promise<Attempt> {
      const webhook = await store.readSignedWebhook(id).catch(explain)
      const now = new Date().toISOString()
      const event = { type: 'webhook.test', timestamp: now, message: TEST[webhook.language] }
      const message = messageId(randomBytes(24).toString('base64url'))
      const told = { id: message, events: [{ id: message, ...event, data: {} }], more: 0 }
      return send(webhook, told, NEVER)
    },

    /**
     * Sends the events of one delivery again, now, beside all that is told in order.
     * @throws StockError 'webhook-not-found', 'delivery-not-found'
     */
    async redeliver(id: string, delivery: string): Promise<Attempt> {
      const webhook = await store.readSignedWebhook(id).catch(explain)
      const [found] = await store.readDeliveries(id, { limit: 1, delivery })
      if (!found) throw noDelivery(delivery)
      const batch = await readAgain(found, webhook)
      if (countOf(batch) === 0) throw noDelivery(delivery)
      return send(webhook, batch, NEVER)
    },
  }

  async function readAgain({ after, position }: Delivery, webhook: SignedWebhook): Promise<Batch> {
    const gathering = gather(after, SHAPES[webhook.shape].most)
    const eventsOf = tell(webhook)
    for (;;) {
      const page = await events.read(gathering.position, PAGE)
      for (const row of page.rows) {
        if (isAfter(row.position, position)) return gathering.batch()
        gathering.add(row, eventsOf(row))
      }
      if (page.rows.length === 0) return gathering.batch()
    }
  }

  function checkAddressOf({ url, shape }: WebhookSettings): Promise<void> {
    return checkAddress(url, shape, addresses)
  }

  /** Where to begin, which is not ahead of all that happened. @throws StockError 'invalid-request' */
  async function placeOf(after: string): Promise<EventPosition> {
    const position = await readAfter(events, after)
    if (isAfter(position, await events.newest())) throw notYet()
    return position
  }
}

/** @throws StockError 'invalid-request' */
function check({ types, quietFrom, quietTo }: WebhookSettings): void {
  readTypes(types)
  if ((quietFrom === '') !== (quietTo === '')) throw halfANight()
}

/** Nobody breaks off what somebody waits for; it has a timeout of its own. */
const NEVER = new AbortController().signal

/** Rows that are read at once. */
const PAGE = 500

const TEST: Readonly<Record<Language, string>> = {
  en: 'This is a test: nothing has happened.',
  fr: 'Ceci est un essai : il ne s’est rien passé.',
}

const noDelivery = (delivery: string): StockError =>
  new StockError(
    'delivery-not-found',
    say({
      en: `This webhook has no delivery ${quoted(delivery)} that could be sent again: listDeliveries has the newest. Nothing was sent.`,
      fr: `Ce webhook n’a pas d’envoi ${quoted(delivery)} qui puisse repartir : listDeliveries a les plus récents. Rien n’a été envoyé.`,
    }),
  )

const invalid = (detail: Sentence): StockError => new StockError('invalid-request', detail)

const nothingSaid = (): StockError =>
  invalid(
    say({
      en: 'Nothing was changed: send what shall be another way.',
      fr: 'Rien n’a changé : envoyez ce qui doit être autrement.',
    }),
  )

const halfANight = (): StockError =>
  invalid(
    say({
      en: 'Quiet hours need both their begin and their end. Nothing was changed: send quiet_from and quiet_to.',
      fr: 'Les heures calmes ont besoin d’un début et d’une fin. Rien n’a changé : envoyez quiet_from et quiet_to.',
    }),
  )

const notYet = (): StockError =>
  invalid(
    say({
      en: 'Nothing has happened at this position yet. Nothing was changed: send the position of an event, or "now".',
      fr: 'Rien ne s’est encore passé à cette position. Rien n’a changé : envoyez la position d’un événement, ou "now".',
    }),
  )

const isNumber = (value: unknown): value is number => typeof value === 'number'

/** Without what was not said. */
const said = (values: WebhookChanges): Partial<WebhookSettings> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
