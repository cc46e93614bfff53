import { referenceKey } from '../../src/domain/reference.ts'
import type { Answer } from './answer.ts'
import { type Author, inLedger, type Ledger, type LedgerRequest, type OpenShelf } from './ledger.ts'
import { moveOrderLines } from './order-lines.ts'
import { movePastSales } from './past-sales.ts'
import { Refusal } from './refusal.ts'
import { type Reservation, releaseExpired, reservationsOn } from './reservations.ts'
import { newId } from './shelves.ts'
import { selectJson } from './sql.ts'

/** Variants of one product that are spellings of the same size. */
interface JoinRequest extends Author {
  /** Id of the variant to keep. */
  readonly keep: string
  /** Ids of the variants to merge into it. */
  readonly others: readonly string[]
  /** New spelling of the size of the kept variant. */
  readonly size: string
  /** Reports what would change, writes nothing. */
  readonly dry_run?: boolean
}

/** Units moved from one shelf to the kept variant. */
interface Moved {
  readonly variant: string
  readonly location: string
  readonly quantity: number
  readonly reserved: number
}

interface Books {
  readonly tx: CoreApp
  readonly ledger: Ledger
  readonly write: LedgerRequest['write']
}

/**
 * Moves the units, reservations, orders, past sales, barcode and highest reorder point of several variants
 * to one of them, all or nothing. Units move by two linked ADJUSTMENTs, each reservation by a RELEASE and
 * a RESERVE, so that the ledger explains everything. A variant without movements is deleted; any other
 * stays, empty. Runs inside a transaction.
 * @returns 201 with what moved, which is empty when everything was joined before
 * @throws Refusal product-not-found, ambiguous-reservation, insufficient-stock, product-archived;
 *   invalid-request: variants of several products, or several `barcodes`
 */
export function joinSizes(tx: CoreApp, request: JoinRequest): Answer {
  const keep = variantOf(tx, request.keep)
  const others = request.others.map((id) => variantOf(tx, id))
  if (others.some((other) => other.getString('product') !== keep.getString('product'))) {
    throw new Refusal('invalid-request', { reason: 'They are sizes of several products.' })
  }
  const barcode = oneBarcode([keep, ...others])
  const moved = inLedger(tx, (ledger) => {
    const written = ledger.of(request)
    let line = 0
    // Each movement has its own line; otherwise a pair on one shelf could not be undone.
    const write: LedgerRequest['write'] = (shelf, entry, effect) =>
      written.write(shelf, { ...entry, line: line++ }, effect)
    return others.flatMap((other) =>
      filledLocations(tx, other.id).flatMap((location) => {
        const from = ledger.shelf(other.id, location)
        const to = ledger.shelf(keep.id, location)
        for (const shelf of [from, to]) releaseExpired(tx, ledger, shelf)
        return moveAll({ tx, ledger, write }, from, to, request.size)
      }),
    )
  })
  const points = [keep, ...others].map((variant) => variant.getInt('reorder_point'))
  for (const other of others) {
    moveOrderLines(tx, other.id, keep.id)
    movePastSales(tx, other.id, keep.id)
    emptyVariant(tx, other)
  }
  keep.set('barcode', barcode)
  keep.set('reorder_point', Math.max(...points))
  keep.set('size', request.size)
  tx.save(keep)
  return { status: 201, body: { moved }, rollback: request.dry_run === true }
}

/** @throws Refusal product-not-found */
function variantOf(tx: CoreApp, id: string): core.Record {
  const [variant] = tx.findRecordsByIds('variants', [id])
  if (!variant) throw new Refusal('product-not-found', { variant: id })
  return variant
}

/**
 * The barcode of the variants; empty when none has one.
 * @throws Refusal invalid-request with all `barcodes` when there are several: they are on different
 *   boxes
 */
function oneBarcode(variants: readonly core.Record[]): string {
  const barcodes = variants.map((variant) => variant.getString('barcode')).filter(Boolean)
  if (barcodes.length > 1) throw new Refusal('invalid-request', { barcodes })
  return barcodes[0] || ''
}

const FILLED = `
  SELECT json_group_array(location) AS value FROM inventory
  WHERE variant = {:variant} AND (quantity != 0 OR reserved != 0)`

/** Ids of the locations where a variant has units. */
const filledLocations = (tx: CoreApp, variant: string): string[] =>
  selectJson(tx, FILLED, { variant })

/**
 * @param joined new spelling of the size of both
 * @returns nothing when the shelf had only expired reservations
 */
function moveAll(
  { tx, ledger, write }: Books,
  from: OpenShelf,
  to: OpenShelf,
  joined: string,
): Moved[] {
  const { variant, location, quantity, reserved, size } = from
  if (quantity === 0 && reserved === 0) return []
  const reservations = reservationsOn(tx, ledger, from)
  requireSameEnds(reservations, reservationsOn(tx, ledger, to))
  const reason = `size ${size} joined into ${joined}`
  for (const { reference, held } of reservations) {
    const effect = { quantity: held, delta: 0, reserved_delta: -held }
    write(from, { type: 'RELEASE', reference, reason }, effect)
  }
  const [out, back] = [newId(), newId()]
  const half = (id: string, linked: string) => ({ id, linked, type: 'ADJUSTMENT', reason }) as const
  write(from, half(out, back), { quantity, delta: -quantity, reserved_delta: 0 })
  write(to, half(back, out), { quantity, delta: quantity, reserved_delta: 0 })
  for (const { reference, held, expires_at } of reservations) {
    const effect = { quantity: held, delta: 0, reserved_delta: held }
    write(to, { type: 'RESERVE', reference, reason, expires_at }, effect)
  }
  return [{ variant, location, quantity, reserved }]
}

/**
 * A reference has one expiry time, that of its last reservation. When both shelves hold units under
 * the same reference with different times, only the person who reserved them knows the right one.
 * @throws Refusal ambiguous-reservation with the `reference`
 */
function requireSameEnds(coming: readonly Reservation[], present: readonly Reservation[]): void {
  for (const { reference, expires_at } of coming) {
    const same = present.find((one) => referenceKey(one.reference) === referenceKey(reference))
    if (same && same.expires_at !== expires_at) {
      throw new Refusal('ambiguous-reservation', { reference })
    }
  }
}

/** Removes barcode and reorder point of a variant, or deletes the variant when it has no movements. */
function emptyVariant(tx: CoreApp, variant: core.Record): void {
  const { id } = variant
  const known = tx.countRecords('movements', $dbx.hashExp({ variant: id }))
  if (known > 0) {
    variant.set('barcode', '')
    variant.set('reorder_point', 0)
    tx.save(variant)
    return
  }
  const rows = tx.findAllRecords('inventory', $dbx.hashExp({ variant: id }))
  for (const row of rows) if (row) tx.delete(row)
  tx.delete(variant)
}
