import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { ACT } from '../../src/web/labels/act.ts'
import { CHARTS } from '../../src/web/labels/charts.ts'
import { FIGURES } from '../../src/web/labels/figures.ts'
import { HISTORY } from '../../src/web/labels/history.ts'
import { IMPORT } from '../../src/web/labels/import.ts'
import { MORE } from '../../src/web/labels/more.ts'
import { OFFICE } from '../../src/web/labels/office.ts'
import { ORDER } from '../../src/web/labels/order.ts'
import { SCREENS } from '../../src/web/labels/screens.ts'
import { SHELL } from '../../src/web/labels/shell.ts'
import { product } from '../support/shop.ts'
import {
  executable,
  expectAccessible,
  LOOKS,
  PATIENCE,
  useAppShop,
  watchComplaints,
} from './app-shop.ts'

const heading = (page: Page, name: string, level = 1) =>
  page.getByRole('heading', { level, name, exact: true })
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

const choose = (page: Page, name: string) => page.getByRole('radio', { name, exact: true }).check()

/** What a press downloads. */
async function download(page: Page, start: () => Promise<void>) {
  const [file] = await Promise.all([page.waitForEvent('download'), start()])
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
}

describe.skipIf(!executable)('what to order', () => {
  const shop = useAppShop([
    product('GAP', 'Gap', { 37: 0, 38: 0, 39: 3, 40: 2 }, { supplier: 'Atlas' }),
    product('MIN', 'Minimum', { 37: 1, 38: 2, 39: 2, 40: 1 }, { reorderPoint: 8, packSize: 6 }),
    product('FULL', 'Full', { 37: 4, 38: 9, 39: 9, 40: 4 }),
  ])

  test.each(LOOKS)('is one tap away, with its reason, in $language on a $size', async (look) => {
    const labels = ORDER[look.language]
    const page = await shop.open('/', look)
    const complaints = watchComplaints(page)
    await page.getByRole('link', { name: SCREENS[look.language].order, exact: true }).click()
    await heading(page, labels.title).waitFor()
    const items = page.locator('.orders > li')
    await expect.poll(() => items.count(), PATIENCE).toBe(2)
    const gap = items.filter({ hasText: 'Gap' })
    await gap.getByText(labels.broken).waitFor()
    await gap.locator('summary').click()
    expect(await gap.locator('details p').textContent()).toContain('38')
    await expectAccessible(page)
    expect(complaints).toEqual([])
  })

  test('is what is ticked: as a file, as a message, and noted as ordered after a second press', async () => {
    const page = await shop.open('/order', {
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
    })
    const labels = ORDER.en
    const ticks = page.locator('.orders').getByRole('checkbox')
    await expect.poll(() => ticks.count(), PATIENCE).toBe(2)
    await page.locator('.orders > li').filter({ hasText: 'Minimum' }).getByRole('checkbox').click()
    await page.getByText(labels.chosen(1, labels.unitsOf(2, '2'))).waitFor()
    const gap = page.locator('.orders > li').filter({ hasText: 'Gap' })
    await gap.locator('summary').click()
    const amount = gap.getByLabel(`${labels.size} 38`)
    expect(await amount.inputValue()).toBe('1')
    await amount.fill('4')
    await amount.blur()
    await page.getByText(labels.chosen(1, labels.unitsOf(5, '5'))).waitFor()

    const { name, bytes } = await download(page, () => press(page, 'CSV'))
    expect(name).toBe('to-order.csv')
    expect(bytes.toString()).toBe(
      '\uFEFFSupplier,SKU,Product,Size,units\r\nAtlas,GAP,"Gap, Noir, Femme",37,1\r\nAtlas,GAP,"Gap, Noir, Femme",38,4\r\n',
    )
    // This browser shares nothing, so that it copies.
    await press(page, labels.share)
    await page.getByText(labels.copied).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      'Atlas\nGap, Noir, Femme (GAP): 37 × 1, 38 × 4',
    )

    await press(page, labels.noted)
    expect((await shop.get('/orders')).body.total).toBe(0)
    await press(page, labels.sureNoted(labels.unitsOf(5, '5')))
    await page.getByText('PO-0001').first().waitFor()
    const { items } = (await shop.get('/orders')).body
    expect(
      items[0].lines.map(({ sku, size, ordered }: Record<string, unknown>) => [sku, size, ordered]),
    ).toEqual([
      ['GAP', '37', 1],
      ['GAP', '38', 4],
    ])
    await expect.poll(() => ticks.count(), PATIENCE).toBe(1)
    await expectAccessible(page)

    const onItsWay = page.locator('section').filter({ hasText: labels.onItsWay })
    await onItsWay.getByRole('button').click()
    await onItsWay.getByRole('button', { name: labels.sureCancel }).click()
    await expect.poll(async () => (await shop.get('/orders')).body.total, PATIENCE).toBe(0)
    await expect.poll(() => ticks.count(), PATIENCE).toBe(2)
  })

  test('what is being typed stays while the shop changes', async () => {
    const page = await shop.open('/order')
    const budget = page.getByLabel(ORDER.en.budget)
    const asked = () => page.waitForResponse((answer) => answer.url().includes('/reorder'))
    await page.locator('.orders > li').first().waitFor()
    await budget.pressSequentially('12')
    const again = asked()
    await shop.post('/inventory/sale', { sku: 'FULL', size: '38', quantity: 1 })
    await again
    await budget.pressSequentially('00')
    expect(await budget.inputValue()).toBe('1200')
    const narrowed = page.waitForRequest((request) => request.url().includes('budget=1200'))
    await budget.blur()
    await narrowed
  })

  test('without a connection no list stands for one that was not read yet', async () => {
    const page = await shop.open('/order')
    const items = page.locator('.orders > li')
    await items.first().waitFor()
    await page.context().setOffline(true)
    await choose(page, ORDER.en.low)
    await heading(page, SHELL.en.goneTitle).waitFor()
    expect(await items.count()).toBe(0)
  })

  test('is shown to those who only look, without what they may not do', async () => {
    const page = await shop.open('/order', { role: 'viewer' })
    await press(page, ORDER.en.share)
    expect(await page.getByRole('button', { name: ORDER.en.noted, exact: true }).count()).toBe(0)
    expect(await page.getByText('€').count()).toBe(0)
  })
})

describe.skipIf(!executable)('orders to two suppliers', () => {
  const shop = useAppShop([
    product('SOLO', 'Solo', { 38: 1 }, { supplier: 'Atlas', reorderPoint: 8 }),
    product('DUO', 'Duo', { 38: 1 }, { supplier: 'Bata', reorderPoint: 8 }),
  ])

  test('one that got no answer is noted once, and so are the others after it', async () => {
    const page = await shop.open('/order')
    const note = async () => {
      await press(page, ORDER.en.noted)
      await page.getByRole('button', { name: /^Note .+ as ordered/ }).click()
    }
    const amounts = page.locator('.amounts input')
    await expect.poll(() => amounts.count(), PATIENCE).toBe(2)
    for (const summary of await page.locator('.orders summary').all()) await summary.click()
    for (const amount of await amounts.all()) {
      await amount.fill('1')
      await amount.blur()
    }
    await page.route('**/orders', (route) => route.abort(), { times: 1 })
    await note()
    await press(page, ACT.en.tryAgain)
    const orders = async () => (await shop.get('/orders?status=open')).body
    await expect.poll(async () => (await orders()).total, PATIENCE).toBe(1)
    // More of it is to be ordered still, but not again what just was.
    const values = () =>
      Promise.all([amounts.first().inputValue(), amounts.nth(1).inputValue()]).then((all) =>
        all.map(Number).toSorted((one, other) => one - other),
      )
    await expect.poll(async () => (await values())[1], PATIENCE).toBeGreaterThan(1)
    expect((await values())[0]).toBe(1)
  })
})

describe.skipIf(!executable)('what was done', () => {
  const shop = useAppShop([product('HER', 'Hermès', { 38: 5, 39: 0 }, { color: 'Blanche' })])

  test.each(LOOKS)(
    'is told as it was said, understood and done, in $language on a $size',
    async (look) => {
      const labels = HISTORY[look.language]
      const sale = { model: 'ermes', color: 'white', size: '38', quantity: 1 }
      expect((await shop.post('/inventory/sale', sale)).status).toBe(201)
      const page = await shop.open('/history', look)
      const complaints = watchComplaints(page)
      const [card] = [page.locator('.requests > li').first()]
      await card.getByText('ermes white').waitFor()
      await card.getByText(labels.close).waitFor()
      await card.getByRole('link', { name: 'Hermès Blanche, 38' }).waitFor()
      await expectAccessible(page)
      expect(complaints).toEqual([])
      expect((await shop.post('/inventory/undo')).status).toBe(201)
    },
  )

  test('is undone with all its lines where it has several, from the first look in four taps', async () => {
    const quantity = async () => (await shop.get('/inventory?sku=HER')).body.total_quantity
    const before = await quantity()
    const line = { action: 'add_stock', sku: 'HER', quantity: 3 }
    const lines = [
      { ...line, size: '38' },
      { ...line, size: '39' },
    ]
    expect((await shop.post('/inventory/batch', { lines })).status).toBe(201)
    const page = await shop.open('/')
    await page.getByRole('link', { name: MORE.en.title, exact: true }).click()
    await page.getByRole('link', { name: MORE.en.sections.history }).click()
    const card = page.locator('.requests > li').first()
    await card.getByText('39').waitFor()
    await card.getByRole('button', { name: HISTORY.en.undoAll }).click()
    expect(await quantity()).toBe(before + 6)
    await card.getByRole('button', { name: HISTORY.en.sureAll('2') }).click()
    await expect.poll(quantity, PATIENCE).toBe(before)
  })

  test('is told of the assistant alone, where that is asked for', async () => {
    const params = {
      name: 'registerSale',
      arguments: { sku: 'HER', size: '38', quantity: 1, reference: 'of the chat' },
    }
    await shop.inject({
      method: 'POST',
      url: '/mcp',
      headers: {
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-06-18',
      },
      payload: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
    })
    const page = await shop.open('/history')
    await choose(page, HISTORY.en.channels.chat)
    await expect.poll(() => page.locator('.requests > li').count(), PATIENCE).toBe(1)
    await page.locator('.requests').getByText('of the chat').waitFor()
  })

  test('is undone by a second press only, and then says so', async () => {
    const quantity = async () => (await shop.get('/inventory?sku=HER')).body.items[0].quantity
    const before = await quantity()
    await shop.post('/inventory/sale', { sku: 'HER', size: '38', quantity: 2 })
    const page = await shop.open('/history')
    const card = page.locator('.requests > li').first()
    await card.getByText(`${before} → ${before - 2}`).waitFor()
    await card.getByRole('button', { name: ACT.en.undo }).click()
    await card.getByRole('button', { name: ACT.en.sureUndo }).waitFor()
    expect(await quantity()).toBe(before - 2)
    await card.getByRole('button', { name: ACT.en.sureUndo }).click()
    await expect.poll(quantity, PATIENCE).toBe(before)
    await page.locator('.requests > li').nth(1).getByText(ACT.en.undone, { exact: true }).waitFor()
  })

  test('is no list of undo buttons for an import, and none for those who only look', async () => {
    const page = await shop.open('/history')
    const first = page.locator('.requests > li').last()
    await first.getByText(HISTORY.en.channels.import).waitFor()
    expect(await first.getByRole('button').count()).toBe(0)
    const looking = await shop.open('/history', { role: 'viewer' })
    await looking.locator('.requests > li').first().waitFor()
    expect(await looking.getByRole('button', { name: ACT.en.undo }).count()).toBe(0)
  })
})

describe.skipIf(!executable)('more', () => {
  const shop = useAppShop([
    product('TOGO', 'Togo', { 42: 3, 43: 1 }, { category: 'Sandales' }),
    product('AMOR', 'Amor', { 38: 5 }, { category: 'Bottes', price: 200 }),
  ])
  beforeAll(async () => {
    const sale = { sku: 'TOGO', size: '42', quantity: 1, unit_price: 100 }
    expect((await shop.post('/inventory/sale', sale)).status).toBe(201)
  })
  const links = (page: Page) => page.locator('.menu b').allTextContents()

  test.each(LOOKS)('shows an owner all of it, in $language, $theme, on a $size', async (look) => {
    const labels = MORE[look.language]
    const page = await shop.open('/more', look)
    const complaints = watchComplaints(page)
    await expect.poll(() => links(page), PATIENCE).toEqual(Object.values(labels.sections))
    await expectAccessible(page)
    for (const name of [
      'photos',
      'import',
      'export',
      'people',
      'connections',
      'webhooks',
      'keys',
    ] as const) {
      await page.locator(`.menu a[href="#/more/${name}"]`).click()
      await heading(page, labels.sections[name]).waitFor()
      await page.getByText(SHELL[look.language].waiting).waitFor({ state: 'detached' })
      await expectAccessible(page)
      await page.goBack()
    }
    expect(complaints).toEqual([])
  })

  test.each([
    [
      'manager',
      undefined,
      [
        'Delivery',
        'Figures',
        'What was done',
        'Photos',
        'Import',
        'Export',
        'Connected programs',
        'Webhooks',
      ],
    ],
    ['staff', undefined, ['Delivery', 'Figures', 'What was done', 'Photos', 'Connected programs']],
    ['staff', 'Shop', ['Delivery', 'Figures', 'What was done', 'Connected programs']],
    ['viewer', undefined, ['Figures', 'What was done', 'Connected programs']],
  ] as const)('shows a %s (at %s) what they may use', async (role, location, names) => {
    const page = await shop.open('/more', { role, ...(location && { location }) })
    await expect.poll(() => links(page), PATIENCE).toEqual(names)
  })

  test('says what a page is not for somebody, whose address they know', async () => {
    const page = await shop.open('/more/keys', { role: 'staff' })
    await heading(page, SHELL.en.notAllowedTitle).waitFor()
  })

  test.each(LOOKS)(
    'draws figures, as a table and as files too, in $language, $theme, on a $size',
    async (look) => {
      const labels = FIGURES[look.language]
      const page = await shop.open('/more/figures', look)
      const complaints = watchComplaints(page)
      const worth = page.locator('figure').filter({ hasText: labels.worth })
      await worth.getByRole('img').waitFor()
      expect(await worth.getByRole('img').getAttribute('aria-label')).toContain(labels.worth)
      await worth.locator('summary').click()
      await worth.getByRole('rowheader', { name: 'Bottes' }).waitFor()
      await expectAccessible(page)
      const csv = await download(page, () => worth.getByRole('button', { name: 'CSV' }).click())
      expect(csv.bytes.toString()).toContain('Bottes,1000,250')
      const svg = await download(page, () => worth.getByRole('button', { name: 'SVG' }).click())
      expect(svg.bytes.toString()).toMatch(/^<svg [\s\S]*Bottes[\s\S]*fill="rgb/)
      const png = await download(page, () => worth.getByRole('button', { name: 'PNG' }).click())
      expect(png.bytes.subarray(1, 4).toString()).toBe('PNG')
      expect(png.bytes.length).toBeGreaterThan(3_000)
      await choose(page, labels.periods.year)
      await page.locator('figure').filter({ hasText: CHARTS[look.language].sold }).first().waitFor()
      expect(complaints).toEqual([])
    },
  )

  test('keeps language and colours where they were chosen', async () => {
    const page = await shop.open('/more')
    await choose(page, 'Français')
    await heading(page, MORE.fr.title).waitFor()
    await choose(page, MORE.fr.themes.dark)
    await page.reload()
    await heading(page, MORE.fr.title).waitFor()
    const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(paper).toBe('rgb(22, 21, 19)')
  })

  test('invites somebody by a link that is shown once, and takes it back', async () => {
    const page = await shop.open('/more/people')
    await page.getByLabel(OFFICE.en.email).fill('nora@shop.test')
    await page.locator('.form').last().getByLabel(OFFICE.en.role).selectOption('staff')
    await press(page, OFFICE.en.invite)
    const link = await page.locator('.once output').textContent()
    expect(link).toMatch(/\/join\/\S{20,}$/)
    const row = page.locator('.rows li').filter({ hasText: 'nora@shop.test' })
    await row.getByRole('button').click()
    await row.getByRole('button', { name: OFFICE.en.sure }).click()
    await row.waitFor({ state: 'detached' })
    const joining = await shop.browser.newPage()
    await joining.goto(link ?? '')
    expect(await joining.getByRole('button').count()).toBe(0)
    await joining.close()
  })

  test('changes and disables a person after a second press', async () => {
    await (await shop.open('/', { role: 'viewer' })).close()
    const page = await shop.open('/more/people')
    const row = page.locator('.rows li').filter({ hasText: 'viewer.all@shop.test' })
    await row.locator('summary').click()
    const role = row.getByLabel(OFFICE.en.role)
    await role.selectOption('staff')
    // Whatever happens in the shop meanwhile.
    const again = page.waitForResponse((answer) => answer.url().includes('/people'))
    await shop.post('/inventory/sale', { sku: 'AMOR', size: '38', quantity: 1 })
    await again
    expect(await role.inputValue()).toBe('staff')
    await row.getByRole('button', { name: OFFICE.en.save }).click()
    await row.getByText(MORE.en.roles.staff).first().waitFor()
    await row.getByRole('button', { name: OFFICE.en.disable }).click()
    await row.getByRole('button', { name: OFFICE.en.sure }).click()
    await row.getByText(OFFICE.en.disabled).waitFor()
  })

  test('makes a key that works, shows it once, also after a second try, and revokes it', async () => {
    const page = await shop.open('/more/keys')
    await page.getByLabel(OFFICE.en.name, { exact: true }).fill('Till')
    await page.route('**/keys', (route) => route.abort(), { times: 1 })
    await press(page, OFFICE.en.makeKey)
    await press(page, ACT.en.tryAgain)
    const key = await page.locator('.once output').textContent()
    const ask = async () =>
      (await fetch(`${shop.base}/me`, { headers: { 'x-api-key': key ?? '' } })).status
    expect(await ask()).toBe(200)
    const row = page.locator('.rows li').filter({ hasText: 'Till' })
    await row.getByRole('button').click()
    await row.getByRole('button', { name: OFFICE.en.sure }).click()
    await row.getByText(OFFICE.en.revoked).waitFor()
    await expect.poll(ask, PATIENCE).toBe(401)
    await page.goto(`${shop.base}/app/#/more`)
    await page.goBack()
    await heading(page, MORE.en.sections.keys).waitFor()
    expect(await page.locator('.once').count()).toBe(0)
  })

  test('tells an address what happens, stops it, and forgets it', async () => {
    const page = await shop.open('/more/webhooks')
    await page.getByLabel(OFFICE.en.address).fill('mailto:ines@shop.example')
    await press(page, OFFICE.en.addWebhook)
    const row = page.locator('.rows > li').filter({ hasText: 'ines@shop.example' })
    await row.getByText(new RegExp(`${OFFICE.en.shapes.mail} · ${OFFICE.en.statuses.ok}`)).waitFor()
    await row.getByRole('button', { name: OFFICE.en.disable }).click()
    await row.getByRole('button', { name: OFFICE.en.sure }).click()
    await row.getByText(OFFICE.en.statuses.disabled).waitFor()
    await row.getByRole('button', { name: OFFICE.en.remove }).click()
    await row.getByRole('button', { name: OFFICE.en.sure }).click()
    await row.waitFor({ state: 'detached' })
  })

  test('takes a file after its report only, and says what is wrong in it', async () => {
    const page = await shop.open('/more/import')
    const file = (rows: string) => ({
      name: 'stock.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`SKU,Model,Color,Gender,Size,Quantity\n${rows}`),
    })
    const choose = (rows: string) => page.getByLabel(IMPORT.en.file).setInputFiles(file(rows))
    await choose('TOGO,Togo,Noir,Femme,44,7\nTOGO,Togo,Noir,Femme,45,many\n')
    await press(page, IMPORT.en.check)
    await page.getByText('many').first().waitFor()
    await expectAccessible(page)
    await press(page, IMPORT.en.takeOthers)
    await press(page, IMPORT.en.write)
    const sizes = async () => (await shop.get('/inventory?sku=TOGO&size=44')).body.total_quantity
    expect(await sizes()).toBe(0)
    await press(page, IMPORT.en.sureWrite)
    await expect.poll(sizes, PATIENCE).toBe(7)
    await page.locator('section.done').waitFor()
  })

  test('saves the stock as a file', async () => {
    const page = await shop.open('/more/export')
    const { name, bytes } = await download(page, () =>
      page.getByRole('link', { name: OFFICE.en.downloadCsv }).first().click(),
    )
    expect(name).toMatch(/^inventory-.*\.csv$/)
    expect(bytes.toString()).toContain('AMOR')
  })

  test('gives a product a photo and takes it away', async () => {
    const page = await shop.open('/more/photos')
    const row = page.locator('.rows li').filter({ hasText: 'Amor' })
    const name = `${OFFICE.en.addPhoto}: Amor Noir`
    await row.getByLabel(name).setInputFiles({
      name: 'amor.png',
      mimeType: 'image/png',
      // One red pixel.
      buffer: Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
        'base64',
      ),
    })
    await row.waitFor({ state: 'detached' })
    await choose(page, OFFICE.en.withPhoto)
    await row.locator('img').waitFor()
    await row.getByRole('button', { name: OFFICE.en.removePhoto }).click()
    await row.getByRole('button', { name: OFFICE.en.sure }).click()
    await row.waitFor({ state: 'detached' })
  })
})
