import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { productWithCode } from '../../catalogue/find-product.ts'
import { describeProduct, type Product } from '../../domain/catalogue.ts'
import { type Sentence, say } from '../../domain/say.ts'
import type { Download } from '../../download/download.ts'
import { type IncomingFile, withIncoming } from '../../shared/incoming-file.ts'
import type { PhotoStore } from '../../store/photo-store.ts'
import { MAX_FILE_BYTES, preparePicture } from './prepare-picture.ts'

export interface PhotoChanged {
  /** The product after the change. */
  readonly product: Product
  /** Whether it had a picture before. */
  readonly hadPhoto: boolean
  readonly message: Sentence
}

export type PhotoService = ReturnType<typeof createPhotoService>

/** Sets and removes product pictures. */
export function createPhotoService(deps: {
  catalogue: CatalogueReader
  store: PhotoStore
  download: Download
}) {
  const { catalogue, store, download } = deps
  return {
    /**
     * Sets or replaces the picture of a product.
     * @throws StockError for the SKU or the file; then nothing changes
     */
    async set(sku: string, file: IncomingFile): Promise<PhotoChanged> {
      const product = productWithCode(await catalogue.readFresh(), sku)
      const picture = await withIncoming(file, download, MAX_FILE_BYTES, preparePicture)
      const photo = await store.setPhoto(product.id, picture).finally(() => catalogue.invalidate())
      const hadPhoto = product.photo !== ''
      const name = describeProduct(product)
      const message = hadPhoto
        ? say({
            en: `${name} has a new picture in place of the one before.`,
            fr: `${name} a une nouvelle photo à la place de l’ancienne.`,
          })
        : say({ en: `${name} has a picture now.`, fr: `${name} a une photo maintenant.` })
      return { product: { ...product, photo }, hadPhoto, message }
    },

    /** Removes the picture of a product, if it has one. */
    async remove(sku: string): Promise<PhotoChanged> {
      const product = productWithCode(await catalogue.readFresh(), sku)
      const hadPhoto = product.photo !== ''
      if (hadPhoto) await store.removePhoto(product.id).finally(() => catalogue.invalidate())
      const name = describeProduct(product)
      const message = hadPhoto
        ? say({ en: `${name} has no picture any more.`, fr: `${name} n’a plus de photo.` })
        : say({ en: `${name} had no picture.`, fr: `${name} n’avait pas de photo.` })
      return { product: { ...product, photo: '' }, hadPhoto, message }
    },
  }
}
