import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProgram, newVerifier } from '../support/oauth.ts'
import { PASSWORD, peopleOf } from '../support/people-of.ts'
import { openApp, product, useShop } from '../support/shop.ts'
import { findBrowser, openBrowser } from './admin-ui.ts'

const executable = findBrowser()

describe.skipIf(!executable)('the question whether a program may come in', () => {
  const shop = useShop([product('A', 'Amor', { 38: 100 })])
  let browser: Browser
  let app: FastifyInstance
  let address: string

  beforeAll(async () => {
    browser = await openBrowser(executable ?? '')
    app = await openApp(shop.store, shop.keys, { people: shop.people, oauth: shop.oauth })
    address = await app.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  /** A program that sends whoever comes back on to another place, as some do. */
  async function openCallback() {
    const server = createServer((request, response) => {
      if (request.url?.startsWith('/callback')) {
        const { port } = server.address() as AddressInfo
        const location = `http://localhost:${port}/done${new URL(request.url, 'http://x').search}`
        response.writeHead(302, { location }).end()
      } else response.end('Done.')
    })
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done)
    })
    const { port } = server.address() as AddressInfo
    return { redirect: `http://127.0.0.1:${port}/callback`, close: () => server.close() }
  }

  test.each([
    ['Allow', 'code'],
    ['Deny', 'error'],
  ])(
    'after %s the program gets its %s, wherever it sends the person next',
    async (button, value) => {
      const email = `${value}@shop.test`
      await peopleOf(shop.people).enter(email, 'staff')
      const { redirect, close } = await openCallback()
      const program = createProgram(address)
      const { client_id } = (await program.register({ redirect_uris: [redirect] })).body
      const context = await browser.newContext()
      const page = await context.newPage()
      const wish = { response_type: 'code', client_id, redirect_uri: redirect, state: 's' }
      const proof = { code_challenge: newVerifier().challenge, code_challenge_method: 'S256' }
      await page.goto(program.authorizeUrl({ ...wish, ...proof }))
      await page.getByLabel('E-mail').fill(email)
      await page.getByLabel('Password').fill(PASSWORD)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL(/\/oauth\/interaction\//)
      expect(await page.getByRole('heading').textContent()).toBe('Let By hand in?')
      await page.getByRole('button', { name: button }).click()
      await page.waitForURL(/\/done\?/)
      expect(new URL(page.url()).searchParams.get(value)).toBeTruthy()
      await context.close()
      close()
    },
  )
})
