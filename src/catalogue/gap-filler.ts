import type { CatalogueStore, ShelfChange } from '../store/catalogue-store.ts'
import type { HeldCatalogue } from './held-catalogue.ts'

/** Wait until nothing more is missing before asking: what is may still come as the answer to our own write. */
const GAP_MS = 10

/** The longest wait while more and more is missing, as when another process sells without a pause. */
const BURST_MS = 100

interface Options {
  readonly store: Pick<CatalogueStore, 'readChanges'>
  readonly catalogue: HeldCatalogue
  /** Takes over a change that was missing. */
  readonly apply: (change: ShelfChange) => void
  /** Whether the feed is connected. */
  readonly isLive: () => boolean
}

/**
 * Reads the movements that the feed left out: it reports only the last of those that are written
 * together.
 */
export function createGapFiller({ store, catalogue, apply, isLive }: Options) {
  const { sequence } = catalogue
  let timer: NodeJS.Timeout | undefined
  let since = 0
  let isFilling = false
  let gaps = 0

  /** Asks once for all that is missing at the end of a burst. */
  function fillSoon(): void {
    // Once it is filled, it is looked whether more is missing by then.
    if (isFilling) return
    if (!timer) {
      since = performance.now()
      timer = setTimeout(fillNow, GAP_MS)
    } else if (performance.now() - since < BURST_MS - GAP_MS) timer.refresh()
  }

  async function fillNow(): Promise<void> {
    timer = undefined
    isFilling = true
    await fill().catch(() => catalogue.reload())
    isFilling = false
    if (isLive() && !catalogue.isReading && sequence.hasGap()) fillSoon()
  }

  async function fill(): Promise<void> {
    // A read that is under way brings everything.
    if (!sequence.hasGap() || catalogue.isReading) return
    gaps++
    await readMissing()
  }

  async function readMissing(): Promise<void> {
    const before = sequence.all()
    const { seq, changes } = await store.readChanges(before)
    if (changes === null) return catalogue.reload()
    for (const change of changes) apply(change)
    // A number from the feed that is not in the database belongs to a write that was rolled back.
    if (seq <= before) sequence.startFrom(before)
    else sequence.fillTo(seq)
  }

  let catchingUp: Promise<void> | undefined

  return {
    fillSoon,
    /** Reads what moved after the last known movement. Callers who come meanwhile share the answer. */
    catchUp(): Promise<void> {
      catchingUp ??= readMissing().finally(() => {
        catchingUp = undefined
      })
      return catchingUp
    },
    /** Times that movements were missing. */
    gaps: () => gaps,
    /** Ends the timer. */
    close: () => clearTimeout(timer),
  }
}
