import { expect, test } from 'vitest'
import { withIncoming } from '../../src/shared/incoming-file.ts'

const MEGABYTES = 1024 * 1024

/** A host that sends nothing until it is told to. */
function slowHost() {
  const asked: (() => void)[] = []
  const download = () =>
    new Promise<Uint8Array>((done) => {
      asked.push(() => done(Buffer.from('sku,size')))
    })
  return { asked, download }
}

test('files by link are refused while as many are held as there is memory for', async () => {
  const { asked, download } = slowHost()
  const take = (use: (file: Uint8Array) => Promise<string>) =>
    withIncoming({ links: ['https://files.example/stock.csv'] }, download, 10 * MEGABYTES, use)
  let finish = () => {}
  const used = new Promise<string>((done) => {
    finish = () => done('used')
  })
  const taken = Array.from({ length: 4 }, () => take(() => used))
  await expect(take(async () => '')).rejects.toMatchObject({ code: 'overloaded' })
  expect(asked).toHaveLength(4)

  // What was fetched is held until it was used.
  for (const send of asked) send()
  await expect(take(async () => '')).rejects.toMatchObject({ code: 'overloaded' })
  finish()
  expect(await Promise.all(taken)).toEqual(Array(4).fill('used'))
  const later = take(async (file) => Buffer.from(file).toString())
  asked[4]?.()
  expect(await later).toBe('sku,size')
})

test('a file that could not be fetched or used is held no longer', async () => {
  const fail = () => Promise.reject(new Error('gone'))
  const link = { links: ['https://files.example/stock.csv'] }
  for (let round = 0; round < 6; round++) {
    await expect(withIncoming(link, fail, 10 * MEGABYTES, fail)).rejects.toThrow('gone')
    const fetched = async () => Buffer.from('x')
    await expect(withIncoming(link, fetched, 10 * MEGABYTES, fail)).rejects.toThrow('gone')
  }
})
