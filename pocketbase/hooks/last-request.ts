import { isOf } from './history-sql.ts'
import type { Author } from './ledger.ts'
import { lastMadeLocation } from './locations.ts'
import { findMovements, type NamedMovement } from './movements.ts'
import { describeChange, newestChange } from './product-changes.ts'
import { Refusal } from './refusal.ts'
import { secondsAgo } from './sql.ts'
import { isUndo, lastLink, reversalOf } from './undo-chain.ts'

// "Undo that" means the last thing that was said in the same conversation, or by the same person, and
// that is still in effect.

/** How far back it can go. */
const MAX_AGE_HOURS = 24

/** Rows read at once: mostly the first decides. */
const PAGE = 20

/** Nobody says it again sooner; an answer that was lost makes a chat send it again. */
const REPEAT_SECONDS = 20

/** Movements in which the last thing of the shop is looked for. */
const NEWEST = 500

/** Whose requests are meant. */
export interface Scope extends Pick<Author, 'actor' | 'conversation'> {
  /** Whether all conversations of the actor count, as for a person. */
  readonly everywhere?: boolean
  /** Id of the only location that is told about; default: all. */
  readonly location?: string
  readonly refuse_likely_repeat?: boolean
}

/** A request that is in effect. */
export interface LastRequest {
  /** Its movements that are in effect. */
  readonly movements: readonly NamedMovement[]
  /** The change that made a new product. */
  readonly made: core.Record | null
  /** How many of its lines were undone already, and how many newer requests. */
  readonly undoneBefore: number
  readonly passedOver: number
}

/**
 * The newest request of the last day that is in effect. Passes over what the caller undid already.
 * @throws Refusal nothing-to-undo; likely-repeat when it seems to be sent twice; already-undone when
 *   it would pass over one that somebody else undid or did again; product-was-changed when it changed a product, which
 *   has no opposite
 */
export function lastRequest(tx: CoreApp, scope: Scope): LastRequest {
  const since = secondsAgo(MAX_AGE_HOURS * 3600)
  const { newest, undone } = newestInEffect(tx, scope, since)
  const change = newestChange(tx, scope, since)
  const changed = change?.getString('created') || ''
  // A new product and its initial stock are one request.
  const isOne = newest !== undefined && isSameRequest(newest, change)
  const isChange = change !== null && (isOne || isAfter(change, newest))
  const at = isChange && !isOne ? changed : newest?.created || ''
  const newer = undone.filter(({ movement }) => movement.created > at)
  refuseUndoneByOther(tx, scope, newer)
  const made = lastMadeLocation(tx, scope, since)
  const isLocation = made !== null && made.created > at
  if (isLocation || (!newest && !change)) {
    throw nothingToUndo(tx, scope, since, { undone: requestsIn(newer), location: made?.name || '' })
  }
  if (scope.refuse_likely_repeat) refuseRepeat(newer[0])
  if (isChange) refuseChange(change)
  const all = newest && (isOne || !isChange) ? movementsIn(tx, newest.batch) : []
  const movements = all.filter((movement) => !reversalOf(tx, movement))
  return {
    movements,
    made: isChange ? change : null,
    undoneBefore: linesOf(all) - linesOf(movements),
    passedOver: requestsIn(newer),
  }
}

export const linesOf = (movements: readonly NamedMovement[]): number =>
  new Set(movements.map(({ line }) => line)).size

/** All that was written for a request. */
export const movementsIn = (tx: CoreApp, batch: string): NamedMovement[] =>
  findMovements(tx, `${isOf('m', '{:batch}')} ORDER BY m.seq`, { batch })

const isSameRequest = ({ idempotency_key: key }: NamedMovement, change: core.Record | null) =>
  key !== '' && change?.getString('idempotency_key') === key

/** Whether a product was changed after the movement was made, by another request. */
function isAfter(change: core.Record, movement: NamedMovement | undefined): boolean {
  const [changed, moved] = [change.getString('created'), movement?.created || '']
  // An import changes products in the same moment in which it moves units.
  return changed > moved || (changed === moved && change.getString('channel') !== 'import')
}

/** A movement that was undone, and the last that was done about it. */
interface Undone {
  readonly movement: NamedMovement
  readonly by: NamedMovement
}

const requestsIn = (undone: readonly Undone[]): number =>
  new Set(undone.map(({ movement }) => movement.batch)).size

/** The newest movement that is in effect as it was made, and the newer ones, newest first. */
function newestInEffect(tx: CoreApp, scope: Scope, since: string) {
  const undone: Undone[] = []
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const page = movementsOf(tx, scope, before)
    for (const movement of page) {
      if (movement.created < since) return { newest: undefined, undone }
      before = movement.seq
      if (isUndo(tx, movement)) continue
      const by = lastLink(tx, movement)
      if (by.id === movement.id) return { newest: movement, undone }
      undone.push({ movement, by })
    }
    if (page.length < PAGE) return { newest: undefined, undone }
  }
}

function movementsOf(tx: CoreApp, scope: Scope, before: number): NamedMovement[] {
  const { actor, conversation = '', everywhere = false } = scope
  const own = everywhere ? '' : 'AND m.conversation = {:conversation}'
  const where = `m.actor = {:actor} ${own} AND m.seq < {:before} ORDER BY m.seq DESC LIMIT ${PAGE}`
  return findMovements(tx, where, { actor, before, ...(!everywhere && { conversation }) })
}

/**
 * Who says "undo that" may not know that somebody else undid it, or did it again, and does not mean the
 * request before: also after undoing newer ones.
 * @param newer movements that were undone, newest first
 * @throws Refusal already-undone
 */
function refuseUndoneByOther(tx: CoreApp, scope: Scope, newer: readonly Undone[]): void {
  const index = newer.findIndex(({ by }) => !isIn(scope, by))
  const found = newer[index]
  if (!found) return
  const { id: movement, type, quantity, variant } = found.movement
  const { id: undone_by, actor, created } = found.by
  throw new Refusal('already-undone', {
    ...{ movement, undone_by, done_again: !isUndo(tx, found.by) },
    by: {
      actor,
      created,
      type,
      quantity,
      variant,
      passed_over: requestsIn(newer.slice(0, index + 1)) - 1,
    },
  })
}

/** @throws Refusal likely-repeat when the newest was undone a moment ago */
function refuseRepeat(newest: Undone | undefined): void {
  if (!newest || newest.by.created < secondsAgo(REPEAT_SECONDS)) return
  throw new Refusal('likely-repeat', { movement: newest.by.id, created: newest.by.created })
}

const isIn = ({ actor, conversation = '', everywhere }: Scope, movement: NamedMovement): boolean =>
  movement.actor === actor && (everywhere === true || movement.conversation === conversation)

/** @throws Refusal product-was-changed, unless it was the request to make that product */
function refuseChange(change: core.Record): void {
  const { size, before, after } = describeChange(change)
  const channel = change.getString('channel')
  // What a file or the admin UI changes has no key: it is part of something larger.
  if (before === null && change.getString('idempotency_key') !== '') return
  const [product, batch] = [change.getString('product'), change.getString('batch')]
  throw new Refusal('product-was-changed', { product, size, batch, before, after, channel })
}

/** Says what the last thing of the shop was, so that it can be undone by its id. */
function nothingToUndo(
  tx: CoreApp,
  scope: Scope,
  since: string,
  before: { readonly undone: number; readonly location: string },
): Refusal {
  const { actor, conversation = '', everywhere = false, location = '' } = scope
  const [newest] = findMovements(
    tx,
    `m.seq > (SELECT coalesce(max(seq), 0) FROM movements) - ${NEWEST} AND m.created >= {:since}
      AND m.channel NOT IN ('import', 'expiry') AND m.reverses = ''
      AND ({:location} = '' OR m.location = {:location})
      AND NOT EXISTS (SELECT 1 FROM movements r WHERE r.reverses != '' AND r.reverses = m.id)
      ORDER BY m.seq DESC LIMIT 1`,
    { since, location },
  )
  return new Refusal('nothing-to-undo', {
    hours: MAX_AGE_HOURS,
    in_conversation: !everywhere && conversation !== '',
    ...before,
    last: newest ? { ...told(newest), own_name: newest.actor === actor } : null,
  })
}

const told = ({ id, type, quantity, variant, actor, channel, created }: NamedMovement) => ({
  ...{ id, type, quantity, variant, actor, channel, created },
})
