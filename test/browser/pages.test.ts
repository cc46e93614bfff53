import { mkdtemp, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPeopleService } from '../../src/features/people/people.ts'
import { WORDS } from '../../src/http/pages/words.ts'
import { type Mailbox, mailbox } from '../support/mailbox.ts'
import { oidcProvider } from '../support/oidc-provider.ts'
import { product, useShop } from '../support/shop.ts'
import { findBrowser, openBrowser } from './admin-ui.ts'

const executable = findBrowser()
if (!executable) {
  process.stderr.write(
    'SKIPPED: no browser for the tests of the pages. Run "apt-get install chromium", or name one in CHROMIUM_BIN.\n',
  )
}

const BY = { actor: 'test', ip: '' }
const PASSWORD = 'a long enough password'
const PHONE = { width: 360, height: 740 }

describe.skipIf(!executable)('people on the pages', () => {
  const shop = useShop([product('A', 'Amor', { 38: 1 })])
  let browser: Browser
  let base: string
  let mail: Mailbox
  let provider: Awaited<ReturnType<typeof oidcProvider>>
  let axe: string
  let folder: string

  beforeAll(async () => {
    browser = await openBrowser(executable ?? '')
    await shop.app.listen({ host: '127.0.0.1', port: 0 })
    base = `http://127.0.0.1:${(shop.app.server.address() as AddressInfo).port}`
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    mail = await mailbox()
    const smtp = { enabled: true, host: '127.0.0.1', port: mail.port }
    await shop.client.request('/api/settings', { method: 'PATCH', body: { smtp } })
    provider = await oidcProvider()
    const oauth2 = { enabled: true, providers: [provider.settings] }
    await shop.client.request('/api/collections/users', { method: 'PATCH', body: { oauth2 } })
    folder = await mkdtemp(join(tmpdir(), 'stock-pages-'))
    process.stderr.write(`What the pages showed: ${folder}\n`)
  })
  afterAll(async () => {
    await browser?.close()
    mail?.close()
    provider?.close()
  })

  const people = () => createPeopleService({ store: shop.people })

  /**
   * What a checker of accessibility finds in the page (WCAG 2.2 AA and good practice). The page lets
   * no script in, so this one is run from outside.
   */
  async function expectAccessible(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
    await page.evaluate(axe)
    const { violations, passes } = (await page.evaluate('axe.run()')) as AxeResults
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    expect(passes.length).toBeGreaterThan(10)
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    expect(wide, `${name} is wider than a phone`).toBe(false)
  }

  const focused = (page: Page) => page.evaluate('document.activeElement.id')

  test.each([
    ['en', 'light'],
    ['fr', 'dark'],
  ] as const)('join, look, sign out and sign in, in %s and %s', async (lang, colorScheme) => {
    const words = WORDS[lang]
    const email = `lea.${lang}@shop.test`
    const { secret } = await people().invite({ email, role: 'staff', location: 'Shop' }, BY)
    const context = await browser.newContext({
      locale: lang,
      colorScheme,
      viewport: PHONE,
      javaScriptEnabled: true,
    })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    const type = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text)
    const expectTitle = (title: string) =>
      page.getByRole('heading', { name: title, level: 1, exact: true }).waitFor()

    await page.goto(`${base}/join/${secret}`)
    await expectTitle(words.joinTitle)
    await expectAccessible(page, `${lang}-join`)
    await type(words.name, 'Léa')
    await type(words.newPassword, 'qwertyuiop')
    await type(words.passwordAgain, 'qwertyuiop')
    await press(words.join)
    await page.getByRole('alert').getByText(words.passwordFaults.common).waitFor()
    expect(await focused(page)).toBe('password')
    expect(await page.title()).toMatch(new RegExp(`^${words.errorTitle}: `))
    await expectAccessible(page, `${lang}-join-refused`)
    await type(words.newPassword, PASSWORD)
    await type(words.passwordAgain, PASSWORD)
    await press(words.join)

    await expectTitle(words.accountTitle)
    expect(page.url()).toBe(`${base}/account`)
    await page.getByText(words.roles.staff, { exact: true }).waitFor()
    await expectAccessible(page, `${lang}-account`)
    await press(words.signOut)

    await expectTitle(words.signIn)
    await expectAccessible(page, `${lang}-sign-in`)
    await page.goto(`${base}/account`)
    await expectTitle(words.signIn)
    await type(words.email, email)
    await type(words.password, 'a wrong password')
    await press(words.signIn)
    await page.getByRole('alert').getByText(words.wrongPassword).waitFor()
    expect(await focused(page)).toBe('password')
    await expectAccessible(page, `${lang}-sign-in-refused`)
    await type(words.password, PASSWORD)
    await page.keyboard.press('Enter')
    await expectTitle(words.accountTitle)

    await press(words.signOut)
    await page.getByRole('link', { name: words.signInAt('Test ID'), exact: true }).waitFor()
    await type(words.email, email)
    await press(words.sendCode)
    await expectTitle(words.codeTitle)
    await expectAccessible(page, `${lang}-code`)
    await expect.poll(() => mail.messages.at(-1)).toContain(words.codeSubject)
    await type(words.code, /\b\d{8}\b/.exec(mail.messages.at(-1) ?? '')?.[0] ?? '')
    await press(words.signIn)
    await expectTitle(words.accountTitle)

    await page.goto(`${base}/join/${secret}`)
    await expectTitle(words.linkEndedTitle)
    await expectAccessible(page, `${lang}-ended`)
    // A refused form and a link that has ended are told as errors of loading; the policy is never broken.
    expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([])
    await context.close()
  })

  test('a form works without JavaScript', async () => {
    const made = await people().invite(
      { email: 'old@shop.test', role: 'owner', location: null },
      BY,
    )
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en' })
    const page = await context.newPage()
    await page.goto(`${base}/join/${made.secret}`)
    await page.getByLabel(WORDS.en.name).fill('Olga')
    await page.getByLabel(WORDS.en.newPassword).fill(PASSWORD)
    await page.getByLabel(WORDS.en.passwordAgain).fill(PASSWORD)
    await page.getByRole('button', { name: WORDS.en.join }).click()
    await page.getByText('old@shop.test').waitFor()
    await context.close()
  })

  test('a page of another site cannot send a form of ours', async () => {
    const page = await browser.newPage({ locale: 'en' })
    await page.route('http://evil.test/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<form method="post" action="${base}/sign-out"><button>Win</button></form>`,
      }),
    )
    await page.goto('http://evil.test/')
    await page.getByRole('button', { name: 'Win' }).click()
    await page.getByText(WORDS.en.notFromHere).waitFor()
    await page.close()
  })
})
