import { beforeAll, describe, expect, test } from 'vitest'
import { FIRST_IMPORT } from '../../src/domain/movement.ts'
import { FIND } from '../../src/web/labels/find.ts'
import { SCREENS } from '../../src/web/labels/screens.ts'
import { SHELL } from '../../src/web/labels/shell.ts'
import { TODAY } from '../../src/web/labels/today.ts'
import { product } from '../support/shop.ts'
import {
  executable,
  expectAccessible,
  LOOKS,
  PATIENCE,
  useAppShop,
  watchComplaints,
} from './app-shop.ts'

describe.skipIf(!executable)('today and find', () => {
  const shop = useAppShop([
    product('TOGO', 'Togo', { 42: 3, 43: 1 }),
    product('AMOR', 'Amor', { 38: 5 }),
    product(
      'LIMA',
      'Lima',
      {},
      {
        variants: [
          { size: '40', quantity: 2, barcode: '4006381333931' },
          { size: '41', quantity: 3, barcode: '4006381333948' },
        ],
      },
    ),
  ])
  beforeAll(async () => {
    const sale = { sku: 'TOGO', size: '43', quantity: 1, unit_price: 120 }
    const { status } = await shop.post('/inventory/sale', sale)
    expect(status).toBe(201)
  })

  test.each(LOOKS)('what happened today, in $language, $theme, on a $size', async (look) => {
    const labels = TODAY[look.language]
    const page = await shop.open('/', look)
    const complaints = watchComplaints(page)
    await page.getByRole('heading', { level: 1, name: labels.title, exact: true }).waitFor()
    const tile = page.locator('.tiles > div').filter({ hasText: labels.value })
    await tile.getByText(look.language === 'fr' ? '120 €' : '€120').waitFor()
    await page.getByRole('heading', { name: labels.out }).waitFor()
    await page.getByRole('link', { name: 'Togo Noir 43' }).waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
  })

  test.each(LOOKS)('products by a name as it is said, in $language on a $size', async (look) => {
    const labels = FIND[look.language]
    const page = await shop.open('/find', look)
    const complaints = watchComplaints(page)
    await page.getByRole('searchbox', { name: labels.search }).fill('tog')
    await expect.poll(() => page.locator('.cards > li').count(), PATIENCE).toBe(1)
    await page.locator('.cards').getByText('Togo').waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
  })

  test('a code that is typed or scanned leads to its size, and an unknown one says so', async () => {
    const page = await shop.open('/find')
    const field = page.getByRole('searchbox')
    await field.fill('4006381333931')
    await field.press('Enter')
    await page.locator('.shelves [aria-current=true]').getByText('40', { exact: true }).waitFor()

    await page.getByRole('link', { name: 'Find' }).click()
    await field.waitFor()
    await page.locator('body').click({ position: { x: 5, y: 5 } })
    // A scanner types quickly, wherever the cursor is.
    await page.keyboard.type('4006381333948')
    await page.keyboard.press('Enter')
    await page.locator('.shelves [aria-current=true]').getByText('41', { exact: true }).waitFor()

    await page.goto(`${shop.base}/app/#/find`)
    await field.fill('4006381333999')
    await field.press('Enter')
    await page.getByText(FIND.en.unknownCode('4006381333999')).waitFor()
  })

  test('the way to search leads to all products again', async () => {
    const page = await shop.open('/find?q=nothing+like+it')
    const field = page.getByRole('searchbox')
    expect(await field.inputValue()).toBe('nothing like it')
    await page.getByRole('link', { name: SCREENS.en.find, exact: true }).click()
    await page.locator('.cards > li').first().waitFor()
    expect(await field.inputValue()).toBe('')
  })

  test('all of it is reached by the keyboard alone', async () => {
    const page = await shop.open('/find')
    await page.locator('.cards > li').first().waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe(SHELL.en.skip)
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN')
    await page.keyboard.press('Tab')
    await page.keyboard.type('tog')
    await expect.poll(() => page.locator('.cards > li').count(), PATIENCE).toBe(1)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.shelves').waitFor()
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN')
  })

  test('twice as large letters still fit on a phone', async () => {
    const page = await shop.open('/')
    await page.locator('.tiles').waitFor()
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    const tooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    expect(tooWide).toBe(false)
  })

  test('a sale made elsewhere shows on the page that is open', async () => {
    const page = await shop.open('/')
    const sold = page.locator('.tiles > div').filter({ hasText: TODAY.en.sold }).locator('.big')
    await expect.poll(() => sold.textContent(), PATIENCE).toBe('1')
    await shop.post('/inventory/sale', { sku: 'AMOR', size: '38', quantity: 2 })
    await expect.poll(() => sold.textContent(), PATIENCE).toBe('3')
  })
})

describe.skipIf(!executable)('the first day of a shop', () => {
  const shop = useAppShop([])

  test('has the changes of the day, and not the stock that it began with', async () => {
    const products = [product('TOGO', 'Togo', { 42: 3, 43: 1, 44: 2 })]
    const first = { actor: FIRST_IMPORT, reason: 'initial stock', mode: 'set', products } as const
    await shop.store.importProducts(first)
    await shop.post('/inventory/sale', { sku: 'TOGO', size: '42', quantity: 1 })
    const page = await shop.open('/')
    const changes = page.locator('.tiles > div').filter({ hasText: TODAY.en.changes })
    await expect.poll(() => changes.locator('.big').textContent(), PATIENCE).toBe('1')
  })
})
