import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import type { Language } from '../../src/domain/language.ts'
import type { Role } from '../../src/domain/person.ts'
import { peopleOf } from '../support/people-of.ts'
import { type Shop, useShop } from '../support/shop.ts'
import { findBrowser, openBrowser } from './admin-ui.ts'

/** The browser on this machine; without one the tests of the page are skipped, and say so. */
export const executable = findBrowser()
if (!executable) {
  process.stderr.write(
    'SKIPPED: no browser for the tests of the page. Run "apt-get install chromium", or name one in CHROMIUM_BIN.\n',
  )
}

const PHONE = { width: 390, height: 844 }
const DESKTOP = { width: 1280, height: 800 }

/** How long a page may need to show something, in milliseconds. */
export const PATIENCE = { timeout: 15_000 }

/** Both sizes, languages and themes, each pair of them once. */
const PAIRS = [
  { language: 'en', theme: 'light', size: 'phone' },
  { language: 'fr', theme: 'dark', size: 'phone' },
  { language: 'en', theme: 'dark', size: 'desktop' },
  { language: 'fr', theme: 'light', size: 'desktop' },
] as const

/** Both sizes, languages and themes, each once. */
const EACH_ONCE = [
  { language: 'fr', theme: 'dark', size: 'phone' },
  { language: 'en', theme: 'light', size: 'desktop' },
] as const

/** How the page is looked at; `APP_LOOKS=2` for less of it. */
export const LOOKS: readonly Look[] = process.env.APP_LOOKS === '2' ? EACH_ONCE : PAIRS

export interface Look {
  readonly language: Language
  readonly theme: 'light' | 'dark'
  readonly size: 'phone' | 'desktop'
}

const USUAL: Look = { language: 'en', theme: 'light', size: 'phone' }

interface Visitor extends Partial<Look> {
  /** Who looks; an owner where it is missing, nobody for null. */
  readonly role?: Role | null
  readonly location?: string
  /** Further options of the browser's context. */
  readonly context?: Parameters<Browser['newContext']>[0]
}

/** A shop with its page, opened as people do. */
export interface AppShop extends Shop {
  /** Address of the service, without a slash at its end. */
  readonly base: string
  readonly browser: Browser
  /**
   * Opens the page signed in, in a profile of its own; closed with the test that asked for it.
   * @param place as in the address: "/find?q=togo"
   */
  open(place?: string, visitor?: Visitor): Promise<Page>
}

/** The shop over a PocketBase of its own and a browser, for the tests of a file. Takes what useShop takes. */
export function useAppShop(...[products, download, options]: Parameters<typeof useShop>): AppShop {
  const shop = useShop(products, download, options) as AppShop
  const cookies = new Map<string, string>()

  /** Signs in once for all who are alike. */
  async function cookieOf(role: Role, location: string | undefined): Promise<string> {
    const email = `${role}.${location ?? 'all'}@shop.test`.toLowerCase()
    const known = cookies.get(email)
    if (known) return known
    const { cookie } = await peopleOf(shop.people).enter(email, role, location)
    cookies.set(email, cookie)
    return cookie
  }

  beforeAll(async () => {
    const browser = await openBrowser(executable ?? '')
    await shop.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = shop.app.server.address() as AddressInfo
    Object.assign(shop, { browser, base: `http://127.0.0.1:${port}`, open })
  })
  afterAll(async () => {
    await shop.browser?.close()
  })

  async function open(place = '/', visitor: Visitor = {}): Promise<Page> {
    const { role = 'owner', location, context: options } = visitor
    const { language, theme, size } = { ...USUAL, ...visitor }
    const context = await shop.browser.newContext({
      locale: language === 'fr' ? 'fr-FR' : 'en-GB',
      colorScheme: theme,
      viewport: size === 'phone' ? PHONE : DESKTOP,
      hasTouch: size === 'phone',
      ...options,
    })
    onTestFinished(() => context.close())
    if (role) {
      const value = await cookieOf(role, location)
      await context.addCookies([{ name: 'stock', value, url: shop.base, httpOnly: true }])
    }
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    await page.goto(`${shop.base}/app/#${place}`)
    return page
  }
  return shop
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Fails where a checker of accessibility finds something (WCAG 2.2 AA and good practice), or the page is too wide. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe)
  const { violations, passes } = (await page.evaluate('axe.run()')) as AxeResults
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  expect(passes.length).toBeGreaterThan(10)
  const tooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
  expect(tooWide, 'the page is wider than the screen').toBe(false)
}

/**
 * What a busy machine brings about: a store that does not answer in time is asked again, and the network of a
 * container that comes or goes changes that of the machine.
 */
const IS_BUSY = /the server responded with a status of 503|net::ERR_NETWORK_CHANGED/

/**
 * What the browser complains of while a page is used: errors of scripts, and everything that the policy forbids
 * or that is not there, with its address.
 */
export function watchComplaints(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() !== 'error' || IS_BUSY.test(message.text())) return
    complaints.push(`${message.text()} ${message.location().url}`.trim())
  })
  return complaints
}
