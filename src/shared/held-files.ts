import { StockError } from '../domain/errors.ts'

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
      'Too many files arrive at once. Nothing was changed: send this one again in a moment.',
    )
  }
  held += count
}

export function releaseBytes(count: number): void {
  held -= count
}
