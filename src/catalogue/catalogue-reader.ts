import type { RecordedMovement } from '../domain/movement.ts'
import type { CatalogueFeed, ShelfChange, StockStore } from '../store/store.ts'
import { createSequence } from './movement-sequence.ts'
import { createSnapshot, type Snapshot } from './snapshot.ts'

/** Where every read comes from. Stock itself is checked in the database, never here. */
export interface CatalogueReader {
  /**
   * The catalogue: as it is told by the feed while there is one, else at most `maxAgeMs` old; never
   * older than our own last write.
   */
  read(): Promise<Snapshot>
  /** The catalogue as it is now. */
  readFresh(): Promise<Snapshot>
  /** To be called after a write: what is held now is out of date. */
  invalidate(): void
  /** To be called after a write that moved stock and changed nothing else. */
  applyWritten(movements: readonly RecordedMovement[]): void
  /** Milliseconds since the held catalogue was asked for; null when none is held. */
  ageMs(): number | null
  state(): CatalogueState
  /** Begins to follow the feed. @returns what ends that */
  follow(feed: CatalogueFeed): () => Promise<void>
}

export interface CatalogueState {
  /** Whether every change is told as it happens; else the catalogue is read again and again. */
  readonly live: boolean
  /** Times the whole catalogue was read. */
  readonly loads: number
  /** Changes that the feed told. */
  readonly changes: number
  /** Times that movements were missing between those that were told, and were asked for. */
  readonly gaps: number
}

interface Held {
  readonly snapshot: Promise<Snapshot>
  readonly askedAt: number
}

/** All of it is read again so often, also while the feed is live: should it ever miss a change. */
const RELOAD_EVERY_MS = 60_000

/** Changes of names, sizes and places that come within so long are read together. */
const TOGETHER_MS = 20

/** So long a missing movement may still come by itself: as the answer to a write of our own. */
const GAP_MS = 10

/**
 * Holds the last snapshot and reads a new one when it is asked for and too old. Callers who come
 * while one is being read share it. A failed read is forgotten, so the next caller tries again.
 */
export function createCatalogueReader(store: StockStore, maxAgeMs = 1_000): CatalogueReader {
  let held: Held | undefined
  /** What `held` came to, and what the next one takes the matcher from. */
  let last: Snapshot | undefined
  let live = false
  let loads = 0
  let changes = 0
  let gaps = 0
  let loading = 0
  const known = createSequence()
  /** What was told since the oldest read that is under way: it may have begun before that. */
  let told: ShelfChange[] = []

  async function begin(isHeld: () => boolean): Promise<Snapshot> {
    loads++
    loading++
    try {
      const catalogue = await store.readCatalogue()
      const snapshot = createSnapshot(catalogue, last)
      const complete = told.every((change) => snapshot.apply(change))
      if (isHeld()) {
        last = snapshot
        known.startFrom(catalogue.seq)
        for (const { seq } of told) known.add(seq)
        if (known.hasGap()) fillGapSoon()
      }
      // A shelf that was made meanwhile is in the next one.
      if (!complete && isHeld()) invalidate()
      return snapshot
    } finally {
      loading--
      if (loading === 0) told = []
    }
  }

  function load(): Promise<Snapshot> {
    const mine: Held = {
      askedAt: performance.now(),
      snapshot: begin(() => held === mine),
    }
    mine.snapshot.catch(() => {
      if (held === mine) held = undefined
    })
    held = mine
    return mine.snapshot
  }

  function apply(change: ShelfChange): void {
    if (loading > 0) told.push(change)
    if (last && !last.apply(change)) invalidate()
    known.add(change.seq)
    if (live && known.hasGap()) fillGapSoon()
  }

  let filling: NodeJS.Timeout | undefined
  function fillGapSoon(): void {
    filling ??= setTimeout(async () => {
      await fillGap().catch(reload)
      filling = undefined
      if (live && loading === 0 && known.hasGap()) fillGapSoon()
    }, GAP_MS)
  }

  /** Asks for what was not told: of movements that are written together only the last is. */
  async function fillGap(): Promise<void> {
    // What is being read now has it all.
    if (!known.hasGap() || loading > 0) return
    gaps++
    const before = known.all()
    const { seq, changes } = await store.readChanges(before)
    if (changes === null) return reload()
    for (const change of changes) apply(change)
    // A number that is told and is not there yet belongs to nothing that was written.
    if (seq <= before) known.startFrom(before)
    else known.fillTo(seq)
  }

  /** Reads all of it again. Should that fail, the next caller does. */
  function reload(): void {
    load().catch(() => {})
  }

  function invalidate(): void {
    held = undefined
  }

  let soon: NodeJS.Timeout | undefined
  /** An import changes thousands of rows: they make one reading necessary, and not one each. */
  function invalidateSoon(): void {
    soon ??= setTimeout(() => {
      soon = undefined
      if (loading > 0) invalidateSoon()
      else invalidate()
    }, TOGETHER_MS)
  }

  const age = () => (held ? performance.now() - held.askedAt : null)
  return {
    read() {
      const ageMs = age()
      return held && ageMs !== null && (live || ageMs < maxAgeMs) ? held.snapshot : load()
    },
    readFresh: () => (live && held ? held.snapshot : load()),
    invalidate,
    applyWritten(movements) {
      if (!live) invalidate()
      for (const movement of movements) apply(changeOf(movement))
    },
    ageMs: age,
    state: () => ({ live, loads, changes, gaps }),
    follow(feed) {
      const timer = setInterval(() => live && reload(), RELOAD_EVERY_MS).unref()
      const unwatch = feed.watch({
        onConnect() {
          live = true
          // What happened while nobody told it.
          reload()
        },
        onDisconnect() {
          live = false
        },
        onMovement(change) {
          changes++
          apply(change)
        },
        onOther() {
          changes++
          invalidateSoon()
        },
      })
      return async () => {
        clearInterval(timer)
        clearTimeout(soon)
        clearTimeout(filling)
        live = false
        await unwatch()
      }
    },
  }
}

const changeOf = (movement: RecordedMovement): ShelfChange => ({
  seq: movement.seq,
  variantId: movement.variantId,
  locationId: movement.locationId,
  quantity: movement.quantityAfter,
  reserved: movement.reservedAfter,
  updatedAt: new Date().toISOString(),
})
