import { expect, test } from 'vitest'
import { readPicture } from '../../src/domain/picture.ts'
import { PICTURES } from '../support/pictures.ts'

test.each([
  ['jpeg', 'image/jpeg'],
  ['progressiveJpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
  ['losslessWebp', 'image/webp'],
  ['extendedWebp', 'image/webp'],
] as const)('%s is known with its size', (name, type) => {
  expect(readPicture(PICTURES[name])).toEqual({ type, width: 24, height: 16 })
})

test.each([
  ['nothing', ''],
  ['HTML', '<!DOCTYPE html><html><body><script>alert(1)</script></body></html>'],
  ['HTML behind a picture', '\xff\xd8\xff<html><script>alert(1)</script></html>'],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  [
    'GIF',
    'GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00',
  ],
  ['PDF', '%PDF-1.7 and more'],
  ['RIFF that is sound', `RIFF\x24\x00\x00\x00WAVEfmt ${'\x00'.repeat(30)}`],
  ['WebP of an unknown kind', `RIFF\x24\x00\x00\x00WEBPVP9X${'\x01'.repeat(30)}`],
  ['PNG without a header', `\x89PNG\r\n\x1a\n${'\x00'.repeat(40)}`],
  ['JPEG whose segments go nowhere', `\xff\xd8\xff\xe0\xff\xff${'\x00'.repeat(40)}`],
])('%s is no picture', (_name, text) => {
  expect(readPicture(Buffer.from(text, 'latin1'))).toBe(null)
})

test('no cut of a picture makes it fail', () => {
  for (const picture of Object.values(PICTURES)) {
    for (let length = 0; length < picture.length; length++) {
      const read = readPicture(picture.subarray(0, length))
      expect(read === null || (read.width === 24 && read.height === 16)).toBe(true)
    }
  }
})
