import { describe, expect, test } from 'vitest'
import { ACT } from '../../src/web/labels/act.ts'
import { PRODUCT } from '../../src/web/labels/product.ts'
import { product } from '../support/shop.ts'
import {
  executable,
  expectAccessible,
  LOOKS,
  PATIENCE,
  useAppShop,
  watchComplaints,
} from './app-shop.ts'

/** Whether the page knows who looks. */
const ASKED_ME = 'performance.getEntriesByName(location.origin + "/me").length > 0'

describe.skipIf(!executable)('the screen of a product', () => {
  const shop = useAppShop([
    product('TOGO', 'Togo', { 42: 8, 43: 0 }),
    product('AMOR', 'Amor', { 38: 1 }),
    product('LIMA', 'Lima', { 38: 4 }),
  ])

  test.each(LOOKS)(
    'a sale by one press, and its undo by two, in $language on a $size',
    async (look) => {
      const labels = PRODUCT[look.language]
      const acts = ACT[look.language]
      const page = await shop.open('/product/TOGO', look)
      const complaints = watchComplaints(page)
      const press = (name: string) => page.getByRole('button', { name }).first().click()
      const { quantity: before } = await shop.ledger('TOGO', '42')
      const units = page.locator('.shelves .units').first()
      await expect.poll(() => units.textContent(), PATIENCE).toBe(String(before))
      await expectAccessible(page)
      // A size is one line, on a phone too.
      const buttons = await page.locator('.shelves li').first().getByRole('button').all()
      const lines = await Promise.all(buttons.map(async (one) => (await one.boundingBox())?.y))
      expect(lines).toEqual([lines[0], lines[0]])

      await press(`${labels.sold} −1, ${labels.size} 42`)
      await expect.poll(() => units.textContent(), PATIENCE).toBe(String(before - 1))
      await page
        .locator('.toast.done')
        .getByText(`${before} → ${before - 1}`)
        .waitFor()
      await expectAccessible(page)
      await page.locator('.toast').getByRole('button', { name: acts.undo }).click()
      expect((await shop.ledger('TOGO', '42')).quantity).toBe(before - 1)
      await page.locator('.toast').getByRole('button', { name: acts.sureUndo }).click()
      await expect.poll(() => units.textContent(), PATIENCE).toBe(String(before))
      const none = page.getByRole('button', { name: `${labels.sold} −1, ${labels.size} 43` })
      expect(await none.isDisabled()).toBe(true)
      expect(complaints).toEqual([])
    },
  )

  test('each press counts, also when they follow quickly', async () => {
    const page = await shop.open('/product/LIMA')
    const button = page.getByRole('button', { name: /^Received \+1/ })
    await button.click()
    await button.click()
    await button.click()
    await expect.poll(async () => (await shop.ledger('LIMA', '38')).quantity, PATIENCE).toBe(7)
  })

  test('a press whose answer is lost is tried again and counted once', async () => {
    const page = await shop.open('/product/AMOR')
    await page.route(
      '**/inventory/sale',
      async (route) => {
        await route.fetch()
        await route.abort()
      },
      { times: 1 },
    )
    await page.getByRole('button', { name: /^Sold −1/ }).click()
    await page.locator('.toast.refused').getByText(ACT.en.noAnswer).waitFor()
    expect((await shop.ledger('AMOR', '38')).quantity).toBe(0)
    await page.getByRole('button', { name: ACT.en.tryAgain }).click()
    await page.locator('.toast.done').waitFor()
    expect(await shop.ledger('AMOR', '38')).toMatchObject({ quantity: 0, movements: 2 })
  })

  test('the history of a product is undone by two presses, and what an import made is not', async () => {
    await shop.post('/inventory/sale', { sku: 'TOGO', size: '42', quantity: 2 })
    const { quantity } = await shop.ledger('TOGO', '42')
    const page = await shop.open('/product/TOGO')
    const sale = page.locator('.rows li').filter({ hasText: '−2' }).first()
    await sale.getByRole('button').click()
    expect((await shop.ledger('TOGO', '42')).quantity).toBe(quantity)
    await sale.getByRole('button', { name: ACT.en.sureUndo }).click()
    await expect
      .poll(async () => (await shop.ledger('TOGO', '42')).quantity, PATIENCE)
      .toBe(quantity + 2)
    await sale.getByText(ACT.en.undone).waitFor()
    const imported = page.locator('.rows li').filter({ hasText: '+8' })
    expect(await imported.getByRole('button').count()).toBe(0)
  })

  test('who may only look finds nothing to press', async () => {
    const page = await shop.open('/product/TOGO', { role: 'viewer' })
    await page.locator('.shelves .units').first().waitFor()
    await page.getByText('Togo', { exact: true }).waitFor()
    await expect.poll(() => page.evaluate(ASKED_ME), PATIENCE).toBe(true)
    // Plots can be saved by whoever sees them.
    expect(await page.locator('main button:not(figure button)').count()).toBe(0)
  })

  test('an unknown code says so', async () => {
    const page = await shop.open('/product/NOTHING')
    await page.getByText(PRODUCT.en.notFound).waitFor()
    await expectAccessible(page)
  })
})
