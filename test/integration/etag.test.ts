import { expect, test } from 'vitest'
import { hashOf } from '../../src/shared/secret.ts'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([product('HERM', 'Hermès', { 38: 5 }, { cost: 40 })])

const ask = (url: string, headers: Record<string, string> = {}) =>
  shop.inject({ method: 'GET', url, headers })

test('who has the answer already is told that it is still so, until it is not', async () => {
  const first = await ask('/inventory?model=hermes')
  const etag = String(first.headers.etag)
  expect(etag).toMatch(/^"[\w-]+"$/)
  expect(first.headers['cache-control']).toBe('private, no-cache')

  const same = await ask('/inventory?model=hermes', { 'if-none-match': etag })
  expect(same).toMatchObject({ status: 304, body: '' })

  await shop.post('/inventory/sale', { sku: 'HERM', size: '38', quantity: 1 })
  const later = await ask('/inventory?model=hermes', { 'if-none-match': etag })
  expect(later).toMatchObject({ status: 200, body: { items: [{ quantity: 4 }] } })
  expect(later.headers.etag).not.toBe(etag)
})

test('an answer that is kept is given to nobody who may see less, nor under another address', async () => {
  const owner = await ask('/inventory?model=hermes')
  expect(owner.body.items[0].cost).toBe(40)
  const key = { name: 'reader', hash: hashOf('sk-reader'), scope: 'read', location: null } as const
  await shop.keys.saveKey({ ...key, expiresAt: null })
  const reader = { authorization: 'Bearer sk-reader' }
  const asked = () => ask('/inventory?model=hermes', reader)
  await expect.poll(async () => (await asked()).status, { timeout: 5_000 }).toBe(200)
  expect((await asked()).body.items[0].cost).toBeNull()
  expect((await ask('/inventory?model=hermes')).body.items[0].cost).toBe(40)
  const etag = String((await ask('/inventory?model=hermes')).headers.etag)
  expect((await asked()).headers.etag).not.toBe(etag)
})

test('the same question is worked out once as long as nothing changes', async () => {
  const results = async () => {
    const { body } = await ask('/metrics')
    return Number(/stock_catalogue_loads_total (\d+)/.exec(body)?.[1])
  }
  await ask('/models')
  const before = await results()
  const bodies = await Promise.all(Array.from({ length: 20 }, () => ask('/models')))
  expect(new Set(bodies.map(({ headers }) => headers.etag)).size).toBe(1)
  expect(await results()).toBeLessThanOrEqual(before + 1)
})

test('movements are tagged too, and never kept', async () => {
  const first = await ask('/movements')
  await shop.post('/inventory/return', { sku: 'HERM', size: '38', quantity: 1 })
  const second = await ask('/movements', { 'if-none-match': String(first.headers.etag) })
  expect(second).toMatchObject({ status: 200, body: { total: first.body.total + 1 } })
})
