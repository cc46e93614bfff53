import { setTimeout as sleep } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { expect, test } from 'vitest'
import { isPrepared } from '../../src/domain/picture.ts'
import { preparePicture } from '../../src/features/photos/prepare-picture.ts'
import { PICTURES, plainPicture as still } from '../support/pictures.ts'
import { descendants } from '../support/processes.ts'

type Colour = readonly [number, number, number]

/** The colour at a place, given as shares of width and height. */
async function colourAt(bytes: Uint8Array, x: number, y: number): Promise<Colour> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  const left = Math.floor(x * (info.width - 1))
  const top = Math.floor(y * (info.height - 1))
  const at = (top * info.width + left) * info.channels
  return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]
}

/** How much two colours differ, at most 255. */
const difference = (a: Colour, b: Colour): number =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? 0))))

const sizeOf = async (bytes: Uint8Array) => {
  const { format, width, height } = await sharp(bytes).metadata()
  return { format, width, height }
}

const RED = [200, 40, 40] as const
const [r, g, b] = RED
const red = { r, g, b }

test.each(Object.keys(PICTURES) as (keyof typeof PICTURES)[])(
  '%s becomes a JPEG with both thumbs',
  async (name) => {
    const { whole, thumbs } = await preparePicture(PICTURES[name])
    expect(await sizeOf(whole)).toEqual({ format: 'jpeg', width: 24, height: 16 })
    expect(await sizeOf(thumbs['100x100'])).toEqual({ format: 'jpeg', width: 100, height: 100 })
    expect(await sizeOf(thumbs['400x400'])).toEqual({ format: 'jpeg', width: 400, height: 400 })
  },
)

test.each([
  ['wide', 4_000, 1_000, 2_048, 512],
  ['tall', 1_000, 4_000, 512, 2_048],
  ['small', 300, 200, 300, 200],
] as const)('a %s picture fits', async (_name, width, height, newWidth, newHeight) => {
  const { whole } = await preparePicture(await still(width, height).jpeg().toBuffer())
  expect(await sizeOf(whole)).toMatchObject({ width: newWidth, height: newHeight })
})

test.each([
  ['CMYK', () => still(40, 20, red).toColourspace('cmyk').jpeg().toBuffer(), 25],
  ['16 bit', () => still(40, 20, red).toColourspace('rgb16').png().toBuffer(), 12],
  [
    'a wide gamut',
    () => still(40, 20, red).jpeg({ quality: 100 }).withIccProfile('p3').toBuffer(),
    12,
  ],
  ['a palette', () => still(40, 20, red).png({ palette: true }).toBuffer(), 12],
  ['two frames (WebP)', () => animatedWebp(), 12],
  ['two frames (PNG)', async () => animatedPng(await still(40, 20, red).png().toBuffer()), 12],
])('of a picture with %s the colour stays', async (_name, make, tolerance) => {
  const { whole } = await preparePicture(await make())
  expect(await sizeOf(whole)).toEqual({ format: 'jpeg', width: 40, height: 20 })
  expect(difference(await colourAt(whole, 0.5, 0.5), RED)).toBeLessThan(tolerance)
})

const animatedWebp = async () => {
  const frames = [still(40, 20, red), still(40, 20, '#00ff00')].map((one) => one.png().toBuffer())
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .webp()
    .toBuffer()
}

/** https://www.w3.org/TR/png-3/#apng-frame-based-animation: the chunks that announce two frames. */
function animatedPng(png: Buffer): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const end = png.indexOf('IDAT') - 4
  const frames = Buffer.alloc(8)
  frames.writeUInt32BE(2)
  return Buffer.concat([png.subarray(0, end), chunk('acTL', frames), png.subarray(end)])
}

test('what is transparent is white', async () => {
  const clear = still(40, 20, { ...red, alpha: 0 }, 4)
    .png()
    .toBuffer()
  const { whole } = await preparePicture(await clear)
  expect(await colourAt(whole, 0.5, 0.5)).toEqual([255, 255, 255])
})

const CORNERS = { R: '#ff0000', G: '#00ff00', B: '#0000ff', Y: '#ffff00' } as const
const COLOURS: Record<keyof typeof CORNERS, Colour> = {
  R: [255, 0, 0],
  G: [0, 255, 0],
  B: [0, 0, 255],
  Y: [255, 255, 0],
}

/** Red and green above, blue and yellow below, as a camera saves it that was held like that. */
async function turned(orientation: number): Promise<Buffer> {
  const quarter = (colour: string) => still(60, 30, colour).png().toBuffer()
  return still(120, 60)
    .composite([
      { input: await quarter(CORNERS.R), left: 0, top: 0 },
      { input: await quarter(CORNERS.G), left: 60, top: 0 },
      { input: await quarter(CORNERS.B), left: 0, top: 30 },
      { input: await quarter(CORNERS.Y), left: 60, top: 30 },
    ])
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .withMetadata({ orientation })
    .toBuffer()
}

// CIPA DC-008 (EXIF), tag Orientation: which corners are at the top, left and right.
test.each([
  [1, 'R', 'G', 120],
  [2, 'G', 'R', 120],
  [3, 'Y', 'B', 120],
  [4, 'B', 'Y', 120],
  [5, 'R', 'B', 60],
  [6, 'B', 'R', 60],
  [7, 'Y', 'G', 60],
  [8, 'G', 'Y', 60],
] as const)('orientation %d is upright', async (orientation, left, right, width) => {
  const { whole, thumbs } = await preparePicture(await turned(orientation))
  expect((await sizeOf(whole)).width).toBe(width)
  for (const bytes of [whole, thumbs['400x400']]) {
    expect(difference(await colourAt(bytes, 0.1, 0.1), COLOURS[left])).toBeLessThan(40)
    expect(difference(await colourAt(bytes, 0.9, 0.1), COLOURS[right])).toBeLessThan(40)
  }
})

test('where a picture was taken, by whom, and what hides in it is gone', async () => {
  const taken = await still(120, 60)
    .jpeg()
    .withExif({
      IFD0: { Copyright: 'Lea at home', ImageDescription: '<script>alert(1)</script>' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 29/1' },
    })
    .withXmp('<?xpacket?><x:xmpmeta xmlns:x="adobe:ns:meta/">Lea at home</x:xmpmeta>')
    .toBuffer()
  const polyglot = Buffer.concat([taken, Buffer.from('<script>alert(2)</script>PK')])
  expect((await sharp(polyglot).metadata()).exif?.includes('Lea at home')).toBe(true)
  const { whole, thumbs } = await preparePicture(polyglot)
  for (const bytes of [whole, ...Object.values(thumbs)]) {
    const { exif, xmp, iptc, icc, orientation } = await sharp(bytes).metadata()
    expect({ exif, xmp, iptc, icc, orientation }).toEqual({})
    expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/script|GPS|home|PK/)
  }
})

const large = () => still(1_000, 1_000, '#808080', 3, 'gaussian')

test.each([
  ['nothing', async () => Buffer.from('x'), 'file-type-unsupported', /cannot be read as a JPEG/],
  [
    'SVG',
    async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    'file-type-unsupported',
    /cannot be read/,
  ],
  [
    'HTML behind the beginning of a JPEG',
    async () => Buffer.from('\xff\xd8\xff<html><script>alert(1)</script></html>', 'latin1'),
    'file-type-unsupported',
    /cannot be read/,
  ],
  ['GIF', () => still(9, 9).gif().toBuffer(), 'file-type-unsupported', /cannot be read/],
  ['TIFF', () => still(9, 9).tiff().toBuffer(), 'file-type-unsupported', /cannot be read/],
  ['AVIF', () => still(9, 9).avif().toBuffer(), 'file-type-unsupported', /HEIC.*JPEG/],
  [
    'HEIC',
    async () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
    'file-type-unsupported',
    /HEIC.*JPEG/,
  ],
  ['a JPEG that is cut off', () => half(large().jpeg()), 'file-unreadable', /cut off/],
  ['a PNG that is cut off', () => half(large().png()), 'file-unreadable', /cut off/],
  ['a WebP that is cut off', () => half(large().webp()), 'file-type-unsupported', /cannot be read/],
  [
    'a PNG that is changed in the middle',
    async () => (await large().png().toBuffer()).fill(0x55, 20_000, 20_100),
    'file-unreadable',
    /damaged/,
  ],
  [
    'more pixels than 50 million',
    () => still(7_100, 7_100).png().toBuffer(),
    'file-too-large',
    /7100 x 7100/,
  ],
  [
    'a picture that takes 500 MB to decode',
    () =>
      still(7_000, 7_000, { ...red, alpha: 0.5 }, 4)
        .toColourspace('rgb16')
        .png({ progressive: true })
        .toBuffer(),
    'file-too-large',
    /memory or time/,
  ],
] as const)('%s is refused, with what to do', async (_name, make, code, detail) => {
  const refused = preparePicture(await make())
  await expect(refused).rejects.toMatchObject({ name: 'StockError', code })
  await expect(refused).rejects.toThrow(detail)
  await expect(refused).rejects.toThrow('Nothing was changed')
})

async function half(picture: Sharp): Promise<Buffer> {
  const bytes = await picture.toBuffer()
  return bytes.subarray(0, bytes.length / 2)
}

test('pictures are decoded one at a time, ten may wait, and no process is left', async () => {
  const decoding = () =>
    descendants(process.pid).filter(({ args }) => args.includes('picture-process')).length
  const outcomes = Array.from({ length: 12 }, () =>
    preparePicture(PICTURES.jpeg).then(
      () => 'prepared',
      (error) => error.code,
    ),
  )
  let done = false
  const all = Promise.all(outcomes).finally(() => {
    done = true
  })
  const counts: number[] = []
  while (!done) {
    counts.push(decoding())
    await sleep(20)
  }
  expect(Math.max(...counts)).toBe(1)
  const codes = await all
  expect(codes.filter((code) => code === 'prepared')).toHaveLength(10)
  expect(codes.filter((code) => code === 'overloaded')).toHaveLength(2)
  await expect.poll(decoding).toBe(0)
})

test.each([
  ['prepared_picture_a1b2c3d4e5.jpg', true],
  ['prepared_picture_a1b2c3d4e5_a1b2c3d4e5.jpg', false],
  ['photo_a1b2c3d4e5.jpg', false],
  ['prepared_picture_a1b2c3d4e5.png', false],
  ['', false],
])('the name %s says whether it is prepared: %s', (name, prepared) => {
  expect(isPrepared(name)).toBe(prepared)
})
