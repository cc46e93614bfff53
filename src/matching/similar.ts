import Fuse from 'fuse.js'
import { plain } from './normalise.ts'

/** How unlike a name may be, in parts of it, from 0 to 1. */
const THRESHOLD = 0.4

/**
 * The few names of a list that somebody may have meant, nearest first: for a question, never for a
 * decision. For lists of dozens; names of products are found by their own index.
 */
export function similarNames(asked: string, names: readonly string[]): string[] {
  const wanted = plain(asked)
  // Fuse takes no text for any text.
  if (wanted === '') return []
  const documents = names.map((name) => ({ name, text: plain(name) }))
  const fuse = new Fuse(documents, { keys: ['text'], threshold: THRESHOLD, ignoreLocation: true })
  return fuse.search(wanted).map(({ item }) => item.name)
}
