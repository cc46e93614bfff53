import { z } from 'zod'
import type { NewPhoto, PhotoStore } from '../photo-store.ts'
import type { Call } from './call.ts'
import type { PocketBaseClient } from './client.ts'

/** The file name that a picture got. */
const PhotoAnswer = z.object({ photo: z.string().min(1) })

const photoRoute = (product: string) => `/api/stock/products/${product}/photo`

/** PocketBase adds ten random letters to the name, so that each picture has an address of its own. */
const FILE_NAMES: Record<NewPhoto['type'], string> = {
  'image/jpeg': 'photo.jpg',
  'image/png': 'photo.png',
  'image/webp': 'photo.webp',
}

/** Keeps the pictures of products. */
export function createPhotoStore(client: PocketBaseClient, call: Call): PhotoStore {
  return {
    async setPhoto(product, { bytes, type }) {
      const body = new FormData()
      body.set('photo', new File([Buffer.from(bytes)], FILE_NAMES[type], { type }))
      const request = { method: 'POST', body } as const
      return (await call(PhotoAnswer, photoRoute(product), request)).photo
    },

    async removePhoto(product) {
      await call(z.unknown(), photoRoute(product), { method: 'DELETE' })
    },

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
