import { isMovementType, MOVEMENTS, type MovementType } from '../../src/domain/movement-types.ts'
import { DAYS_BACK, isPast, isRecent } from '../../src/domain/occurred-at.ts'
import { type OfRefusals, type RefusalOf, saidOf } from '../../src/domain/refusals.ts'
import { RESTORE_IN_PROGRESS } from '../../src/domain/restore.ts'
import { isClosed } from './closed.ts'
import { durably } from './durably.ts'
import { effectOf } from './effects.ts'
import { noteEvent } from './events.ts'
import { type Author, inLedger } from './ledger.ts'
import { auditLocation, endOtherDefaults, otherDefaults, stateOf } from './locations.ts'
import { fill } from './movements.ts'
import { nextNumber } from './orders.ts'
import { movePastSales } from './past-sales.ts'
import { hasOwner, isOwner, mayHaveLocation, signOutEverywhere } from './people.ts'
import { columnsOf, columnsOfSize, recordChange, recordSizeChange } from './product-changes.ts'
import { unitsOf } from './products.ts'
import type { Line } from './record.ts'
import { Refusal } from './refusal.ts'
import { releaseExpired } from './reservations.ts'
import { defaultLocation, type Level } from './shelves.ts'

// Edits by staff in the admin UI. Each edit and its movement are one transaction, so that the ledger
// explains it like any other change. Staff see these messages in the form.

type Edit = core.RecordRequestEvent

/**
 * Runs `work` and the save of the edit in one transaction.
 * @param work calls e.next() to save
 */
function together(e: Edit, work: (tx: CoreApp, record: core.Record) => void): void {
  const outer = e.app
  durably(outer, (tx) => {
    if (isClosed(tx)) throw new ApiError(503, RESTORE_IN_PROGRESS.en)
    e.app = tx
    try {
      work(tx, e.record as core.Record)
    } finally {
      e.app = outer
    }
  })
}

/** The editor, as the author of ledger entries. */
const editor = (e: Edit): Author => ({
  actor: e.auth?.getString('email') || 'admin',
  channel: 'admin',
})

const levelIn = (row: core.Record): Level => ({
  quantity: row.getInt('quantity'),
  reserved: row.getInt('reserved'),
})

/** @throws BadRequestError with what to correct */
function requirePossible({ quantity, reserved }: Level): void {
  if (quantity < 0 || reserved < 0) throw new BadRequestError('Quantities cannot be below 0.')
  if (quantity < reserved) {
    throw new BadRequestError(
      `${reserved} are reserved, so ${quantity} on hand is too few: release the reservation first.`,
    )
  }
}

/**
 * Refuses a change of `reserved`: the number does not say which reservation changes.
 * @throws BadRequestError with what to do instead
 */
function requireSameReserved(
  before: Pick<Level, 'reserved'>,
  after: Pick<Level, 'reserved'>,
): void {
  if (before.reserved !== after.reserved) {
    throw new BadRequestError(
      `Reserved units (${before.reserved}) follow from the reservations: add a RESERVE or a RELEASE movement instead.`,
    )
  }
}

/**
 * Writes the ADJUSTMENT that brings the row to the values of the form. The form saves the row itself,
 * later: other edits of the same batch run inside e.next().
 */
function explain(tx: CoreApp, e: Edit, form: core.Record): void {
  inLedger(tx, (ledger) => {
    const shelf = ledger.shelf(form.getString('variant'), form.getString('location'))
    shelf.saved = null
    const delta = form.getInt('quantity') - shelf.quantity
    if (delta !== 0) {
      const entry = { type: 'ADJUSTMENT', reason: 'edited by hand' } as const
      const effect = { quantity: Math.abs(delta), delta, reserved_delta: 0 }
      inWords(() => ledger.of(editor(e)).write(shelf, entry, effect))
    }
    form.set('rev', shelf.rev)
  })
}

/**
 * Changes a quantity in the form. The form sends the `rev` it was opened with. A different `rev` now
 * means that units moved since then, and this edit would silently overwrite that.
 */
export function editInventory(e: Edit): void {
  together(e, (tx, row) => {
    const now = tx.findRecordById('inventory', row.id)
    if (
      now.getString('variant') !== row.getString('variant') ||
      now.getString('location') !== row.getString('location')
    ) {
      throw new BadRequestError(
        'The variant and the location of a row cannot change: set this row to 0 and make another one.',
      )
    }
    const before = levelIn(now)
    if (now.getInt('rev') !== row.getInt('rev')) {
      throw new BadRequestError(
        `Somebody moved stock meanwhile: there are ${before.quantity} on hand now. Close this form without saving, open it again and repeat your change.`,
      )
    }
    const after = levelIn(row)
    requireSameReserved(before, after)
    requirePossible(after)
    explain(tx, e, row)
    e.next()
  })
}

/** A row created by hand starts with its own movement. */
export function createInventory(e: Edit): void {
  together(e, (tx, row) => {
    requireSameReserved({ reserved: 0 }, levelIn(row))
    requirePossible(levelIn(row))
    explain(tx, e, row)
    e.next()
  })
}

/**
 * A movement created by hand changes its shelf. Staff give the type, the variant, the quantity (for
 * an ADJUSTMENT the delta) and, if there are several, the location. The rest is filled in.
 */
export function createMovement(e: Edit): void {
  together(e, (tx, movement) => {
    const type = movement.getString('type')
    if (!isMovementType(type) || !movement.getString('variant')) {
      throw new BadRequestError('Choose a type and a variant.')
    }
    if (MOVEMENTS[type].effect === 'pair') {
      throw new BadRequestError('A transfer is two movements at once: record it through the API.')
    }
    requirePlausible(movement.getString('occurred_at'))
    const location = movement.getString('location') || defaultLocation(tx)
    inLedger(tx, (ledger) => {
      const shelf = ledger.shelf(movement.getString('variant'), location)
      releaseExpired(tx, ledger, shelf)
      const line = lineOf(type, movement)
      const moved = inWords(() =>
        ledger.of(editor(e)).move(shelf, line, effectOf(tx, ledger, line, shelf)),
      )
      fill(movement, moved)
    })
    e.next()
  })
}

/** @throws BadRequestError for a time that is a slip of the pen */
function requirePlausible(occurredAt: string): void {
  const moment = occurredAt.replace(' ', 'T')
  if (occurredAt && !(isPast(moment) && isRecent(moment))) {
    throw new BadRequestError(
      `occurred_at lies in the future, or more than ${DAYS_BACK} days back: correct it, or leave it empty for now.`,
    )
  }
}

/** The form of a movement as a line. */
const lineOf = (type: MovementType, movement: core.Record): Line => ({
  line: 0,
  type,
  // Read as typed: reading an integer would drop the fraction.
  quantity: movement.getFloat('quantity'),
  delta: movement.getFloat('delta'),
  reference: movement.getString('reference'),
  reason: movement.getString('reason'),
  unit_price: movement.getFloat('unit_price'),
  expires_at: movement.getString('expires_at'),
  occurred_at: movement.getString('occurred_at'),
})

const WORDS: OfRefusals<RefusalOf<'hand-edit'>, [], string> = {
  'insufficient-stock': ({ available }) => `Only ${available} are available.`,
  'nothing-reserved': ({ held }) => `Only ${held} are reserved there.`,
  'ambiguous-reservation': () => 'Several reservations are there: give the reference of one.',
  'product-archived': () => 'This product is archived: tick active on it first.',
  'invalid-request': () =>
    'Give a whole quantity above 0; for an ADJUSTMENT give the delta, for example -1.',
}

/** Turns the refusal codes of the API into messages for staff. */
function inWords<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const words = saidOf(WORDS, error)
    throw words === undefined ? error : new BadRequestError(words)
  }
}

/** Checks that a row is empty and deletes it, in one transaction. */
export function deleteInventory(e: Edit): void {
  together(e, () => e.next())
}

/**
 * A row may only be deleted when it is empty now. This also applies to each row when the whole
 * collection is truncated.
 */
export function requireEmptyInventory(e: core.RecordEvent): void {
  const { quantity, reserved } = levelIn(e.app.findRecordById('inventory', e.record?.id || ''))
  if (quantity !== 0 || reserved !== 0) {
    throw new BadRequestError(
      `There are ${quantity} on hand: set the quantity to 0 before you delete.`,
    )
  }
  e.next()
}

/** A product created by hand is active: otherwise an unticked box would hide it. */
export function createProduct(e: Edit): void {
  together(e, (tx, product) => {
    product.set('active', true)
    e.next()
    recordChange(tx, editor(e), product, null)
  })
}

/** Records the change. A product with units cannot be archived: no list would show them. */
export function editProduct(e: Edit): void {
  together(e, (tx, product) => {
    const before = columnsOf(tx.findRecordById('products', product.id))
    if (before.active && !product.getBool('active')) {
      const { quantity, reserved } = unitsOf(tx, product.id)
      if (quantity > 0 || reserved > 0) {
        throw new BadRequestError(
          `There are ${quantity} on hand and ${reserved} reserved: set the quantities to 0 before you take this product off sale.`,
        )
      }
    }
    e.next()
    recordChange(tx, editor(e), product, before)
  })
}

/** Tells that it is gone, with its name: nobody can look that up any more. */
export function deleteProduct(e: Edit): void {
  together(e, (tx, product) => {
    const text = (column: string) => product.getString(column)
    const [sku, name, color, gender] = [text('sku'), text('name'), text('color'), text('gender')]
    const deleted = { sku, name, color, gender }
    e.next()
    noteEvent(tx, editor(e), { type: 'product.archived', product: product.id, data: { deleted } })
  })
}

/** A variant never changes its product. Another change is recorded. */
export function editVariant(e: Edit): void {
  together(e, (tx, variant) => {
    const before = tx.findRecordById('variants', variant.id)
    if (before.getString('product') !== variant.getString('product')) {
      throw new BadRequestError('A variant stays with its product: make a new variant instead.')
    }
    e.next()
    recordSizeChange(tx, editor(e), variant, columnsOfSize(before))
  })
}

/** Of past sales of a size that is gone only the product is known. */
export function deleteVariant(e: Edit): void {
  together(e, (tx, variant) => {
    movePastSales(tx, variant.id, '')
    e.next()
  })
}

/** An order that staff make by hand gets the next number, unless they gave it one. */
export function saveOrder(e: Edit): void {
  together(e, (tx, order) => {
    if (!order.getString('number')) order.set('number', nextNumber(tx))
    order.load({ ...editor(e) })
    e.next()
  })
}

/** The ledger names an order by its number. */
export function editOrder(e: Edit): void {
  if (isOther(e.record, 'number')) {
    throw new BadRequestError('An order keeps its number: its deliveries name it.')
  }
  e.next()
}

/** Units that arrived belong to the line for which they were ordered. */
export function editOrderLine(e: Edit): void {
  if (isOther(e.record, 'order') || isOther(e.record, 'variant')) {
    throw new BadRequestError(
      'A line keeps its order and its variant: make another line, and set the quantity of this one to 0.',
    )
  }
  e.next()
}

const isOther = (record: core.Record | undefined, field: string): boolean =>
  record !== undefined && record.original().getString(field) !== record.getString(field)

export function refuseOrderDeletion(): void {
  throw new ForbiddenError(
    'Orders are never deleted: set cancelled_at, or the quantity of a line to 0.',
  )
}

/** Keeps exactly one default location, used when a request names none, and who changed what. */
export function saveLocation(e: Edit): void {
  together(e, (tx, location) => {
    const isOnly = otherDefaults(tx, location.id).length === 0
    if (location.getBool('is_default')) endOtherDefaults(tx, location.id)
    else if (isOnly) {
      throw new BadRequestError(
        'One location is the default: tick is_default on another one instead.',
      )
    }
    const before = location.isNew() ? null : stateOf(location.original())
    e.next()
    // The first location is made with the shop, by nobody.
    if (before === null && isOnly) return
    auditLocation(tx, { actor: editor(e).actor, ip: e.realIP() }, location, before)
  })
}

export function deleteLocation(e: core.RecordEvent): void {
  if (e.record?.getBool('is_default')) {
    throw new BadRequestError(
      'The default location cannot be deleted: make another one the default first.',
    )
  }
  // PocketBase would empty the field, and the key would be for all of the shop.
  for (const [collection, what] of Object.entries(BOUND)) {
    const params = { id: e.record?.id }
    const [bound] = e.app.findRecordsByFilter(collection, 'location = {:id}', '', 1, 0, params)
    if (bound) {
      const name =
        bound.getString('name') || bound.getString('email') || bound.getString('description')
      throw new BadRequestError(`The ${what} "${name}" is for this location: change that first.`)
    }
  }
  e.next()
}

/** What may be for one location only, and what to call it. */
const BOUND = {
  api_keys: 'API key',
  users: 'person',
  links: 'invite of',
  webhooks: 'webhook',
} as const

const LAST_OWNER =
  'This is the last owner, and only an owner can make another one: make somebody else an owner first.'

/** A person may do something else now, or has another password: all their sessions end. */
export function editPerson(e: Edit): void {
  together(e, (tx, person) => {
    const wasOwner = isOwner(person.original())
    if (person.getString('location') && !mayHaveLocation(person.getString('role'))) {
      throw new BadRequestError('An owner works at every location: leave it empty.')
    }
    e.next()
    if (wasOwner && !hasOwner(tx, '')) throw new BadRequestError(LAST_OWNER)
    signOutEverywhere(tx, person)
  })
}

export function deletePerson(e: core.RecordEvent): void {
  const person = e.record as core.Record
  if (isOwner(person) && !hasOwner(e.app, person.id)) throw new BadRequestError(LAST_OWNER)
  signOutEverywhere(e.app, person)
  e.next()
}

export function refuseMovementEdit(): void {
  throw new ForbiddenError('Movements never change: undo this one, or add one that corrects it.')
}

export function refuseMovementDeletion(): void {
  throw new ForbiddenError(
    'Movements are never deleted: undo this one, or add one that corrects it.',
  )
}

export function refuseChangeCreation(): void {
  throw new ForbiddenError('This list writes itself: change the product instead.')
}

export function refuseChangeEdit(): void {
  throw new ForbiddenError('What changed stays on record: change the product again instead.')
}

export function refusePastSale(): void {
  throw new ForbiddenError('Past sales come from files: import one, or delete what is wrong.')
}

export function refuseCheckEdit(): void {
  throw new ForbiddenError('Checks write themselves: npm run check-stock makes one now.')
}
