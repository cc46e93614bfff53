import { StockError } from '../domain/errors.ts'
import { say } from '../domain/say.ts'
import { type Download, tooLarge } from '../download/download.ts'
import { holdBytes, releaseBytes } from './held-files.ts'

/** A file that a caller sends: its bytes, or the links that a chat made for it. */
export interface IncomingFile {
  readonly bytes?: Uint8Array | undefined
  readonly links?: readonly string[] | undefined
}

/**
 * Does something with the bytes of the one file that was sent. Those of a link are held until it is done.
 * @throws StockError 'invalid-request' for none or several, 'file-too-large', 'overloaded', and what a
 *   download can come to
 */
export async function withIncoming<T>(
  { bytes, links = [] }: IncomingFile,
  download: Download,
  maxBytes: number,
  use: (file: Uint8Array) => Promise<T>,
): Promise<T> {
  const [link, ...others] = links
  if (others.length > 0 || (link !== undefined && bytes)) {
    throw new StockError(
      'invalid-request',
      say({
        en: 'Send one file only. Nothing was changed.',
        fr: 'Envoyez un seul fichier. Rien n’a changé.',
      }),
    )
  }
  if (link === undefined) return use(usable(bytes, maxBytes))
  let held = 0
  const hold = (count: number) => {
    holdBytes(count)
    held += count
  }
  try {
    return await use(usable(await download(link, maxBytes, hold), maxBytes))
  } finally {
    releaseBytes(held)
  }
}

function usable(file: Uint8Array | undefined, maxBytes: number): Uint8Array {
  if (!file || file.length === 0) {
    throw new StockError(
      'invalid-request',
      say({
        en: `${file ? 'The file is empty' : 'There is no file'}: ask the owner to attach it, and send its link or the file itself. Nothing was changed.`,
        fr: `${file ? 'Le fichier est vide' : 'Il n’y a pas de fichier'} : demandez à le joindre, et envoyez son lien ou le fichier lui-même. Rien n’a changé.`,
      }),
    )
  }
  if (file.length > maxBytes) throw tooLarge(maxBytes)
  return file
}
