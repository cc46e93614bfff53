import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseKeyStore } from '../../src/store/pocketbase/keys.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { CREDENTIALS, callersOf, openApp, product, useShop } from '../support/shop.ts'

const shop = useShop([product('F', 'Faulty', { 40: 1_000 })])
const SALE = { sku: 'F', size: '40', quantity: 1 }

/** An API that gives PocketBase up after a short while. */
async function impatient(deadlineMs: number) {
  const client = createPocketBaseClient({ url: shop.pocketbase.url, ...CREDENTIALS, deadlineMs })
  return openApp(createPocketBaseStore(client), createPocketBaseKeyStore(client))
}

/** Stops PocketBase, and waits until it stands: on a busy machine the signal takes its time. */
async function pause(): Promise<void> {
  const group = shop.pocketbase.group()
  process.kill(-group, 'SIGSTOP')
  await expect.poll(() => statesOf(group), { timeout: 10_000 }).toMatch(/^[Tt]*$/)
}

/** A letter for each process of a group: T when it is stopped. Empty where there is no /proc. */
function statesOf(group: number): string {
  const processes = existsSync('/proc')
    ? readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    : []
  return processes
    .map((pid) => {
      try {
        const [state, , pgrp] = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')
        return Number(pgrp) === group ? state : ''
      } catch {
        return '' // It ended meanwhile.
      }
    })
    .join('')
}

const resume = () => process.kill(-shop.pocketbase.group(), 'SIGCONT')

test('a paused PocketBase is 503 with Retry-After, and all is well when it goes on', async () => {
  const app = await impatient(300)
  const { get, post } = callersOf(app)
  expect((await get('/health/ready')).status).toBe(200)
  await pause()
  try {
    for (const answer of [
      await get('/health/ready'),
      await get('/movements'),
      await post('/inventory/sale', SALE),
    ]) {
      expect(answer).toMatchObject({ status: 503, body: { type: '/problems/store-unavailable' } })
      expect(answer.headers['retry-after']).toBe('2')
      expect(JSON.stringify(answer.body)).not.toMatch(/pocketbase|127\.0\.0\.1|fetch/i)
    }
    expect((await get('/health')).status).toBe(200)
  } finally {
    resume()
  }
  expect((await get('/health/ready')).status).toBe(200)
  await app.close()
})

test('a write that was given up and is sent again happens once', async () => {
  const app = await impatient(300)
  const { post } = callersOf(app)
  const request = { ...SALE, request_id: 'given-up' }
  // Fills the catalogue, so that the sale itself meets the pause.
  await post('/inventory/sale', SALE)
  const before = await shop.ledger('F', '40')
  await pause()
  const first = await post('/inventory/sale', request)
  resume()
  expect(first.status).toBe(503)
  const second = await shop.post('/inventory/sale', request)
  expect([200, 201]).toContain(second.status)
  const after = await shop.ledger('F', '40')
  expect(after.quantity).toBe(before.quantity - 1)
  expect(after.sum).toBe(after.quantity)
  await app.close()
})

test('a killed PocketBase is started again while requests wait for it', async () => {
  const restarts = shop.pocketbase.restarts()
  const before = await shop.ledger('F', '40')
  const sales = Array.from({ length: 20 }, (_, index) =>
    shop.post('/inventory/sale', { ...SALE, request_id: `kill-${index}` }),
  )
  process.kill(-shop.pocketbase.group(), 'SIGKILL')
  const answers = await Promise.all(sales)
  expect(new Set(answers.map(({ status }) => status))).toSatisfy((seen: Set<number>) =>
    [...seen].every((status) => [200, 201].includes(status)),
  )
  expect(shop.pocketbase.restarts()).toBe(restarts + 1)
  const after = await shop.ledger('F', '40')
  expect(after).toMatchObject({ quantity: before.quantity - 20, sum: before.quantity - 20 })
})

test('a PocketBase that is not there at all is 503 within the deadline', async () => {
  const client = createPocketBaseClient({
    url: 'http://127.0.0.1:9',
    ...CREDENTIALS,
    deadlineMs: 200,
  })
  const app = await openApp(createPocketBaseStore(client), createPocketBaseKeyStore(client))
  const { get } = callersOf(app)
  expect((await get('/inventory')).status).toBe(503)
  expect((await get('/inventory')).body.type).toBe('/problems/store-unavailable')
  await app.close()
})

test('a changed password is met by signing in again, once for all who wait', async () => {
  await shop.client.request('/api/collections/_superusers/records').then(async (list) => {
    const [superuser] = (list as { items: { id: string }[] }).items
    // A new token key makes every session invalid, as a changed password does.
    await shop.client.request(`/api/collections/_superusers/records/${superuser?.id}`, {
      method: 'PATCH',
      body: { password: CREDENTIALS.password, passwordConfirm: CREDENTIALS.password },
    })
  })
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => shop.post('/inventory/sale', SALE)),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
})
