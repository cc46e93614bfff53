import { z } from 'zod'
import { PREPARED_NAME } from '../../domain/picture.ts'
import type { PhotoStore } from '../photo-store.ts'
import type { Call } from './call.ts'
import type { PocketBaseClient } from './client.ts'

/** The file name that a picture got. */
const PhotoAnswer = z.object({ photo: z.string().min(1) })

const photoRoute = (product: string) => `/api/stock/products/${product}/photo`

const Unprepared = z.array(z.object({ productId: z.string(), name: z.string() }))

const jpeg = (bytes: Uint8Array) =>
  new File([Buffer.from(bytes)], `${PREPARED_NAME}.jpg`, { type: 'image/jpeg' })

/**
 * A form as it is sent. Node's fetch would encode it while it sends it, and a connection that breaks off
 * then ends the whole process: the error is thrown where nobody can catch it.
 */
const encoded = (form: FormData): Promise<Blob> => new Response(form).blob()

/** Keeps the pictures of products. */
export function createPhotoStore(client: PocketBaseClient, call: Call): PhotoStore {
  return {
    async setPhoto(product, { whole, thumbs }, insteadOf) {
      const form = new FormData()
      form.set('photo', jpeg(whole))
      for (const [size, bytes] of Object.entries(thumbs)) form.set(size, jpeg(bytes))
      if (insteadOf) form.set('instead_of', insteadOf)
      const request = { method: 'POST', body: await encoded(form) } as const
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
