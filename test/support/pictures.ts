import sharp, { type Color, type Sharp } from 'sharp'

/** Pictures of 24 x 16 pixels, as an ordinary encoder writes them. */
export const PICTURES = {
  jpeg: Buffer.from(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAQABgDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDIqSD+KpaK1q4r2kHGx3U8NySUrhRRRXGdR//Z',
    'base64',
  ),
  progressiveJpeg: Buffer.from(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wgARCAAQABgDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAIE/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwL/2gAMAwEAAhADEAAAAcdWpwFf/8QAFhAAAwAAAAAAAAAAAAAAAAAAAAEg/9oACAEBAAEFAhT/AP/EABgRAAIDAAAAAAAAAAAAAAAAAAERAgMQ/9oACAEDAQE/AY1ovP/EABkRAAEFAAAAAAAAAAAAAAAAAAECAxAREv/aAAgBAgEBPwFTuhUf/8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQAGPwJf/8QAFhAAAwAAAAAAAAAAAAAAAAAAACBB/9oACAEBAAE/IS1//9oADAMBAAIAAwAAABDIL//EABURAQEAAAAAAAAAAAAAAAAAABEQ/9oACAEDAQE/EBlP/8QAFREBAQAAAAAAAAAAAAAAAAAAERD/2gAIAQIBAT8QZE//xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEBAAE/EFf/2Q==',
    'base64',
  ),
  png: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAAALUlEQVR4nGOUkzvBQAisYkggqIaJoAoiwahBQ9EgxhNyGlQxaPB5bdQgOhoEAOhdAzudLZiJAAAAAElFTkSuQmCC',
    'base64',
  ),
  webp: Buffer.from(
    'UklGRkoAAABXRUJQVlA4ID4AAABwAwCdASoYABAAPxFysFAsJqSisAgBgCIJQBOmUABpYm/63gAA/tjNSwn+3/9v6/k29muPejubuZObsNqAAA==',
    'base64',
  ),
  losslessWebp: Buffer.from(
    'UklGRiwAAABXRUJQVlA4TB8AAAAvF8ADAA8wHvdQPRjy/EcLhASE/2s9UE2I6P8EYNMPAA==',
    'base64',
  ),
  extendedWebp: Buffer.from(
    'UklGRoAAAABXRUJQVlA4WAoAAAAYAAAAFwAADwAAQUxQSAoAAAABB1CyiAhERP8DVlA4ID4AAABwAwCdASoYABAAPxFysFAsJqSisAgBgCIJQBOmUABpYm/63gAA/tjNSwn+3/9v6/k29muPejubuZObsNqAAEVYSUYKAAAASUkqAAgAAAAAAA==',
    'base64',
  ),
}

/** A picture of one colour, to be encoded. */
export const plainPicture = (
  width: number,
  height: number,
  background: Color = '#8a6d3b',
  channels: 3 | 4 = 3,
  noise?: 'gaussian',
): Sharp =>
  sharp({
    create: {
      width,
      height,
      channels,
      background,
      ...(noise && { noise: { type: noise, mean: 128, sigma: 30 } }),
    },
    limitInputPixels: false,
  })

/** What a phone takes with 48 million pixels. About 280 kB. */
export const largeJpeg = (): Promise<Buffer> => plainPicture(8_000, 6_000).jpeg().toBuffer()

/** A PNG of 300 kB that needs 294 MB when all of it is decoded: 7,000 x 7,000 pixels of 6 bytes. */
export const deepPng = (): Promise<Buffer> =>
  plainPicture(7_000, 7_000).toColourspace('rgb16').png({ compressionLevel: 9 }).toBuffer()
