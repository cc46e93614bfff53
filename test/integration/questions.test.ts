import { expect, test } from 'vitest'
import { askedOf, QUESTIONS } from '../../src/web/questions.ts'
import { product, useShop } from '../support/shop.ts'

// The owner's page puts what a refusal asks to a person, without what is for programs.

const shop = useShop([
  product('TOGO', 'Togo', { 38: 5, 39: 5 }),
  product('RIVA', 'Riva', { 38: 1 }),
])

const ASKING: Record<(typeof QUESTIONS)[number], ['POST' | 'PATCH', string, object]> = {
  'similar-name': ['POST', '/models/RIVA/aliases', { alias: 'Toggo' }],
  'similar-product': ['PATCH', '/models/RIVA', { model: 'Toggo' }],
  'unusual-barcode': ['POST', '/models/RIVA/barcode', { size: '38', barcode: '4006381333932' }],
  'unusual-date': [
    'POST',
    '/inventory/sale',
    {
      sku: 'TOGO',
      size: '38',
      quantity: 1,
      occurred_at: new Date(Date.now() - 1_000).toISOString(),
    },
  ],
  'unusual-size': ['POST', '/inventory/add_stock', { sku: 'TOGO', size: '99', quantity: 1 }],
}

test.each(
  QUESTIONS.flatMap((code) => [
    [code, 'en', 'Nothing was changed.'],
    [code, 'fr', 'Rien n’a changé.'],
  ]),
)('%s is asked of a person in %s', async (code, language, end) => {
  // What happened before a count may be in it already.
  if (code === 'unusual-date') {
    await shop.post('/inventory/count', { sku: 'TOGO', size: '38', quantity: 5 })
  }
  const [method, url, payload] = ASKING[code as keyof typeof ASKING]
  const headers = { 'accept-language': language }
  const { body } = await shop.inject({ method, url, payload, headers })
  expect(body.type).toBe(`/problems/${code}`)
  expect(body.detail).toContain('confirm true')
  const asked = askedOf(body.detail)
  expect(asked).not.toContain('confirm')
  expect(asked.endsWith(end), asked).toBe(true)
  expect(asked.length).toBeGreaterThan(end.length + 20)
})
