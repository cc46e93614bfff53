import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { hashOf } from '../../src/shared/secret.ts'
import { peopleOf } from '../support/people-of.ts'
import { product } from '../support/shop.ts'
import { executable, LOOKS, PATIENCE, useAppShop } from './app-shop.ts'

/** Every screen by its address, and what is there when all its answers are. */
const SCREENS = [
  ['/', '.rows .delta'],
  ['/find', '.cards > li'],
  ['/product/TOGO', '.rows .delta'],
  ['/order', '.orders + .bar'],
  ['/count', '.code-field'],
  ['/delivery', '.code-field'],
  ['/history', '.requests button'],
  ['/more', '.menu + *'],
  ['/more/figures', 'figure + *, figure'],
  ['/more/photos', '.rows > li'],
  ['/more/import', 'form'],
  ['/more/export', '.form'],
  ['/more/people', 'h2 + .rows'],
  ['/more/connections', '.hint'],
  ['/more/webhooks', '.rows > li'],
  ['/more/keys', '.rows > li'],
] as const

const EVERYTHING = 'a[href], button, input, select, summary'

/** For the page: what of an element a thumb presses, and the eye sees. */
const SHOWN =
  "const shown = (it) => it.matches('[type=radio], [type=checkbox], .unseen') ? it.closest('label') : it"

/** Targets that are smaller than 44 CSS pixels each way, as a thumb needs. */
const SMALL_TARGETS = `(() => {
  ${SHOWN}
  return [...document.querySelectorAll('${EVERYTHING}')]
    .filter((it) => it.checkVisibility() && !it.matches('.skip'))
    .map((it) => [it.outerHTML.slice(0, 80), shown(it).getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < 43.5)
    .map(([html, { width, height }]) => html + ' ' + width + ' x ' + height)
})()`

/** What reaches over the side of the screen, where nobody comes to. */
const TOO_WIDE = `[...document.querySelectorAll('body *')]
  .filter((it) => it.checkVisibility() && !it.closest('.scrolling, svg'))
  .filter((it) => it.getBoundingClientRect().right > innerWidth + 0.5)
  .map((it) => it.outerHTML.slice(0, 80))`

/** Notes what has the focus: nothing at the end of the page, else whether it can be seen. */
const FOCUSED = `(() => {
  ${SHOWN}
  const it = document.activeElement
  if (it === document.body) return 'nothing'
  ;(window.focused ??= new Set()).add(it)
  const { left, top, width, height } = shown(it).getBoundingClientRect()
  const at = document.elementFromPoint(left + width / 2, top + height / 2)
  const isSeen = at !== null && (shown(it).contains(at) || at.contains(it))
  return isSeen ? 'seen' : 'hidden: ' + it.outerHTML.slice(0, 80)
})()`

/** What can be pressed, and was never in focus; of a choice the one that holds is. */
const NEVER_FOCUSED = `[...document.querySelectorAll('${EVERYTHING}')]
  .filter((it) => it.checkVisibility() && !it.disabled && !window.focused.has(it))
  .filter((it) => it.type !== 'radio' || it.checked)
  .map((it) => it.outerHTML.slice(0, 80))`

describe.skipIf(!executable)('every screen', () => {
  const shop = useAppShop([
    product('TOGO', 'Togo', { 42: 3, 43: 0 }, { supplier: 'Atlas' }),
    product('AMOR', 'Amor', { 38: 5 }),
  ])
  beforeAll(async () => {
    const by = { actor: 'test', ip: '' }
    const till = { name: 'Till', scope: 'write', hash: hashOf('till') } as const
    await shop.keys.createKey({ ...till, location: null, expiresAt: null }, by)
    const nora = { email: 'nora@shop.test', role: 'staff', location: null } as const
    await peopleOf(shop.people).people.invite(nora, by)
    const line = { action: 'add_stock', sku: 'AMOR', size: '38', quantity: 1 }
    const done = [
      await shop.post('/inventory/sale', { sku: 'TOGO', size: '42', quantity: 1 }),
      await shop.post('/inventory/batch', { lines: [line, { ...line, quantity: 2 }] }),
      await shop.post('/webhooks', { url: 'mailto:ines@shop.example', shape: 'mail' }),
      await shop.post('/orders', { lines: [{ sku: 'TOGO', size: '42', quantity: 2 }] }),
    ]
    expect(done.map(({ status }) => status)).toEqual([201, 201, 201, 201])
  })

  /** A screen with all that it has, also what is folded. */
  async function show(place: string, whole: string, look: object): Promise<Page> {
    const page = await shop.open(place, look)
    await page.locator(whole).first().waitFor()
    await expect.poll(() => page.locator('.waiting').count(), PATIENCE).toBe(0)
    await page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true })")
    return page
  }

  const ON_PHONE = LOOKS.filter(({ size }) => size === 'phone')
  const AT_DESK = LOOKS.filter(({ size }) => size === 'desktop')

  describe.each(ON_PHONE)('in $language on a phone', (look) => {
    test.each(SCREENS)('has targets for a thumb, at any size of letters: %s', async (...screen) => {
      const page = await show(...screen, look)
      expect(await page.evaluate(SMALL_TARGETS)).toEqual([])
      expect(await page.evaluate(TOO_WIDE)).toEqual([])
      await page.evaluate("document.documentElement.style.fontSize = '200%'")
      expect(await page.evaluate(TOO_WIDE)).toEqual([])
    })
  })

  describe.each(AT_DESK)('in $language on a desktop', (look) => {
    test.each(SCREENS)(
      'shows what the keyboard has reached, which is all: %s',
      async (...screen) => {
        const page = await show(...screen, look)
        const reached: unknown[] = []
        do {
          await page.keyboard.press('Tab')
          reached.push(await page.evaluate(FOCUSED))
        } while (reached.at(-1) !== 'nothing' && reached.length < 200)
        expect(reached.filter((one) => one !== 'seen')).toEqual(['nothing'])
        expect(await page.evaluate(NEVER_FOCUSED)).toEqual([])
      },
    )
  })
})
