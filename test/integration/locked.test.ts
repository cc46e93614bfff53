import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { product, useShop } from '../support/shop.ts'

const WRITERS = 8
const WRITES_EACH = 12
const shop = useShop([product('A', 'Alpha', { 40: 1_000 })])

/**
 * Another program on the same database, as one that replicates it: it holds the write lock, writes,
 * makes checkpoints, and does so again and again.
 */
const REPLICATOR = `
const { parentPort, workerData } = require('node:worker_threads')
const { DatabaseSync } = require('node:sqlite')
const database = new DatabaseSync(workerData, { timeout: 5_000 })
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
database.exec('CREATE TABLE IF NOT EXISTS _replica (id INTEGER PRIMARY KEY, seq INTEGER)')
for (let seq = 0; ; seq++) {
  database.exec('BEGIN IMMEDIATE')
  database.exec('INSERT OR REPLACE INTO _replica VALUES (1, ' + seq + ')')
  wait(120)
  database.exec('COMMIT')
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  parentPort.postMessage(seq)
  wait(30)
}`

test('writes wait for another program that holds the lock of the database', async () => {
  const replicator = new Worker(REPLICATOR, {
    eval: true,
    workerData: `${shop.pocketbase.dataDir}/pb_data/data.db`,
  })
  let locks = 0
  replicator.on('message', () => locks++)
  onTestFinished(async () => {
    await replicator.terminate()
  })
  await once(replicator, 'message')
  const statuses: number[] = []
  async function write(writer: number) {
    for (let n = 0; n < WRITES_EACH; n++) {
      const request_id = `locked-${writer}-${n}`
      const sale = { sku: 'A', size: '40', quantity: 1, request_id }
      statuses.push((await shop.post('/inventory/sale', sale)).status)
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
  expect(statuses).toEqual(Array(WRITERS * WRITES_EACH).fill(201))
  expect(locks).toBeGreaterThan(WRITES_EACH / 2)
  expect(await shop.ledger('A', '40')).toMatchObject({
    quantity: 1_000 - WRITERS * WRITES_EACH,
    movements: 1 + WRITERS * WRITES_EACH,
  })
})
