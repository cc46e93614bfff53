import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

// An EAN-13 (ISO/IEC 15420) as a camera sees it, as a video that a browser takes for its camera.

const SIZE = { width: 640, height: 480 }
/** Frames a second. */
const RATE = 5
const MODULE_PIXELS = 4
const [BLACK, WHITE, GREY] = [16, 235, 128]

/** Modules of the digits on the left, 1 for a bar; on the right each is inverted. */
const LEFT = [
  ...['0001101', '0011001', '0010011', '0111101', '0100011'],
  ...['0110001', '0101111', '0111011', '0110111', '0001011'],
]
/** Which digits on the left are written in the other way, by the first digit. */
const PARITY = [
  ...['000000', '001011', '001101', '001110', '010011'],
  ...['011001', '011100', '010101', '010110', '011010'],
]

const inverted = (modules: string): string =>
  [...modules].map((module) => (module === '1' ? '0' : '1')).join('')

/** The 13 digits of a code, with its check digit. @param digits the first 12 */
export function ean13(digits: string): string {
  const sum = [...digits].reduce((all, one, at) => all + Number(one) * (at % 2 === 0 ? 1 : 3), 0)
  return digits + ((10 - (sum % 10)) % 10)
}

/** The bars of a code, module by module. */
function modulesOf(code: string): string {
  const [first = 0, ...rest] = [...code].map(Number)
  const right = (digit: number): string => inverted(LEFT[digit] ?? '')
  const left = rest.slice(0, 6).map((digit, at) => {
    const isOther = PARITY[first]?.[at] === '1'
    return isOther ? [...right(digit)].reverse().join('') : LEFT[digit]
  })
  return `101${left.join('')}01010${rest.slice(6).map(right).join('')}101`
}

/** The brightness of a picture, pixel by pixel. @param code null for a wall */
function picture(code: string | null): Buffer {
  const { width, height } = SIZE
  const pixels = Buffer.alloc(width * height, WHITE)
  if (code === null) return pixels
  const modules = modulesOf(code)
  const start = Math.floor((width - modules.length * MODULE_PIXELS) / 2)
  for (let y = height / 4; y < (height * 3) / 4; y++) {
    for (const [at, module] of [...modules].entries()) {
      const x = y * width + start + at * MODULE_PIXELS
      if (module === '1') pixels.fill(BLACK, x, x + MODULE_PIXELS)
    }
  }
  return pixels
}

/**
 * Writes a video (YUV4MPEG2) in which codes are held up one after the other; a browser plays it again and again.
 * @param scenes what is in the picture, null for a wall, and for how many seconds
 */
export async function writeBarcodeVideo(
  path: string,
  scenes: readonly (readonly [code: string | null, seconds: number])[],
): Promise<void> {
  const { width, height } = SIZE
  const file = createWriteStream(path)
  file.write(`YUV4MPEG2 W${width} H${height} F${RATE}:1 Ip A1:1 C420jpeg\n`)
  const colours = Buffer.alloc((width * height) / 2, GREY)
  for (const [code, seconds] of scenes) {
    const frame = Buffer.concat([Buffer.from('FRAME\n'), picture(code), colours])
    for (let count = 0; count < seconds * RATE; count++) file.write(frame)
  }
  file.end()
  await once(file, 'finish')
}
