import { randomUUID } from 'node:crypto'
import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import type { Caller } from '../../domain/caller.ts'
import { compareKeys } from '../../domain/collation.ts'
import type { Drift, DriftReport } from '../../domain/movement.ts'
import type { ReportStore } from '../../store/report-store.ts'

/** A drift with the names of its shelf. */
export interface NamedDrift extends Drift {
  readonly sku: string
  readonly size: string
  readonly location: string
}

export interface NamedDriftReport extends DriftReport {
  readonly rows: readonly NamedDrift[]
  readonly message: string
}

/** Sort key of drifts in every list; a shelf whose product is gone has only its ids. */
export const driftKey = (row: NamedDrift): readonly string[] => [
  ...[row.sku, row.size, row.location],
  ...[row.variantId, row.locationId],
]

export type DriftService = ReturnType<typeof createDriftService>

/** Proves that the ledger explains every unit, or shows where it does not. */
export function createDriftService(deps: { catalogue: CatalogueReader; store: ReportStore }) {
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
    /** Compares every balance with the sum of its movements. */
    async read(): Promise<NamedDriftReport> {
      const report = await store.readDrift()
      return { ...report, rows: await name(report.rows), message: tell(report) }
    },

    /** Writes the movements that explain each drift, taking the balances as true. */
    async repair({ actor, channel }: Caller): Promise<NamedDrift[]> {
      const idempotencyKey = `repair-${randomUUID()}`
      return name(await store.repairDrift({ actor, channel, idempotencyKey, requestHash: '' }))
    },
  }
}

function tell({ shelves, movements, missing, rows }: DriftReport): string {
  const gone = missing > 0 ? ` ${missing} movements were deleted.` : ''
  return rows.length === 0
    ? `The ledger explains every unit: ${shelves} shelves, ${movements} movements.${gone}`
    : `${rows.length} of ${shelves} shelves are not what their movements add up to.${gone} npm run verify -- --repair writes the movements that explain them.`
}
