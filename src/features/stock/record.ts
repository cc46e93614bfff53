import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Caller, RequestKey } from '../../domain/caller.ts'
import { describeProduct, type Product } from '../../domain/catalogue.ts'
import { StockError } from '../../domain/errors.ts'
import { money } from '../../domain/figures.ts'
import type { RecordedMovement, Written } from '../../domain/movement.ts'
import { isTrade } from '../../domain/movement-types.ts'
import { readEnd, readOccurred, readPeriod } from '../../domain/period.ts'
import { referenceKey, saysWhose } from '../../domain/reference.ts'
import { type Reservation, reservationsOf } from '../../domain/reservation.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { asSize } from '../../domain/text.ts'
import { authorOf, lastWord } from '../../shared/idempotency.ts'
import type { StockStore } from '../../store/store.ts'
import { eachLine } from './each-line.ts'
import {
  type Told,
  tell,
  tellBesides,
  tellEnd,
  tellInCommon,
  tellMisheard,
  tellUndo,
} from './movement-messages.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { type PlannedLine, planLine } from './plan-line.ts'
import { explainRefusal } from './refusal-messages.ts'
import type { LineRequest, StockRequest } from './request.ts'
import {
  isOfReservation,
  leavesOut,
  refuseNearReference,
  type Situation,
  tellBesideSale,
  tellLeft,
  wholeLines,
} from './reserved-lines.ts'
import { explainUndoRefusal } from './undo-refusal-messages.ts'

/** What an undo did. */
export interface UndoOutcome extends Outcome {
  /** A movement of what was undone; null where that had none. */
  readonly undone: RecordedMovement | null
  /** The product that it had made, and that was archived with it. */
  readonly archived: Product | null
  readonly passedOver: number
}

export interface UndoRequest extends RequestKey {
  /** The last request of the last day where it is missing. */
  readonly movementId?: string | undefined
  /** Whether all of the request of that movement is meant. */
  readonly whole?: boolean | undefined
  /** Whether the caller is a person, whose last request it is in whatever conversation. */
  readonly everywhere: boolean
  /** Name of the only location that may be changed; null for all. */
  readonly location: string | null
  /** The owner said it again. */
  readonly repeat?: boolean | undefined
  /** The owner said that it is to be undone, whatever was counted since. */
  readonly confirm?: boolean | undefined
}

export type RecordService = ReturnType<typeof createRecordService>

/** Changes stock: understands the words, or asks; then one transaction in the database decides. */
export function createRecordService(deps: {
  catalogue: CatalogueReader
  store: StockStore
  /** In which times are told. */
  timeZone: string
}) {
  const { catalogue, store, timeZone } = deps

  return {
    /**
     * Does all lines of a request, or none.
     * @throws StockError when words are not clear, a shelf does not allow it, or the request_id
     *   belongs to another request. Nothing is written then.
     */
    async record(request: StockRequest, caller: Caller): Promise<Outcome> {
      const { lines: asked, repeat, confirm, onlyHere = false } = request
      const author = authorOf({ lines: asked }, request, caller, { repeat, confirm })
      const fromChat = caller.channel === 'chat'
      const guards = {
        refuseLikelyRepeat: fromChat && !repeat,
        refuseUnusual: fromChat && !confirm,
        refuseEarly: !confirm,
      }
      const understood = await understandOrAsk(request, fromChat)
      if (understood instanceof StockError) {
        // Without a request_id no other attempt can have done it.
        if (request.requestId === undefined) throw understood
        return doneMeanwhile(caller, await lastWord(store.noteRefusal, author, request, understood))
      }
      const { snapshot, plans } = understood
      const lines = plans.map(({ movement }) => movement)
      const written = await store
        .recordMovements({ ...author, ...guards, lines })
        .catch((error: unknown) => {
          // A refusal too says that the shelf is not what we thought.
          catalogue.applyWritten([])
          const explained = explainRefusal(error, plans, request, { snapshot, timeZone, onlyHere })
          return lastWord(store.noteRefusal, author, request, explained)
        })
      catalogue.applyWritten(written.movements)
      // What is written stays written, also when the reservations cannot be read just now.
      const beside = fromChat
        ? await besideSales(written, understood).catch(() => new Map<number, Sentence | ''>())
        : new Map<number, Sentence | ''>()
      return outcomeOf(caller, written, { snapshot, catalogue }, (told) => [
        join([
          tell(told),
          tellPrice(plans, told),
          tellEnd(told, timeZone),
          beside.get(told.movement.line),
          ...tellWhy(plans, told),
        ]),
        ...tellInCommon(told),
        ...tellPaid(plans, told),
      ])
    },

    /**
     * Undoes a movement by its id, with all of its request where that is meant, or the last request that is in effect, by movements that do the opposite.
     * @throws StockError 'movement-not-found', 'nothing-to-undo', 'already-undone', 'other-location',
     *   'unusual-date', 'product-was-changed', 'product-in-stock', or 'insufficient-stock' when the units are no longer there
     */
    async undo(request: UndoRequest, caller: Caller): Promise<UndoOutcome> {
      const { requestId, movementId, whole, repeat, confirm } = request
      const said = { repeat, confirm }
      const author = authorOf({ undo: movementId ?? 'last', whole }, request, caller, said)
      // With a request_id it is known which is a second attempt.
      const refuseLikelyRepeat = caller.channel === 'chat' && requestId === undefined && !repeat
      const snapshot = await catalogue.read()
      const { location, everywhere } = request
      const locationId = location === null ? undefined : locationOf(snapshot, location).id
      const guards = { refuseLikelyRepeat, refuseEarly: !confirm }
      const wish = { movementId, whole, locationId, everywhere, ...guards }
      const known = { snapshot, timeZone, onlyHere: location !== null }
      const undo = () => store.undoMovements(author, wish)
      const done = await undo().catch(async (error: unknown) => {
        catalogue.applyWritten([])
        const refusal = explainUndoRefusal(error, known, request)
        await lastWord(store.noteRefusal, author, request, refusal)
        // Another attempt did it meanwhile, and now it is answered what that did.
        return undo()
      })
      catalogue.applyWritten(done.movements)
      if (done.archived !== null) catalogue.invalidate()
      const [archived, kept] = [await productOf(done.archived), await productOf(done.kept)]
      const told = await outcomeOf(caller, done, { snapshot, catalogue }, (one) => [
        join([tellUndo(one), tellMisheard(one)]),
      ])
      const { undone, passedOver } = done
      const besides = tellBesides({ ...done, archived, kept }, timeZone)
      return { ...told, undone, archived, passedOver, message: join([told.message, ...besides]) }
    },
  }

  async function productOf(id: string | null): Promise<Product | null> {
    if (id === null) return null
    return (await catalogue.readFresh()).product(id) ?? null
  }

  /** The plans, or the refusal; made from the newest catalogue before anything is refused. */
  async function understandOrAsk(
    request: StockRequest,
    asks: boolean,
  ): Promise<Understood | StockError> {
    const held = await catalogue.read()
    const first = await planAll(held, request.lines, await situationOf(request, asks))
    if (!(first instanceof StockError)) return first
    const fresh = await catalogue.readFresh()
    return fresh === held ? first : planAll(fresh, request.lines, await situationOf(request, asks))
  }

  /** What lines are understood by. What is reserved is read only where a line is about it. */
  async function situationOf(request: StockRequest, asks: boolean) {
    const { lines, confirm = false } = request
    // A program that names its order at each sale is not held up.
    const isAsked = (line: LineRequest) =>
      isOfReservation(line) && (line.action === 'release' || (asks && !confirm))
    const isAbout = lines.some((line) => leavesOut(line) || isAsked(line))
    return {
      ...{ confirm, asks, timeZone },
      reservations: isAbout ? await openReservations() : [],
      ended: lines.some(leavesOut) ? await endedReservations() : [],
    }
  }

  async function openReservations(): Promise<readonly Reservation[]> {
    const changes = await store.readReservedChanges('open')
    return reservationsOf(changes, new Date()).filter(({ state }) => state === 'open')
  }

  async function endedReservations(): Promise<readonly Reservation[]> {
    const now = new Date()
    const span = readPeriod({}, { now, timeZone, otherwise: 'last_30_days' })
    const changes = await store.readReservedChanges(span)
    return reservationsOf(changes, now).filter(({ state }) => state === 'expired')
  }

  /**
   * By the line: what is to be said of reservations of whoever bought something, also of what is left
   * of the one that was fulfilled. Once for each of them.
   */
  async function besideSales(
    { replayed, movements }: Written,
    { snapshot, plans }: Understood,
  ): Promise<ReadonlyMap<number, Sentence | ''>> {
    const sales = movements.filter(({ type, reference }) => type === 'SALE' && saysWhose(reference))
    if (replayed || sales.length === 0) return new Map()
    const isReserved = (sale: RecordedMovement) => sale.reservedAfter < sale.reservedBefore
    const [reservations, ended] = await Promise.all([
      openReservations(),
      sales.every(isReserved) ? [] : endedReservations(),
    ])
    // Of several sales to somebody what was not reserved says more.
    const first = new Map(
      [...sales.filter((sale) => !isReserved(sale)), ...sales.filter(isReserved)]
        .toReversed()
        .map((sale) => [referenceKey(sale.reference), sale]),
    )
    return new Map(
      [...first.values()].map((sale) => {
        const { line, reference, locationId } = sale
        const told = { reference, snapshot, reservations, ended, timeZone }
        const place = plans[line]?.isPlaced ? locationId : undefined
        return [
          line,
          isReserved(sale)
            ? tellLeft({ ...told, locationId: place })
            : tellBesideSale({ ...told, locationId: place }),
        ]
      }),
    )
  }

  /** Words that are no longer clear may still repeat a request that was done when they were. */
  async function doneMeanwhile(caller: Caller, written: Written): Promise<Outcome> {
    const snapshot = await catalogue.read()
    return outcomeOf(caller, written, { snapshot, catalogue }, (told) => [
      join([tell(told), tellEnd(told, timeZone)]),
      ...tellInCommon(told),
    ])
  }
}

interface Understood {
  readonly snapshot: Snapshot
  readonly plans: readonly PlannedLine[]
}

/** Says why this product, and when a delivery made a size that it did not have. */
function tellWhy(plans: readonly PlannedLine[], { movement }: Told): (Sentence | '')[] {
  const plan = plans[movement.line]
  if (!plan) return []
  const { target } = plan.movement
  if (!('size' in target)) return [plan.why]
  const size = asSize(target.size)
  return [plan.why, say({ en: `${size} is a new size.`, fr: `${size} est une nouvelle taille.` })]
}

/** The price that was said for a sale or a return. */
function tellPrice(plans: readonly PlannedLine[], { movement }: Told): Sentence | '' {
  const { unitPrice: said } = plans[movement.line]?.movement ?? {}
  if (said === undefined || !isTrade(movement.type)) return ''
  return say({ en: `At ${money(said)} a unit.`, fr: `À ${money(said)} l’unité.` })
}

/** Says that a delivery changes no cost. Whoever may write may see costs. */
function tellPaid(plans: readonly PlannedLine[], { movement, product }: Told): readonly Sentence[] {
  const { unitPrice: paid } = plans[movement.line]?.movement ?? {}
  if (movement.type !== 'ADD_STOCK' || !paid || paid === product.cost) return []
  const { cost } = product
  const name = describeProduct(product)
  return [
    say({
      en: `Paid ${money(paid)} a unit: the cost of ${name} ${cost === null ? 'is unknown' : `stays ${money(cost)}`} until updateProduct changes it.`,
      fr: `Payé ${money(paid)} l’unité pour ${name} : son coût ${cost === null ? 'est inconnu' : `reste ${money(cost)}`} tant que updateProduct ne le change pas.`,
    }),
  ]
}

/**
 * All plans, or one refusal for the first line that is not clear, with those of the others. Between
 * lines other requests get their turn; all lines are understood with the same catalogue.
 */
async function planAll(
  snapshot: Snapshot,
  lines: readonly LineRequest[],
  given: Omit<Situation, 'snapshot' | 'alone'>,
): Promise<Understood | StockError> {
  const { reservations, confirm } = given
  const situation = { ...given, snapshot, alone: lines.length === 1 }
  const planned = (line: LineRequest): PlannedLine => {
    const { expiresAt: end, occurredAt: when } = line
    const clock = { now: new Date(), timeZone: given.timeZone }
    const expiresAt = end && readEnd(end, clock)
    const occurredAt = when && readOccurred(when, clock)
    const plan = planLine(snapshot, { ...line, expiresAt, occurredAt }, confirm)
    if (!confirm) refuseNearReference(plan, reservations)
    return plan
  }
  const plans = await eachLine(lines, (line) => wholeLines(line, situation).map(planned))
  return plans instanceof StockError ? plans : { snapshot, plans: plans.flat() }
}
