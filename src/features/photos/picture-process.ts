import { writeFileSync } from 'node:fs'
import sharp, { type Sharp } from 'sharp'
import type { PreparedPicture, ThumbSize } from '../../domain/picture.ts'

// The process in which one picture is decoded. It can take too much memory or crash: then it ends, and
// nothing else does. Its parent sends the file, gets the outcome, and ends it.

export type Outcome =
  | { readonly prepared: PreparedPicture }
  | { readonly refused: 'not-a-picture' | 'damaged' | 'too-demanding' }
  | { readonly refused: 'too-many-pixels'; readonly width: number; readonly height: number }

/** Phones take 12 to 50 million. */
const MAX_PIXELS = 50_000_000

/**
 * Bytes of the whole process, of which Node takes 70 MB. Pictures that are decoded as a stream take up to
 * 100 MB more; progressive JPEGs and interlaced PNGs of many pixels are held at once and may take 500 MB.
 */
const MAX_MEMORY = 300 * 1024 * 1024
const WATCH_EVERY_MS = 5

/** Pixels. Enough for a whole screen. */
const LONGEST_SIDE = 2_048
const QUALITY = 82
const WHITE = '#ffffff'

const LOADERS = ['Jpeg', 'Png', 'Webp'].map((format) => `VipsForeignLoad${format}Buffer`)

/** At once, whatever the decoder is doing: process.exit() would wait for it. */
const end = () => process.kill(process.pid, 'SIGKILL')

function limitThisProcess(): void {
  // A signal to the whole group, as from Ctrl-C, lets the parent finish its requests.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  process.once('disconnect', end)
  setInterval(() => process.memoryUsage.rss() > MAX_MEMORY && end(), WATCH_EVERY_MS)
  // Where memory runs out all the same, Linux ends this process and not the service.
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000')
  } catch {
    // Another system, or one that does not allow it.
  }
  sharp.cache(false)
  sharp.concurrency(1)
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: LOADERS })
}

async function open(file: Uint8Array): Promise<Outcome> {
  const input = { limitInputPixels: MAX_PIXELS, failOn: 'error' } as const
  const header = await sharp(file, { ...input, limitInputPixels: false })
    .metadata()
    .catch(() => undefined)
  if (!header) return { refused: 'not-a-picture' }
  const { width, height } = header
  if (width * height > MAX_PIXELS) return { refused: 'too-many-pixels', width, height }
  try {
    return { prepared: await prepare(sharp(file, input)) }
  } catch {
    return { refused: 'damaged' }
  }
}

/** Upright, in sRGB on white. What is written anew has no metadata and nothing behind its end. */
async function prepare(picture: Sharp): Promise<PreparedPicture> {
  const whole = await picture
    .autoOrient()
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: WHITE })
    .jpeg({ quality: QUALITY })
    .toBuffer()
  const thumb = (size: ThumbSize) => {
    const [width, height] = size.split('x').map(Number)
    return sharp(whole)
      .resize({ width, height, fit: 'cover' })
      .jpeg({ quality: QUALITY })
      .toBuffer()
  }
  return {
    whole,
    thumbs: { '100x100': await thumb('100x100'), '400x400': await thumb('400x400') },
  }
}

limitThisProcess()
process.once('message', async (file: Uint8Array) => process.send?.(await open(file)))
