import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { createCatalogueReader } from '../../src/catalogue/catalogue-reader.ts'
import { pastWeeks } from '../../src/domain/demand/demand.ts'
import { createDemandReader, demandProduct } from '../../src/ledger/demand-reader.ts'
import { createLedgerReader } from '../../src/ledger/ledger-reader.ts'
import { product, useShop } from '../support/shop.ts'

const MODELS = ['Boreal', 'Cirrus', 'Dorado', 'Electra']
const shop = useShop([
  product('D-1', 'Atlas', { 38: 5, 39: 5 }),
  ...MODELS.map((name, at) => product(`D-${at + 2}`, name, { 38: 5 })),
])

async function openDemand() {
  const { store } = shop
  const catalogue = createCatalogueReader(store)
  const timeZone = 'Europe/Paris'
  const ledger = createLedgerReader({ store, catalogue, timeZone })
  return { catalogue, ledger, demand: createDemandReader({ ledger, catalogue, timeZone }) }
}

test('what was sold and not undone is demand, and an undo leaves it as if the sale had not been', async () => {
  const { demand, ledger } = await openDemand()
  const units = async () => {
    const { products } = await demand.read()
    const sold = [...products.values()].filter((one) => one.sizes.length > 1)
    return sold.map(({ units, sizes }) => [units, sizes.map((one) => one.units)])
  }
  expect(await units()).toEqual([[0, [0, 0]]])
  await shop.post('/inventory/sale', { sku: 'D-1', size: '38', quantity: 2 })
  expect(await units()).toEqual([[2, [2, 0]]])
  const sale = (await shop.get('/movements?sku=D-1&type=SALE')).body.items[0]
  await shop.post(`/movements/${sale.id}/undo`)
  expect(await units()).toEqual([[0, [0, 0]]])
  const undo = (await shop.get('/movements?sku=D-1&type=SALE')).body.items[0]
  await shop.post(`/movements/${undo.id}/undo`)
  expect(await units()).toEqual([[2, [2, 0]]])
  expect((await ledger.read()).seq).toBe(9)
})

const DAY = 24 * 60 * 60 * 1000

/** What each variant sold in a week and the share of it that it was on hand, read from the database alone. */
const WEEKLY = `
  WITH RECURSIVE
    chain(root, id, length) AS (
      SELECT id, id, 1 FROM movements WHERE reverses = ''
      UNION ALL
      SELECT chain.root, m.id, length + 1 FROM chain JOIN movements m ON m.reverses = chain.id),
    standing AS (
      SELECT m.variant, m.location, m.type, m.delta, m.seq, unixepoch(m.occurred_at, 'subsec') AS at
      FROM movements m
      WHERE (SELECT max(length) FROM chain WHERE root = m.id) % 2 = 1
        AND (:location = '' OR m.location = :location)),
    levels AS (
      SELECT variant, at, sum(delta) OVER happened AS on_hand,
        coalesce(lead(at) OVER happened, :now) AS until
      FROM standing WINDOW happened AS (PARTITION BY variant ORDER BY at, seq)),
    weeks AS (
      SELECT key AS week, value AS start, lead(value) OVER (ORDER BY key) AS next
      FROM json_each(:starts))
  SELECT p.sku, week,
    coalesce((SELECT sum(-delta) FROM standing
      WHERE variant = v.id AND type = 'SALE' AND at >= start AND at < next), 0) AS units,
    coalesce((SELECT sum(max(0.0, min(until, next) - max(at, start))) FROM levels
      WHERE variant = v.id AND on_hand > 0), 0) / (next - start) AS there
  FROM weeks, variants v JOIN products p ON p.id = v.product
  WHERE next IS NOT NULL ORDER BY p.sku, week`

interface WeekRow {
  readonly sku: string
  readonly units: number
  readonly there: number
}

test('the demand of random movements is what the database itself adds up', async () => {
  await shop.client.request('/api/collections/locations/records', {
    method: 'POST',
    body: { name: 'Cave' },
  })
  let seed = 11
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  const done: string[] = []
  for (let step = 0; step < 250; step += 1) {
    const undone = done[random(4 * done.length + 1)]
    const [action, most] = (
      [
        ['sale', 3],
        ['sale', 2],
        ['add_stock', 3],
        ['transfer', 3],
        ['adjust', -2],
      ] as const
    )[random(5)] ?? ['sale', 1]
    const quantity = Math.sign(most) * (1 + random(Math.abs(most)))
    const answer = undone
      ? await shop.post(`/movements/${undone}/undo`, { confirm: true })
      : await shop.post(`/inventory/${action}`, {
          ...{ sku: `D-${2 + random(MODELS.length)}`, size: '38', confirm: true },
          ...(action === 'adjust' ? { delta: quantity, reason: 'broken' } : { quantity }),
          ...(action === 'transfer' && { location: 'Shop', to_location: 'Cave' }),
          ...(action !== 'transfer' && random(3) === 0 && { location: 'Cave' }),
          occurred_at: new Date(Date.now() - random(390 * 24) * (DAY / 24)).toISOString(),
        })
    if (answer.status === 201) {
      done.push(undone ? answer.body.results[0].movement.id : answer.body.movement.id)
    }
  }
  expect(done.length).toBeGreaterThan(100)

  const reader = await openDemand()
  const snapshot = await reader.catalogue.read()
  const database = new DatabaseSync(join(shop.pocketbase.dataDir, 'pb_data', 'data.db'), {
    readOnly: true,
  })
  try {
    for (const location of ['', ...snapshot.locations.map(({ id }) => id)]) {
      const demand = await reader.demand.read(location)
      const history = await reader.demand.history(location)
      const { starts, now } = demand.calendar
      const rows = database
        .prepare(WEEKLY)
        .all({ location, now, starts: JSON.stringify([...starts]) }) as unknown as WeekRow[]
      for (const one of snapshot.all.filter(({ sku }) => sku !== 'D-1')) {
        const own = rows.filter(({ sku }) => sku === one.sku)
        const weeks = pastWeeks(demand, demandProduct(snapshot, one), history)
        expect([...weeks.units]).toEqual(own.map(({ units }) => units))
        const there = own.map((row) => Math.max(row.there, row.units > 0 ? 1 / 7 : 0))
        for (const [at, share] of there.entries()) expect(weeks.there[at]).toBeCloseTo(share, 6)
      }
      const sold = rows.reduce((sum, { units }) => sum + units, 0)
      expect(sold).toBeGreaterThan(20)
      expect(demand.units).toBe(sold)
    }
  } finally {
    database.close()
  }
})
