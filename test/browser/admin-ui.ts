import { accessSync, constants } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Locator, type Page, type Response } from 'playwright-core'

/** What a form answers when it was saved; else it answers what staff are told. */
export const SAVED = 'saved'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The browser named in CHROMIUM_BIN, or the one on this machine, if any. */
export function findBrowser(): string | undefined {
  if (process.env.CHROMIUM_BIN) return process.env.CHROMIUM_BIN
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(':')]
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Starts a browser that asks nothing of the internet. @param more arguments of its own */
export const openBrowser = (
  executablePath: string,
  more: readonly string[] = [],
): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ...more,
    ],
  })

/** PocketBase's admin UI, used as staff use it. */
export interface AdminUi {
  readonly page: Page
  signIn(url: string, account: { email: string; password: string }): Promise<void>
  /** Opens the list of a collection. */
  list(collection: string): Promise<void>
  /** The line of the list that tells of this variant and has the other words too. */
  line(variant: string, ...words: string[]): Locator
  edit(line: Locator): Promise<Form>
  create(): Promise<Form>
}

export interface Form {
  fill(field: string, value: string | number): Promise<void>
  /** Chooses one of the values of a select field. */
  choose(field: string, value: string): Promise<void>
  /** Chooses a record with the picker of a relation field. */
  pick(field: string, record: string): Promise<void>
  save(): Promise<string>
  delete(): Promise<string>
  /** Closes the form and gives its changes up. */
  discard(): Promise<void>
}

/** Opens an empty page in a profile of its own: the UI keeps drafts and columns in the browser. */
export async function openAdminUi(browser: Browser): Promise<AdminUi> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  page.setDefaultTimeout(20_000)
  return {
    page,
    async signIn(url, { email, password }) {
      await page.goto(`${url}/_/`)
      await page.getByLabel('Email').fill(email)
      await page.getByLabel('Password', { exact: true }).fill(password)
      await page.getByRole('button', { name: 'Login' }).click()
      await page.getByRole('button', { name: email }).waitFor()
    },
    async list(collection) {
      await page.locator('.collections-list').getByTitle(collection, { exact: true }).click()
      await page.locator('.breadcrumbs').getByTitle(collection, { exact: true }).waitFor()
    },
    line(variant, ...words) {
      const cell = page.locator('td.col-field-name-variant', { hasText: variant })
      const lines = page.locator('tbody tr').filter({ has: cell })
      return words.reduce((rest, hasText) => rest.filter({ hasText }), lines)
    },
    async edit(line) {
      await line.getByRole('cell').last().click()
      return formOn(page)
    },
    async create() {
      await page.getByRole('button', { name: 'New record' }).click()
      return formOn(page)
    },
  }
}

/** The form that is open on the page, or will be. */
export function formOn(page: Page): Form {
  const form = page.locator('.record-upsert-modal')
  const popup = page.locator('.modal.popup[data-modal-state=open]')
  const input = (field: string) => form.getByLabel(field, { exact: true })
  const button = (name: string | RegExp) => form.getByRole('button', { name, exact: true })

  /** Clicks, and waits until the page shows what came of it. */
  async function submit(click: Locator): Promise<string> {
    const [response] = await Promise.all([page.waitForResponse(isWrite), click.click()])
    if (response.ok()) {
      await form.waitFor({ state: 'hidden' })
      return SAVED
    }
    const { message } = (await response.json()) as { message: string }
    await page.locator('.toast.error').getByText(message, { exact: true }).first().waitFor()
    return message
  }

  return {
    async fill(field, value) {
      // The form cannot be clicked while it still loads the newest values.
      await input(field).click()
      await input(field).fill(String(value))
    },
    async choose(field, value) {
      await button(new RegExp(`^${field}\\b`)).click()
      await button(value).click()
    },
    async pick(field, record) {
      await form.locator(`[name=${field}]`).getByText('Open records picker').click()
      await popup.locator('.list-item', { hasText: record }).locator('.state-icon').click()
      await popup.getByText('Set selection').click()
      await popup.waitFor({ state: 'hidden' })
    },
    save: () => submit(button(/^(Save changes|Create)$/)),
    async delete() {
      await button('More options').click()
      await button('Delete').click()
      return submit(popup.getByRole('button', { name: 'Delete record' }))
    },
    async discard() {
      await button('Close').click()
      await popup.getByRole('button', { name: 'Yes, discard' }).click()
      await form.waitFor({ state: 'hidden' })
    },
  }
}

const isWrite = (response: Response): boolean =>
  response.request().method() !== 'GET' && response.url().includes('/records')

/** Keeps what the page shows, and says where. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stock-browser-'))
  const path = join(folder, `${name.replaceAll(/\W+/g, '-')}.png`)
  await page.screenshot({ path })
  process.stderr.write(`What the page showed: ${path}\n`)
}
