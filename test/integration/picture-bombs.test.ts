import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { beforeAll, expect, inject, test } from 'vitest'
import { keepPhotosPrepared } from '../../src/features/photos/keep-photos-prepared.ts'
import { createPocketBaseFeed } from '../../src/store/pocketbase/feed.ts'
import { multipart } from '../support/multipart.ts'
import { deepPng, largeJpeg, PICTURES, plainPicture } from '../support/pictures.ts'
import { startService } from '../support/service.ts'
import { type Answer, CREDENTIALS, product, useShop } from '../support/shop.ts'

const PHONES = Array.from({ length: 8 }, (_, index) => `PHONE-${index}`)
const SKUS = [...PHONES, 'DEEP']
const CLIENTS = 4

/**
 * Most that PocketBase may have taken, in MB. It takes 70 when it serves pictures that are small, and up to 210 while it
 * sends so many at once. One that it decodes takes 200 more, and here are eight.
 */
const MOST_MEMORY = 300

const shop = useShop(SKUS.map((sku) => product(sku, sku, { 38: 1 })))

let large: Buffer
let deep: Buffer
beforeAll(async () => {
  large = await largeJpeg()
  deep = await deepPng()
})

/** The most memory that PocketBase ever had, in MB; 0 where the system does not tell. */
function peakMemory(): number {
  if (process.platform !== 'linux' || inject('pocketbaseTarget')?.name === 'docker') return 0
  const peaks = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        const program = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        if (!/^[^\0]*pocketbase\0/.test(program) || !program.includes(shop.pocketbase.dataDir))
          return 0
        const [, kilobytes] =
          /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
        return Number(kilobytes ?? 0) / 1024
      } catch {
        return 0 // It ended meanwhile.
      }
    })
  return Math.max(...peaks)
}

/** Opens a file at PocketBase itself, as a proxy in front of it may. */
async function open(path: string) {
  const answer = await fetch(shop.pocketbase.url + path)
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) }
}

/** Uploads a picture. Where one waited too long for its turn on a slow machine, again, as it is told. */
async function upload(sku: string, bytes: Buffer): Promise<Answer> {
  for (;;) {
    const form = await multipart(`/models/${sku}/photo`, [{ name: 'a', bytes }])
    const answer = await shop.inject(form)
    if (answer.body.type !== '/problems/overloaded') return answer
    await sleep(Number(answer.headers['retry-after']) * 1_000)
  }
}

const sizeOf = async (bytes: Buffer) => {
  const { format, width, height } = await sharp(bytes).metadata()
  return { format, width, height }
}

test('large pictures and all their thumbs, asked for by many at once, cost PocketBase no memory', async () => {
  const sets = await Promise.all(
    SKUS.map(async (sku) => {
      const bytes = sku === 'DEEP' ? deep : large
      return upload(sku, bytes)
    }),
  )
  expect(sets.map(({ status }) => status)).toEqual(SKUS.map(() => 201))
  const paths = sets.map(({ body }) => new URL(body.image).pathname)
  const addresses = paths.flatMap((path) => [
    path,
    `${path}?thumb=100x100`,
    `${path}?thumb=400x400`,
    `${path}?thumb=9x9`,
  ])
  const asked = Array.from({ length: CLIENTS }, () => addresses).flat()
  const answers = await Promise.all(asked.map(open))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))

  expect(shop.pocketbase.restarts()).toBe(0)
  expect(peakMemory()).toBeLessThan(MOST_MEMORY)
  const sizes = await Promise.all(answers.slice(0, 4).map(({ bytes }) => sizeOf(bytes)))
  expect(sizes).toEqual([
    { format: 'jpeg', width: 2048, height: 1536 },
    { format: 'jpeg', width: 100, height: 100 },
    { format: 'jpeg', width: 400, height: 400 },
    { format: 'jpeg', width: 2048, height: 1536 },
  ])
})

const idOf = async (sku: string) =>
  (await shop.store.readCatalogue()).products.find((one) => one.sku === sku)?.id ?? ''

/** Puts a file where staff put it in the admin UI. @returns its path */
async function setByHand(sku: string, bytes: Buffer, name: string): Promise<string> {
  const id = await idOf(sku)
  const form = new FormData()
  form.set('photo', new File([Buffer.from(bytes)], name))
  const path = `/api/collections/products/records/${id}`
  const { photo } = (await shop.client.request(path, { method: 'PATCH', body: form })) as Row
  return `/api/files/products/${id}/${photo}`
}

interface Row {
  readonly id: string
  readonly photo: string
  readonly avatar: string
}

const imageOf = async (sku: string) =>
  (await shop.get(`/inventory?sku=${sku}`)).body.items[0].image as string | null

test('what was put there by hand is never decoded by PocketBase, and shown once it is prepared', async () => {
  const cut = large.subarray(0, large.length / 2)
  const paths = [
    await setByHand('PHONE-0', large, 'a.jpg'),
    await setByHand('PHONE-1', cut, 'b.jpg'),
    await setByHand('DEEP', deep, 'c.png'),
  ]
  const user = new FormData()
  user.set('role', 'viewer')
  user.set('avatar', new File([Buffer.from(deep)], 'd.png'))
  for (const [name, value] of Object.entries({ email: 'a@b.example', password: 'secret-12345' })) {
    user.set(name, value)
    user.set(`${name}Confirm`, value)
  }
  const users = '/api/collections/users/records'
  const { id, avatar } = (await shop.client.request(users, { method: 'POST', body: user })) as Row
  const files = [...paths, `/api/files/users/${id}/${avatar}`]
  for (const query of ['thumb=100x100', 'thumb=400x400', 'thumb=0x0&thumb=100x100', 'thumb=']) {
    const answers = await Promise.all(
      [...files, ...files].map((path) => open(`${path}?${query}&download=1`)),
    )
    expect(answers.map(({ bytes }) => bytes.length)).toEqual(
      [large, cut, deep, deep, large, cut, deep, deep].map(({ length }) => length),
    )
  }
  expect(shop.pocketbase.restarts()).toBe(0)
  expect(peakMemory()).toBeLessThan(MOST_MEMORY)

  // Reads may be a second old.
  await expect.poll(() => imageOf('PHONE-0'), { timeout: 5_000 }).toBe(null)
  const warnings: object[] = []
  const end = keepPhotosPrepared({
    store: shop.store,
    feed: createPocketBaseFeed(shop.client, shop.pocketbase.url),
    logger: { warn: (data) => warnings.push(data) },
  })
  for (const sku of ['PHONE-0', 'DEEP']) {
    await expect.poll(() => imageOf(sku), { timeout: 20_000 }).toMatch(/prepared_picture/)
    const whole = await open(new URL((await imageOf(sku)) ?? '').pathname)
    expect(await sizeOf(whole.bytes)).toMatchObject({ width: 2048, format: 'jpeg' })
  }
  // Told once, though it is looked at again after each change.
  await shop.post('/models/PHONE-2/aliases', { alias: 'two' })
  await end()
  expect(warnings).toMatchObject([
    { productId: await idOf('PHONE-1'), err: { code: 'file-unreadable' } },
  ])
  expect(await imageOf('PHONE-1')).toBe(null)
})

const COLOURS = ['#ff0000', '#0000ff'] as const

/** What a product shows: the colour of its picture and of both thumbs. */
async function shownBy(sku: string): Promise<string[]> {
  const { pathname } = new URL((await imageOf(sku)) ?? '')
  const queries = ['', '?thumb=100x100', '?thumb=400x400']
  return Promise.all(
    queries.map(async (query) => {
      const { bytes } = await open(pathname + query)
      const { dominant } = await sharp(bytes).stats()
      return dominant.r > dominant.b ? 'red' : 'blue'
    }),
  )
}

const set = async (sku: string, colour: string) =>
  upload(sku, await plainPicture(900, 600, colour).jpeg().toBuffer())

test('of two pictures at once one stays, with its own thumbs', async () => {
  const answers = await Promise.all(COLOURS.map((colour) => set('PHONE-3', colour)))
  for (const { status } of answers) expect([200, 201]).toContain(status)
  expect(new Set(await shownBy('PHONE-3')).size).toBe(1)
})

test('in whatever moment PocketBase ends, a product has a whole picture: the one before or the new one', async () => {
  expect((await set('PHONE-4', COLOURS[0])).status).toBeLessThan(300)
  // After each kill the supervisor waits longer before it starts PocketBase again.
  for (let round = 1; round <= 4; round++) {
    const colour = COLOURS[round % 2] as string
    const setting = set('PHONE-4', colour)
    await sleep(round * 90)
    await shop.pocketbase.kill()
    const { status } = await setting
    expect([200, 201, 503]).toContain(status)
    await expect
      .poll(() => shop.get('/health/ready'), { timeout: 30_000 })
      .toMatchObject({
        status: 200,
      })
    const shown = new Set(await shownBy('PHONE-4'))
    expect(shown.size).toBe(1)
    if (status !== 503) expect([...shown]).toEqual([colour === '#ff0000' ? 'red' : 'blue'])
  }
})

test.each(['1', '2'])(
  'with WORKERS=%s the service itself prepares what staff set',
  async (WORKERS) => {
    const photo = async () =>
      (await shop.store.readCatalogue()).products.find(({ sku }) => sku === 'PHONE-5')?.photo ?? ''
    await setByHand('PHONE-5', PICTURES.webp, 'before.webp')
    await startService({
      WORKERS,
      POCKETBASE_URL: shop.pocketbase.url,
      POCKETBASE_EMAIL: CREDENTIALS.email,
      POCKETBASE_PASSWORD: CREDENTIALS.password,
    })
    await expect.poll(photo, { timeout: 10_000 }).toMatch(/^prepared_picture_\w{10}\.jpg$/)
    await setByHand('PHONE-5', PICTURES.png, 'while-it-runs.png')
    expect(await photo()).toMatch(/\.png$/)
    await expect.poll(photo, { timeout: 10_000 }).toMatch(/^prepared_picture_\w{10}\.jpg$/)
  },
)
