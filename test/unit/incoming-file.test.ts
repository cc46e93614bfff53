import { expect, test } from 'vitest'
import { withIncoming } from '../../src/shared/incoming-file.ts'

const MEGABYTES = 1024 * 1024
const link = { links: ['https://files.example/stock.csv'] }

/** A host that sends ten megabytes at once, which count as they come. */
const large = async (_link: string, maxBytes: number, hold = (_: number) => {}) => {
  hold(maxBytes)
  return Buffer.from('sku,size')
}

test('files by link are refused while as many bytes are held as there is memory for', async () => {
  const take = (use: (file: Uint8Array) => Promise<string>) =>
    withIncoming(link, large, 10 * MEGABYTES, use)
  let finish = () => {}
  const used = new Promise<string>((done) => {
    finish = () => done('used')
  })
  // What was fetched is held until it was used.
  const taken = Array.from({ length: 4 }, () => take(() => used))
  await expect(take(async () => '')).rejects.toMatchObject({ code: 'overloaded' })
  finish()
  expect(await Promise.all(taken)).toEqual(Array(4).fill('used'))
  expect(await take(async (file) => Buffer.from(file).toString())).toBe('sku,size')
})

test('many small files may come at once', async () => {
  const small = async (_link: string, _most: number, hold = (_: number) => {}) => {
    hold(8)
    return Buffer.from('sku,size')
  }
  const all = Array.from({ length: 50 }, () =>
    withIncoming(link, small, 10 * MEGABYTES, async (file) => file.length),
  )
  expect(await Promise.all(all)).toEqual(Array(50).fill(8))
})

test('a file that could not be fetched or used is held no longer', async () => {
  const broken = async (_link: string, maxBytes: number, hold = (_: number) => {}) => {
    hold(maxBytes)
    throw new Error('gone')
  }
  const fail = () => Promise.reject(new Error('gone'))
  for (let round = 0; round < 6; round++) {
    await expect(withIncoming(link, broken, 10 * MEGABYTES, fail)).rejects.toThrow('gone')
    await expect(withIncoming(link, large, 10 * MEGABYTES, fail)).rejects.toThrow('gone')
  }
})
