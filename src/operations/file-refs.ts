import { z } from 'zod'

const Link = z.string().max(4_000)

/** What a chat sends for each file; only the link is of use to us. */
const FileRef = z.looseObject({ download_link: Link }).transform((ref) => ref.download_link)

/**
 * The input by which a chat sends files. It fills it in by itself, with an object for each file,
 * where the description of the operation asks for one; others send plain links.
 */
export const openaiFileIdRefs = z
  .array(z.union([Link, FileRef]))
  .max(10)
  .optional()
  .describe('The one file that the owner attached to the chat. Links are valid for 5 minutes.')
