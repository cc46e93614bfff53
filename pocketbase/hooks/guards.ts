import { isReservation, MOVEMENTS } from '../../src/domain/movement-types.ts'
import { hearReference, saysWhose } from '../../src/domain/reference.ts'
import type { Counted } from '../../src/domain/refusals.ts'
import type { Author } from './ledger.ts'
import type { NamedMovement } from './movements.ts'
import type { PlacedLine } from './record.ts'
import { Refusal } from './refusal.ts'
import { secondsAgo, selectJson, selectNumber, selectText } from './sql.ts'
import { STANDS } from './undone.ts'

/** A chat model that lost an answer repeats its request within this time. */
const REPEAT_SECONDS = 60

/**
 * A quantity more than this many times the largest so far is probably a mistake, unless it is at
 * most USUAL_UNITS.
 */
const UNUSUAL_TIMES = 10
const USUAL_UNITS = 20

/** More than a minute of one shelf has; the newest count. */
const MOST_TWINS = 20

const TWINS = `
  SELECT json_group_array(json_object('movement', m.id, 'created', m.created, 'reference', m.reference)) AS value
  FROM (SELECT m.id, m.created, m.reference FROM movements m
    WHERE m.variant = {:variant} AND m.location = {:location} AND m.actor = {:actor}
      AND ({:anywhere} OR m.conversation = {:conversation})
      AND m.type = {:type} AND m.created >= {:since} AND ${STANDS}
      AND iif({:count} < 0, m.quantity = {:quantity} AND m.delta = {:delta}, m.quantity_after = {:count})
      AND ({:target} = '' OR {:target} = (SELECT l.location FROM movements l WHERE l.id = m.linked))
    ORDER BY m.seq DESC LIMIT ${MOST_TWINS}) m`

type Twin = { readonly movement: string; readonly created: string }

/** Who may have sent the same before. */
interface Sender extends Pick<Author, 'actor' | 'conversation'> {
  /** Set where another attempt may come in another conversation. */
  readonly reconnects?: boolean
}

/**
 * Refuses a request when all its lines were written a moment ago in the same conversation: it was
 * probably sent twice. Movements that were undone since do not count.
 * @throws Refusal likely-repeat with the first movement
 */
export function refuseLikelyRepeat(tx: CoreApp, sender: Sender, lines: PlacedLine[]): void {
  const twins = lines.flatMap((line) => twinOf(tx, line, sender) ?? [])
  const [first] = twins
  if (first && twins.length === lines.length) throw new Refusal('likely-repeat', first)
}

function twinOf(
  tx: CoreApp,
  line: PlacedLine,
  { actor, conversation = '', reconnects = false }: Sender,
): Twin | undefined {
  const since = secondsAgo(REPEAT_SECONDS)
  const { variant, location, type, count = -1, to_location: target = '' } = line
  const delta = deltaOf(line)
  // A count states the result, so the same count twice is a repeat, whatever its delta was.
  const quantity = line.quantity ?? Math.abs(delta)
  const by = { actor, conversation, anywhere: reconnects }
  const params = { variant, location, type, since, delta, target, count, quantity, ...by }
  const twins: (Twin & { reference: string })[] = selectJson(tx, TWINS, params)
  const found = twins.find(({ reference }) => isForSame(line.reference || '', reference))
  return found && { movement: found.movement, created: found.created }
}

/** What names somebody else, or another order, is another request: two people may want the same. */
const isForSame = (said: string, written: string): boolean =>
  !saysWhose(said) || !saysWhose(written) || hearReference(said, [written]).kind !== 'none'

/** The change in units on hand of a line that is not a count. */
function deltaOf({ type, quantity = 0, delta = 0 }: PlacedLine): number {
  const { onHand } = MOVEMENTS[type]
  return onHand === 'signed' ? delta : onHand * quantity
}

/** SQL: the largest quantity of a type so far for a product, of those that fit a condition. */
const largest = (condition: string): string => `
  SELECT CAST(coalesce(max(m.quantity), 0) AS TEXT) AS value
  FROM movements m
  WHERE m.variant IN (SELECT id FROM variants WHERE product =
      (SELECT product FROM variants WHERE id = {:variant}))
    AND m.type = {:type} AND ${STANDS} AND ${condition}`

// Most sales are of one or two units, and the index holds the others.
const LARGEST = largest('m.quantity > 2')
const LARGEST_OF_ALL = largest('1')

const ON_HAND = `
  SELECT CAST(coalesce(max(quantity), 0) AS TEXT) AS value FROM inventory
  WHERE variant = {:variant} AND location = {:location}`

/**
 * Refuses a quantity far above the largest so far for this product and movement type.
 * @throws Refusal unusual-quantity with the largest so far
 */
export function refuseUnusual(tx: CoreApp, lines: PlacedLine[]): void {
  for (const line of lines) {
    const units = unitsOf(tx, line)
    if (units <= USUAL_UNITS) continue
    const { variant, type } = line
    const usual =
      selectNumber(tx, LARGEST, { variant, type }) ||
      selectNumber(tx, LARGEST_OF_ALL, { variant, type })
    if (units > usual * UNUSUAL_TIMES) {
      throw new Refusal('unusual-quantity', { line: line.line, requested: units, usual })
    }
  }
}

/** The units of a line; for a count, the difference from the units on hand. */
function unitsOf(tx: CoreApp, line: PlacedLine): number {
  const { variant, location, quantity, delta = 0, count } = line
  if (count === undefined) return quantity ?? Math.abs(delta)
  return Math.abs(count - selectNumber(tx, ON_HAND, { variant, location }))
}

const MADE = `
  SELECT coalesce(max(p.created), '') AS value
  FROM variants v JOIN products p ON p.id = v.product WHERE v.id = {:variant}`

const FIRST = `
  SELECT coalesce(min(m.occurred_at), '') AS value FROM movements m
  WHERE m.variant IN (SELECT id FROM variants WHERE product =
    (SELECT product FROM variants WHERE id = {:variant}))`

// The two of a joined size only move units from one spelling to the other.
const COUNTED = `
  SELECT coalesce((
    SELECT json_object('type', m.type, 'at', m.occurred_at, 'location', m.location,
      'before', m.quantity_after - m.delta, 'after', m.quantity_after)
    FROM movements m
    WHERE m.variant = {:variant} AND m.location IN ({:location}, {:target})
      AND iif({:counts}, m.delta != 0, m.type = 'ADJUSTMENT' AND m.linked = '')
      AND m.occurred_at > {:then} AND m.seq > {:seq}
      AND m.id NOT IN (SELECT value FROM json_each({:besides})) AND ${STANDS}
    ORDER BY m.occurred_at DESC LIMIT 1), 'null') AS value`

interface Since {
  readonly variant: string
  readonly location: string
  /** The other shelf of a transfer. */
  readonly target?: string | undefined
  /** Counts that happened after this moment; default: any. */
  readonly then?: string
  /** Counts that were written after this movement; default: any. */
  readonly seq?: number
  /** Whether it is a count of then, which any change since contradicts. */
  readonly counts?: boolean
  /** Ids of movements that are passed over. */
  readonly besides?: readonly string[]
}

/** The newest count of a shelf since then, whose number knows of what was before; for a count, any change. */
const countSince = (
  tx: CoreApp,
  { variant, location, target = '', then = '', seq = 0, counts = false, besides = [] }: Since,
): Counted | null =>
  selectJson(tx, COUNTED, {
    ...{ variant, location, target, then, seq, counts },
    besides: JSON.stringify(besides),
  })

/**
 * Refuses what is said to have happened before the product was there, or before its shelf was last
 * counted or corrected: units that were sold before are not in its first stock, or no longer in the count.
 * A count of then would also lose whatever changed since.
 * @param lines that say when it happened
 * @throws Refusal unusual-date with the moment that the product is there since, or with the change
 */
export function refuseEarly(tx: CoreApp, lines: PlacedLine[]): void {
  for (const one of lines) {
    const { line, type, variant, location, to_location: target, count } = one
    const { occurred_at: then = '' } = one
    const first = thereSince(tx, variant, then)
    const details = { line, variant, occurred_at: then }
    if (then < first) throw new Refusal('unusual-date', { ...details, first })
    // A reservation is in no count.
    const since = { variant, location, target, then, counts: count !== undefined }
    const counted = !isReservation(type) && countSince(tx, since)
    if (counted) throw new Refusal('unusual-date', { ...details, counted })
  }
}

/**
 * Refuses to undo what moved units of a shelf before that was counted or corrected: the number may be
 * what was on the shelf without them. When the ledger heard of it decides, not when it happened: what
 * was written after the count is not in it.
 * @param movements that are undone together, a count among them too
 * @throws Refusal unusual-date with the count
 */
export function refuseUndoOfCounted(tx: CoreApp, movements: readonly NamedMovement[]): void {
  const besides = movements.map(({ id }) => id)
  for (const { variant, location, seq, delta, occurred_at } of movements) {
    const counted = delta !== 0 && countSince(tx, { variant, location, seq, besides })
    if (counted) throw new Refusal('unusual-date', { variant, occurred_at, counted })
  }
}

/** When the product was first in the stock, or made; where that is before `then`, one of the two. */
function thereSince(tx: CoreApp, variant: string, then: string): string {
  const made = selectText(tx, MADE, { variant })
  if (then >= made) return made
  const moved = selectText(tx, FIRST, { variant })
  return moved !== '' && moved < made ? moved : made
}
