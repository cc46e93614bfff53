// @ts-check
/** @type {typeof import('./answer.js')} */
const { Refusal } = require(`${__hooks}/stock/answer.js`)
/** @type {typeof import('./movements.js')} */
const { insertRows, lastSeq, saveAsRecord } = require(`${__hooks}/stock/movements.js`)
/** @type {typeof import('./shelves.js')} */
const { newId, readShelves, saveShelves } = require(`${__hooks}/stock/shelves.js`)
/** @type {typeof import('./sql.js')} */
const { selectText } = require(`${__hooks}/stock/sql.js`)

/**
 * Who writes, and under which key.
 * @typedef {object} Author
 * @property {string} actor who did it
 * @property {string} channel by which door
 * @property {string} [idempotency_key] unique for the actor, for ever
 * @property {string} [request_hash] tells a repeated request from another one under the same key
 */

/**
 * What a movement does to its shelf.
 * @typedef {object} Effect
 * @property {number} quantity units as spoken
 * @property {number} delta signed units on hand
 * @property {number} reserved_delta signed units reserved
 * @property {string} [reference] whose units; that of the entry where it is missing
 */

/**
 * What is said about a movement.
 * @typedef {object} Entry
 * @property {string} [id]
 * @property {number} [line] place in the request, from 0
 * @property {string} type
 * @property {string} [reason]
 * @property {string} [reference]
 * @property {number} [unit_price]
 * @property {string} [expires_at]
 * @property {string} [occurred_at] now where it is missing
 * @property {string} [reverses] id of the movement that this one undoes
 * @property {string} [linked] id of the other half of a transfer
 * @property {string | null} [match] how the words were understood, as JSON text
 */

/** @typedef {import('./movements.js').NamedMovement} NamedMovement */
/** @typedef {import('./shelves.js').Place} Place */
/** @typedef {import('./shelves.js').Shelf} Shelf */

/** @typedef {{ quantity: number, reserved: number }} Level */

/**
 * A shelf with what the ledger notes of it: the `rev` that its row has, or null when somebody else
 * saves the row.
 * @typedef {Shelf & { saved: number | null }} OpenShelf
 */

/**
 * What a request did so far, so that it can be taken back.
 * @typedef {object} Trial
 * @property {number} seq
 * @property {number} waiting movements of requests before this one
 * @property {[shelf: OpenShelf, quantity: number, reserved: number, rev: number][]} before levels of
 *   shelves before each change
 * @property {NamedMovement | null} last
 * @property {boolean} isProtected whether the database has a savepoint for it
 * @property {[shelf: OpenShelf, saved: number | null][]} flushed shelves that were saved since, and
 *   what their rows had before
 */

/** @typedef {ReturnType<typeof openLedger>} Ledger */

/** Movements that wait for the others; an import has many. */
const MOST_WAITING = 500

/** As the schema has it (src/store/pocketbase/schema.ts): rows of SQL are not checked against it. */
const MOST_UNITS = 1_000_000_000

/**
 * The only writer of balances and movements, for one transaction. It numbers the movements and keeps
 * every shelf at or above zero and above what is reserved. It works in memory, and writes all of it
 * together: `finish` at the end, `settle` before anybody looks at movements or balances in the
 * database meanwhile.
 * @param {CoreApp} tx
 */
function openLedger(tx) {
  /** @type {Map<string, OpenShelf>} */
  const shelves = new Map()
  let seq = lastSeq(tx)
  const now = new DateTime().string()
  /** @type {NamedMovement[]} */
  let waiting = []
  /** @type {NamedMovement | null} the newest of all */
  let last = null
  /** @type {Trial | null} */
  let trial = null

  const keyOf = (/** @type {Place} */ { variant, location }) => `${variant} ${location}`

  /**
   * Reads the shelves that are not known yet, all of them at once.
   * @param {Place[]} places
   */
  function load(places) {
    /** @type {Map<string, Place>} */
    const unknown = new Map()
    for (const place of places) {
      const key = keyOf(place)
      if (!shelves.has(key)) unknown.set(key, place)
    }
    if (unknown.size === 0) return
    for (const shelf of readShelves(tx, [...unknown.values()])) {
      shelves.set(keyOf(shelf), Object.assign(shelf, { saved: shelf.rev }))
    }
  }

  /**
   * @param {string} variant
   * @param {string} location
   * @returns {OpenShelf}
   */
  function shelf(variant, location) {
    const place = { variant, location }
    const key = keyOf(place)
    if (!shelves.has(key)) load([place])
    return /** @type {OpenShelf} */ (shelves.get(key))
  }

  function flush() {
    insertRows(tx, waiting)
    waiting = []
    const changed = [...shelves.values()].filter(
      ({ saved, rev }) => saved !== null && saved !== rev,
    )
    saveShelves(tx, changed)
    for (const one of changed) {
      if (trial) trial.flushed.push([one, one.saved])
      one.saved = one.rev
    }
  }

  /** Before anything of a request reaches the database: it may have to be taken back. */
  function protect() {
    if (!trial || trial.isProtected) return
    insertRows(tx, waiting.slice(0, trial.waiting))
    waiting = waiting.slice(trial.waiting)
    trial.isProtected = true
    tx.db().newQuery('SAVEPOINT request').execute()
  }

  /** @param {Trial} failed */
  function takeBack(failed) {
    if (failed.isProtected) {
      tx.db().newQuery('ROLLBACK TO request').execute()
      tx.db().newQuery('RELEASE request').execute()
      waiting = []
      for (const [one, saved] of failed.flushed.reverse()) one.saved = saved
    } else {
      waiting.length = failed.waiting
    }
    for (const [one, quantity, reserved, rev] of failed.before.reverse()) {
      Object.assign(one, { quantity, reserved, rev })
    }
    seq = failed.seq
    last = failed.last
  }

  return {
    ...{ load, shelf, protect },

    /** Writes what waits, so that the database knows what the ledger knows. */
    settle() {
      protect()
      flush()
    },

    /**
     * Writes all that is left. PocketBase tells its listeners of what is saved as a record, and of
     * that even when a savepoint took it back; so one record is saved, and only now.
     */
    finish() {
      const isWritten = waiting[waiting.length - 1] !== last
      if (!isWritten) waiting.pop()
      flush()
      if (last) saveAsRecord(tx, last, isWritten)
    },

    /**
     * An archived product is for sale again.
     * @param {string} product id
     */
    activate(product) {
      for (const one of shelves.values()) if (one.product === product) one.active = true
    },

    /**
     * Does a request, or nothing of it.
     * @template T
     * @param {() => T} work
     * @returns {T}
     * @throws Refusal the one that the work throws
     */
    attempt(work) {
      /** @type {Trial} */
      const mine = {
        ...{ seq, last, waiting: waiting.length },
        ...{ before: [], isProtected: false, flushed: [] },
      }
      trial = mine
      try {
        const result = work()
        if (mine.isProtected) tx.db().newQuery('RELEASE request').execute()
        return result
      } catch (error) {
        // After anything else the whole transaction fails.
        if (error instanceof Refusal) takeBack(mine)
        throw error
      } finally {
        trial = null
      }
    },

    /**
     * Movements of one request of somebody.
     * @param {Author} author
     */
    of(author) {
      let batch = ''

      /**
       * @param {Place & { product?: string, size?: string }} place
       * @param {Entry} entry
       * @param {Effect} effect
       * @param {Level} after
       * @returns {NamedMovement}
       */
      function number(place, entry, effect, after) {
        const id = entry.id || newId()
        // The request goes by the name of its first movement.
        batch = batch || id
        seq++
        return movementOf({ id, seq, batch, now }, author, place, entry, effect, after)
      }

      /**
       * Changes the level of a shelf in memory.
       * @param {OpenShelf} shelf
       * @param {Entry} entry
       * @param {Effect} effect
       * @returns {NamedMovement} which the caller saves
       * @throws Refusal 409 insufficient-stock or product-archived, 404 product-not-found or
       *   location-not-found, 400 invalid-request
       */
      function move(shelf, entry, effect) {
        requireThere(shelf, entry)
        const after = levelAfter(shelf, entry, effect)
        if (effect.delta > 0) requireActive(shelf, entry)
        if (effect.reserved_delta < 0) {
          protect()
          flush()
          requireHeld(tx, shelf, entry, effect)
        }
        if (trial) trial.before.push([shelf, shelf.quantity, shelf.reserved, shelf.rev])
        shelf.quantity = after.quantity
        shelf.reserved = after.reserved
        shelf.rev++
        return number(shelf, entry, effect, after)
      }

      /** @param {NamedMovement} movement */
      function wait(movement) {
        waiting.push(movement)
        last = movement
        if (waiting.length >= MOST_WAITING && !trial) flush()
        return movement
      }

      return {
        move,
        /**
         * @param {OpenShelf} shelf
         * @param {Entry} entry
         * @param {Effect} effect
         * @returns {NamedMovement}
         * @throws Refusal as `move`
         */
        write: (shelf, entry, effect) => wait(move(shelf, entry, effect)),
        /**
         * Writes a movement and leaves the balance as it is.
         * @param {Place} place
         * @param {Entry} entry
         * @param {Effect} effect
         * @param {Level} after
         */
        explain: (place, entry, effect, after) => wait(number(place, entry, effect, after)),
      }
    },
  }
}

/**
 * Opens a ledger for the work and writes what it did.
 * @template T
 * @param {CoreApp} tx
 * @param {(ledger: Ledger) => T} work
 * @returns {T}
 */
function inLedger(tx, work) {
  const ledger = openLedger(tx)
  const result = work(ledger)
  ledger.finish()
  return result
}

/**
 * @param {{ id: string, seq: number, batch: string, now: string }} stamp
 * @param {Author} author
 * @param {Place & { product?: string, size?: string }} place
 * @param {Entry} entry
 * @param {Effect} effect
 * @param {Level} after
 * @returns {NamedMovement}
 */
const movementOf = ({ id, seq, batch, now }, author, place, entry, effect, after) => ({
  id,
  seq,
  batch,
  line: entry.line || 0,
  variant: place.variant,
  location: place.location,
  product: place.product || '',
  size: place.size || '',
  type: entry.type,
  quantity: effect.quantity,
  delta: effect.delta,
  reserved_delta: effect.reserved_delta,
  quantity_after: after.quantity,
  reserved_after: after.reserved,
  reason: entry.reason || '',
  reference: referenceOf(entry, effect),
  unit_price: entry.unit_price || 0,
  match: entry.match || null,
  actor: author.actor,
  channel: author.channel,
  idempotency_key: author.idempotency_key || '',
  request_hash: author.request_hash || '',
  reverses: entry.reverses || '',
  linked: entry.linked || '',
  expires_at: momentOf(entry.expires_at),
  occurred_at: momentOf(entry.occurred_at) || now,
  created: now,
})

/**
 * @param {Entry} entry
 * @param {Effect} effect
 */
const referenceOf = (entry, { reference = entry.reference || '' }) => reference

/**
 * A time as PocketBase writes it, or none.
 * @param {string} [text]
 * @returns {string}
 */
const momentOf = (text) => (text ? new DateTime(text).string() : '')

/**
 * The level after an effect, if the shelf allows it: nothing below zero, nothing that is reserved.
 * @param {Shelf} shelf
 * @param {Entry} entry
 * @param {Effect} effect
 * @returns {Level}
 * @throws Refusal 409 insufficient-stock, 400 invalid-request when a number is not whole or too large
 */
function levelAfter(shelf, entry, effect) {
  const quantity = shelf.quantity + effect.delta
  const reserved = shelf.reserved + effect.reserved_delta
  // PocketBase stores Number("abc") as 0 and cuts 1.5 to 1: numbers are checked before it sees them.
  const numbers = [effect.quantity, quantity, reserved]
  if (!numbers.every(Number.isSafeInteger) || quantity > MOST_UNITS) {
    throw new Refusal(400, 'invalid-request', { line: entry.line })
  }
  if (quantity < 0 || reserved < 0 || quantity < reserved) {
    throw new Refusal(409, 'insufficient-stock', {
      line: entry.line,
      variant: shelf.variant,
      location: shelf.location,
      quantity: shelf.quantity,
      reserved: shelf.reserved,
      available: shelf.quantity - shelf.reserved,
      requested: effect.quantity,
    })
  }
  return { quantity, reserved }
}

/**
 * Whoever gives reserved units back must have them: the shelf's sum alone would let one reference
 * give back what another one holds.
 * @param {CoreApp} tx
 * @param {Shelf} shelf
 * @param {Entry} entry
 * @param {Effect} effect
 * @throws Refusal 409 insufficient-stock
 */
function requireHeld(tx, { variant, location }, entry, effect) {
  const { reserved_delta } = effect
  const reference = referenceOf(entry, effect)
  // The condition on reserved_delta is that of the partial index idx_movements_reserved.
  const sql = `
    SELECT json_group_array(json_array(reference, held)) AS value FROM (
      SELECT reference, sum(reserved_delta) AS held FROM movements
      WHERE reserved_delta != 0 AND variant = {:variant} AND location = {:location}
      GROUP BY reference)`
  /** @type {[string, number][]} */
  const spellings = JSON.parse(selectText(tx, sql, { variant, location }))
  const held = spellings
    .filter(([spelling]) => referenceKey(spelling) === referenceKey(reference))
    .reduce((sum, [, units]) => sum + units, 0)
  if (held + reserved_delta < 0) {
    const details = { line: entry.line, variant, location, reference, available: held }
    throw new Refusal(409, 'insufficient-stock', { ...details, requested: -reserved_delta })
  }
}

/**
 * A variant or a place that was deleted a moment ago has no shelf.
 * @param {Shelf} shelf
 * @param {Entry} entry
 * @throws Refusal 404 product-not-found or location-not-found
 */
function requireThere({ variant, location, product, place }, { line }) {
  if (!product) throw new Refusal(404, 'product-not-found', { line, variant })
  if (!place) throw new Refusal(404, 'location-not-found', { line, location })
}

/**
 * An archived product is in no list, and units that come in would be in none.
 * @param {Shelf} shelf
 * @param {Entry} entry
 * @throws Refusal 409 product-archived
 */
function requireActive({ variant, product, active }, { line }) {
  if (!active) throw new Refusal(409, 'product-archived', { line, product, variant })
}

/**
 * What two spellings of one reference have in common: nobody hears a capital or a space.
 * @param {string} reference
 */
const referenceKey = (reference) => reference.trim().normalize('NFC').toLowerCase()

module.exports = { openLedger, inLedger, referenceKey }
