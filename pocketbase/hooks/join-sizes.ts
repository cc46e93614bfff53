import type { Answer } from './answer.ts'
import { type Author, inLedger, type Ledger, type LedgerRequest, type OpenShelf } from './ledger.ts'
import { referenceKey } from './ledger-checks.ts'
import { Refusal } from './refusal.ts'
import { type Reservation, releaseExpired, reservationsOn } from './reservations.ts'
import { newId } from './shelves.ts'
import { selectJson } from './sql.ts'

/** Variants that are one size of one product. */
interface JoinRequest extends Author {
  /** Id of the variant that stays. */
  readonly keep: string
  /** Ids of those that are joined into it. */
  readonly others: readonly string[]
  /** How the one that stays is spelled from now on. */
  readonly size: string
  /** Report what would happen, write nothing. */
  readonly dry_run?: boolean
}

/** What one shelf gave to the one that stays, in units. */
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
 * Moves units, reservations and the barcode of variants to one of them, all or nothing. Units leave
 * and come by two ADJUSTMENTs that name each other, each reservation by a RELEASE and a RESERVE, so
 * that the ledger explains all of it. A variant that no movement knows is deleted; any other stays,
 * empty. Runs inside a transaction.
 * @returns 201 with what moved; nothing where all was joined before
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
    // Each under a line of its own, or a pair on one shelf could not be undone.
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
  for (const other of others) emptyVariant(tx, other)
  keep.set('barcode', barcode)
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
 * The barcode that one of the variants has; empty where none has one.
 * @throws Refusal invalid-request with all of them as `barcodes`: they are on different boxes
 */
function oneBarcode(variants: readonly core.Record[]): string {
  const barcodes = variants.map((variant) => variant.getString('barcode')).filter(Boolean)
  if (barcodes.length > 1) throw new Refusal('invalid-request', { barcodes })
  return barcodes[0] || ''
}

const FILLED = `
  SELECT json_group_array(location) AS value FROM inventory
  WHERE variant = {:variant} AND (quantity != 0 OR reserved != 0)`

/** Ids of the locations where a variant has something. */
const filledLocations = (tx: CoreApp, variant: string): string[] =>
  selectJson(tx, FILLED, { variant })

/**
 * @param joined how the size of both is spelled from now on
 * @returns nothing where the shelf had only reservations that have expired
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
 * Units reserved twice under one reference have one end, that of the last. Only who reserved them
 * knows which one is meant.
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

/** Takes the barcode off a variant, or deletes the variant where no movement knows it. */
function emptyVariant(tx: CoreApp, variant: core.Record): void {
  const { id } = variant
  const known = tx.countRecords('movements', $dbx.hashExp({ variant: id }))
  if (known > 0) {
    variant.set('barcode', '')
    tx.save(variant)
    return
  }
  const rows = tx.findAllRecords('inventory', $dbx.hashExp({ variant: id }))
  for (const row of rows) if (row) tx.delete(row)
  tx.delete(variant)
}
