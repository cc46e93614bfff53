import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CREDENTIALS, product, useShop } from '../support/shop.ts'
import {
  type AdminUi,
  findBrowser,
  formOn,
  keepScreenshot,
  openAdminUi,
  openBrowser,
  SAVED,
} from './admin-ui.ts'

const executable = findBrowser()
if (!executable) {
  process.stderr.write(
    'SKIPPED: no browser for the tests of the admin UI. Run "apt-get install chromium", or name one in CHROMIUM_BIN.\n',
  )
}

const BUSY = ['BUSY-A', 'BUSY-B', 'BUSY-C'] as const
const STOCK = { EDIT: 10, STALE: 20, DRAFT: 20, KEEP: 5, BACK: 5 }
const BUSY_STOCK = Object.fromEntries(BUSY.map((sku) => [sku, 5000]))

describe.skipIf(!executable)('staff in the admin UI', () => {
  // Staff see a variant by its size, so each product has one size of its own name.
  const shop = useShop(
    Object.entries({ ...STOCK, ...BUSY_STOCK }).map(([sku, quantity]) =>
      product(sku, sku, { [sku]: quantity }),
    ),
  )
  let browser: Browser
  let ui: AdminUi

  beforeAll(async () => {
    browser = await openBrowser(executable ?? '')
  })
  afterAll(() => browser?.close())

  beforeEach(async () => {
    ui = await openAdminUi(browser)
    await ui.signIn(shop.pocketbase.url, CREDENTIALS)
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await keepScreenshot(ui.page, task.name)
    await ui.page.close()
    const { body } = await shop.get('/admin/drift')
    expect(body).toMatchObject({ missing: 0, items: [] })
  })

  const sell = (sku: string) => shop.post('/inventory/sale', { sku, size: sku, quantity: 1 })

  async function sellFive(sku: string): Promise<void> {
    const answers = await Promise.all(Array.from({ length: 5 }, () => sell(sku)))
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201))
  }

  /** Reads may be a second old, so an edit that was just saved may show a moment later. */
  async function expectOnHand(sku: string, units: number): Promise<void> {
    const read = async () => (await shop.get(`/inventory?sku=${sku}`)).body
    await expect
      .poll(read, { timeout: 10_000 })
      .toMatchObject({ total: 1, items: [{ quantity: units }] })
  }

  async function newestMovement(sku: string): Promise<object> {
    const { body } = await shop.get(`/movements?sku=${sku}&limit=1`)
    return body.items[0]
  }

  const openShelf = (sku: string) => ui.edit(ui.line(sku))

  const staleMessage = (units: number) =>
    `Somebody moved stock meanwhile: there are ${units} on hand now. Close this form without saving, open it again and repeat your change.`

  test('an edited quantity is in the ledger under the name of the editor', async () => {
    await ui.list('inventory')
    const form = await openShelf('EDIT')
    await form.fill('quantity', 13)
    expect(await form.save()).toBe(SAVED)
    await ui.line('EDIT', '13').waitFor()

    expect(await newestMovement('EDIT')).toMatchObject({
      type: 'ADJUSTMENT',
      quantity: 3,
      delta: 3,
      quantity_after: 13,
      actor: CREDENTIALS.email,
      channel: 'admin',
      reason: 'edited by hand',
    })
    await expectOnHand('EDIT', 13)
    expect(await shop.ledger('EDIT', 'EDIT')).toEqual({ sum: 13, quantity: 13, movements: 2 })
  })

  test('a form is refused when sales ran while it was open, and works opened again', async () => {
    await ui.list('inventory')
    const form = await openShelf('STALE')
    await form.fill('quantity', 25)
    await sellFive('STALE')
    expect(await form.save()).toBe(staleMessage(15))
    await expectOnHand('STALE', 15)
    expect(await shop.ledger('STALE', 'STALE')).toEqual({ sum: 15, quantity: 15, movements: 6 })

    await form.discard()
    const again = await openShelf('STALE')
    await again.fill('quantity', 18)
    expect(await again.save()).toBe(SAVED)
    expect(await newestMovement('STALE')).toMatchObject({ delta: 3, quantity_after: 18 })
    await expectOnHand('STALE', 18)
  })

  test('a draft that is restored after a sale is refused like the form it was', async () => {
    await ui.list('inventory')
    const form = await openShelf('DRAFT')
    await form.fill('quantity', 30)
    await ui.page.waitForFunction(
      "Object.keys(localStorage).some((key) => key.startsWith('draft_'))",
    )
    await sellFive('DRAFT')
    await ui.page.reload()
    await ui.page.getByRole('button', { name: 'Restore draft' }).click()
    expect(await formOn(ui.page).save()).toBe(staleMessage(15))
    await expectOnHand('DRAFT', 15)
  })

  test('edits of several rows among parallel sales lose no unit', async () => {
    const sold = new Map<string, number>(BUSY.map((sku) => [sku, 0]))
    async function sellOne(sku: string): Promise<void> {
      const { status } = await sell(sku)
      expect(status).toBe(201)
      sold.set(sku, (sold.get(sku) ?? 0) + 1)
    }
    let edited = ''
    let done = false
    async function keepSelling(): Promise<void> {
      while (!done) {
        await Promise.all(BUSY.filter((sku) => sku !== edited).map(sellOne))
        await pause(20)
      }
    }

    async function editAll(): Promise<void> {
      await ui.list('inventory')
      for (const sku of BUSY) {
        edited = sku
        const form = await openShelf(sku)
        await form.fill('quantity', 6000)
        // Either the sale or the edit comes first.
        const [told] = await Promise.all([form.save(), sellOne(sku)])
        if (told === SAVED) continue
        expect(told).toMatch(/^Somebody moved stock meanwhile: there are \d+ on hand now\./)
        await form.discard()
        const again = await openShelf(sku)
        await again.fill('quantity', 6000)
        expect(await again.save()).toBe(SAVED)
      }
    }
    const editing = editAll().finally(() => {
      done = true
    })
    await Promise.all([editing, keepSelling(), keepSelling()])

    for (const sku of BUSY) {
      const { body: sales } = await shop.get(`/movements?sku=${sku}&type=SALE&limit=1`)
      expect(sales.total).toBe(sold.get(sku))
      const { body: edits } = await shop.get(`/movements?sku=${sku}&actor=${CREDENTIALS.email}`)
      expect(edits.items).toMatchObject([{ type: 'ADJUSTMENT', quantity_after: 6000 }])
      const { sum, quantity } = await shop.ledger(sku, sku)
      expect(sum).toBe(quantity)
      expect(quantity).toBeLessThanOrEqual(6000)
    }
    expect((await shop.get('/admin/drift')).body.items).toEqual([])
  })

  test('a movement can be neither changed nor deleted', async () => {
    await sell('KEEP')
    const before = await shop.get('/movements?sku=KEEP')
    await ui.list('movements')
    const form = await ui.edit(ui.line('KEEP', 'SALE'))
    await form.fill('reason', 'never happened')
    expect(await form.save()).toBe(
      'Movements never change: undo this one, or add one that corrects it.',
    )
    expect(await form.delete()).toBe(
      'Movements are never deleted: undo this one, or add one that corrects it.',
    )
    await ui.line('KEEP', 'SALE').waitFor()
    expect((await shop.get('/movements?sku=KEEP')).body).toEqual(before.body)
  })

  test('a row with units on it cannot be deleted', async () => {
    const { quantity } = (await shop.get('/inventory?sku=KEEP')).body.items[0]
    await ui.list('inventory')
    const form = await openShelf('KEEP')
    expect(await form.delete()).toBe(
      `There are ${quantity} on hand: set the quantity to 0 before you delete.`,
    )
    await ui.line('KEEP').waitFor()
    await expectOnHand('KEEP', quantity)
  })

  test('a movement made by hand moves its shelf', async () => {
    await ui.list('movements')
    const form = await ui.create()
    await form.pick('variant', 'BACK')
    await form.choose('type', 'RETURN')
    await form.fill('quantity', 3)
    expect(await form.save()).toBe(SAVED)
    await ui.line('BACK', 'RETURN').waitFor()

    expect(await newestMovement('BACK')).toMatchObject({
      type: 'RETURN',
      quantity: 3,
      delta: 3,
      quantity_after: 8,
      actor: CREDENTIALS.email,
      channel: 'admin',
    })
    await expectOnHand('BACK', 8)
    expect(await shop.ledger('BACK', 'BACK')).toEqual({ sum: 8, quantity: 8, movements: 2 })
  })
})
