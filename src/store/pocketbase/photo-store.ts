import { z } from 'zod'
import { PREPARED_NAME } from '../../domain/picture.ts'
import type { PhotoStore } from '../photo-store.ts'
import type { Call } from './call.ts'
import type { PocketBaseClient } from './client.ts'
import { encodeForm } from './form.ts'

/** The file name that a picture got. */
const PhotoAnswer = z.object({ photo: z.string().min(1) })

const photoRoute = (product: string) => `/api/stock/products/${product}/photo`

const Unprepared = z.array(z.object({ productId: z.string(), name: z.string() }))

const jpeg = (bytes: Uint8Array) =>
  new File([Buffer.from(bytes)], `${PREPARED_NAME}.jpg`, { type: 'image/jpeg' })

/** Keeps the pictures of products. */
export function createPhotoStore(client: PocketBaseClient, call: Call): PhotoStore {
  return {
    async setPhoto(product, { whole, thumbs }, insteadOf) {
      const form = {
        photo: jpeg(whole),
        ...Object.fromEntries(Object.entries(thumbs).map(([size, bytes]) => [size, jpeg(bytes)])),
        ...(insteadOf && { instead_of: insteadOf }),
      }
      const request = { method: 'POST', body: encodeForm(form) } as const
      return (await call(PhotoAnswer, photoRoute(product), request)).photo
    },

    async removePhoto(product) {
      await call(z.unknown(), photoRoute(product), { method: 'DELETE' })
    },

    unpreparedPhotos: () => call(Unprepared, '/api/stock/photos/unprepared'),

    async readPhoto({ productId, name, thumb }) {
      const path = `/api/files/products/${productId}/${encodeURIComponent(name)}`
      const answer = await client.open(thumb ? `${path}?thumb=${thumb}` : path)
      if (!answer?.body) return null
      const { headers, body } = answer
      const size = Number(headers.get('content-length') ?? Number.NaN)
      return {
        type: headers.get('content-type') ?? '',
        body,
        size: Number.isNaN(size) ? null : size,
      }
    },
  }
}
