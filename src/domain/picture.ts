/** The small sizes in which a picture is there too, in pixels. */
export const THUMB_SIZES = ['100x100', '400x400'] as const
export type ThumbSize = (typeof THUMB_SIZES)[number]

export interface Picture {
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp'
  /** Pixels. */
  readonly width: number
  readonly height: number
}

/**
 * What a file is by its content, whatever it is named: a JPEG, PNG or WebP with its size; null for
 * anything else, a picture whose size cannot be read among it.
 */
export function readPicture(bytes: Uint8Array): Picture | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = pngSize(view) ?? jpegSize(view) ?? webpSize(view)
  return found && found.width > 0 && found.height > 0 ? found : null
}

const text = (file: Buffer, from: number, to: number): string => file.toString('latin1', from, to)

/** https://www.w3.org/TR/png-3/#5DataRep: the signature, then IHDR with the size. */
function pngSize(file: Buffer): Picture | null {
  if (file.length < 33 || text(file, 0, 8) !== '\x89PNG\r\n\x1a\n') return null
  if (text(file, 12, 16) !== 'IHDR') return null
  return { type: 'image/png', width: file.readUInt32BE(16), height: file.readUInt32BE(20) }
}

/** ITU T.81: segments of FF, marker and length, until the start of a frame, which has the size. */
function jpegSize(file: Buffer): Picture | null {
  if (file.length < 4 || file.readUInt16BE(0) !== 0xffd8) return null
  let at = 2
  while (at + 9 <= file.length && file[at] === 0xff) {
    const marker = file[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (isStartOfFrame(marker)) {
      return {
        type: 'image/jpeg',
        height: file.readUInt16BE(at + 5),
        width: file.readUInt16BE(at + 7),
      }
    }
    at += 2 + file.readUInt16BE(at + 2)
  }
  return null
}

/** C0 to CF, without the tables (C4, CC) and a reserved one (C8). */
const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/** RFC 9649: a RIFF container; its first chunk says the size in one of three ways. */
function webpSize(file: Buffer): Picture | null {
  if (file.length < 30 || text(file, 0, 4) !== 'RIFF' || text(file, 8, 12) !== 'WEBP') return null
  const type = 'image/webp'
  const lowest14 = 0x3fff
  switch (text(file, 12, 16)) {
    case 'VP8 ':
      if (text(file, 23, 26) !== '\x9d\x01\x2a') return null
      return {
        type,
        width: file.readUInt16LE(26) & lowest14,
        height: file.readUInt16LE(28) & lowest14,
      }
    case 'VP8L': {
      if (file[20] !== 0x2f) return null
      const bits = file.readUInt32LE(21)
      return { type, width: (bits & lowest14) + 1, height: ((bits >>> 14) & lowest14) + 1 }
    }
    case 'VP8X':
      return { type, width: file.readUIntLE(24, 3) + 1, height: file.readUIntLE(27, 3) + 1 }
    default:
      return null
  }
}
