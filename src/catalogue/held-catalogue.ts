import type { CatalogueStore, ShelfChange } from '../store/catalogue-store.ts'
import { createSequence } from './movement-sequence.ts'
import { createSnapshot, type Snapshot } from './snapshot.ts'

interface Held {
  readonly snapshot: Promise<Snapshot>
  /** Of `performance.now()`. */
  readonly askedAt: number
}

/** Milliseconds in which changes of names, sizes and locations are collected into one new read. */
const COLLECT_MS = 20

/**
 * The last snapshot of the catalogue, and what is known to have changed since. Callers who come
 * while one is being read share it. A failed read is forgotten, so the next caller tries again.
 */
export class HeldCatalogue {
  /** Which movements the snapshot knows. */
  readonly sequence = createSequence()
  readonly #store: Pick<CatalogueStore, 'readCatalogue'>
  readonly #onGap: () => void
  readonly #first = Promise.withResolvers<void>()
  #held: Held | undefined
  /** The last complete snapshot; the next one may reuse its matcher. */
  #last: Snapshot | undefined
  /** Changes since the oldest running read started, which that read may have missed. */
  #changes: ShelfChange[] = []
  #reading = 0
  #loads = 0
  #soon: NodeJS.Timeout | undefined

  /** @param onGap called when a snapshot was read and movements before a known one are missing */
  constructor(store: Pick<CatalogueStore, 'readCatalogue'>, onGap: () => void) {
    this.#store = store
    this.#onGap = onGap
  }

  /** Times the whole catalogue was read. */
  get loads(): number {
    return this.#loads
  }

  /** Resolves once it was read for the first time. */
  get firstRead(): Promise<void> {
    return this.#first.promise
  }

  get isReading(): boolean {
    return this.#reading > 0
  }

  /** Milliseconds since the held catalogue was asked for; null when none is held. */
  get ageMs(): number | null {
    return this.#held ? performance.now() - this.#held.askedAt : null
  }

  /** The held snapshot, or one that is being read; undefined when there is none. */
  get snapshot(): Promise<Snapshot> | undefined {
    return this.#held?.snapshot
  }

  /** Reads a new snapshot. */
  load(): Promise<Snapshot> {
    const mine: Held = {
      askedAt: performance.now(),
      snapshot: this.#read(() => this.#held === mine),
    }
    mine.snapshot.catch(() => {
      if (this.#held === mine) this.#held = undefined
    })
    this.#held = mine
    return mine.snapshot
  }

  /** Reads a new snapshot in the background. Should that fail, the next caller reads one. */
  reload(): void {
    this.load().catch(() => {})
  }

  invalidate(): void {
    this.#held = undefined
  }

  /** Schedules one new read for many changes: an import changes thousands of rows. */
  invalidateSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      if (this.isReading) this.invalidateSoon()
      else this.invalidate()
    }, COLLECT_MS)
  }

  /** Takes over the level that a movement left its shelf at. */
  apply(change: ShelfChange): void {
    if (this.isReading) this.#changes.push(change)
    if (this.#last && !this.#last.apply(change)) this.invalidate()
    this.sequence.add(change.seq)
  }

  /** Ends the timer. */
  close(): void {
    clearTimeout(this.#soon)
  }

  async #read(isHeld: () => boolean): Promise<Snapshot> {
    this.#loads++
    this.#reading++
    try {
      const catalogue = await this.#store.readCatalogue(this.#last)
      const snapshot = createSnapshot(catalogue, this.#last)
      const isComplete = this.#changes.every((change) => snapshot.apply(change))
      if (isHeld()) {
        this.#last = snapshot
        this.sequence.startFrom(catalogue.seq)
        for (const { seq } of this.#changes) this.sequence.add(seq)
        if (this.sequence.hasGap()) this.#onGap()
      }
      // A shelf that was made meanwhile is in the next snapshot.
      if (!isComplete && isHeld()) this.invalidate()
      this.#first.resolve()
      return snapshot
    } finally {
      this.#reading--
      if (!this.isReading) this.#changes = []
    }
  }
}
