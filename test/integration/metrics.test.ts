import { expect, test } from 'vitest'
import { product, useShop } from '../support/shop.ts'

const shop = useShop([product('HERM', 'Hermès', { 38: 5 })])
const sale = { sku: 'HERM', size: '38', quantity: 2 }

test('what happened can be counted', async () => {
  expect((await shop.post('/inventory/sale', { ...sale, request_id: 'one' })).status).toBe(201)
  expect((await shop.post('/inventory/sale', { ...sale, request_id: 'one' })).status).toBe(200)
  expect((await shop.post('/inventory/sale', { ...sale, quantity: 9 })).status).toBe(409)
  await shop.get('/inventory')
  const { body, headers } = await shop.get('/metrics')
  expect(headers['content-type']).toContain('text/plain')
  for (const line of [
    'stock_operations_total{operation="registerSale",result="written"} 1',
    'stock_operations_total{operation="registerSale",result="answered"} 1',
    'stock_operations_total{operation="registerSale",result="insufficient-stock"} 1',
    'http_request_duration_seconds_count{operation="registerSale",status="409"} 1',
    'http_request_duration_seconds_count{operation="listInventory",status="200"} 1',
    'store_request_duration_seconds_count{method="recordMovements",result="ok"} 2',
    'store_request_duration_seconds_count{method="recordMovements",result="insufficient-stock"} 1',
    'stock_catalogue_shelves 1',
    'stock_catalogue_gaps_total 0',
    'stock_feed_live 0',
    'stock_drift_shelves 0',
    'stock_movements_missing 0',
  ]) {
    expect(body).toContain(`${line}\n`)
  }
  expect(body).toMatch(/stock_catalogue_age_seconds [\d.]+/)
})

test('nobody without a key sees them', async () => {
  expect((await shop.app.inject('/metrics')).statusCode).toBe(401)
})

test('a database that is gone leaves the rest to be read', async () => {
  await shop.pocketbase.stop()
  const { status, body } = await shop.get('/metrics')
  expect(status).toBe(200)
  expect(body).toContain('stock_catalogue_shelves')
})
