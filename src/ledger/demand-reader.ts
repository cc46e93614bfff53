import { createHash } from 'node:crypto'
import type { CatalogueReader } from '../catalogue/catalogue-reader.ts'
import type { Snapshot } from '../catalogue/snapshot.ts'
import { type Product, sizeKey } from '../domain/catalogue.ts'
import { calendarOf } from '../domain/demand/calendar.ts'
import {
  type Demand,
  type DemandProduct,
  type History,
  learnDemand,
} from '../domain/demand/demand.ts'
import { type Flow, NO_SALES, OTHER, RETURNED, SOLD } from '../domain/demand/flow.ts'
import { MOVEMENT_TYPES } from '../domain/movement-types.ts'
import { inTurns, LONG_WORK_MS, type Steps } from '../shared/turns.ts'
import type { LedgerReader } from './ledger-reader.ts'
import type { PastLedger } from './past-ledger.ts'
import type { TradeLedger } from './trade-ledger.ts'

/** What the shop sells, learnt from the ledger. */
export interface DemandReader {
  /**
   * The demand as of now. For a shop of so many movements that learning takes long it may lack those of
   * the last minute; what is on hand is never taken from it.
   * @param locationId the only location where units are sold; all where it is missing
   * @throws StockError 'store-unavailable' where the ledger is not read yet
   */
  read(locationId?: string): Promise<Demand>
  /** What it was learnt from. */
  history(locationId?: string): Promise<History>
}

interface Held {
  readonly demand: Demand
  readonly seq: number
  readonly past: PastLedger
  readonly hour: number
  readonly fingerprint: string
  readonly tookMs: number
  readonly learntAt: number
}

/** A shop of no more movements and sizes is learnt in milliseconds: again for each question that needs it. */
const SMALL = 20_000

/** A large shop is learnt again when so many times the time that it takes have passed: 5 % of a core. */
const REST = 20

/** What moved longer ago is in every answer, whatever it takes. */
const LATEST_MS = 60_000

interface Dependencies {
  readonly ledger: LedgerReader
  readonly catalogue: CatalogueReader
  readonly timeZone: string
}

/** Learns the demand when it is asked for, and again when something moved. */
export function createDemandReader({ ledger, catalogue, timeZone }: Dependencies): DemandReader {
  const held = new Map<string, Held>()
  const learning = new Map<string, Promise<Held>>()

  const readAll = () => Promise.all([ledger.read(), ledger.readPast(), catalogue.read()])

  async function learn(locationId = ''): Promise<Held> {
    const [trade, past, snapshot] = await readAll()
    const { products, fingerprint } = await describe(snapshot)
    const now = new Date()
    const { seq } = trade
    const began = performance.now()
    const demand = await inTurns(
      learnDemand(
        products,
        historyOf({ trade, past, snapshot }, locationId),
        calendarOf(now, timeZone),
      ),
      LONG_WORK_MS,
    )
    const learntAt = performance.now()
    const tookMs = learntAt - began
    const hour = hourOf(now)
    return { demand, seq, past, hour, fingerprint, tookMs, learntAt }
  }

  function learnOnce(locationId = ''): Promise<Held> {
    const running = learning.get(locationId)
    if (running) return running
    const started = learn(locationId)
      .then((learnt) => {
        held.set(locationId, learnt)
        return learnt
      })
      .finally(() => learning.delete(locationId))
    learning.set(locationId, started)
    return started
  }

  /** What is being learnt for somebody else may be without what changed since that began. */
  async function learnAgain(
    { seq, past, fingerprint }: Pick<Held, 'seq' | 'past' | 'fingerprint'>,
    locationId: string,
  ): Promise<Demand> {
    const { demand, ...of } = await learnOnce(locationId)
    const isCurrent = of.seq >= seq && of.past === past && of.fingerprint === fingerprint
    return isCurrent ? demand : (await learnOnce(locationId)).demand
  }

  return {
    async read(locationId = '') {
      const [trade, past, snapshot] = await readAll()
      const known = held.get(locationId)
      const { fingerprint } = await describe(snapshot)
      const now = { seq: trade.seq, past, fingerprint }
      if (!known || known.past !== past || known.fingerprint !== fingerprint) {
        return learnAgain(now, locationId)
      }
      if (known.seq === now.seq && known.hour === hourOf(new Date())) return known.demand
      const age = performance.now() - known.learntAt
      const isSmall = now.seq + past.size + snapshot.shelves.length <= SMALL
      if (isSmall || age > LATEST_MS) return learnAgain(now, locationId)
      if (age > REST * known.tookMs) learnOnce(locationId).catch(() => {})
      return known.demand
    },
    async history(locationId = '') {
      const [trade, past, snapshot] = await readAll()
      return historyOf({ trade, past, snapshot }, locationId)
    },
  }
}

const hourOf = (moment: Date): number => Math.floor(moment.getTime() / 3_600_000)

/** The products of a snapshot, as demand is learnt of them. */
interface Described {
  readonly products: readonly DemandProduct[]
  /** Tells whether products, their sizes, kinds or categories changed. */
  readonly fingerprint: string
}

/** Products that are described before others get their turn. */
const TURN = 20

const described = new WeakMap<Snapshot, Promise<Described>>()

/** Describes them once for each snapshot. */
function describe(snapshot: Snapshot): Promise<Described> {
  const known = described.get(snapshot)
  if (known) return known
  const made = inTurns(describing(snapshot), LONG_WORK_MS)
  described.set(snapshot, made)
  return made
}

function* describing(snapshot: Snapshot): Steps<Described> {
  const products: DemandProduct[] = []
  // The text of all of them would be 8 MB for a hundred thousand sizes, kept with each demand that is learnt.
  const fingerprint = createHash('sha256')
  for (const [index, product] of snapshot.all.entries()) {
    if (index % TURN === TURN - 1) yield
    const one = demandProduct(snapshot, product)
    products.push(one)
    fingerprint.update(JSON.stringify(one))
  }
  return { products, fingerprint: fingerprint.digest('base64url') }
}

/** The products that a shop learns from: archived ones sold too. */
export const productsOf = async (snapshot: Snapshot): Promise<readonly DemandProduct[]> =>
  (await describe(snapshot)).products

export const demandProduct = (snapshot: Snapshot, product: Product): DemandProduct => ({
  id: product.id,
  category: product.category,
  kind: `${product.gender} ${product.category}`,
  variants: snapshot.variantsOf(product).map(({ id, size }) => ({ id, size: sizeKey(size) })),
})

const KINDS = MOVEMENT_TYPES.map((type) =>
  type === 'SALE' ? SOLD : type === 'RETURN' ? RETURNED : OTHER,
)

/** Movements of a variant for which there is room at first. */
const FLOW = 256

interface Sources {
  readonly trade: TradeLedger
  readonly past: PastLedger
  readonly snapshot: Pick<Snapshot, 'defaultLocation'>
}

/**
 * What is known of one location, or of all.
 * @param locationId empty for all. Of past sales it is not known where they were: the default location has them.
 */
export function historyOf({ trade, past, snapshot }: Sources, locationId: string): History {
  const location = locationId === '' ? undefined : trade.locations.numberOf(locationId)
  // Written over for each variant: a large shop has a hundred thousand.
  let time = new Float64Array(FLOW)
  let delta = new Int32Array(FLOW)
  let kind = new Uint8Array(FLOW)
  const hasPast = locationId === '' || locationId === snapshot.defaultLocation.id
  return {
    begins: trade.begins,
    flowOf(variantId): Flow {
      const rows = trade.rowsOf(variantId, location)
      if (rows.length > time.length) {
        time = new Float64Array(2 * rows.length)
        delta = new Int32Array(2 * rows.length)
        kind = new Uint8Array(2 * rows.length)
      }
      for (let at = 0; at < rows.length; at += 1) {
        const row = rows[at] ?? 0
        time[at] = trade.time[row] ?? 0
        delta[at] = trade.delta[row] ?? 0
        kind[at] = KINDS[trade.type[row] ?? 0] ?? OTHER
      }
      return { length: rows.length, time, delta, kind }
    },
    pastOf: (variantId) => (hasPast ? past.ofVariant(variantId) : NO_SALES),
    pastOfProduct: (productId) => (hasPast ? past.ofProduct(productId) : NO_SALES),
  }
}
