import type { EventPosition } from '../../src/domain/event.ts'
import type { Language } from '../../src/domain/language.ts'
import type { By } from '../../src/domain/person.ts'
import {
  DELIVERY_DAYS,
  MOST_DELIVERIES,
  MOST_WEBHOOKS,
  OLD_SECRET_HOURS,
  type ShapeName,
  stoppedBy,
} from '../../src/domain/webhook.ts'
import type { Answer } from './answer.ts'
import { audit } from './audit.ts'
import { locationId } from './locations.ts'
import { Refusal } from './refusal.ts'
import { findRecord, type Params, secondsAgo, selectText } from './sql.ts'

// Endpoints and what they were told. Their secrets are kept as they are: whoever delivers signs with them.

interface Settings {
  readonly url: string
  readonly description: string
  readonly types: string
  readonly shape: ShapeName
  readonly language: Language
  /** Name; null for all. */
  readonly location: string | null
  readonly with_costs: boolean
  readonly quiet_from: string
  readonly quiet_to: string
}

interface NewWebhook extends Settings {
  readonly by: By
  readonly secret: string
  readonly position: EventPosition
}

/**
 * Makes an endpoint. Runs inside a transaction.
 * @returns 201 with its id, or 200 where an earlier attempt has made it
 * @throws Refusal webhook-exists, too-many-webhooks, location-not-found
 */
export function createWebhook(
  tx: CoreApp,
  { by, secret, position, location, ...settings }: NewWebhook,
): Answer {
  const before = findRecord(tx, 'webhooks', 'secret = {:secret}', { secret })
  if (before) return { status: 200, body: { id: before.id } }
  if (tx.countRecords('webhooks') >= MOST_WEBHOOKS) {
    throw new Refusal('too-many-webhooks', { most: MOST_WEBHOOKS })
  }
  const webhook = new Record(tx.findCachedCollectionByNameOrId('webhooks'))
  webhook.load({ ...settings, secret, location: locationId(tx, location), epoch: 1 })
  webhook.load({ seq: position.seq, log_number: position.number, created_by: by.actor })
  refuseTwice(tx, webhook)
  tx.save(webhook)
  audit(tx, by, 'webhook-created', nameOf(webhook))
  return { status: 201, body: { id: webhook.id } }
}

interface Edit {
  readonly by: By
  readonly id: string
  readonly changes: Partial<Settings> & { readonly disabled?: boolean }
}

/**
 * Changes an endpoint. Whoever changes it has looked at it: it is tried at once again. Runs inside a transaction.
 * @throws Refusal webhook-not-found, webhook-exists, location-not-found
 */
export function updateWebhook(tx: CoreApp, { by, id, changes }: Edit): Answer {
  const { location, disabled, ...settings } = changes
  const webhook = findWebhook(tx, id)
  const wasDisabled = webhook.getString('disabled_at') !== ''
  webhook.load({ ...settings, ...UNTRIED })
  if (location !== undefined) webhook.set('location', locationId(tx, location))
  if (disabled === false) webhook.load({ disabled_at: '', disabled_reason: '' })
  if (disabled && !wasDisabled) {
    webhook.load({ disabled_at: secondsAgo(0), disabled_reason: stoppedBy(by.actor) })
  }
  webhook.set('epoch', webhook.getInt('epoch') + 1)
  refuseTwice(tx, webhook)
  tx.save(webhook)
  const isDisabled = webhook.getString('disabled_at') !== ''
  const what = wasDisabled === isDisabled ? 'webhook-changed' : stateOf(isDisabled)
  audit(tx, by, what, nameOf(webhook))
  return { status: 201, body: {} }
}

const UNTRIED = { failures: 0, failing_since: '', retry_at: '', last_error: '' } as const

const stateOf = (isDisabled: boolean) => (isDisabled ? 'webhook-disabled' : 'webhook-enabled')

interface OfWebhook {
  readonly by: By
  readonly id: string
}

/** @throws Refusal webhook-not-found */
export function removeWebhook(tx: CoreApp, { by, id }: OfWebhook): Answer {
  const webhook = findWebhook(tx, id)
  execute(tx, 'DELETE FROM webhook_deliveries WHERE webhook = {:id}', { id })
  tx.delete(webhook)
  audit(tx, by, 'webhook-removed', nameOf(webhook))
  return { status: 201, body: {} }
}

/**
 * Gives an endpoint a new secret. Of two at once by one caller, one is made.
 * @throws Refusal webhook-not-found
 */
export function rotateSecret(
  tx: CoreApp,
  { by, id, secret }: OfWebhook & { readonly secret: string },
): Answer {
  const webhook = findWebhook(tx, id)
  if (webhook.getString('secret') === secret) return { status: 200, body: {} }
  const until = secondsAgo(-OLD_SECRET_HOURS * 3600)
  webhook.load({ old_secret: webhook.getString('secret'), old_secret_until: until, secret })
  tx.save(webhook)
  audit(tx, by, 'webhook-secret-rotated', nameOf(webhook))
  return { status: 201, body: {} }
}

/** @throws Refusal webhook-not-found */
export function moveWebhook(
  tx: CoreApp,
  { by, id, position }: OfWebhook & { readonly position: EventPosition },
): Answer {
  const webhook = findWebhook(tx, id)
  webhook.load({ ...UNTRIED, seq: position.seq, log_number: position.number })
  webhook.set('epoch', webhook.getInt('epoch') + 1)
  tx.save(webhook)
  audit(tx, by, 'webhook-redelivered', nameOf(webhook))
  return { status: 201, body: {} }
}

/** @throws Refusal webhook-not-found */
function findWebhook(tx: CoreApp, id: string): core.Record {
  const [webhook] = tx.findRecordsByIds('webhooks', [id])
  if (!webhook) throw new Refusal('webhook-not-found', {})
  return webhook
}

/** Its address may hold a secret, and is on no record. */
const nameOf = (webhook: core.Record): string => webhook.getString('description') || webhook.id

const SAME = `
  id != {:id} AND url = {:url} AND shape = {:shape} AND types = {:types} AND location = {:location}`

/** @throws Refusal webhook-exists: whoever sends a request again wants no second message of everything */
function refuseTwice(tx: CoreApp, webhook: core.Record): void {
  const [url, shape, types, location] = ['url', 'shape', 'types', 'location'].map((name) =>
    webhook.getString(name),
  )
  const other = findRecord(tx, 'webhooks', SAME, { id: webhook.id, url, shape, types, location })
  if (other) throw new Refusal('webhook-exists', { id: other.id })
}

const BEHIND = `
  max(0, coalesce((SELECT max(seq) FROM movements), 0) - w.seq)
    + max(0, coalesce((SELECT max(number) FROM event_log), 0) - w.log_number)`

const BEHIND_SINCE = `(SELECT min(created) FROM (
  SELECT * FROM (SELECT created FROM movements WHERE seq > w.seq ORDER BY seq LIMIT 1)
  UNION ALL
  SELECT * FROM (SELECT created FROM event_log WHERE number > w.log_number ORDER BY number LIMIT 1)))`

const SECRETS = `json_array(w.secret, iif(w.old_secret_until > {:now}, w.old_secret, ''))`

const WEBHOOKS = (condition: string) => `
  SELECT json_group_array(json_object(
    'id', w.id, 'url', w.url, 'description', w.description, 'types', w.types, 'shape', w.shape,
    'language', w.language, 'location', l.name, 'with_costs', json(iif(w.with_costs, 'true', 'false')),
    'quiet_from', w.quiet_from, 'quiet_to', w.quiet_to, 'seq', w.seq, 'log_number', w.log_number,
    'epoch', w.epoch, 'disabled_at', w.disabled_at, 'disabled_reason', w.disabled_reason,
    'failures', w.failures, 'failing_since', w.failing_since, 'retry_at', w.retry_at,
    'last_error', w.last_error, 'delivered_at', w.delivered_at, 'created_by', w.created_by,
    'created', w.created, 'behind', ${BEHIND}, 'behind_since', coalesce(${BEHIND_SINCE}, ''),
    'secrets', json(iif({:signed}, ${SECRETS}, '[]')))) AS value
  FROM (SELECT * FROM webhooks w WHERE ${condition} ORDER BY w.created, w.id) w
  LEFT JOIN locations l ON l.id = w.location`

/** All endpoints, as JSON. */
export const webhooksJson = (app: CoreApp): string =>
  selectText(app, WEBHOOKS('TRUE'), { now: '', signed: 0 })

/**
 * Endpoints with their secrets, as JSON.
 * @param id empty for all that are not disabled
 */
export const signedWebhooksJson = (app: CoreApp, id: string): string =>
  selectText(app, WEBHOOKS(id === '' ? "w.disabled_at = ''" : 'w.id = {:id}'), {
    ...{ id, signed: 1, now: secondsAgo(0) },
  })

const DELIVERIES = `
  SELECT json_group_array(json_object(
    'id', id, 'number', number, 'message', message, 'types', types, 'events', events,
    'after_seq', after_seq, 'after_number', after_number, 'seq', seq, 'log_number', log_number,
    'attempt', attempt, 'status', status, 'error', error, 'duration_ms', duration_ms, 'at', created)) AS value
  FROM (
    SELECT * FROM webhook_deliveries
    WHERE webhook = {:id} AND ({:before} = 0 OR number < {:before}) AND ({:delivery} = '' OR id = {:delivery})
    ORDER BY number DESC LIMIT {:limit})`

interface DeliveriesQuery {
  readonly id: string
  readonly limit: number
  /** Number; 0 for the first page. */
  readonly before: number
  /** Id of a single one; empty for all. */
  readonly delivery: string
}

/** The newest attempts of an endpoint, as JSON. */
export const deliveriesJson = (app: CoreApp, query: DeliveriesQuery): string =>
  selectText(app, DELIVERIES, { ...query })

/** How an endpoint fared. */
interface Progress {
  readonly id: string
  readonly epoch: number
  readonly seq: number
  readonly log_number: number
  readonly failures: number
  /** ISO 8601; empty for none. The same for the others. */
  readonly failing_since: string
  readonly retry_at: string
  readonly last_error: string
  readonly delivered_at: string
  readonly disabled_reason: string
  /** JSON text: attempts, oldest first. */
  readonly deliveries: string
}

const HOLDS = `
  SELECT EXISTS (
    SELECT 1 FROM followers WHERE name = 'webhooks' AND holder = {:holder} AND held_until > {:now}) AS value`

const KEEP = `
  UPDATE webhooks SET seq = {:seq}, log_number = {:log_number}, failures = {:failures},
    failing_since = {:failing_since}, retry_at = {:retry_at}, last_error = {:last_error},
    delivered_at = iif({:delivered_at} = '', delivered_at, {:delivered_at}),
    disabled_at = iif({:disabled_reason} = '', disabled_at, {:now}), disabled_reason = {:disabled_reason}
  WHERE id = {:id} AND epoch = {:epoch} AND disabled_at = ''`

const ADD = `
  INSERT INTO webhook_deliveries (webhook, number, message, types, events, after_seq, after_number, seq,
    log_number, attempt, status, error, duration_ms, created)
  SELECT {:id}, row.key + 1 + (
      SELECT coalesce(max(number), 0) FROM webhook_deliveries WHERE webhook = {:id}),
    row.value ->> 'message', row.value ->> 'types', row.value ->> 'events', row.value ->> 'after_seq',
    row.value ->> 'after_number', row.value ->> 'seq', row.value ->> 'log_number',
    row.value ->> 'attempt', row.value ->> 'status', row.value ->> 'error', row.value ->> 'duration_ms',
    row.value ->> 'at'
  FROM json_each({:deliveries}) AS row
  WHERE EXISTS (SELECT 1 FROM webhooks WHERE id = {:id})`

const SWEEP = `
  DELETE FROM webhook_deliveries WHERE webhook = {:id} AND (created < {:since} OR number <= (
    SELECT max(number) - ${MOST_DELIVERIES} FROM webhook_deliveries WHERE webhook = {:id}))`

/**
 * Keeps how far endpoints have come. Runs inside a transaction.
 * @returns 201, or 200 with `held` false where somebody else delivers by now
 */
export function keepProgress(
  tx: CoreApp,
  { holder, progress }: { readonly holder: string; readonly progress: readonly Progress[] },
): Answer {
  const now = secondsAgo(0)
  const isHeld = selectText(tx, HOLDS, { holder, now }) === '1'
  if (!isHeld) return { status: 200, body: { held: false } }
  for (const { deliveries, ...one } of progress) {
    const times = {
      failing_since: spaced(one.failing_since),
      retry_at: spaced(one.retry_at),
      delivered_at: spaced(one.delivered_at),
    }
    const kept = execute(tx, KEEP, { ...one, ...times, now })
    if (deliveries !== '[]') {
      execute(tx, ADD, { id: one.id, deliveries })
      execute(tx, SWEEP, { id: one.id, since: secondsAgo(DELIVERY_DAYS * 86_400) })
    }
    if (kept > 0 && one.disabled_reason !== '') {
      audit(tx, BY_SERVICE, 'webhook-disabled', nameOf(findWebhook(tx, one.id)))
    }
  }
  return { status: 201, body: { held: true } }
}

const BY_SERVICE: By = { actor: 'webhooks', ip: '' }

/** A time as PocketBase writes it, so that it sorts among its own. */
const spaced = (iso: string): string => iso.replace('T', ' ')

const execute = (tx: CoreApp, sql: string, params: Params): number =>
  tx.db().newQuery(sql).bind(params).execute().rowsAffected()
