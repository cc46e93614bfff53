import { z } from 'zod'
import { openaiFileIdRefs } from '../../operations/file-refs.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { ProductName, Said } from '../../operations/schemas.ts'
import { imageView, nameView } from '../../operations/views.ts'
import type { PhotoChanged, PhotoService } from './photos.ts'

const sku = z.string().min(1).max(100).describe('SKU of the product.')

export const PhotoView = z
  .object({
    product: ProductName,
    image: z.string().nullable().describe('Address of the picture, open to everybody.'),
    thumb: z.string().nullable().describe('The same picture, small.'),
    message: Said,
  })
  .meta({ id: 'Photo' })

export const photoOperations = ({ photos }: { photos: PhotoService }): Operation[] => [
  defineOperation({
    id: 'setPhoto',
    method: 'POST',
    path: '/models/{sku}/photo',
    tag: 'files',
    summary: 'Give a product a picture',
    description:
      'Use it when the owner attaches a photo of a product: one JPEG, PNG or WebP of at most 5 MB. It takes the place of the one before.',
    effect: 'overwrite',
    reach: 'shop',
    inChat: true,
    takesFile: true,
    refusals: 'Nothing was changed. detail says what to do next.',
    input: z.strictObject({ sku, openaiFileIdRefs }),
    output: PhotoView,
    async run({ sku, openaiFileIdRefs: links }, { file: bytes, baseUrl }) {
      const changed = await photos.set(sku, { links, bytes })
      return { created: !changed.hadPhoto, body: photoView(changed, baseUrl) }
    },
  }),
  defineOperation({
    id: 'removePhoto',
    method: 'DELETE',
    path: '/models/{sku}/photo',
    tag: 'files',
    summary: 'Take the picture of a product away',
    description: 'For a picture that is wrong, where there is no other one.',
    effect: 'overwrite',
    reach: 'shop',
    inChat: true,
    refusals: 'Nothing was changed. detail says what to do next.',
    input: z.strictObject({ sku }),
    output: PhotoView,
    async run({ sku }, { baseUrl }) {
      return { body: photoView(await photos.remove(sku), baseUrl) }
    },
  }),
]

const photoView = ({ product, message }: PhotoChanged, baseUrl: string) => ({
  product: nameView(product),
  message,
  ...imageView(product, baseUrl),
})
