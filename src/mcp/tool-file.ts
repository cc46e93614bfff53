import { z } from 'zod'
import { saying } from '../operations/schemas.ts'

/** Largest file that comes as data, in bytes: a message is held whole. Larger ones come by their link. */
const MAX_BYTES = 1024 * 1024
/** Base64 makes 4 characters of 3 bytes; the type of a data URI comes before them. */
const MAX_CHARACTERS = Math.ceil(MAX_BYTES / 3) * 4 + 200

/** Largest message, in bytes: such a file, and 64 kB for all the rest. */
export const MAX_MESSAGE_BYTES = MAX_CHARACTERS + 64 * 1024

/** How a tool takes a file: by its link, or as data. */
const FileInput = z.object({
  // The form in which ChatGPT fills a file in: all four values, the first two of them required.
  file: z
    .object({
      download_url: z.string().max(4_000).describe('Its link.'),
      file_id: z.string().describe('Its id in the chat.'),
      mime_type: z.string().optional().describe('Its type.'),
      file_name: z.string().optional().describe('Its name.'),
    })
    .optional()
    .describe('The file that the owner attached.'),
  file_data: z
    .string()
    .max(
      MAX_CHARACTERS,
      saying({
        en: 'is larger than 1 MB: send the link of the file',
        fr: 'dépasse 1 Mo : envoyez le lien du fichier',
      }),
    )
    .transform(bytesOf)
    .optional()
    .describe('Else the file itself: base64, or a CSV as its text, to the letter. Never made up.'),
})

/** What tells ChatGPT which value is a file. */
export const FILE_META = { 'openai/fileParams': ['file'] }

/** The input of an operation that takes a file, as it is for a tool. */
export const withFile = (input: z.ZodObject): z.ZodObject =>
  input.omit({ openaiFileIdRefs: true } as Record<string, true>).extend(FileInput.shape)

/** Takes the file out of the values of a call: its link as the operation has it, or its bytes. */
export const takeFile = FileInput.loose().transform(({ file, file_data: bytes, ...rest }) => ({
  values: file ? { ...rest, openaiFileIdRefs: [file.download_url] } : rest,
  bytes,
}))

/** The bytes of a data URI (RFC 2397), of base64, or else of the text itself. */
function bytesOf(data: string): Uint8Array {
  const [, type, rest = ''] = /^data:([^,]{0,200}),(.*)$/s.exec(data) ?? []
  if (type?.endsWith(';base64')) return Buffer.from(rest, 'base64')
  if (type !== undefined) return Buffer.from(unescaped(rest))
  return /^[\w+/=\s-]*$/.test(data) ? Buffer.from(data, 'base64') : Buffer.from(data)
}

/** The text of a data URI. Encoded, it has no line breaks; many send it as it is. */
function unescaped(text: string): string {
  if (text.includes('\n')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
