/** The sizes of the thumbs, as PocketBase names them: width and height in pixels. */
export const THUMB_SIZES = ['100x100', '400x400'] as const
export type ThumbSize = (typeof THUMB_SIZES)[number]

/** A picture as it is kept and shown: JPEG files without metadata. */
export interface PreparedPicture {
  readonly whole: Uint8Array
  readonly thumbs: Readonly<Record<ThumbSize, Uint8Array>>
}

/**
 * The name under which a prepared picture is stored. PocketBase puts ten random characters behind it, so
 * that each picture has an address of its own.
 */
export const PREPARED_NAME = 'prepared_picture'

/** Whether a stored file is a prepared picture; others were put there by hand, or by an older version. */
export const isPrepared = (name: string): boolean =>
  new RegExp(`^${PREPARED_NAME}_[a-z0-9]{10}\\.jpg$`).test(name)
