import { StockError } from '../domain/errors.ts'
import type { RecordedMovement } from '../domain/movement.ts'
import { say } from '../domain/say.ts'
import type {
  CatalogueFeed,
  CatalogueMark,
  CatalogueStore,
  ShelfChange,
} from '../store/catalogue-store.ts'
import { createGapFiller } from './gap-filler.ts'
import { HeldCatalogue } from './held-catalogue.ts'
import type { Snapshot } from './snapshot.ts'

/** Serves all reads from memory. Whether stock suffices is checked in the database, never here. */
export interface CatalogueReader {
  /**
   * The catalogue: kept up to date by the feed while it is live, else at most `maxAgeMs` old; never
   * older than our own last write.
   */
  read(): Promise<Snapshot>
  /** The catalogue as it is now. */
  readFresh(): Promise<Snapshot>
  /** Resolves once the catalogue was read for the first time, whoever asked for it. */
  readonly firstRead: Promise<void>
  /**
   * Resolves when `read` knows the movement of this number.
   * @throws StockError 'invalid-request' when there is no such movement
   */
  catchUp(seq: number): Promise<void>
  /** Drops the held catalogue; to be called after a write. */
  invalidate(): void
  /** Applies the movements of a write that changed nothing but stock, and what was on order with it. */
  applyWritten(movements: readonly RecordedMovement[]): void
  /** Milliseconds since the held catalogue was asked for; null when none is held. */
  ageMs(): number | null
  /** Number of the newest movement that is known; null while that may be behind. */
  newestSeq(): number | null
  state(): CatalogueState
  /** Begins to follow the feed. @returns what ends that */
  follow(feed: CatalogueFeed): () => Promise<void>
}

export interface CatalogueState {
  /** Whether the feed is connected; otherwise the catalogue is read again when it is too old. */
  readonly live: boolean
  /** Times the whole catalogue was read. */
  readonly loads: number
  /** Changes received from the feed. */
  readonly changes: number
  /** Times that the feed left out movements, which were then read from the store. */
  readonly gaps: number
}

/** How often it is asked whether the feed missed a change, and the catalogue is read again where it did. */
const LOOK_EVERY_MS = 60_000

/** A change of raw SQL can leave the mark as it was: after so many looks the catalogue is read all the same. */
const LOOKS_PER_RELOAD = 15

/** A read that others began before the movement was written does not count. */
const MAX_ATTEMPTS = 3

/**
 * Caches the last snapshot and reads a new one on request when it is too old. While it follows a feed,
 * it applies changes immediately.
 */
export function createCatalogueReader(store: CatalogueStore, maxAgeMs = 1_000): CatalogueReader {
  let live = false
  let changes = 0
  const catalogue = new HeldCatalogue(store, () => gapFiller.fillSoon())
  const gapFiller = createGapFiller({ store, catalogue, apply, isLive: () => live })

  let seen: CatalogueMark | undefined
  let looks = 0

  /** Reads the catalogue again where more happened since the last look than movements, which the feed tells. */
  async function look(): Promise<void> {
    const mark = await store.readMark(seen?.seq ?? 0).catch(() => undefined)
    const isSame = seen !== undefined && mark !== undefined && onlyMoved(seen, mark)
    seen = mark
    looks = isSame ? looks + 1 : 0
    if (!live) return
    if (!isSame || looks % LOOKS_PER_RELOAD === 0) catalogue.reload()
    else if (catalogue.sequence.all() < mark.seq)
      await gapFiller.catchUp().catch(() => catalogue.reload())
  }

  function apply(change: ShelfChange): void {
    catalogue.apply(change)
    if (live && catalogue.sequence.hasGap()) gapFiller.fillSoon()
  }

  return {
    read() {
      const { snapshot, ageMs } = catalogue
      return snapshot && ageMs !== null && (live || ageMs < maxAgeMs) ? snapshot : catalogue.load()
    },
    readFresh: () => (live && catalogue.snapshot) || catalogue.load(),
    firstRead: catalogue.firstRead,
    async catchUp(seq) {
      const { sequence } = catalogue
      for (let attempt = 1; sequence.all() < seq; attempt++) {
        if (attempt > MAX_ATTEMPTS) throw noSuchMovement(seq, sequence.all())
        await (live && catalogue.snapshot ? gapFiller.catchUp() : catalogue.load())
      }
    },
    invalidate: () => catalogue.invalidate(),
    applyWritten(movements) {
      const isOfOrder = movements.some(({ orderLine }) => orderLine !== null)
      if (!live || isOfOrder) catalogue.invalidate()
      for (const movement of movements) apply(changeOf(movement))
    },
    ageMs: () => catalogue.ageMs,
    newestSeq: () => (live && catalogue.snapshot ? catalogue.sequence.newest() : null),
    state: () => ({
      live,
      loads: catalogue.loads,
      changes,
      gaps: gapFiller.gaps(),
    }),
    follow(feed) {
      const timer = setInterval(() => live && void look(), LOOK_EVERY_MS).unref()
      const unwatch = feed.watch({
        onConnect() {
          live = true
          // What happened before it was connected.
          catalogue.reload()
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
          catalogue.invalidateSoon()
        },
      })
      return async () => {
        clearInterval(timer)
        catalogue.close()
        gapFiller.close()
        live = false
        await unwatch()
      }
    },
  }
}

/** Whether movements explain all that is different. */
const onlyMoved = (before: CatalogueMark, now: CatalogueMark): boolean =>
  now.seq >= before.seq &&
  now.rest === before.rest &&
  now.units.every((units, at) => units === (before.units[at] ?? 0) + (now.moved[at] ?? 0))

const noSuchMovement = (seq: number, newest: number): StockError =>
  new StockError(
    'invalid-request',
    say({
      en: `There is no movement with the number ${seq}; the newest is ${newest}. Send as after_seq the seq of an answer, or leave it out.`,
      fr: `Il n’y a pas de mouvement numéro ${seq} ; le plus récent est ${newest}. Envoyez comme after_seq le seq d’une réponse, ou n’en envoyez pas.`,
    }),
    { newest },
  )

const changeOf = (movement: RecordedMovement): ShelfChange => ({
  seq: movement.seq,
  variantId: movement.variantId,
  locationId: movement.locationId,
  quantity: movement.quantityAfter,
  reserved: movement.reservedAfter,
  updatedAt: new Date().toISOString(),
})
