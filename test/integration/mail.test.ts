import { afterAll, beforeAll, expect, test } from 'vitest'
import { addressIn, sendMessage } from '../../src/features/webhooks/send-mail.ts'
import { mail as mailShape } from '../../src/features/webhooks/shapes/mail.ts'
import { type Mailbox, mailbox } from '../support/mailbox.ts'
import { freePort, product, useShop } from '../support/shop.ts'

const shop = useShop([product('TOGO', 'Togo', { 43: 1 })])
let mail: Mailbox

const settings = (smtp: object) =>
  shop.client.request('/api/settings', { method: 'PATCH', body: { smtp } })

const event = (message: string) => ({
  ...{ type: 'stock.out', id: 'm1.stock.out', timestamp: '2026-11-21T09:30:00.000Z', message },
})
const send = (messages: readonly string[], to = 'ines@shop.test') =>
  sendMessage(shop.store, to, mailShape.message(messages.map(event), 'fr', 0))

beforeAll(async () => {
  mail = await mailbox()
})
afterAll(() => mail?.close())

test('without a mail server it says where to enter one', async () => {
  await expect(send(['Rupture.'])).rejects.toMatchObject({
    code: 'mail-not-set-up',
    message: expect.stringContaining('Mail settings'),
  })
  expect(mail.messages).toEqual([])
})

test('a mail has one subject and one receiver, whatever the names say', async () => {
  await settings({ enabled: true, host: '127.0.0.1', port: mail.port })
  const name = 'Rupture : Hermès\r\nBcc: all@shop.test\r\n\r\n.\r\nQUIT'
  await send([name])
  await expect.poll(() => mail.messages.length).toBe(1)
  const [head = '', ...rest] = mail.messages[0]?.split('\n\n') ?? []
  const named = head.split('\n').filter((line) => /^(to|cc|bcc|subject):/i.test(line))
  expect(named).toEqual(['Subject: =?UTF-8?q?Rupture_:_Herm=C3=A8s?=', 'To: ines@shop.test'])
  expect(rest.join('\n\n')).toContain('Bcc: all@')
})

test('a mail server that is gone, or refuses, is told of with its reason', async () => {
  await settings({ enabled: true, host: '127.0.0.1', port: await freePort() })
  await expect(send(['Rupture.'])).rejects.toMatchObject({
    code: 'mail-not-sent',
    message: expect.stringMatching(/did not take the mail: .*refused/),
  })
})

test.each([
  ['mailto:ines@shop.example', 'ines@shop.example'],
  ['MAILTO:a.b+c@shop.example', 'a.b+c@shop.example'],
  ['mailto:a@x.example,b@x.example', undefined],
  ['mailto:a@x.example?bcc=b@x.example', undefined],
  ['mailto:a%0Ab@x.example', 'a%0Ab@x.example'],
  ['mailto:a b@x.example', undefined],
  ['mailto:"a"@x.example', undefined],
  ['mailto:a@x.example\nb', undefined],
  ['https://x.example', undefined],
])('%j is told to %j', (url, address) => expect(addressIn(url)).toBe(address))
