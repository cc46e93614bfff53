import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import sharp from 'sharp'
import { SetupError } from '../src/domain/errors.ts'
import { print } from '../src/process/terminal.ts'
import { keyOf, startShop } from './bench/processes.ts'
import { run } from './run.ts'

// Pictures of every screen of the owner's page on the demo shop, in both sizes, languages and themes, in
// .cache/screenshots; and the four that the README shows, in docs/screens.

const ROOT = resolve(import.meta.dirname, '..')
const ALL = join(ROOT, '.cache/screenshots')
const SHOWN = join(ROOT, 'docs/screens')

const PHONE = { width: 390, height: 844 }
const DESKTOP = { width: 1280, height: 800 }

const LOOKS = [
  { name: 'phone-en-light', locale: 'en-GB', colorScheme: 'light', viewport: PHONE },
  { name: 'phone-fr-dark', locale: 'fr-FR', colorScheme: 'dark', viewport: PHONE },
  { name: 'desktop-en-dark', locale: 'en-GB', colorScheme: 'dark', viewport: DESKTOP },
  { name: 'desktop-fr-light', locale: 'fr-FR', colorScheme: 'light', viewport: DESKTOP },
] as const

/** Screens by their addresses. */
const SCREENS = {
  today: '/',
  find: '/find?q=hermes',
  product: '/product/5-NOI',
  order: '/order',
  count: '/count',
  delivery: '/delivery',
  history: '/history',
  more: '/more',
  figures: '/more/figures',
  photos: '/more/photos',
  import: '/more/import',
  export: '/more/export',
  people: '/more/people',
  connections: '/more/connections',
  webhooks: '/more/webhooks',
  keys: '/more/keys',
}

/** Those of the README, from a phone in English by day. */
const OF_README = ['today', 'product', 'order', 'history'] as const

/** What the owner says to her chat on the day of the pictures. */
const SAID = [
  ['registerSale', { model: 'ermes', color: 'white', size: '38', quantity: 2 }],
  ['registerSale', { model: 'togo', color: 'noir', size: '43', quantity: 1 }],
  ['registerSale', { model: 'air force', color: 'blanche', size: '42', quantity: 1 }],
  ['reserveStock', { model: 'togo noir', size: '42', quantity: 1, reference: 'Paul' }],
] as const

await run(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stock-screens-'))
  const shop = await startShop(folder, { DIGEST_AT: 'never', CHECK_STOCK_AT: 'never' })
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] })
  try {
    await fillDay(shop.address, keyOf(folder))
    const signedIn = await letOwnerJoin(browser, folder, shop.address)
    await mkdir(ALL, { recursive: true })
    await mkdir(SHOWN, { recursive: true })
    for (const { name: look, ...options } of LOOKS) {
      const context = await browser.newContext({ ...options, storageState: signedIn })
      const page = await context.newPage()
      for (const [name, place] of Object.entries(SCREENS)) {
        await show(page, `${shop.address}/app/#${place}`)
        await writeFile(join(ALL, `${name}-${look}.png`), await page.screenshot({ fullPage: true }))
        const isShown = look === LOOKS[0].name && OF_README.some((one) => one === name)
        if (isShown)
          await writeFile(join(SHOWN, `${name}.png`), await small(await page.screenshot()))
      }
      await context.close()
    }
    print(`${LOOKS.length * Object.keys(SCREENS).length} pictures are in ${ALL}.`)
  } finally {
    await browser.close()
    await shop.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
})

/** Opens a screen, and waits until all that it asks is answered. */
async function show(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.locator('h1').first().waitFor()
  await page.locator('.waiting').first().waitFor({ state: 'detached' })
}

/** A picture of a screen for git: of few colours, as it has. */
function small(picture: Buffer): Promise<Buffer> {
  return sharp(picture).png({ palette: true, colours: 64, effort: 10 }).toBuffer()
}

/** Does what the owner says to her chat, and a delivery that arrives. */
async function fillDay(address: string, key: string): Promise<void> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-06-18',
  }
  const send = async (path: string, body: object) => {
    const response = await fetch(address + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new SetupError(`${path}: ${await response.text()}`)
  }
  const delivery = ['42', '43', '44'].map((size) => ({
    ...{ action: 'add_stock', sku: '5-NOI', size, quantity: 2, reference: 'PO-17' },
  }))
  await send('/inventory/batch', { lines: delivery })
  for (const [name, values] of SAID) {
    const params = { name, arguments: values }
    await send('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params })
  }
}

/** Lets an owner join by a link, as people do. @returns what keeps her signed in */
async function letOwnerJoin(browser: Browser, folder: string, address: string) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(ROOT, 'scripts/user.ts'), 'invite', 'ines@shop.example', '--role', 'owner'],
    // biome-ignore lint/style/noProcessEnv: the command gets what this one got
    { env: { ...process.env, DATA_DIR: folder } },
  )
  const path = /\/join\/\S+/.exec(stdout)?.[0] ?? ''
  const context: BrowserContext = await browser.newContext({ locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(address + path)
  await page.getByLabel('Your name').fill('Inès')
  await page.getByLabel('New password').fill('shoes and more shoes')
  await page.getByLabel('The same password again').fill('shoes and more shoes')
  await page.getByRole('button', { name: 'Join' }).click()
  await page.waitForURL(/account/)
  const state = await context.storageState()
  await context.close()
  return state
}

/** The browser of this machine. */
function findBrowser(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  // biome-ignore lint/style/noProcessEnv: where programs are, and which one is meant
  const { PATH = '', CHROMIUM_BIN } = process.env
  const places = PATH.split(':').flatMap((place) => names.map((name) => join(place, name)))
  const found = [CHROMIUM_BIN ?? '', ...places].find(isExecutable)
  if (!found)
    throw new SetupError('There is no browser: install chromium, or name one in CHROMIUM_BIN.')
  return found
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return path !== ''
  } catch {
    return false
  }
}
