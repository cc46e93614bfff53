import type { PreparedPicture, ThumbSize } from '../domain/picture.ts'

/** A picture as anybody may see it. */
export interface PhotoFile {
  readonly type: string
  /** Bytes; null when unknown. */
  readonly size: number | null
  readonly body: ReadableStream<Uint8Array>
}

/** Which picture: the id of a product, its file name, and the size where not the original's. */
export interface PhotoName {
  readonly productId: string
  readonly name: string
  readonly thumb?: ThumbSize | undefined
}

/** Where the pictures of products are kept. */
export interface PhotoStore {
  /**
   * Gives a product a picture in place of the one before: all its files, or none.
   * @param insteadOf the file name that it must have now; another one stays
   * @returns the file name that it has then
   * @throws StockError 'product-not-found' when it was deleted meanwhile
   */
  setPhoto(productId: string, picture: PreparedPicture, insteadOf?: string): Promise<string>

  /** Takes a product's picture away. @throws StockError 'product-not-found' */
  removePhoto(productId: string): Promise<void>

  /** A picture, to be read at the reader's speed; null where there is none. */
  readPhoto(photo: PhotoName): Promise<PhotoFile | null>

  /** The pictures that are not prepared: set by hand, or by an older version. */
  unpreparedPhotos(): Promise<PhotoName[]>
}
