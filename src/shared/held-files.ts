import { StockError } from '../domain/errors.ts'
import { say } from '../domain/say.ts'

/** Upper limit for the files that are held at once, in bytes: more would take the memory of the others. */
const MAX_HELD_BYTES = 40 * 1024 * 1024
let held = 0

/**
 * Counts bytes of a file as held, which `releaseBytes` ends.
 * @throws StockError 'overloaded' where there is no room for them
 */
export function holdBytes(count: number): void {
  if (held + count > MAX_HELD_BYTES) {
    throw new StockError(
      'overloaded',
      say({
        en: 'Too many files arrive at once. Nothing was changed: send this one again in a moment.',
        fr: 'Trop de fichiers arrivent à la fois. Rien n’a changé : renvoyez celui-ci dans un instant.',
      }),
    )
  }
  held += count
}

export function releaseBytes(count: number): void {
  held -= count
}
