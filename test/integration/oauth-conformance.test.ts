import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createProgram, openBrowser } from '../support/oauth.ts'
import { peopleOf } from '../support/people-of.ts'
import { freePort, openApp, product, useShop } from '../support/shop.ts'

const shop = useShop([product('A', 'Amor', { 38: 100 })])
const SUITE = resolve(import.meta.dirname, '../../node_modules/.bin/conformance')

let app: FastifyInstance
let address: string
beforeAll(async () => {
  app = await openApp(shop.store, shop.keys, { people: shop.people, oauth: shop.oauth })
  address = await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => app.close())

/** Runs the suite, with a person at the browser that it asks for. @returns what it printed */
async function runSuite(cookie: string): Promise<string> {
  const port = String(await freePort())
  const redirect = `http://127.0.0.1:${port}/callback`
  const { body } = await createProgram(address).register({ redirect_uris: [redirect] })
  const child = spawn(
    process.execPath,
    [
      SUITE,
      'authorization',
      ...['--url', address, '--client-id', body.client_id],
      ...['--resource', `${address}/mcp`, '--port', port],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const browser = openBrowser(address, { stock: cookie })
  const opened = new Set<string>()
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let printed = ''
  async function openWhatIsAsked() {
    for (const [url] of printed.matchAll(/http:\S+\/oauth\/authorize\?\S+(?=\s)/g)) {
      if (opened.has(url)) continue
      opened.add(url)
      const landed = await browser.authorize(url)
      await fetch(landed.url)
    }
  }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      printed += text
      void openWhatIsAsked()
    })
  }
  await once(child, 'exit')
  return printed
}

test('the official conformance suite for authorization servers passes', async () => {
  const { cookie } = await peopleOf(shop.people).enter('sam@shop.test', 'staff')
  const printed = await runSuite(cookie)
  expect(printed).toContain('authorization-code-grant: 1 passed, 0 failed')
  expect(printed).toContain('Total: 3 passed, 0 failed')
})
