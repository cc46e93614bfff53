import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { pythonWith, runPython } from '../support/python-library.ts'
import { type Received, startReceiver } from '../support/receiver.ts'
import { freePort, product, useShop } from '../support/shop.ts'

const shop = useShop([product('HOOK', 'Hook', { 38: 5 })], undefined, {
  allowPrivateWebhooks: true,
})

const ROOT = resolve(import.meta.dirname, '../..')

/** The receiver that the README of the API shows. */
const PROGRAM = /```js\n(import \{ createServer[\s\S]*?)```/.exec(
  readFileSync(resolve(ROOT, 'openapi/README.md'), 'utf8'),
)?.[1]

test('the receiver of the README verifies what it is told, and refuses what others send', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { body } = await shop.post('/webhooks', { url, types: 'sale.*' })
  const receiver = spawn(process.execPath, ['--input-type=module'], {
    cwd: ROOT,
    env: { ...process.env, SECRET: body.secret },
  })
  onTestFinished(async () => {
    receiver.kill('SIGKILL')
    await once(receiver, 'close')
  })
  let output = ''
  receiver.stdout.on('data', (chunk) => {
    output += chunk
  })
  receiver.stdin.end(PROGRAM?.replace('9000', String(port)))
  const post = () => fetch(url, { method: 'POST', body: '{"data":[]}' })
  await vi.waitFor(async () => expect((await post()).status).toBe(400), { timeout: 10_000 })
  await shop.post('/inventory/sale', { sku: 'HOOK', size: '38', quantity: 1 })
  await vi.waitFor(() => expect(output).toMatch(/^\w{15}\.sale\.recorded Sold 1 Hook/), {
    timeout: 10_000,
  })
})

const LIBRARY = 'standardwebhooks==1.1.0'

const VERIFY = `
import json, sys
from standardwebhooks.webhooks import Webhook
secret, headers, body = sys.argv[1:]
told = Webhook(secret).verify(body, json.loads(headers))
print(json.dumps([event["message"] for event in told["data"]]))
`

test('the library of another language verifies what is sent', { timeout: 200_000 }, async ({
  skip,
}) => {
  const python = await pythonWith(LIBRARY)
  if ('why' in python) return skip(python.why)
  const receiver = await startReceiver()
  const { body } = await shop.post('/webhooks', { url: receiver.url, language: 'fr' })
  const { id } = body.webhook
  expect((await shop.post(`/webhooks/${id}/test`)).body.delivered).toBe(true)
  const { secret } = (await shop.post(`/webhooks/${id}/rotate-secret`)).body
  expect((await shop.post(`/webhooks/${id}/test`)).body.delivered).toBe(true)
  const [before, after] = receiver.received
  const verify = (one: Received | undefined, by: string) =>
    runPython(python.program, VERIFY, [by, JSON.stringify(one?.headers), one?.body ?? ''])
  const told = JSON.stringify(['Ceci est un essai : il ne s’est rien passé.'])
  const says = async (one: Received | undefined, by: string) =>
    JSON.stringify(JSON.parse(await verify(one, by)))
  expect(await says(before, body.secret)).toBe(told)
  // Both of them, while one takes the place of the other.
  expect(await says(after, body.secret)).toBe(told)
  expect(await says(after, secret)).toBe(told)
  await expect(verify(before, secret)).rejects.toThrow('WebhookVerificationError')
  await expect(
    verify(
      { ...(before as Received), body: before?.body.replace('essai', 'achat') ?? '' },
      body.secret,
    ),
  ).rejects.toThrow('WebhookVerificationError')
})
