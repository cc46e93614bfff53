import { randomUUID } from 'node:crypto'
import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import type { Caller } from '../../domain/caller.ts'
import { compareKeys } from '../../domain/collation.ts'
import { countInFrench, figure } from '../../domain/figures.ts'
import type { Drift, DriftReport } from '../../domain/movement.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import type { EventStore } from '../../store/event-store.ts'
import type { ReportStore } from '../../store/report-store.ts'

/** A drift with the names of its shelf. */
export interface NamedDrift extends Drift {
  readonly sku: string
  readonly size: string
  readonly location: string
}

export interface NamedDriftReport extends DriftReport {
  readonly rows: readonly NamedDrift[]
  readonly message: Sentence
}

/** Sort key of drifts in every list; a shelf whose product is gone has only its ids. */
export const driftKey = (row: NamedDrift): readonly string[] => [
  ...[row.sku, row.size, row.location],
  ...[row.variantId, row.locationId],
]

export type DriftService = ReturnType<typeof createDriftService>

/** Proves that the ledger explains every unit, or shows where it does not. */
export function createDriftService(deps: {
  catalogue: CatalogueReader
  store: ReportStore & Pick<EventStore, 'noteEvent'>
}) {
  const { catalogue, store } = deps

  async function name(rows: readonly Drift[]): Promise<NamedDrift[]> {
    if (rows.length === 0) return []
    const { shelves, locations } = await catalogue.readFresh()
    const byVariant = new Map(shelves.map((shelf) => [shelf.variant.id, shelf]))
    const named = rows.map((row) => {
      const shelf = byVariant.get(row.variantId)
      return {
        ...row,
        sku: shelf?.product.sku ?? '',
        size: shelf?.variant.size ?? '',
        location: locations.find(({ id }) => id === row.locationId)?.name ?? '',
      }
    })
    return named.sort((a, b) => compareKeys(driftKey(a), driftKey(b)))
  }

  return {
    /**
     * Compares every balance with the sum of its movements. What differs is told to those who follow what happens.
     * @param by who looks
     */
    async read({ actor, channel }: Looker): Promise<NamedDriftReport> {
      const report = await store.readDrift()
      if (report.rows.length > 0) {
        const data = { shelves: report.rows.length, units: sumOf(report.rows, unitsOf) }
        // Whoever looks next tells it where this fails.
        await store
          .noteEvent({ actor, channel, type: 'drift.found', data, once: true })
          .catch(() => {})
      }
      return { ...report, rows: await name(report.rows), message: tell(report) }
    },

    /** Writes the movements that explain each drift, taking the balances as true. */
    async repair({ actor, channel }: Caller): Promise<NamedDrift[]> {
      const idempotencyKey = `repair-${randomUUID()}`
      return name(await store.repairDrift({ actor, channel, idempotencyKey, requestHash: '' }))
    },
  }
}

/** Who looks, and from where. */
export interface Looker {
  readonly actor: string
  readonly channel: string
}

/** By how much a balance and its movements differ. */
const unitsOf = ({ quantity, reserved, ledgerQuantity, ledgerReserved }: Drift): number =>
  Math.abs(quantity - ledgerQuantity) + Math.abs(reserved - ledgerReserved)

const sumOf = <One>(all: readonly One[], number: (one: One) => number): number =>
  all.reduce((sum, one) => sum + number(one), 0)

function tell({ shelves, movements, missing, rows }: DriftReport): Sentence {
  const isWell = rows.length === 0
  return join([
    isWell
      ? say({
          en: `The ledger explains every unit: ${figure(shelves)} shelves, ${figure(movements)} movements.`,
          fr: `Le registre explique chaque unité : ${countInFrench(shelves, 'quantité')}, ${countInFrench(movements, 'mouvement')}.`,
        })
      : say({
          en: `${figure(rows.length)} of ${figure(shelves)} shelves are not what their movements add up to.`,
          fr: `Sur ${countInFrench(shelves, 'quantité')}, ${figure(rows.length)} ne correspondent pas à la somme de leurs mouvements.`,
        }),
    missing > 0 &&
      say({
        en: `${figure(missing)} movements were deleted.`,
        fr: `${countInFrench(missing, 'mouvement a été supprimé', 'mouvements ont été supprimés')}.`,
      }),
    !isWell &&
      say({
        en: 'npm run verify -- --repair writes the movements that explain them.',
        fr: 'npm run verify -- --repair écrit les mouvements qui les expliquent.',
      }),
  ])
}
