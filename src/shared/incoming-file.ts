import { StockError } from '../domain/errors.ts'
import { type Download, tooLarge } from '../download/download.ts'

/** A file that a caller sends: its bytes, or the links that a chat made for it. */
export interface IncomingFile {
  readonly bytes?: Uint8Array | undefined
  readonly links?: readonly string[] | undefined
}

/**
 * The bytes of the one file that was sent.
 * @throws StockError 'invalid-request' for none or several, 'file-too-large', and what a download
 *   can come to
 */
export async function readIncoming(
  { bytes, links = [] }: IncomingFile,
  download: Download,
  maxBytes: number,
): Promise<Uint8Array> {
  const [link, ...others] = links
  if (others.length > 0 || (link !== undefined && bytes)) {
    throw new StockError('invalid-request', 'Send one file only. Nothing was changed.')
  }
  const file = link === undefined ? bytes : await download(link, maxBytes)
  if (!file || file.length === 0) {
    throw new StockError(
      'invalid-request',
      `${file ? 'The file is empty' : 'There is no file'}: ask the owner to attach it, and send its link or the file itself. Nothing was changed.`,
    )
  }
  if (file.length > maxBytes) throw tooLarge(maxBytes)
  return file
}
