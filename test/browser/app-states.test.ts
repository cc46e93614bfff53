import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { WORDS } from '../../src/http/pages/words.ts'
import { SHELL } from '../../src/web/labels/shell.ts'
import { TODAY } from '../../src/web/labels/today.ts'
import { peopleOf } from '../support/people-of.ts'
import { product } from '../support/shop.ts'
import {
  executable,
  expectAccessible,
  LOOKS,
  PATIENCE,
  useAppShop,
  watchComplaints,
} from './app-shop.ts'

/** Whether the page is kept for a start without a connection. */
const IS_KEPT = '(async () => Boolean((await navigator.serviceWorker.ready).active))()'

/** How many answers the browser keeps. */
const COPIES = '(async () => (await (await caches.open("answers")).keys()).length)()'

/** Whether the browser keeps who is signed in, once the copies of the one before are gone. */
const COPY_OF_ME =
  '(async () => (await (await caches.open("answers")).keys()).some(({ url }) => url.endsWith("%2Fme")))()'

/** Another address of the service worker is another build to the browser. Waits until it has taken over. */
const UPDATED = `new Promise((done) => {
  navigator.serviceWorker.addEventListener('controllerchange', done)
  navigator.serviceWorker.register('/app/service-worker.js?newer', { scope: '/app/' })
}).then(() => undefined)`

describe.skipIf(!executable)('when something is missing', () => {
  const shop = useAppShop([product('TOGO', 'Togo', { 42: 8 }), product('AMOR', 'Amor', { 38: 1 })])

  const heading = (page: Page, name: string) =>
    page.getByRole('heading', { level: 1, name, exact: true })

  test('who is not signed in is led to the sign-in, and back to the screen that was asked for', async () => {
    const page = await shop.open('/find?q=togo', { role: null })
    await page.getByLabel(WORDS.en.email).waitFor()
    const next = new URL(page.url()).searchParams.get('next')
    expect(next).toBe('/app/#/find?q=togo')
    const { people } = peopleOf(shop.people)
    const invited = { email: 'lea@shop.test', role: 'staff', location: null } as const
    const { secret } = await people.invite(invited, { actor: 'test', ip: '' })
    await people.join(secret, {
      email: '',
      name: 'Léa',
      password: 'a long enough password',
      ip: '',
    })
    await page.getByLabel(WORDS.en.email).fill(invited.email)
    await page.getByLabel(WORDS.en.password).fill('a long enough password')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('.cards > li').count(), PATIENCE).toBe(1)
    expect(page.url()).toBe(`${shop.base}/app/#/find?q=togo`)
  })

  test.each(LOOKS)('a session that has ended says so, in $language on a $size', async (look) => {
    const labels = SHELL[look.language]
    const page = await shop.open('/find', look)
    await page.locator('.cards > li').first().waitFor()
    await page.context().clearCookies()
    await page.getByRole('searchbox').fill('togo')
    await heading(page, labels.signedOutTitle).waitFor()
    await expectAccessible(page)
    const link = page.getByRole('link', { name: labels.signIn })
    expect(await link.getAttribute('href')).toBe(
      `/sign-in?next=${encodeURIComponent('/app/#/find?q=togo')}`,
    )
    // Whoever takes the phone next reads nothing of what was there.
    expect(await page.evaluate(COPIES)).toBe(0)
  })

  test('a service that is gone is tried again until it is back', async () => {
    const page = await shop.open('/')
    await heading(page, TODAY.en.title).waitFor()
    const isAnswer = (url: URL) => !url.pathname.startsWith('/app/')
    await page.route(isAnswer, (route) => route.fulfill({ status: 502, body: '' }))
    await page.getByRole('link', { name: 'Find' }).click()
    await heading(page, SHELL.en.goneTitle).waitFor()
    await page.getByText(SHELL.en.gone).waitFor()
    await expectAccessible(page)
    await page.unroute(isAnswer)
    await page.locator('.cards > li').first().waitFor()
    await expect.poll(() => page.locator('.connection').isVisible(), PATIENCE).toBe(false)
  })

  test('what is late on a screen that was left does not make the next one old', async () => {
    const page = await shop.open('/')
    await page.locator('.rows .delta').first().waitFor()
    const isLeft = Promise.withResolvers<void>()
    await page.route('**/summary?*', async (route) => {
      await isLeft.promise
      await route.fulfill({ status: 503, json: { detail: 'Busy.' } })
    })
    const asked = page.waitForRequest('**/summary?*')
    await page.evaluate("dispatchEvent(new Event('online'))")
    await asked
    await page.getByRole('link', { name: 'Find' }).click()
    await page.locator('.cards > li').first().waitFor()
    isLeft.resolve()
    await page.getByText(SHELL.en.gone).waitFor()
    await expect.poll(() => page.locator('.connection').isVisible(), PATIENCE).toBe(false)
  })

  test('what somebody may not see says so', async () => {
    const page = await shop.open('/')
    const detail = 'Your role may not do this.'
    await page.route(/\/models\/TOGO/, (route) =>
      route.fulfill({ status: 403, json: { type: '/problems/forbidden', detail } }),
    )
    await page.goto(`${shop.base}/app/#/product/TOGO`)
    await heading(page, SHELL.en.notAllowedTitle).waitFor()
    await page.getByText(detail).waitFor()
  })

  test('what a visitor reads first is kept too, though the copies of another one go then', async () => {
    const page = await shop.open('/')
    // Whenever the page begins to follow the shop it asks all again, which would hide what is lost.
    await page.route('**/events/stream', () => {})
    await heading(page, TODAY.en.title).waitFor()
    await page.evaluate("localStorage.setItem('visitor', 'somebody else')")
    const asked = page.waitForResponse('**/me')
    await page.reload()
    await asked
    await expect
      .poll(() => page.evaluate("localStorage.getItem('visitor')"), PATIENCE)
      .toContain('owner')
    await expect.poll(() => page.evaluate(COPY_OF_ME), PATIENCE).toBe(true)
  })

  test('without a connection the page opens, and shows the last answers with their time', async () => {
    const page = await shop.open('/')
    const complaints = watchComplaints(page)
    await heading(page, TODAY.en.title).waitFor()
    await page.evaluate(IS_KEPT)
    await page.goto(`${shop.base}/app/#/product/TOGO`)
    await page.locator('.shelves .units').getByText('8').waitFor()
    await page.context().setOffline(true)
    await page.reload()
    await page.locator('.shelves .units').getByText('8').waitFor()
    await page.getByText(SHELL.en.offline).waitFor()
    await page.getByText(/What you see is from \d\d:\d\d\./).waitFor()
    await expectAccessible(page)
    await page.goto(`${shop.base}/app/#/product/AMOR`)
    await heading(page, SHELL.en.goneTitle).waitFor()

    await page.context().setOffline(false)
    await page.locator('.shelves .units').getByText('1').waitFor()
    await expect.poll(() => page.locator('.connection').isVisible(), PATIENCE).toBe(false)
    expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([])
  })
})

describe.skipIf(!executable)('a newer page', () => {
  const shop = useAppShop([product('TOGO', 'Togo', { 42: 8 })])

  test('is shown with the next screen', async () => {
    const page = await shop.open('/')
    await page.evaluate(IS_KEPT)
    await page.reload()
    await page.evaluate('window.isOld = true')
    await page.evaluate(UPDATED)
    expect(await page.evaluate('window.isOld')).toBe(true)
    await page.getByRole('link', { name: 'Find' }).click()
    await page.locator('.cards > li').first().waitFor()
    expect(await page.evaluate('window.isOld')).toBeUndefined()
  })
})

describe.skipIf(!executable)('an empty shop', () => {
  const shop = useAppShop([])

  test.each(LOOKS)('says what to do, in $language on a $size', async (look) => {
    const page = await shop.open('/', look)
    await page.getByRole('heading', { level: 1, name: TODAY[look.language].emptyTitle }).waitFor()
    await expectAccessible(page)
  })
})
