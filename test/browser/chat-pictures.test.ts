import { mkdtemp, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { McpUiHostContext } from '@modelcontextprotocol/ext-apps'
import type { AxeResults } from 'axe-core'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayOf } from '../../src/domain/day.ts'
import { EXTENSION, PAGE_TYPE } from '../../src/mcp/pictures.ts'
import { demoSales } from '../../src/process/demo-sales.ts'
import { plainPicture } from '../support/pictures.ts'
import { API_KEY, useShop } from '../support/shop.ts'
import { findBrowser, openBrowser } from './admin-ui.ts'
import { serveChat } from './chat.ts'
import type { Picture } from './chat-host/chat.ts'

const executable = findBrowser()
if (!executable) {
  process.stderr.write(
    'SKIPPED: no browser for the tests of pictures in a chat. Run "apt-get install chromium", or name one in CHROMIUM_BIN.\n',
  )
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the answer has
type Loose = any

const COLORS = ['#8a5a3b', '#3b5a8a', '#3b8a5a', '#8a3b5a', '#5a3b8a', '#8a8a3b']
const LIGHT: McpUiHostContext = { theme: 'light', locale: 'en-GB' }
const DARK: McpUiHostContext = { theme: 'dark', locale: 'fr-FR' }
const PHONE = { width: 390, height: 844 }
/** A busy machine takes its time. */
const SOON = { timeout: 20_000 }
const DESK = { width: 760, height: 900 }

describe.skipIf(!executable)('pictures in a chat', () => {
  const shop = useShop()
  let browser: Browser
  let chats: Awaited<ReturnType<typeof serveChat>>
  let client: Client
  let photos: string
  let axe: string
  let folder: string

  beforeAll(async () => {
    await shop.app.listen({ host: '127.0.0.1', port: 0 })
    photos = `http://127.0.0.1:${(shop.app.server.address() as AddressInfo).port}`
    const today = dayOf(new Date(), 'Europe/Paris')
    const sales = demoSales(await shop.store.readCatalogue(), today)
    await shop.store.writePastSales({ actor: 'owner', ip: '' }, 'a'.repeat(64), sales)
    client = new Client(
      { name: 'test', version: '1.0.0' },
      { capabilities: { extensions: { [EXTENSION]: { mimeTypes: [PAGE_TYPE] } } } },
    )
    const requestInit = { headers: { authorization: `Bearer ${API_KEY}` } }
    await client.connect(
      new StreamableHTTPClientTransport(new URL('/mcp', photos), { requestInit }),
    )
    await photograph('listInventory', { model: 'hermes' })
    await photograph('listReorder', {})
    browser = await openBrowser(executable ?? '')
    chats = await serveChat()
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    folder = await mkdtemp(join(tmpdir(), 'stock-pictures-'))
    process.stderr.write(`What the chat showed: ${folder}\n`)
  })
  afterAll(async () => {
    await browser?.close()
    chats?.close()
    await client?.close()
  })

  /** Gives products of an answer photos. */
  async function photograph(name: string, values: Record<string, unknown>): Promise<void> {
    const { structuredContent }: Loose = await client.callTool({ name, arguments: values })
    const skus = new Set<string>(structuredContent.items.map(({ sku }: { sku: string }) => sku))
    for (const [at, sku] of [...skus].slice(0, COLORS.length - 1).entries()) {
      const photo = await plainPicture(400, 400, COLORS[at]).jpeg().toBuffer()
      const file_data = `data:image/jpeg;base64,${photo.toString('base64')}`
      const set = await client.callTool({ name: 'setPhoto', arguments: { sku, file_data } })
      expect(set.isError).toBeUndefined()
    }
  }

  /** What a client that has the extension does: finds the page of the tool, reads it, asks the tool. */
  async function pictureOf(
    name: string,
    input: Record<string, unknown>,
    context: McpUiHostContext,
  ): Promise<Picture> {
    const { tools } = await client.listTools()
    const tool: Loose = tools.find((one) => one.name === name)
    const { contents }: Loose = await client.readResource({ uri: tool._meta.ui.resourceUri })
    const result: Loose = await client.callTool({ name, arguments: input })
    return {
      html: contents[0].text,
      csp: contents[0]._meta.ui.csp,
      context: { ...context, toolInfo: { tool } },
      input,
      result,
    }
  }

  async function openChat(viewport = PHONE) {
    const page = await browser.newPage({ viewport })
    page.setDefaultTimeout(20_000)
    const requests: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    const chat = await chats.open(page)
    return { page, chat, picture: chat.picture, requests, complaints }
  }

  /** What a checker of accessibility finds in the picture (WCAG 2.2 AA and good practice). */
  async function expectAccessible(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
    const frame = page.frames().at(-1) ?? page.mainFrame()
    await frame.evaluate(axe)
    const { violations, passes } = (await frame.evaluate('axe.run()')) as AxeResults
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    expect(passes.length).toBeGreaterThan(10)
    const wide = await frame.evaluate('document.documentElement.scrollWidth > innerWidth')
    expect(wide, `${name} is wider than its frame`).toBe(false)
  }

  test('stock is cards with photos, in the strictest frame, which loads nothing but the photos', async () => {
    const input = { model: 'hermes' }
    const { page, chat, picture, requests, complaints } = await openChat()
    const shown = await pictureOf('listInventory', input, LIGHT)
    await chat.show(shown)
    await picture.getByRole('heading', { level: 1, name: 'Stock', exact: true }).waitFor()
    const cards = picture.getByRole('article')
    await expect.poll(() => cards.count(), SOON).toBe(4)
    const first = cards.first()
    await first.getByRole('heading', { name: 'Hermès, Blanche' }).waitFor()
    await first.getByText('Femme · €170').waitFor()
    await first.getByText('21 available').waitFor()
    expect(await first.getByRole('listitem').allTextContents()).toEqual([
      ...['36 3', '37 4', '38 5', '39 4', '40 2', '41 3'],
    ])
    for (const card of await cards.all()) {
      await expect.poll(() => widthOf(card.locator('img')), SOON).toBe(400)
    }
    await expectAccessible(page, 'stock-en-light-phone')

    const others = requests.filter((url) => !url.includes('/sandbox?') && !/:\d+\/$/.test(url))
    // The browser may tell late of a frame, and not of what that has loaded by then.
    expect(others.length).toBeLessThanOrEqual(4)
    for (const url of others) {
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/files\/products\/.*\?thumb=400x400$/)
      expect(new URL(url).origin).toBe(photos)
    }
    expect(complaints).toEqual([])
    const { app, sizes, calls } = await chat.seen()
    expect(app).toMatchObject({ name: 'stock-assistant' })
    expect(sizes.at(-1)).toMatchObject({ width: 374, height: await heightOf(page) })
    expect(calls).toEqual([])
    await page.close()
  })

  test('a table says what the cards do, and is opened by keyboard', async () => {
    const { page, chat, picture } = await openChat(DESK)
    const shown = await pictureOf('listInventory', { model: 'hermes', color: 'white' }, LIGHT)
    await chat.show(shown)
    const opener = picture.getByText('As a table')
    await opener.waitFor()
    for (let at = 0; at < 5 && !(await opener.evaluate(isFocused)); at++) {
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    const rows = picture.getByRole('row')
    await expect.poll(() => rows.count(), SOON).toBe(7)
    expect(await rows.nth(1).getByRole('rowheader').textContent()).toBe('Hermès, Blanche, Femme')
    expect(await rows.nth(1).getByRole('cell').allTextContents()).toEqual([
      ...['36', 'Shop', '3', '0', '3', '0'],
    ])
    await expectAccessible(page, 'stock-table')
    await page.close()
  })

  test('photos that the chat does not let in become letters', async () => {
    const input = { model: 'hermes' }
    const { page, chat, picture } = await openChat()
    const { csp: _, ...shown } = await pictureOf('listInventory', input, LIGHT)
    await chat.show(shown)
    await expect.poll(() => picture.getByText('He', { exact: true }).count(), SOON).toBe(4)
    expect(await picture.locator('img').count()).toBe(0)
    await page.close()
  })

  test('what to order: how many of which sizes, and whether that is a guess', async () => {
    const { page, chat, picture, complaints } = await openChat(DESK)
    const shown = await pictureOf('listReorder', {}, LIGHT)
    const { items, total } = dataOf(shown)
    await chat.show(shown)
    await picture.getByRole('heading', { level: 1, name: 'What to order' }).waitFor()
    const cards = picture.getByRole('article')
    await expect.poll(() => cards.count(), SOON).toBe(6)
    const [first] = items
    await cards
      .first()
      .getByRole('heading', { name: `${first.model}, ${first.color}` })
      .waitFor()
    await cards.first().getByText(`To order ${first.suggested}`).waitFor()
    await picture.getByText(`20 of ${total}: ask for the others.`).waitFor()
    await expectAccessible(page, 'reorder-en-light-desk')
    await picture.getByRole('button', { name: 'Show all 20' }).click()
    await expect.poll(() => cards.count(), SOON).toBe(20)

    const guess = {
      ...first,
      per_week: null,
      days_of_cover: null,
      confidence: null,
      reasons: ['sold_out'],
    }
    const rough = { ...first, sku: 'ROUGH', confidence: 'none' }
    await chat.show({ ...shown, result: answer({ items: [guess, rough], total: 2 }) })
    await cards.first().getByText('not known').waitFor()
    await cards.first().getByText('Nobody can know how fast it sells').waitFor()
    await cards.nth(1).getByText('(a guess)').waitFor()
    await chat.show({ ...shown, result: answer({ items: [], total: 0 }) })
    await picture.getByText('Nothing to order.').waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })

  test('sales are a plot of days with the time before, of the measure that was asked for', async () => {
    const { page, chat, picture, complaints } = await openChat(DESK)
    const input = { group: 'day', period: 'last_30_days', compare: 'previous' }
    const shown = await pictureOf('getStats', input, LIGHT)
    const { items, total } = dataOf(shown)
    await chat.show(shown)
    await picture.getByRole('figure').getByText('Units by day (less returns)').waitFor()
    const bars = picture.locator('.plot rect.bar')
    await expect.poll(() => bars.count(), SOON).toBe(items.length + 1)
    const before = items.reduce((sum: number, item: Loose) => sum + (item.units_before ?? 0), 0)
    expect(before).toBeGreaterThan(0)
    await picture.getByText('The time before', { exact: true }).first().waitFor()
    expect(await picture.locator('.plot rect.behind').count()).toBe(items.length + 1)
    await picture
      .getByText(/^[+-]\d+% on the time before$/)
      .first()
      .waitFor()
    const tile = picture.locator('.tiles > div').first()
    expect(await tile.textContent()).toContain(`Sold${total.units}`)
    await expectAccessible(page, 'stats-days-en-light-desk')
    await picture.getByRole('button', { name: 'Revenue' }).click()
    await picture.getByRole('figure').getByText('Revenue by day (less returns)').waitFor()
    await picture.getByText('As a table').click()
    const rows = picture.getByRole('row')
    await expect.poll(() => rows.count(), SOON).toBe(items.length + 1)
    expect(await rows.nth(1).textContent()).toContain(items[0].revenue.toLocaleString('en-GB'))

    await chat.show(await pictureOf('getStats', { sort: 'revenue' }, LIGHT))
    await picture.getByRole('figure').getByText('Revenue by product (less returns)').waitFor()
    await chat.show(await pictureOf('getStats', { only: 'slow', limit: 3 }, LIGHT))
    await picture.getByRole('figure').getByText('Slow: on hand').waitFor()
    expect(await bars.count()).toBe(3)
    expect(complaints).toEqual([])
    await page.close()
  })

  test.each([
    ['listInventory', { model: 'hermes' }, 'Stock', '21 disponible'],
    ['listReorder', {}, 'À commander', 'Il manque une pointure qui se vend'],
    // What the demo shop sold in 30 days differs by the day; how it is written does not.
    ['getStats', { compare: 'previous', period: 'last_30_days' }, 'Ventes', /^\d\d\s\d{3}\s€$/],
    ['getStats', { group: 'week', period: 'last_30_days' }, 'Ventes', /^Unités par semaine/],
  ] as const)('%s %j in French and dark', async (name, input, title, said) => {
    const { page, chat, picture, complaints } = await openChat()
    const shown = await pictureOf(name, input, DARK)
    await chat.show(shown)
    await picture.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
    expect(await picture.locator('html').getAttribute('lang')).toBe('fr')
    expect(await picture.locator('html').evaluate(schemeOf)).toBe('dark')
    const group = 'group' in input ? `-${input.group}` : ''
    await expectAccessible(page, `${name}${group}-fr-dark-phone`)
    await picture.getByText(said).first().waitFor()
    if (group) await picture.getByText(/^En partie seulement : .*[^.]\.$/).waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })

  test('it follows the chat: its theme, its language and its colours, also later', async () => {
    const { page, chat, picture } = await openChat()
    const shown = await pictureOf('listInventory', { model: 'hermes' }, LIGHT)
    await chat.show(shown)
    const background = () => picture.locator('body').evaluate(backgroundOf)
    await picture.getByRole('heading', { name: 'Stock' }).waitFor()
    expect(await background()).toBe('rgb(255, 255, 255)')
    const variables = { '--color-background-primary': 'light-dark(#fefefe, #010203)' }
    await chat.change({ ...DARK, styles: { variables: variables as Loose } })
    await expect.poll(background, SOON).toBe('rgb(1, 2, 3)')
    await picture.getByText('21 disponible').waitFor()
    await chat.change({ theme: 'light', locale: 'de-CH' })
    await picture.getByText('21 available').waitFor()
    await page.close()
  })

  test('it waits, and says when nothing comes', async () => {
    const { page, chat, picture } = await openChat()
    const shown = await pictureOf('getStats', {}, DARK)
    await chat.show({ ...shown, result: null })
    await picture.getByRole('status').getByText('Un instant…').waitFor()
    await chat.cancel()
    await picture.getByRole('status').getByText('La question a été annulée.').waitFor()
    await page.close()
  })

  test('a refusal is told in its own words', async () => {
    const { page, chat, picture } = await openChat()
    const shown = await pictureOf('listInventory', { model: 'hermes', location: 'Moon' }, LIGHT)
    expect(shown.result?.isError).toBe(true)
    await chat.show(shown)
    await picture.getByText(/Moon/).waitFor()
    expect(await picture.getByText('problems').count()).toBe(0)
    await page.close()
  })

  test.each([
    ['listInventory', { model: 'hermes' }],
    ['listReorder', {}],
    ['getStats', {}],
  ] as const)(
    'where a chat leaves the data out, %s asks again, or shows the sentence',
    async (name, input) => {
      const { page, chat, picture } = await openChat()
      const shown = await pictureOf(name, input, LIGHT)
      const { structuredContent: _, ...bare } = shown.result as Loose
      await chat.show({ ...shown, result: bare, again: shown.result as Loose })
      await picture.locator('article, figure').first().waitFor()
      expect((await chat.seen()).calls).toEqual([{ name, arguments: input }])
      await chat.show({ ...shown, result: bare })
      const sentence = bare.content[0].text.split('\n')[0]
      await expect.poll(() => picture.locator('main > p').textContent(), SOON).toBe(sentence)
      await page.close()
    },
  )

  test('it takes leave, and refuses what it does not know', async () => {
    const { page, chat } = await openChat()
    await chat.show(await pictureOf('getStats', {}, LIGHT))
    const { closed, unknown } = await chat.close()
    expect(closed).toEqual({})
    expect(unknown).toMatch(/There is no tools\/list here/)
    await page.close()
  })

  test('names of products are text, whatever is in them', async () => {
    const { page, chat, picture, complaints, requests } = await openChat()
    const shown = await pictureOf('listInventory', { model: 'hermes', limit: 1 }, LIGHT)
    const [shelf] = dataOf(shown).items
    const model = '<img src=x onerror="document.title=1"></script><script>document.title=2</script>'
    await chat.show({ ...shown, result: answer({ items: [{ ...shelf, model }], total: 1 }) })
    await picture.getByRole('heading', { level: 2, name: model }).waitFor()
    expect(await picture.locator('img[src=x]').count()).toBe(0)
    expect(requests.filter((url) => url.endsWith('/x'))).toEqual([])
    expect(complaints).toEqual([])
    await page.close()
  })

  test('it listens to the chat alone', async () => {
    const { page, chat, picture } = await openChat()
    await chat.show(await pictureOf('listInventory', { model: 'hermes' }, LIGHT))
    await picture.getByText('21 available').waitFor()
    const forged = {
      jsonrpc: '2.0',
      method: 'ui/notifications/tool-result',
      params: { structuredContent: { items: [], total: 0 } },
    }
    const frame = page.frames().at(-1)
    await frame?.evaluate(
      `new Promise((heard) => {
        addEventListener('message', heard, { once: true })
        postMessage(${JSON.stringify(forged)}, '*')
      }).then(() => new Promise(requestAnimationFrame))`,
    )
    expect(await picture.getByRole('article').count()).toBe(4)
    await page.close()
  })

  test('it runs in a frame that keeps its origin as well', async () => {
    const { page, chat, picture, complaints } = await openChat()
    const shown = await pictureOf('listInventory', { model: 'hermes' }, LIGHT)
    await chat.show({ ...shown, frame: 'allow-scripts allow-same-origin allow-forms' })
    await picture.getByText('21 available').waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })
})

/** A result of a tool with this answer. */
const answer = (structuredContent: Record<string, unknown>) => ({
  content: [{ type: 'text' as const, text: 'An answer.' }],
  structuredContent,
})

const dataOf = ({ result }: Picture): Loose => result?.structuredContent

// Asked in the page, which has what this process has not.
const widthOf = (image: Locator) => image.evaluate((one: Loose) => one.naturalWidth)
const isFocused = (element: Loose) => element.matches(':focus, :focus-within')
const schemeOf = (element: Loose) => element.style.colorScheme
const backgroundOf = (element: Loose) =>
  element.ownerDocument.defaultView.getComputedStyle(element).backgroundColor

/** Height of the frame that the chat gave the picture. */
const heightOf = async (page: Page) => (await page.locator('iframe').boundingBox())?.height
