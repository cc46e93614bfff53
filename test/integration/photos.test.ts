import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepPhotosPrepared } from '../../src/features/photos/keep-photos-prepared.ts'
import { createPocketBaseClient } from '../../src/store/pocketbase/client.ts'
import { createPocketBaseFeed } from '../../src/store/pocketbase/feed.ts'
import { createPocketBaseStore } from '../../src/store/pocketbase/store.ts'
import { type FileHost, openFileHost } from '../support/file-host.ts'
import { multipart } from '../support/multipart.ts'
import { PICTURES, plainPicture } from '../support/pictures.ts'
import { CREDENTIALS, callersOf, openApp, product, type Shop, useShop } from '../support/shop.ts'

const shop = useShop([
  product('A', 'Amor', { 38: 1 }, { aliases: ['1', 'shared'] }),
  product('B', 'Bella', { 38: 1 }, { aliases: ['shared'] }),
])

const HOST = 'files.chat.example'
const files: Record<string, string | Buffer> = {
  '/jpeg': PICTURES.jpeg,
  '/png': PICTURES.png,
  '/webp': PICTURES.webp,
  '/page.jpg': '<!DOCTYPE html><html><script>alert(1)</script></html>',
  '/drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  '/empty': '',
  '/large': Buffer.concat([PICTURES.jpeg, Buffer.alloc(5 * 1024 * 1024)]),
}
let host: FileHost
let chat: Pick<Shop, 'get' | 'post' | 'inject'>

beforeAll(async () => {
  host = await openFileHost([HOST], ({ url = '' }, response) => {
    const file = files[url]
    if (file === undefined) response.writeHead(404).end()
    else response.end(file)
  })
  const app = await openApp(shop.store, shop.keys, { download: host.download })
  chat = callersOf(app)
  return async () => app.close()
})
afterAll(() => host?.close())

const link = (path: string) => `https://${HOST}${path}`

/** What a GPT Action sends for an attached file. */
const ref = (path: string) => ({
  name: 'IMG_1.jpg',
  id: 'file-1',
  mime_type: 'image/jpeg',
  download_link: link(path),
})

const imageOf = async (sku: string) => (await chat.get(`/inventory?sku=${sku}`)).body.items[0]

const sizeOf = async (bytes: Buffer) => {
  const { width, height } = await sharp(bytes).metadata()
  return [width, height]
}

/** Opens an address of an answer as a browser would: without a key. */
async function open(url: string) {
  const answer = await shop.app.inject({ method: 'GET', url: new URL(url).href })
  return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload }
}

test('a picture from the chat is there in every answer, whole and small', async () => {
  const set = await chat.post('/models/A/photo', { openaiFileIdRefs: [ref('/jpeg')] })
  expect(set).toMatchObject({ status: 201, body: { product: { sku: 'A', model: 'Amor' } } })
  expect(set.body.message).toBe('Amor, Noir, Femme has a picture now.')
  const { image, thumb } = set.body
  expect(image).toMatch(
    /^http:\/\/localhost:80\/api\/files\/products\/\w+\/prepared_picture_\w{10}\.jpg$/,
  )
  expect(await imageOf('A')).toMatchObject({ image, thumb })
  expect((await chat.get('/models?model=amor')).body.items).toMatchObject([{ image, thumb }])
  expect(await imageOf('B')).toMatchObject({ image: null, thumb: null })

  const whole = await open(image)
  expect(whole.status).toBe(200)
  expect(await sizeOf(whole.bytes)).toEqual([24, 16])
  expect(whole.headers).toMatchObject({
    'content-type': 'image/jpeg',
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, max-age=31536000, immutable',
  })
  const small = await open(thumb)
  expect(small).toMatchObject({ status: 200, headers: { 'content-type': 'image/jpeg' } })
  expect(await sizeOf(small.bytes)).toEqual([400, 400])
})

test.each(['png', 'webp'] as const)('a %s takes the place of the one before', async (type) => {
  const before = (await imageOf('A')).image
  const set = await chat.post('/models/1/photo', { openaiFileIdRefs: [link(`/${type}`)] })
  expect(set).toMatchObject({ status: 200, body: { product: { sku: 'A' } } })
  expect(set.body.message).toContain('in place of the one before')
  expect((await open(set.body.image)).headers['content-type']).toBe('image/jpeg')
  expect((await open(set.body.thumb)).status).toBe(200)
  expect((await open(before)).status).toBe(404)
})

test('a picture is uploaded as a form, taken away, and taken away again', async () => {
  const form = await multipart('/models/B/photo', [{ name: 'x.png', bytes: PICTURES.png }])
  const set = await shop.inject(form)
  expect(set).toMatchObject({ status: 201, body: { product: { sku: 'B' } } })
  expect(await sizeOf((await open(set.body.image)).bytes)).toEqual([24, 16])
  const remove = () => shop.inject({ method: 'DELETE', url: '/models/B/photo' })
  expect((await remove()).body).toMatchObject({ image: null, thumb: null })
  expect(await imageOf('B')).toMatchObject({ image: null, thumb: null })
  expect((await open(set.body.image)).status).toBe(404)
  expect(await remove()).toMatchObject({
    status: 200,
    body: { message: 'Bella, Noir, Femme had no picture.' },
  })
})

test('a picture that staff uploads appears once it is prepared', async () => {
  const end = keepPhotosPrepared({
    store: shop.store,
    feed: createPocketBaseFeed(shop.client, shop.pocketbase.url),
    logger: { warn() {} },
  })
  const { products } = await shop.store.readCatalogue()
  const { id } = products.find(({ sku }) => sku === 'B') ?? { id: '' }
  const form = new FormData()
  form.set('photo', new File([Buffer.from(PICTURES.webp)], 'Ma photo été.webp'))
  const path = `/api/collections/products/records/${id}`
  const { photo } = (await shop.client.request(path, { method: 'PATCH', body: form })) as {
    photo: string
  }
  expect(photo).toMatch(/\.webp$/)
  // Reads may be a second old.
  const shown = async () => (await imageOf('B')).image ?? ''
  await expect.poll(shown, { timeout: 10_000 }).toMatch(/prepared_picture_\w{10}\.jpg$/)
  const { image, thumb } = await imageOf('B')
  expect(await sizeOf((await open(image)).bytes)).toEqual([24, 16])
  expect(await sizeOf((await open(thumb)).bytes)).toEqual([400, 400])
  expect((await open(`${new URL(image).origin}/api/files/products/${id}/${photo}`)).status).toBe(
    404,
  )
  await end()
})

test.each([
  ['HTML named jpg', '/page.jpg', 415, 'file-type-unsupported'],
  ['SVG', '/drawing.svg', 415, 'file-type-unsupported'],
  ['empty', '/empty', 400, 'invalid-request'],
  ['too large', '/large', 413, 'file-too-large'],
  ['no longer there', '/gone', 422, 'file-unavailable'],
])('a file that is %s changes nothing', async (_name, path, status, code) => {
  const before = await imageOf('A')
  const answer = await chat.post('/models/A/photo', { openaiFileIdRefs: [ref(path)] })
  expect(answer).toMatchObject({ status, body: { type: `/problems/${code}` } })
  expect(answer.body.detail).toContain('Nothing was changed')
  expect(await imageOf('A')).toEqual(before)
})

test.each([
  'http://files.chat.example/jpeg',
  'https://127.0.0.1:8090/_/',
  'https://169.254.169.254/latest/meta-data/',
  'https://[::ffff:127.0.0.1]/',
  'https://2130706433/',
  'https://files.chat.example@127.0.0.1/',
  'https://other.example/jpeg',
])('the link %s is refused and followed nowhere', async (download_link) => {
  const asked = host.requests.length
  const refs = { openaiFileIdRefs: [{ ...ref('/jpeg'), download_link }] }
  const answer = await chat.post('/models/A/photo', refs)
  expect(answer).toMatchObject({ status: 400, body: { type: '/problems/file-refused' } })
  expect(JSON.stringify(answer.body)).not.toContain('169.254')
  expect(host.requests).toHaveLength(asked)
})

const upload = (bytes: Buffer, name = 'a.png') => multipart('/models/A/photo', [{ name, bytes }])

test.each([
  ['two files', () => multipart('/models/A/photo', [png('a'), png('b')]), 400, 'invalid-request'],
  ['no file', () => multipart('/models/A/photo', []), 400, 'invalid-request'],
  ['an empty file', () => upload(Buffer.alloc(0)), 400, 'invalid-request'],
  [
    'an unknown field',
    () => multipart('/models/A/photo', [png('a')], { x: '1' }),
    400,
    'invalid-request',
  ],
  ['over 5 MB', () => upload(files['/large'] as Buffer), 413, 'file-too-large'],
  ['over 10 MB', () => upload(Buffer.alloc(11 * 1024 * 1024)), 413, 'file-too-large'],
  [
    'too many pixels',
    async () => upload(await plainPicture(7_100, 7_100).png().toBuffer()),
    413,
    'file-too-large',
  ],
  [
    'half a picture',
    async () => upload((await plainPicture(900, 900).jpeg().toBuffer()).subarray(0, 4_000)),
    422,
    'file-unreadable',
  ],
  ['text named png', () => upload(Buffer.from('hello')), 415, 'file-type-unsupported'],
] as const)('an upload of %s changes nothing', async (_name, form, status, code) => {
  const before = await imageOf('A')
  const answer = await shop.inject(await form())
  expect(answer).toMatchObject({ status, body: { type: `/problems/${code}` } })
  expect(await imageOf('A')).toEqual(before)
})

function png(name: string) {
  return { name: `${name}.png`, bytes: PICTURES.png }
}

test('two links, none, and links beside an upload are told to be one', async () => {
  const two = { openaiFileIdRefs: [ref('/jpeg'), ref('/png')] }
  for (const body of [two, {}, { openaiFileIdRefs: [] }]) {
    const answer = await chat.post('/models/A/photo', body)
    expect(answer).toMatchObject({ status: 400, body: { type: '/problems/invalid-request' } })
  }
})

test.each([
  ['unknown', 404, 'product-not-found'],
  ['shared', 409, 'ambiguous-product'],
])('the code %s gets no picture', async (sku, status, code) => {
  const asked = host.requests.length
  const answer = await chat.post(`/models/${sku}/photo`, { openaiFileIdRefs: [ref('/jpeg')] })
  expect(answer).toMatchObject({ status, body: { type: `/problems/${code}` } })
  expect(host.requests).toHaveLength(asked)
  const removed = await chat.inject({ method: 'DELETE', url: `/models/${sku}/photo` })
  expect(removed).toMatchObject({ status, body: { type: `/problems/${code}` } })
})

test('a picture needs the key to be set, and none to be seen', async () => {
  const headers = { authorization: 'Bearer wrong' }
  const form = await upload(PICTURES.png)
  const answer = await shop.inject({ ...form, headers: { ...form.headers, ...headers } })
  expect(answer.status).toBe(401)
})

test.each([
  '/api/files/products/aaaaaaaaaaaaaaa/photo_1.jpg',
  '/api/files/products/AAAAAAAAAAAAAAA/photo_1.jpg',
  '/api/files/products/..%2f..%2fadmin/photo_1.jpg',
  '/api/files/products/aaaaaaaaaaaaaaa/..%2f..%2f..%2fcollections',
  '/api/files/products/aaaaaaaaaaaaaaa/photo_1.svg',
  '/api/files/products/aaaaaaaaaaaaaaa/%00.jpg',
  '/api/files/_superusers/aaaaaaaaaaaaaaa/photo_1.jpg',
  '/api/collections/products/records',
  '/api/stock/catalogue',
])('%s is nothing that anybody may see', async (path) => {
  const answer = await shop.app.inject({ method: 'GET', url: path })
  expect([400, 401, 404]).toContain(answer.statusCode)
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.body).not.toMatch(/pocketbase|127\.0\.0\.1/i)
})

test('a size that is not made is the picture as it is', async () => {
  const { image } = await imageOf('A')
  const asked = await open(`${image}?thumb=9999x9999`)
  const whole = await open(image)
  expect(asked.bytes.equals(whole.bytes)).toBe(true)
})

test('many pictures at once leave one, and everything else as it was', async () => {
  const sets = Array.from({ length: 10 }, (_, index) =>
    chat.post('/models/A/photo', { openaiFileIdRefs: [ref(index % 2 ? '/png' : '/jpeg')] }),
  )
  const aliases = Array.from({ length: 10 }, (_, index) =>
    chat.post('/models/A/aliases', { alias: `other name ${index}` }),
  )
  const answers = await Promise.all([...sets, ...aliases])
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 201]))
  const { products } = await shop.store.readCatalogue()
  expect(products.find(({ sku }) => sku === 'A')?.aliases).toHaveLength(12)
  expect((await open((await imageOf('A')).image)).status).toBe(200)
})

test('a PocketBase that is away is 503 for pictures too', async () => {
  const options = { url: 'http://127.0.0.1:9', ...CREDENTIALS, deadlineMs: 200 }
  const store = createPocketBaseStore(createPocketBaseClient(options))
  const app = await openApp(store, shop.keys, { download: host.download })
  const { get, post } = callersOf(app)
  for (const answer of [
    await get('/api/files/products/aaaaaaaaaaaaaaa/photo_1.jpg'),
    await post('/models/A/photo', { openaiFileIdRefs: [ref('/jpeg')] }),
  ]) {
    expect(answer).toMatchObject({ status: 503, body: { type: '/problems/store-unavailable' } })
    expect(JSON.stringify(answer.body)).not.toMatch(/pocketbase|127\.0\.0\.1/i)
  }
  await app.close()
})
