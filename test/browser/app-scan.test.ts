import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACT } from '../../src/web/labels/act.ts'
import { SCAN } from '../../src/web/labels/scan.ts'
import { TALLY } from '../../src/web/labels/tally.ts'
import { ean13, writeBarcodeVideo } from '../support/barcode-video.ts'
import { product } from '../support/shop.ts'
import { openBrowser } from './admin-ui.ts'
import {
  executable,
  expectAccessible,
  LOOKS,
  PATIENCE,
  useAppShop,
  watchComplaints,
} from './app-shop.ts'

const labels = TALLY.en

/** The barcode of a size in the shop of these tests. */
const barcode = (model: number, size: number): string => ean13(`30012345${model}0${size}`)

const shoe = (sku: string, name: string, model: number, sizes: Record<string, number>) =>
  product(sku, name, sizes, {
    variants: Object.entries(sizes).map(([size, quantity]) => ({
      ...{ size, quantity },
      barcode: barcode(model, Number(size)),
    })),
  })

/** From one key of a scanner to the next. */
const SCANNER_SECONDS = 0.01

/** Where what was counted is sent. */
const BATCHES = '**/inventory/batch'

const NO_CODE = ean13('400638133393')

describe.skipIf(!executable)('count and delivery', () => {
  const shop = useAppShop([
    shoe('TOGO', 'Togo', 1, { 36: 2, 37: 2, 38: 5, 39: 5, 40: 5, 41: 2, 42: 2, 43: 2 }),
    shoe('AMOR', 'Amor', 2, { 38: 4, 39: 4 }),
    shoe('DUNE', 'Dune', 3, { 38: 3, 39: 3, 40: 3, 41: 3 }),
    product('ZEN', 'Zen', { 38: 6, 39: 6 }),
  ])

  const line = (page: Page, name: string) =>
    page.locator('.tally-lines > li').filter({ hasText: name })
  const unitsOf = (page: Page, name: string) => page.getByLabel(`${labels.units}: ${name}`)
  const button = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: true })

  const size = (page: Page, name: string) =>
    page.locator('.size-buttons').getByRole('button', { name: new RegExp(`^${name}`) })

  /** What is counted, read from the list. */
  async function expectUnits(page: Page, name: string, units: number): Promise<void> {
    await expect
      .poll(
        () =>
          unitsOf(page, name)
            .inputValue()
            .catch(() => ''),
        PATIENCE,
      )
      .toBe(String(units))
  }

  /** A scanner that types like a keyboard. */
  async function scan(page: Page, code: string): Promise<void> {
    const keyboard = await page.context().newCDPSession(page)
    const start = Date.now() / 1_000
    const keys = [...[...code].map((key) => ({ key, text: key })), { key: 'Enter', text: '\r' }]
    const presses = keys.map((key, index) =>
      // A busy machine is slower than any scanner: the time of each key is said.
      keyboard.send('Input.dispatchKeyEvent', {
        ...{ type: 'keyDown', ...key, timestamp: start + index * SCANNER_SECONDS },
      }),
    )
    await Promise.all(presses)
    await keyboard.detach()
  }

  async function levelOf(sku: string, size: string): Promise<number> {
    const { body } = await shop.get(`/inventory?sku=${sku}&size=${size}`)
    return body.items[0].quantity
  }

  async function open(place: string, visitor = {}): Promise<Page> {
    const page = await shop.open(place, visitor)
    await page.getByRole('searchbox').waitFor()
    return page
  }

  /** What is sent to the API, as long as the page is open. */
  function watchBatches(page: Page): Request[] {
    const sent: Request[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/inventory/batch')) sent.push(request)
    })
    return sent
  }

  const idOf = (request: Request | undefined): string => request?.postDataJSON().request_id

  test('a delivery of eight sizes is scanned, booked in together and undone together', async () => {
    const page = await open('/delivery')
    const sizes = ['36', '37', '38', '39', '40', '41', '42', '43']
    for (const size of sizes) await scan(page, barcode(1, Number(size)))
    await expect.poll(() => page.locator('.tally-lines > li').count(), PATIENCE).toBe(8)
    const before = await Promise.all(sizes.map((size) => levelOf('TOGO', size)))
    let taps = 0
    const tap = async (name: string | RegExp) => {
      await button(page, name).click()
      taps++
    }
    await tap(labels.delivery.save(8, 8))
    await page.getByRole('heading', { name: labels.done }).waitFor()
    expect(await Promise.all(sizes.map((size) => levelOf('TOGO', size)))).toEqual(
      before.map((units) => units + 1),
    )
    // Something else that is done meanwhile is not what is undone.
    await shop.post('/inventory/sale', { sku: 'ZEN', size: '39', quantity: 1 })
    await tap(ACT.en.undo)
    await tap(labels.undoAll(8))
    await expect
      .poll(() => Promise.all(sizes.map((size) => levelOf('TOGO', size))), PATIENCE)
      .toEqual(before)
    expect(await levelOf('ZEN', '39')).toBe(5)
    expect(taps).toBe(3)
  })

  test('a scanner types no code into the field of units, and holds no button down', async () => {
    const page = await open('/count')
    await scan(page, barcode(1, 38))
    await expectUnits(page, 'Togo Noir, 38', 1)
    const field = unitsOf(page, 'Togo Noir, 38')
    await field.fill('7')
    await field.focus()
    await scan(page, barcode(1, 39))
    await expectUnits(page, 'Togo Noir, 39', 1)
    await expectUnits(page, 'Togo Noir, 38', 7)
    await page.getByRole('searchbox').focus()
    await scan(page, barcode(1, 38))
    await expectUnits(page, 'Togo Noir, 38', 8)
    expect(await page.getByRole('searchbox').inputValue()).toBe('')
  })

  test('a shelf without barcodes is counted by name, one tap a unit', async () => {
    const page = await open('/count')
    await page.getByRole('searchbox').fill('zen')
    await page.getByRole('button', { name: /^Zen/ }).click()
    for (let units = 0; units < 6; units++) await size(page, '38').click()
    await expectUnits(page, 'Zen Noir, 38', 6)
    await button(page, labels.allSizes).click()
    await line(page, 'Zen Noir').getByText(labels.notCounted).waitFor()
    const sent = watchBatches(page)
    await button(page, labels.count.save(6, 1)).click()
    await page.getByRole('heading', { name: labels.done }).waitFor()
    // What was not counted is not sent, so that it is not set to 0.
    expect(sent.map((request) => request.postDataJSON().lines)).toMatchObject([
      [{ action: 'count', sku: 'ZEN', size: '38', quantity: 6, expected_quantity: 6 }],
    ])
    expect(await levelOf('ZEN', '39')).toBe(5)
  })

  test('what is counted without a network is kept, and sent once when it is back', async () => {
    const page = await open('/count')
    await scan(page, barcode(2, 38))
    await expectUnits(page, 'Amor Noir, 38', 1)
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
    await page.context().setOffline(true)
    // Another size of a product that was seen, and one that this phone never saw.
    await scan(page, barcode(2, 39))
    await expectUnits(page, 'Amor Noir, 39', 1)
    await scan(page, barcode(3, 40))
    await line(page, barcode(3, 40)).getByText(labels.unread).waitFor()
    await unitsOf(page, 'Amor Noir, 39').fill('3')
    await unitsOf(page, 'Amor Noir, 39').blur()
    await expectUnits(page, 'Amor Noir, 39', 3)
    await button(page, labels.count.save(5, 3)).click()
    await page.getByText(labels.waiting(3, 5)).waitFor()
    await page.reload()
    await page.getByText(labels.waiting(3, 5)).waitFor()

    const sale = await shop.post('/inventory/sale', { sku: 'AMOR', size: '38', quantity: 1 })
    expect(sale.status).toBe(201)
    const sent = watchBatches(page)
    await page.context().setOffline(false)
    // The code has a name now; what is on record there was not known, so it is asked.
    const dune = line(page, 'Dune Noir')
    await dune.getByText(labels.nowOnRecord(3, 1)).waitFor()
    expect(sent).toEqual([])
    await button(page, labels.leave(3)).click()
    await button(page, labels.sendAgain).click()
    // The sale was made after the shelf was counted, and before the count arrived.
    const amor = line(page, 'Amor Noir').filter({ hasText: labels.nowOnRecord(3, 1) })
    await amor.getByText('−1', { exact: true }).waitFor()
    await page.getByText(labels.changedMeanwhile).waitFor()
    expect(await levelOf('AMOR', '38')).toBe(3)
    expect(await levelOf('AMOR', '39')).toBe(4)
    expect(await button(page, labels.sendAgain).isDisabled()).toBe(true)

    await amor.getByRole('button', { name: labels.stands(1) }).click()
    await button(page, labels.sendAgain).click()
    await page.getByRole('heading', { name: labels.done }).waitFor()
    expect(await levelOf('AMOR', '38')).toBe(1)
    expect(await levelOf('AMOR', '39')).toBe(3)
    const ids = sent.map(idOf)
    expect(new Set(ids).size).toBe(2)
    const { body } = await shop.get('/movements?sku=AMOR&type=ADJUSTMENT')
    expect(body.total).toBe(2)
  })

  test('what one person counted is sent by nobody else who takes the phone', async () => {
    const page = await open('/count')
    const staff = await open('/count', { role: 'staff' })
    const [phone, own] = [page.context(), await page.context().cookies()]
    await scan(page, barcode(1, 42))
    await expectUnits(page, 'Togo Noir, 42', 1)
    const lost = Promise.withResolvers<void>()
    await phone.route(BATCHES, async (route) => {
      await route.abort()
      lost.resolve()
    })
    await button(page, labels.count.save(1, 1)).click()
    await lost.promise
    await page.getByText(labels.waiting(1, 1)).waitFor()
    await phone.addCookies(await staff.context().cookies())
    await phone.unroute(BATCHES)

    const sent = watchBatches(page)
    await page.goto('about:blank')
    await page.goto(`${shop.base}/app/#/count`)
    await page.getByText(labels.ofOther('owner.all@shop.test')).waitFor()
    await scan(page, barcode(1, 43))
    await button(page, labels.count.save(1, 1)).click()
    await page.getByRole('heading', { name: labels.done }).waitFor()
    expect(sent.map((request) => request.postDataJSON().lines)).toMatchObject([[{ size: '43' }]])

    await page.goto('about:blank')
    await phone.addCookies(own)
    await page.goto(`${shop.base}/app/`)
    await expect.poll(() => levelOf('TOGO', '42'), PATIENCE).toBe(1)
  })

  test('what was counted in one window is not sent as the one who signed in in another', async () => {
    const page = await open('/count')
    const staff = await open('/count', { role: 'staff' })
    await scan(page, barcode(1, 41))
    await expectUnits(page, 'Togo Noir, 41', 1)
    const sent = watchBatches(page)
    const [phone, own] = [page.context(), await page.context().cookies()]
    await phone.addCookies(await staff.context().cookies())
    await button(page, labels.count.save(1, 1)).click()
    await page.getByText(labels.ofOther('owner.all@shop.test')).waitFor()
    expect(sent).toEqual([])

    await phone.addCookies(own)
    await page.reload()
    await page.getByRole('heading', { name: labels.done }).waitFor()
    const { body } = await shop.get('/movements?sku=TOGO&size=41&limit=1')
    expect(body.items[0].actor).toBe('owner.all@shop.test')
  })

  test('an answer that is lost on its way changes nothing: the same request is sent again, and done once', async () => {
    const page = await open('/delivery')
    await scan(page, barcode(3, 38))
    await expectUnits(page, 'Dune Noir, 38', 1)
    const sent = watchBatches(page)
    let attempt = 0
    await page.route(BATCHES, async (route) => {
      attempt++
      if (attempt === 1) return route.fulfill({ status: 503, json: { detail: 'Busy.' } })
      if (attempt > 2) return route.continue()
      // The shop does it, and nobody hears of it.
      await route.fetch()
      return route.abort()
    })
    await button(page, labels.delivery.save(1, 1)).click()
    await page.getByRole('heading', { name: labels.done }).waitFor()
    expect(sent.length).toBeGreaterThanOrEqual(3)
    expect(new Set(sent.map(idOf)).size).toBe(1)
    expect(await levelOf('DUNE', '38')).toBe(4)
    const { body } = await shop.get('/movements?sku=DUNE&size=38&type=ADD_STOCK')
    expect(
      body.items.filter(({ channel }: { channel: string }) => channel !== 'import'),
    ).toHaveLength(1)
  })

  test('of two phones that count one shelf the second is asked', async () => {
    const [first, second] = [await open('/count'), await open('/count', { role: 'manager' })]
    for (const page of [first, second]) {
      await scan(page, barcode(3, 39))
      await expectUnits(page, 'Dune Noir, 39', 1)
    }
    await button(second, `${labels.plus}: Dune Noir, 39`).click()
    await button(first, labels.count.save(1, 1)).click()
    await first.getByRole('heading', { name: labels.done }).waitFor()
    await button(second, labels.count.save(2, 1)).click()
    await second.getByText(labels.nowOnRecord(1, 2)).waitFor()
    expect(await levelOf('DUNE', '39')).toBe(1)
    await button(second, labels.stands(2)).click()
    await button(second, labels.sendAgain).click()
    await second.getByRole('heading', { name: labels.done }).waitFor()
    expect(await levelOf('DUNE', '39')).toBe(2)
  })

  test('a refusal says which line and why, and the line can be mended', async () => {
    const page = await open('/delivery')
    await page.getByRole('searchbox').fill('dune')
    await page.getByRole('button', { name: /^Dune/ }).click()
    await page.getByLabel(labels.newSize).fill('143')
    await button(page, labels.add).click()
    await expectUnits(page, 'Dune Noir, 143', 1)
    await scan(page, barcode(3, 41))
    await expectUnits(page, 'Dune Noir, 41', 1)
    await button(page, labels.delivery.save(2, 2)).click()
    const refused = page.getByRole('alert')
    await refused.getByText('Nothing in this shop comes in size 143').waitFor()
    const marked = page.locator('.tally-lines > li.marked')
    expect(await marked.count()).toBe(1)
    expect(await marked.textContent()).toContain('143')
    await button(page, labels.itIsRight).waitFor()
    await button(page, `${labels.remove}: Dune Noir, 143`).click()
    await button(page, labels.sendAgain).click()
    await page.getByRole('heading', { name: labels.done }).waitFor()
    expect(await levelOf('DUNE', '41')).toBe(4)
    expect((await shop.get('/inventory?sku=DUNE')).body.total).toBe(4)
  })

  test('a code that nobody knows is asked about, and is known from then on', async () => {
    const page = await open('/count')
    await scan(page, NO_CODE)
    const asked = line(page, NO_CODE)
    await asked.getByRole('button', { name: labels.whichOne }).waitFor()
    const save = button(page, labels.count.save(1, 1))
    await expect.poll(() => save.isDisabled(), PATIENCE).toBe(true)
    await asked.getByRole('button', { name: labels.whichOne }).click()
    await page.getByRole('searchbox').fill('zen')
    await page.getByRole('button', { name: /^Zen/ }).click()
    await size(page, '39').click()
    await expectUnits(page, 'Zen Noir, 39', 1)
    await expect
      .poll(async () => (await shop.get(`/inventory?sku=${NO_CODE}`)).body.items[0]?.size, PATIENCE)
      .toBe('39')
    await scan(page, NO_CODE)
    await expectUnits(page, 'Zen Noir, 39', 2)
  })

  test.each(LOOKS)('in $language, $theme, on a $size', async (look) => {
    const texts = TALLY[look.language]
    for (const kind of ['count', 'delivery'] as const) {
      const page = await open(`/${kind}`, { ...look, role: 'manager' })
      const complaints = watchComplaints(page)
      await page.getByRole('heading', { level: 1, name: texts[kind].title, exact: true }).waitFor()
      await scan(page, barcode(1, 40))
      await scan(page, barcode(2, 38))
      await scan(page, ean13('400638133399'))
      await expect.poll(() => page.locator('.tally-lines > li').count(), PATIENCE).toBe(3)
      await page.getByRole('searchbox').fill('dune')
      await page.getByRole('button', { name: /^Dune/ }).click()
      await page.locator('.size-buttons button').first().click()
      await expect.poll(() => page.locator('.tally-lines > li').count(), PATIENCE).toBe(4)
      await expectAccessible(page)
      // With letters of twice the size nothing is beside the screen.
      await page.evaluate("document.documentElement.style.fontSize = '200%'")
      await expectAccessible(page)
      expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([])
      await page.getByRole('button', { name: texts.clear }).click()
      await page.getByRole('button', { name: texts.sureClear }).click()
      await page.getByText(texts[kind].empty).waitFor()
    }
  })
})

describe.skipIf(!executable)('the camera', () => {
  const shop = useAppShop([
    shoe('TOGO', 'Togo', 1, { 38: 5, 39: 5 }),
    product('ZEN', 'Zen', { 38: 6 }),
  ])
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stock-camera-'))
    const video = join(folder, 'shelf.y4m')
    await writeBarcodeVideo(video, [
      ...([
        [barcode(1, 38), 1],
        [null, 2],
        [barcode(1, 39), 1],
        [null, 2],
      ] as const),
    ])
    await useCameras(
      `--use-fake-device-for-media-stream`,
      `--use-file-for-fake-video-capture=${video}`,
    )
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** Opens the page in a browser with other cameras from now on. */
  async function useCameras(...cameras: string[]): Promise<void> {
    await shop.browser.close()
    const more = ['--use-fake-ui-for-media-stream', ...cameras]
    Object.assign(shop, { browser: await openBrowser(executable ?? '', more) })
  }

  test('counts each unit that is held up, and stays open', async () => {
    const page = await shop.open('/count')
    const complaints = watchComplaints(page)
    await page.getByRole('button', { name: SCAN.en.open }).click()
    await page.getByText(SCAN.en.aim).waitFor()
    const units = (size: string) =>
      page
        .getByLabel(`${labels.units}: Togo Noir, ${size}`)
        .inputValue({ timeout: 100 })
        .catch(() => '0')
    const both = async () => [await units('38'), await units('39')]
    // Each comes in turn, so one is never more than one ahead of the other.
    await expect
      .poll(
        async () => {
          const [one, other] = (await both()).map(Number) as [number, number]
          expect(Math.abs(one - other)).toBeLessThanOrEqual(1)
          return one + other
        },
        { timeout: 40_000 },
      )
      .toBeGreaterThanOrEqual(4)
    await expectAccessible(page)
    await page.getByRole('button', { name: SCAN.en.close }).click()
    await page.locator('video').waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  test('is chosen, lit and closed', async () => {
    await useCameras('--use-fake-device-for-media-stream=device-count=2')
    const page = await shop.open('/count', { language: 'fr' })
    // No camera of a test has a light.
    await page.addInitScript(`
      const told = MediaStreamTrack.prototype.getCapabilities
      MediaStreamTrack.prototype.getCapabilities = function () { return { ...told.call(this), torch: true } }
      MediaStreamTrack.prototype.applyConstraints = async (asked) => { globalThis.asked = asked }
    `)
    await page.reload()
    await page.getByRole('button', { name: SCAN.fr.open }).click()
    const choice = page.getByRole('combobox', { name: SCAN.fr.camera })
    await expect.poll(() => choice.locator('option').count(), PATIENCE).toBe(2)
    const track = "document.querySelector('video').srcObject.getVideoTracks()[0]"
    const opened = () => page.evaluate(`${track}.getSettings().deviceId`)
    const other = await choice.locator('option').nth(1).getAttribute('value')
    expect(await opened()).not.toBe(other)
    await choice.selectOption({ index: 1 })
    await expect.poll(opened, PATIENCE).toBe(other)

    const light = page.getByRole('button', { name: SCAN.fr.light })
    await light.click()
    await expect.poll(() => light.getAttribute('aria-pressed'), PATIENCE).toBe('true')
    expect(await page.evaluate('asked')).toEqual({ advanced: [{ torch: true }] })

    await page.evaluate(`globalThis.open = ${track}`)
    await page.getByRole('button', { name: SCAN.fr.close }).click()
    await expect.poll(() => page.evaluate('globalThis.open.readyState'), PATIENCE).toBe('ended')
    await page.getByRole('button', { name: SCAN.fr.open }).click()
    await expect.poll(opened, PATIENCE).toBe(other)
  })

  test('that is not allowed or not there says what to do', async () => {
    const page = await shop.open('/delivery')
    for (const [name, fault] of [
      ['NotAllowedError', 'denied'],
      ['NotFoundError', 'missing'],
      ['NotReadableError', 'busy'],
    ] as const) {
      const refuse = `navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', '${name}') }`
      await page.evaluate(refuse)
      await page.getByRole('button', { name: SCAN.en.open }).click()
      await page.getByRole('alert').getByText(SCAN.en.faults[fault]).waitFor()
      await page.getByRole('button', { name: SCAN.en.close }).click()
    }
  })
})
