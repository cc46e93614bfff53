import type { StockStore } from '../store/store.ts'
import { createSnapshot, type Snapshot } from './snapshot.ts'

/** Where every read comes from. Stock itself is checked in the database, never here. */
export interface CatalogueReader {
  /** The catalogue, at most `maxAgeMs` old and never older than our own last write. */
  read(): Promise<Snapshot>
  /** The catalogue as it is now. */
  readFresh(): Promise<Snapshot>
  /** To be called after a write: what is held now is out of date. */
  invalidate(): void
  /** Milliseconds since the held catalogue was asked for; null when none is held. */
  ageMs(): number | null
}

interface Held {
  readonly snapshot: Promise<Snapshot>
  readonly askedAt: number
}

/**
 * Holds the last snapshot and reads a new one when it is asked for and too old. Callers who come
 * while one is being read share it. A failed read is forgotten, so the next caller tries again.
 */
export function createCatalogueReader(store: StockStore, maxAgeMs = 1_000): CatalogueReader {
  let held: Held | undefined
  let last: Snapshot | undefined

  function load(): Promise<Snapshot> {
    const mine: Held = {
      askedAt: performance.now(),
      snapshot: store.readCatalogue().then((catalogue) => {
        last = createSnapshot(catalogue, last)
        return last
      }),
    }
    mine.snapshot.catch(() => {
      if (held === mine) held = undefined
    })
    held = mine
    return mine.snapshot
  }

  const age = () => (held ? performance.now() - held.askedAt : null)
  return {
    read() {
      const ageMs = age()
      return held && ageMs !== null && ageMs < maxAgeMs ? held.snapshot : load()
    },
    readFresh: load,
    invalidate() {
      held = undefined
    },
    ageMs: age,
  }
}
