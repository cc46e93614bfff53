import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { askInBoth } from '../support/both-languages.ts'
import { CREDENTIALS, product, useShop } from '../support/shop.ts'

const shop = useShop([
  product('OK', 'Fine', { 40: 10 }),
  product('MORE', 'More', { 40: 10 }),
  product('HELD', 'Held', { 40: 10 }),
  product('ROW', 'Row', { 40: 10 }),
  product('STUCK', 'Stuck', { 40: 10 }),
  product('FREE', 'Free', { 40: 10 }),
])

/** What the SQL console does: past every hook. */
function sql(statement: string): void {
  const database = new DatabaseSync(`${shop.pocketbase.dataDir}/pb_data/data.db`, {
    timeout: 5_000,
  })
  database.exec(statement)
  database.close()
}

const variant = (sku: string) =>
  `(SELECT v.id FROM variants v JOIN products p ON p.id = v.product WHERE p.sku = '${sku}')`

/** What was told of drift so far. */
async function told() {
  const { body } = await shop.get('/events?types=drift.found')
  return body.events as { actor: string; message: string; data: object }[]
}

/** The command as staff run it. */
async function verify(...args: string[]) {
  const script = resolve(import.meta.dirname, '../../scripts/verify.ts')
  const env = {
    ...process.env,
    DATA_DIR: `${shop.pocketbase.dataDir}/verify`,
    POCKETBASE_URL: shop.pocketbase.url,
    POCKETBASE_EMAIL: CREDENTIALS.email,
    POCKETBASE_PASSWORD: CREDENTIALS.password,
  }
  return promisify(execFile)(process.execPath, [script, ...args], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  )
}

test('while all is well the command says so and exits 0', async () => {
  const { code, stdout } = await verify()
  expect(stdout.trim()).toBe('The ledger explains every unit: 6 shelves, 6 movements.')
  expect(code).toBe(0)
})

test('what went past the ledger is listed, by endpoint and command', async () => {
  const reserve = (sku: string, quantity: number, reference: string) =>
    shop.post('/inventory/reserve', { sku, size: '40', quantity, reference })
  await reserve('HELD', 2, 'Ana')
  await reserve('HELD', 1, 'Lou')
  sql(`UPDATE inventory SET quantity = 12 WHERE variant = ${variant('MORE')}`)
  sql(`UPDATE inventory SET reserved = 1 WHERE variant = ${variant('HELD')}`)
  sql(`DELETE FROM inventory WHERE variant = ${variant('ROW')}`)
  const { body } = await shop.get('/admin/drift')
  expect(body.items).toHaveLength(3)
  expect(body.items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ sku: 'MORE', size: '40', quantity: 12, ledger_quantity: 10 }),
      expect.objectContaining({ sku: 'HELD', reserved: 1, ledger_reserved: 3 }),
      expect.objectContaining({ sku: 'ROW', quantity: 0, ledger_quantity: 10 }),
    ]),
  )
  await askInBoth(shop, '/admin/drift')
  const { code, stdout } = await verify()
  expect(code).toBe(1)
  expect(stdout).toContain('MORE 40 Shop: 12 on hand, its movements add up to 10')
})

test('it is told once, whoever looks, and to nobody while all is well', async () => {
  expect((await shop.get('/check')).body.is_well).toBe(false)
  await shop.get('/metrics')
  expect(await told()).toMatchObject([
    {
      actor: 'owner',
      channel: 'api',
      message: '3 balances differ from the ledger: run npm run verify.',
      data: { shelves: 3, units: 14 },
    },
  ])
})

test('--repair explains the difference and leaves the past alone', async () => {
  const before = (await shop.get('/movements?limit=200')).body.items
  const { code, stdout } = await verify('--repair')
  expect(code).toBe(0)
  expect(stdout).toContain('Repaired 3 shelves')
  expect((await verify()).code).toBe(0)
  const after = (await shop.get('/movements?limit=200')).body.items
  const added = 4
  expect(after.slice(added)).toEqual(before)
  const sku = ({ sku, type, reference }: Record<string, string>) => `${sku} ${type} ${reference}`
  expect(after.slice(0, added).map(sku).sort()).toEqual([
    ...['HELD RELEASE Ana', 'HELD RELEASE Lou', 'MORE ADJUSTMENT ', 'ROW ADJUSTMENT '],
  ])
  expect(await shop.ledger('MORE', '40')).toMatchObject({ quantity: 12, sum: 12 })
})

const release = (sku: string, quantity: number, reference?: string) =>
  shop.post('/inventory/release', { sku, size: '40', quantity, reference })

test('after a repair the reservations are what the shelf says', async () => {
  const refused = await release('HELD', 5)
  expect(refused.body.reservations).toEqual([{ reference: 'Ana', held: 1 }])
  expect((await release('HELD', 1, 'Ana')).body).toMatchObject({ reserved: 0, available: 10 })
})

test('more reserved than anybody reserved can be released after a repair', async () => {
  sql(`UPDATE inventory SET reserved = 4 WHERE variant = ${variant('HELD')}`)
  expect((await verify('--repair')).code).toBe(0)
  expect((await release('HELD', 4, 'repair')).body).toMatchObject({ reserved: 0, available: 10 })
})

test('a repair is told as well, so that the same drift is told when it comes again', async () => {
  for (let round = 0; round < 2; round++) {
    sql(`UPDATE inventory SET quantity = quantity + 1 WHERE variant = ${variant('MORE')}`)
    await shop.get('/admin/drift')
    expect((await verify('--repair')).code).toBe(0)
  }
  const [found, repaired] = [
    { actor: 'owner', data: { shelves: 1, units: 1 } },
    { actor: 'verify', data: { shelves: 0, units: 0 } },
  ]
  expect((await told()).slice(-4)).toMatchObject([found, repaired, found, repaired])
})

test('a shelf that has not what expired stops neither its sales nor the other shelves', async () => {
  const expires_at = new Date(Date.now() + 500).toISOString()
  for (const sku of ['STUCK', 'FREE']) {
    const { status } = await shop.post('/inventory/reserve', {
      sku,
      size: '40',
      quantity: 3,
      expires_at,
    })
    expect(status).toBe(201)
  }
  sql(`UPDATE inventory SET reserved = 1 WHERE variant = ${variant('STUCK')}`)
  const reserved = async (sku: string) =>
    (await shop.get(`/inventory?sku=${sku}`)).body.items[0].reserved
  await expect
    .poll(
      async () => {
        await shop.client.request('/api/crons/stock-release-expired', { method: 'POST' })
        return reserved('FREE')
      },
      { timeout: 10_000 },
    )
    .toBe(0)
  expect(await reserved('STUCK')).toBe(1)
  const sale = await shop.post('/inventory/sale', { sku: 'STUCK', size: '40', quantity: 1 })
  expect(sale).toMatchObject({ status: 201, body: { new_quantity: 9 } })
  expect((await verify('--repair')).code).toBe(0)
})

test('a movement that was deleted shows by its number', async () => {
  sql('DELETE FROM movements WHERE seq = 1')
  const { body } = await shop.get('/admin/drift')
  expect(body.missing).toBe(1)
  expect(body.message).toContain('1 movements were deleted')
  expect((await verify()).code).toBe(1)
  expect((await verify('--repair')).code).toBe(1)
})

test('what the command does not know is one sentence', async () => {
  const { code, stderr } = await verify('--repiar')
  expect(code).toBe(1)
  expect(stderr.trim()).toMatch(
    /^Unknown option '--repiar'.*Usage: npm run verify -- \[--repair\] \[--confirm-loss\]$/,
  )
})
