import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { ACT } from '../../src/web/labels/act.ts'
import { EDIT } from '../../src/web/labels/edit.ts'
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

const { fields, ...labels } = EDIT.en

describe.skipIf(!executable)('what can be changed of a product', () => {
  const shop = useAppShop([
    product('LIMA', 'Lima', { 38: 4 }),
    product('RIVA', 'Riva', { 38: 1, 39: 2 }),
    product('TOGO', 'Togo', { 42: 8 }),
    product('OLGA', 'Olga', { 38: 0 }),
  ])

  async function edit(sku: string): Promise<Page> {
    const page = await shop.open(`/product/${sku}`)
    await page.getByText(PRODUCT.en.edit).click()
    return page
  }
  const read = async (sku: string) => (await shop.get(`/models/${sku}`)).body
  const change = (sku: string, payload: object) =>
    shop.inject({ method: 'PATCH', url: `/models/${sku}`, payload })
  const press = (page: Page, name: string) =>
    page.getByRole('button', { name, exact: true }).click()
  const saved = (page: Page) => page.locator('.toast.done').waitFor()

  test.each(LOOKS)('all of it is there in $language on a $size', async (look) => {
    const page = await shop.open('/product/TOGO', look)
    const complaints = watchComplaints(page)
    await page.getByText(PRODUCT[look.language].edit).click()
    for (const label of Object.values(EDIT[look.language].fields)) {
      await page.getByLabel(label, { exact: true }).waitFor()
    }
    await page.getByRole('button', { name: EDIT[look.language].archive }).waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
  })

  test('only what was changed is sent: what somebody else changed meanwhile stays', async () => {
    await change('LIMA', { category: 'Sandales', cost: 20 })
    const page = await edit('LIMA')
    await page.getByLabel(fields.model, { exact: true }).fill('Lima Basse')
    await page.getByLabel(fields.category, { exact: true }).fill('')
    await page.getByLabel(fields.price, { exact: true }).fill('79.5')
    await page.getByLabel(fields.reorder_point, { exact: true }).fill('3')
    // The page has not heard of it.
    await page.route('**/models/LIMA*', (route) =>
      route.request().method() === 'GET' ? route.abort() : route.continue(),
    )
    await change('LIMA', { supplier: 'Nike', lead_time_days: 5, cost: 25 })
    await press(page, labels.save)
    await saved(page)
    expect(await read('LIMA')).toMatchObject({
      model: 'Lima Basse',
      category: '',
      price: 79.5,
      reorder_point: 3,
      supplier: 'Nike',
      lead_time_days: 5,
      cost: 25,
    })
    await page.unroute('**/models/LIMA*')
    await page.reload()
    await page.locator('.product').getByText('€79.50').waitFor()
  })

  test('what is being typed stays where somebody else changes something else', async () => {
    const page = await edit('TOGO')
    const supplier = page.getByLabel(fields.supplier, { exact: true })
    await supplier.fill('Atl')
    await change('TOGO', { price: 123 })
    await page.locator('.product').getByText('€123').waitFor()
    expect(await supplier.inputValue()).toBe('Atl')
    expect(await page.getByLabel(fields.price, { exact: true }).inputValue()).toBe('123')
  })

  test('a name that is nearly another is asked about before it is given', async () => {
    const page = await edit('RIVA')
    await page.getByLabel(fields.model, { exact: true }).fill('Toggo')
    await press(page, labels.save)
    await page.locator('.toast.refused').getByText('Nothing was changed.').waitFor()
    expect(await read('RIVA')).toMatchObject({ model: 'Riva' })
    await press(page, ACT.en.allTheSame)
    await saved(page)
    expect(await read('RIVA')).toMatchObject({ model: 'Toggo' })
    await change('RIVA', { model: 'Riva' })
  })

  test('another name is added, and taken away by two presses', async () => {
    const page = await edit('RIVA')
    const alias = page.getByLabel(labels.otherName, { exact: true })
    await alias.fill('la plate')
    await press(page, labels.add)
    await saved(page)
    await expect.poll(() => alias.inputValue(), PATIENCE).toBe('')
    const found = (await shop.get('/inventory?model=la+plate')).body.items
    expect(found).toMatchObject([{ sku: 'RIVA' }, { sku: 'RIVA' }])

    await press(page, `${labels.remove}: la plate`)
    expect((await read('RIVA')).aliases).toEqual(['la plate'])
    await press(page, `${labels.sureRemove}: la plate`)
    await expect.poll(async () => (await read('RIVA')).aliases, PATIENCE).toEqual([])
  })

  test('another name that may mean something else is asked about', async () => {
    const page = await edit('RIVA')
    await page.getByLabel(labels.otherName, { exact: true }).fill('Toggo')
    await press(page, labels.add)
    await page.locator('.toast.refused').waitFor()
    expect((await read('RIVA')).aliases).toEqual([])
    await press(page, ACT.en.allTheSame)
    await expect.poll(async () => (await read('RIVA')).aliases, PATIENCE).toEqual(['Toggo'])
  })

  test('a size gets its barcode and its reorder point', async () => {
    const page = await edit('RIVA')
    const barcode = page.getByLabel(labels.barcode, { exact: true })
    await page.getByRole('combobox', { name: labels.size }).selectOption('39')
    await barcode.fill('4006381333932')
    await page.getByLabel(labels.sizeReorderPoint, { exact: true }).fill('2')
    await press(page, labels.saveSize)
    const size = async () => (await read('RIVA')).sizes[1]
    // Its last digit does not fit.
    await press(page, ACT.en.allTheSame)
    await expect.poll(size, PATIENCE).toMatchObject({ barcode: '4006381333932', reorder_point: 2 })
    expect(await read('4006381333932')).toMatchObject({ sku: 'RIVA', size: '39' })
    expect((await read('RIVA')).sizes[0]).toMatchObject({ barcode: null, reorder_point: 0 })

    await barcode.fill('')
    await press(page, labels.saveSize)
    await expect.poll(size, PATIENCE).toMatchObject({ barcode: null, reorder_point: 2 })
  })

  test('a product without units is archived by two presses and brought back', async () => {
    const full = await edit('TOGO')
    await press(full, labels.archive)
    await press(full, labels.sureArchive)
    await full.locator('.toast.refused').waitFor()
    expect(await read('TOGO')).toMatchObject({ active: true })

    const page = await edit('OLGA')
    await press(page, labels.archive)
    expect(await read('OLGA')).toMatchObject({ active: true })
    await press(page, labels.sureArchive)
    await page.getByText(PRODUCT.en.archived).waitFor()
    expect(await read('OLGA')).toMatchObject({ active: false })
    await press(page, labels.bringBack)
    await press(page, labels.sureBringBack)
    await expect.poll(async () => (await read('OLGA')).active, PATIENCE).toBe(true)
  })
})
