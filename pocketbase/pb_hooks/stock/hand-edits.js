// @ts-check
/** @type {typeof import('./changes.js')} */
const { fieldsOf, noteChange } = require(`${__hooks}/stock/changes.js`)
/** @type {typeof import('./durably.js')} */
const { durably } = require(`${__hooks}/stock/durably.js`)
/** @type {typeof import('./effects.js')} */
const { effectOf } = require(`${__hooks}/stock/effects.js`)
/** @type {typeof import('./ledger.js')} */
const { inLedger } = require(`${__hooks}/stock/ledger.js`)
/** @type {typeof import('./movements.js')} */
const { fill } = require(`${__hooks}/stock/movements.js`)
/** @type {typeof import('./products.js')} */
const { unitsOf } = require(`${__hooks}/stock/products.js`)
/** @type {typeof import('./reservations.js')} */
const { releaseExpired } = require(`${__hooks}/stock/reservations.js`)
/** @type {typeof import('./shelves.js')} */
const { defaultLocation } = require(`${__hooks}/stock/shelves.js`)

// What staff do by hand in the admin UI. Each edit happens in one transaction with its movement, so
// that the ledger explains it like any other change. Their messages are read by staff in the form.

/** @typedef {core.RecordRequestEvent} Edit */

/**
 * Runs the edit in a transaction: what `work` does and the save itself, both or neither.
 * @param {Edit} e
 * @param {(tx: CoreApp, record: core.Record) => void} work calls e.next() to save
 */
function together(e, work) {
  const outer = e.app
  durably(outer, (tx) => {
    e.app = tx
    try {
      work(tx, /** @type {core.Record} */ (e.record))
    } finally {
      e.app = outer
    }
  })
}

/**
 * Who edits, for the ledger.
 * @param {Edit} e
 * @returns {import('./ledger.js').Author}
 */
const editor = (e) => ({ actor: e.auth?.getString('email') || 'admin', channel: 'admin' })

/** @param {core.Record} row */
const levelIn = (row) => ({ quantity: row.getInt('quantity'), reserved: row.getInt('reserved') })

/**
 * @param {{ quantity: number, reserved: number }} level
 * @throws BadRequestError that says what to correct
 */
function requirePossible({ quantity, reserved }) {
  if (quantity < 0 || reserved < 0) throw new BadRequestError('Quantities cannot be below 0.')
  if (quantity < reserved) {
    throw new BadRequestError(
      `${reserved} are reserved, so ${quantity} on hand is too few: release the reservation first.`,
    )
  }
}

/**
 * A number alone would not say whose reservation it changes.
 * @param {{ reserved: number }} before
 * @param {{ reserved: number }} after
 * @throws BadRequestError that says what to do instead
 */
function requireSameReserved(before, after) {
  if (before.reserved !== after.reserved) {
    throw new BadRequestError(
      `Reserved units (${before.reserved}) follow from the reservations: add a RESERVE or a RELEASE movement instead.`,
    )
  }
}

/**
 * Writes the ADJUSTMENT that takes the row to what the form says. The row itself is saved by the
 * form, and only then: what else comes in one batch with it is done inside e.next().
 * @param {CoreApp} tx
 * @param {Edit} e
 * @param {core.Record} form
 */
function explain(tx, e, form) {
  inLedger(tx, (ledger) => {
    const shelf = ledger.shelf(form.getString('variant'), form.getString('location'))
    shelf.saved = null
    const delta = form.getInt('quantity') - shelf.quantity
    if (delta !== 0) {
      const entry = { type: 'ADJUSTMENT', reason: 'edited by hand' }
      const effect = { quantity: Math.abs(delta), delta, reserved_delta: 0 }
      inWords(() => ledger.of(editor(e)).write(shelf, entry, effect))
    }
    form.set('rev', shelf.rev)
  })
}

/**
 * A quantity changed in the form. The form sends the `rev` it was opened with; another one now
 * means that units moved meanwhile, which this edit would take back unseen.
 * @param {Edit} e
 */
function editInventory(e) {
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

/**
 * A row made by hand starts with a movement of its own.
 * @param {Edit} e
 */
function createInventory(e) {
  together(e, (tx, row) => {
    requireSameReserved({ reserved: 0 }, levelIn(row))
    requirePossible(levelIn(row))
    explain(tx, e, row)
    e.next()
  })
}

/**
 * A movement made by hand moves its shelf. Staff give the type, the variant, the quantity (for an
 * ADJUSTMENT the delta) and, where there are several, the location; the rest is filled in.
 * @param {Edit} e
 */
function createMovement(e) {
  together(e, (tx, movement) => {
    const type = movement.getString('type')
    if (type === 'TRANSFER') {
      throw new BadRequestError('A transfer is two movements at once: record it through the API.')
    }
    if (!type || !movement.getString('variant')) {
      throw new BadRequestError('Choose a type and a variant.')
    }
    const location = movement.getString('location') || defaultLocation(tx)
    inLedger(tx, (ledger) => {
      const shelf = ledger.shelf(movement.getString('variant'), location)
      releaseExpired(tx, ledger, shelf)
      const line = {
        // As they were typed: an integer would be a fraction cut short.
        ...{ line: 0, type, quantity: movement.getFloat('quantity') },
        ...{ delta: movement.getFloat('delta'), reference: movement.getString('reference') },
        reason: movement.getString('reason'),
        unit_price: movement.getFloat('unit_price'),
        expires_at: movement.getString('expires_at'),
        occurred_at: movement.getString('occurred_at'),
      }
      const moved = inWords(() =>
        ledger.of(editor(e)).move(shelf, line, effectOf(tx, ledger, line, shelf)),
      )
      fill(movement, moved)
    })
    e.next()
  })
}

/** @type {Record<string, (details: Record<string, unknown>) => string>} */
const WORDS = {
  'insufficient-stock': ({ available }) => `Only ${available} are available.`,
  'nothing-reserved': ({ held }) => `Only ${held} are reserved there.`,
  'ambiguous-reservation': () => 'Several reservations are there: give the reference of one.',
  'product-archived': () => 'This product is archived: tick active on it first.',
  'invalid-request': () =>
    'Give a whole quantity above 0; for an ADJUSTMENT give the delta, for example -1.',
}

/**
 * Tells staff in words what the API tells in codes.
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
function inWords(work) {
  try {
    return work()
  } catch (error) {
    const { code = '', details = {} } = /** @type {any} */ (error).body || {}
    const words = WORDS[code]
    throw words ? new BadRequestError(words(details)) : error
  }
}

/**
 * A row is deleted in one transaction with the look at what it holds.
 * @param {Edit} e
 */
function deleteInventory(e) {
  together(e, () => e.next())
}

/**
 * A row is deleted only when it is empty, judged by what it holds now; so is each one when the whole
 * collection is truncated.
 * @param {CoreApp} app
 * @param {string} id
 */
function requireEmpty(app, id) {
  const { quantity, reserved } = levelIn(app.findRecordById('inventory', id))
  if (quantity !== 0 || reserved !== 0) {
    throw new BadRequestError(
      `There are ${quantity} on hand: set the quantity to 0 before you delete.`,
    )
  }
}

/**
 * A product made by hand. A box that nobody ticked would hide it.
 * @param {Edit} e
 */
function createProduct(e) {
  together(e, (tx, product) => {
    product.set('active', true)
    e.next()
    noteChange(tx, editor(e), product, null)
  })
}

/**
 * What a product was before is kept. One that has units cannot be archived: they would be in no list.
 * @param {Edit} e
 */
function editProduct(e) {
  together(e, (tx, product) => {
    const before = fieldsOf(tx.findRecordById('products', product.id))
    if (before.active && !product.getBool('active')) {
      const { quantity, reserved } = unitsOf(tx, product.id)
      if (quantity > 0 || reserved > 0) {
        throw new BadRequestError(
          `There are ${quantity} on hand and ${reserved} reserved: set the quantities to 0 before you take this product off sale.`,
        )
      }
    }
    e.next()
    noteChange(tx, editor(e), product, before)
  })
}

/**
 * A default location is named for everybody who names none, so there is always exactly one.
 * @param {Edit} e
 */
function saveLocation(e) {
  together(e, (tx, location) => {
    const others = tx.findRecordsByFilter(
      'locations',
      'is_default = true && id != {:id}',
      '',
      0,
      0,
      {
        id: location.id,
      },
    )
    if (location.getBool('is_default')) {
      for (const other of others) {
        other?.set('is_default', false)
        tx.save(/** @type {core.Record} */ (other))
      }
    } else if (others.length === 0) {
      throw new BadRequestError(
        'One location is the default: tick is_default on another one instead.',
      )
    }
    e.next()
  })
}

module.exports = {
  ...{ editInventory, createInventory, createMovement, deleteInventory, requireEmpty },
  saveLocation,
  ...{ createProduct, editProduct },
}
