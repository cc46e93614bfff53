import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { freePort, product, useShop } from '../support/shop.ts'

const shop = useShop([product('HOOK', 'Hook', { 38: 5 })], undefined, {
  allowPrivateWebhooks: true,
})

const ROOT = resolve(import.meta.dirname, '../..')

/** The receiver that the README shows. */
const PROGRAM = /```js\n(import \{ createServer[\s\S]*?)```/.exec(
  readFileSync(resolve(ROOT, 'README.md'), 'utf8'),
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
