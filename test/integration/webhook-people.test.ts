import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { type Mailbox, mailbox } from '../support/mailbox.ts'
import { startReceiver } from '../support/receiver.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop(
  [
    product('LAST', 'Hermès @everyone', { 38: 2 }),
    product('LOW', 'Togo', { 43: 3 }, { reorderPoint: 2, supplier: 'Atlas' }),
  ],
  undefined,
  { allowPrivateWebhooks: true },
)

let mail: Mailbox
beforeAll(async () => {
  mail = await mailbox()
})
afterAll(() => mail?.close())

const settings = (smtp: object) =>
  shop.client.request('/api/settings', { method: 'PATCH', body: { smtp } })

const make = async (wish: object) => {
  const { status, body } = await shop.post('/webhooks', wish)
  expect(status, JSON.stringify(body)).toBe(201)
  const { id } = body.webhook
  onTestFinished(async () => {
    await shop.inject({ method: 'DELETE', url: `/webhooks/${id}` })
  })
  return String(id)
}
const stateOf = async (id: string) =>
  (await shop.get('/webhooks')).body.items.find((one: { id: string }) => one.id === id)
const sell = async (sku: string, size: string, quantity: number) => {
  const answered = await shop.post('/inventory/sale', { sku, size, quantity })
  expect(answered.status, JSON.stringify(answered.body)).toBe(201)
}

const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 50 })

/** Quoted-printable, decoded. */
const textOf = (message = '') =>
  Buffer.from(
    message.replace(/=([0-9A-F]{2})/g, (_all, code) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    ),
    'latin1',
  ).toString()

test('a mail says in French what ran out; without a mail server the endpoint says what to do', async () => {
  const id = await make({ url: 'mailto:ines@shop.test', shape: 'mail', language: 'fr' })
  await sell('LAST', '38', 1)
  await sell('LAST', '38', 1)
  await eventually(async () =>
    expect(await stateOf(id)).toMatchObject({
      status: 'failing',
      last_error: expect.stringContaining('Mail settings'),
    }),
  )
  await settings({ enabled: true, host: '127.0.0.1', port: mail.port })
  await shop.inject({ method: 'PATCH', url: `/webhooks/${id}`, payload: { disabled: false } })
  await eventually(() => expect(mail.messages).toHaveLength(1))
  const text = textOf(mail.messages[0])
  expect(text).toContain('ines@shop.test')
  // The sale itself is no news to people.
  expect(text).not.toContain('Vendu')
  expect(text).toContain(
    'Rupture : "Hermès @\u200Beveryone", Noir, Femme, 38, le dernier est parti.',
  )
  await eventually(async () => expect(await stateOf(id)).toMatchObject({ status: 'ok', behind: 0 }))
})

/** What people read of a message. */
const READ: Readonly<Record<string, (body: string) => string>> = {
  slack: (body) => JSON.parse(body).blocks[0].text.text,
  discord: (body) => JSON.parse(body).content.replace(/\\(.)/g, '$1'),
  ntfy: (body) => body,
  teams: (body) => JSON.parse(body).attachments[0].content.body[1].inlines[0].text,
}

test('each service is told what needs somebody', async () => {
  const services = await Promise.all(
    Object.entries(READ).map(async ([shape, read]) => {
      const receiver = await startReceiver()
      const id = await make({ url: receiver.url, shape })
      return { receiver, read, id }
    }),
  )
  await sell('LOW', '43', 1)
  for (const { receiver, read, id } of services) {
    await eventually(() => expect(receiver.received).toHaveLength(1))
    const body = receiver.received[0]?.body ?? ''
    expect(read(body)).toBe('Togo, Noir, Femme is low: 2 left, reorder point 2.')
    await eventually(async () => expect((await stateOf(id)).behind).toBe(0))
  }
})

test('the digest of the day, and a check that found something, are news; a check that found nothing is not', async () => {
  const receiver = await startReceiver()
  await make({ url: receiver.url, shape: 'ntfy', language: 'fr' })
  const check = async (wish: object) => (await shop.post('/inventory/check-stock', wish)).body.total
  expect(await check({ supplier: 'Atlas', threshold: 1 })).toBe(0)
  expect(await check({ threshold: 1 })).toBe(1)
  await eventually(() => expect(receiver.received.length).toBeGreaterThan(0))
  expect(receiver.received[0]?.body).toBe('Stock vérifié : 1 en rupture, 0 critique, 0 bas.')
  const digest = {
    ...{ day: '2026-11-21', at: '19:00', from: '', to: '', odd: [] },
    ...{ sold: { units: 2, value: 20 }, returned: { units: 0, value: 0 } },
    ...{ out: { total: 0, items: [] }, low: { total: 0, items: [] } },
    toOrder: { total: 0, units: 0, items: [] },
  }
  const by = { actor: 'daily digest', channel: 'digest' }
  await shop.store.noteEvent({ ...by, type: 'digest.ready', data: digest })
  await eventually(() => expect(receiver.received).toHaveLength(2))
  expect(receiver.received[1]).toMatchObject({
    body: 'Journée jusqu’au 2026-11-21 19:00 : 2 vendus pour 20.\nRien en rupture, rien de bas, rien à commander, rien d’anormal.',
    headers: { title: 'Stock', tags: 'newspaper', priority: '3' },
  })
})
