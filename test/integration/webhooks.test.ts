import { beforeAll, expect, test } from 'vitest'
import {
  DELIVERY_DAYS,
  MOST_DELIVERIES,
  MOST_WEBHOOKS,
  type Webhook,
} from '../../src/domain/webhook.ts'
import type { NewDelivery, Progress } from '../../src/store/webhook-store.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([product('HOOK', 'Hook', { 38: 50 })])

/** Who delivers: nobody else does, and nothing is sent. */
const HOLDER = 'test'
beforeAll(async () => {
  const lease = { name: 'webhooks', holder: HOLDER, seconds: 600 }
  expect(await shop.store.follow(lease)).toMatchObject({ held: true })
})

const make = async (wish: object) => {
  const answer = await shop.post('/webhooks', wish)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.body as { webhook: Record<string, unknown> & { id: string }; secret: string }
}
const change = (id: string, payload: object) =>
  shop.inject({ method: 'PATCH', url: `/webhooks/${id}`, payload })
const list = async () => (await shop.get('/webhooks')).body
const audited = async () =>
  (await shop.get('/audit?limit=20')).body.items
    .map(({ what }: { what: string }) => what)
    .filter((what: string) => what.startsWith('webhook'))

test('an endpoint is made with a secret that is shown once, changed, and removed', async () => {
  const url = 'https://hooks.example/stock?secret=1234567'
  const { webhook, secret } = await make({ url, types: 'sale.*, stock.out' })
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(webhook).toMatchObject({
    ...{ url, types: 'sale.*, stock.out', shape: 'json', language: 'en', location: null },
    ...{ with_costs: false, quiet_from: null, status: 'ok', behind: 0, created_by: 'owner' },
  })
  const all = await list()
  expect(all.items).toEqual([webhook])
  expect(JSON.stringify(all)).not.toContain('whsec_')

  const changed = await change(webhook.id, {
    description: 'The till',
    quiet_from: '22:00',
    quiet_to: '08:00',
  })
  expect(changed.body).toMatchObject({
    webhook: { description: 'The till', quiet_from: '22:00', quiet_to: '08:00', url },
    message: 'The till is told what happens.',
  })
  const stopped = await change(webhook.id, { disabled: true, quiet_from: null, quiet_to: null })
  expect(stopped.body.webhook).toMatchObject({
    ...{ status: 'disabled', disabled_reason: 'by owner', quiet_from: null, quiet_to: null },
  })
  expect((await list()).message).toBe('The till is disabled (by owner).')
  expect((await change(webhook.id, { disabled: false })).body.webhook.status).toBe('ok')

  const { body } = await shop.post(`/webhooks/${webhook.id}/rotate-secret`)
  expect(body.secret).toMatch(/^whsec_/)
  expect(body.secret).not.toBe(secret)
  expect((await shop.store.readSignedWebhook(webhook.id)).secrets).toEqual([body.secret, secret])

  const removed = await shop.inject({ method: 'DELETE', url: `/webhooks/${webhook.id}` })
  expect(removed.status).toBe(200)
  expect((await list()).items).toEqual([])
  expect(await audited()).toEqual([
    'webhook-removed',
    'webhook-secret-rotated',
    'webhook-enabled',
    'webhook-disabled',
    'webhook-changed',
    'webhook-created',
  ])
})

test('the same request again makes no second endpoint', async () => {
  const wish = { url: 'https://hooks.example/twice' }
  const { webhook } = await make(wish)
  const again = await shop.post('/webhooks', wish)
  expect(again.status).toBe(409)
  expect(again.body).toMatchObject({ type: '/problems/webhook-exists' })
  expect(again.body.detail).toContain(webhook.id)
  await make({ ...wish, types: 'check.done' })
})

test.each([
  ['no address', { url: 'shop' }, 'it is no web address'],
  ['http', { url: 'http://hooks.example' }, 'it is not https'],
  ['another protocol', { url: 'file:///etc/passwd' }, 'it is not https'],
  ['a part that no server gets', { url: 'https://hooks.example/#x' }, 'it has a part behind #'],
  ['two addresses of mail', { url: 'mailto:a@b.example,c@d.example', shape: 'mail' }, 'no address'],
  ['a user name', { url: 'https://a:b@hooks.example' }, 'it holds a user name'],
  ['an address of this machine', { url: 'https://127.0.0.1/' }, 'not on the public internet'],
  ['an address in other digits', { url: 'https://0x7f.1/' }, 'not on the public internet'],
  ['the address of a cloud', { url: 'https://169.254.169.254/' }, 'not on the public internet'],
  ['a private address', { url: 'https://[::ffff:10.0.0.1]/' }, 'not on the public internet'],
  ['localhost', { url: 'https://localhost:8090/' }, 'not on the public internet'],
  ['an unknown type', { url: 'https://hooks.example', types: 'sale.made' }, 'There are no events'],
  [
    'an unknown location',
    { url: 'https://hooks.example', location: 'Mars' },
    'There is no location',
  ],
  [
    'half a night',
    { url: 'https://hooks.example', quiet_from: '22:00' },
    'quiet_from and quiet_to',
  ],
  ['a position to come', { url: 'https://hooks.example', after: '999999' }, 'Nothing has happened'],
])('%s is refused, and nothing is kept', async (_, wish, detail) => {
  const before = (await list()).items
  const { status, body } = await shop.post('/webhooks', wish)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  expect(body.detail).toContain(detail)
  expect((await list()).items).toEqual(before)
})

test('what is not there is refused by name', async () => {
  const id = 'abcdefghijklmno'
  expect((await change(id, { description: 'x' })).body.type).toBe('/problems/webhook-not-found')
  for (const path of ['rotate-secret']) {
    const { body } = await shop.post(`/webhooks/${id}/${path}`, {})
    expect(body.type).toBe('/problems/webhook-not-found')
  }
  const deliveries = await shop.get(`/webhooks/${id}/deliveries`)
  expect(deliveries.body.type).toBe('/problems/webhook-not-found')
})

test('a location that somebody is told of is not deleted', async () => {
  const { id } = (await shop.post('/locations', { name: 'Cellar' })).body
  const { webhook } = await make({ url: 'https://hooks.example/cellar', location: 'cellar' })
  expect(webhook.location).toBe('Cellar')
  const path = `/api/collections/locations/records/${id}`
  await expect(shop.client.request(path, { method: 'DELETE' })).rejects.toThrow()
})

const BY = { actor: 'owner', ip: '' }

test('an endpoint whose address is taken no more can be stopped, and is not sent elsewhere', async () => {
  const { webhook } = await make({ url: 'https://hooks.example/own' })
  const url = 'https://127.0.0.1/own'
  await shop.store.updateWebhook(webhook.id, { url }, BY)
  const stopped = await change(webhook.id, { disabled: true })
  expect(stopped.body).toMatchObject({ webhook: { url, status: 'disabled' } })
  const detail = expect.stringContaining('not on the public internet')
  expect((await change(webhook.id, { url })).body).toMatchObject({ detail })
  const mail = await change(webhook.id, { shape: 'mail' })
  expect(mail.body.detail).toContain('it is no address of mail')
})

test('the newest attempts are kept for a while, and none of an endpoint that is gone', async () => {
  const { webhook } = await make({ url: 'https://hooks.example/kept' })
  const { id } = webhook
  const kept = async () => (await shop.store.readWebhooks()).find((one) => one.id === id) as Webhook
  const { position, epoch } = await kept()
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  const attempt = (message: string, at: string): NewDelivery => ({
    ...{ message, types: ['sale.recorded'], events: 1, after: position, position, attempt: 1 },
    ...{ status: 204, error: '', durationMs: 1, at },
  })
  const progress = (deliveries: readonly NewDelivery[], rest: Partial<Progress> = {}) => [
    {
      ...{ id, epoch, position, failures: 1, failingSince: null, retryAt: null, lastError: '' },
      ...{ disabledReason: '', deliveries, ...rest },
    },
  ]
  const keep = (holder: string, some: readonly Progress[]) => shop.store.keepProgress(holder, some)
  const all = async (cursor = ''): Promise<string[]> => {
    const query = `limit=100${cursor && `&cursor=${cursor}`}`
    const { body } = await shop.get(`/webhooks/${id}/deliveries?${query}`)
    const ids = body.items.map((one: { webhook_id: string }) => one.webhook_id)
    return body.next_cursor === null ? ids : [...ids, ...(await all(body.next_cursor))]
  }

  const old = attempt('old', daysAgo(DELIVERY_DAYS + 1))
  expect(await keep(HOLDER, progress([old, attempt('first', daysAgo(1))]))).toBe(true)
  expect(await all()).toEqual(['first'])
  const many = Array.from({ length: MOST_DELIVERIES }, (_, n) => attempt(`m${n}`, daysAgo(0)))
  await keep(HOLDER, progress(many))
  expect(await all()).toEqual(many.map(({ message }) => message).reverse())

  // Somebody else delivers by now; and where somebody set the position meanwhile, it stays.
  expect(await keep('somebody else', progress([attempt('not mine', daysAgo(0))]))).toBe(false)
  await keep(HOLDER, progress([attempt('late', daysAgo(0))], { epoch: epoch - 1, failures: 9 }))
  expect((await all()).slice(0, 2)).toEqual(['late', `m${MOST_DELIVERIES - 1}`])
  expect(await kept()).toMatchObject({ failures: 1, position })

  await shop.inject({ method: 'DELETE', url: `/webhooks/${id}` })
  expect(await shop.store.readDeliveries(id, { limit: 10 })).toEqual([])
})

test('the secret before a new one signs no more after a day', async () => {
  const { webhook, secret } = await make({ url: 'https://hooks.example/rotated' })
  const { body } = await shop.post(`/webhooks/${webhook.id}/rotate-secret`)
  const row = `/api/collections/webhooks/records/${webhook.id}`
  const hours = async () => {
    const { old_secret_until: until } = Object(await shop.client.request(row))
    return (Date.parse(until) - Date.now()) / 3_600_000
  }
  expect(await hours()).toBeCloseTo(24, 1)
  const secrets = async () => (await shop.store.readSignedWebhook(webhook.id)).secrets
  expect(await secrets()).toEqual([body.secret, secret])
  const past = { old_secret_until: new Date(Date.now() - 1_000).toISOString() }
  await shop.client.request(row, { method: 'PATCH', body: past })
  expect(await secrets()).toEqual([body.secret])
})

test('no more endpoints are made than are looked after', async () => {
  await make({ url: 'https://hooks.example/many' })
  const { id, ...settings } = (await shop.store.readWebhooks())[0] as Webhook
  const free = MOST_WEBHOOKS - (await list()).items.length
  for (let n = 0; n < free; n++) {
    const url = `https://hooks.example/many/${n}`
    await shop.store.createWebhook({ ...settings, url, secret: `whsec_${n}` }, BY)
  }
  const { status, body } = await shop.post('/webhooks', { url: 'https://hooks.example/one-more' })
  expect([status, body.type]).toEqual([409, '/problems/too-many-webhooks'])
})
