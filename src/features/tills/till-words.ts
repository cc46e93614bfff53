import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import { StockError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { DAYS_BACK, isPast, isRecent } from '../../domain/occurred-at.ts'
import { readOccurred } from '../../domain/period.ts'
import { say } from '../../domain/say.ts'
import { type PlannedLine, planLine } from '../stock/plan-line.ts'
import type { Known } from '../stock/refusal-messages.ts'
import type { Kept, Planning, TillLine } from './till-steps.ts'

/** Understands the words of lines, with one catalogue for all that it knows well enough. */
export interface TillWords {
  /** @returns what the work comes to, or the refusal that the newest catalogue leaves standing */
  understand<T>(work: (planning: Planning) => T): Promise<T | StockError>
  planReturnOf(sale: Kept, line: TillLine): PlannedLine
  /** The names by which refusals are explained. */
  known(): Known
  /** Id of the only location that the caller may know of; null for all. */
  here(): string | null
}

/** @param location name of the only location that the caller may know of; null for all */
export async function createTillWords(options: {
  catalogue: CatalogueReader
  timeZone: string
  location: string | null
}): Promise<TillWords> {
  const { catalogue, timeZone, location } = options
  let snapshot = await catalogue.read()
  let isFresh = false

  const here = () => (location === null ? null : locationOf(snapshot, location).id)
  const planReturnOf = (sale: Kept, line: TillLine) =>
    returnOf(snapshot, sale, timed(line, timeZone))

  function attempt<T>(work: (planning: Planning) => T): T | StockError {
    const plan: Planning['plan'] = (line, action) => {
      const { confirm, externalId, reference = externalId } = line
      return planLine(snapshot, { ...timed(line, timeZone), action, reference }, confirm)
    }
    try {
      return work({ plan, planReturnOf, here: here() })
    } catch (error) {
      if (error instanceof StockError) return error
      throw error
    }
  }

  return {
    async understand(work) {
      const first = attempt(work)
      if (isFresh || !(first instanceof StockError)) return first
      isFresh = true
      const held = snapshot
      snapshot = await catalogue.readFresh()
      return snapshot === held ? first : attempt(work)
    },
    planReturnOf,
    known: () => ({ snapshot, timeZone, onlyHere: location !== null }),
    here,
  }
}

/**
 * A line with its moment as the ledger takes it.
 * @throws StockError 'invalid-request' for one that cannot be
 */
function timed(line: TillLine, timeZone: string): TillLine {
  const { occurredAt: said } = line
  if (said === undefined) return line
  if (!isPast(said)) throw wrongTime({ en: 'lies in the future', fr: 'est dans le futur' }, said)
  if (!isRecent(said)) {
    const why = {
      en: `lies more than ${DAYS_BACK} days back`,
      fr: `remonte à plus de ${DAYS_BACK} jours`,
    }
    throw wrongTime(why, said)
  }
  return { ...line, occurredAt: readOccurred(said, { now: new Date(), timeZone }) }
}

const wrongTime = (why: Readonly<Record<Language, string>>, said: string) =>
  new StockError(
    'invalid-request',
    say({
      en: `occurred_at ${why.en}: ${said}. Nothing was changed: send when it was.`,
      fr: `occurred_at ${why.fr} : ${said}. Rien n’a changé : envoyez quand c’était.`,
    }),
  )

/** Units of a sale that come back: of the same size, under the same reference, to where they were or are. */
function returnOf(snapshot: Snapshot, sale: Kept, line: TillLine): PlannedLine {
  const { quantity = sale.quantity, unitPrice, occurredAt } = line
  const product = snapshot.product(sale.productId)
  const location =
    line.location === undefined
      ? snapshot.locations.find(({ id }) => id === sale.locationId)
      : locationOf(snapshot, line.location)
  if (!product || !location) {
    throw new StockError(
      'product-not-found',
      say({
        en: 'What was sold is no longer there. Nothing was changed: see listModels for what there is.',
        fr: 'Ce qui a été vendu n’existe plus. Rien n’a changé : voir listModels pour ce qu’il y a.',
      }),
    )
  }
  return {
    product,
    size: sale.size,
    location,
    isPlaced: true,
    why: '',
    movement: {
      type: 'RETURN',
      target: { variantId: sale.variantId },
      locationId: location.id,
      reference: sale.reference,
      ...{ quantity, unitPrice, occurredAt },
    },
  }
}
