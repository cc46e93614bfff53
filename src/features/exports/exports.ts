import type { InventoryQuery, InventoryService } from '../../catalogue/inventory.ts'
import type { Understanding } from '../../catalogue/understand.ts'
import { StockError } from '../../domain/errors.ts'
import { explainNone } from '../../shared/message-parts.ts'
import type { HistoryQuery, MovementService } from '../stock/movements.ts'
import { BYTE_ORDER_MARK, toCsv } from './csv.ts'
import { headingsOf, INVENTORY, MOVEMENTS, recordOf } from './tables.ts'

/** A file that is made while it is read. */
export interface ExportedFile {
  /** Rows under the headings, as far as is known when it begins. */
  readonly rows: number
  readonly chunks: AsyncIterable<string>
}

export interface ExportOptions {
  /** Begin with a byte order mark, for Excel. */
  readonly bom?: boolean | undefined
}

type Filters<Query> = Omit<Query, 'limit' | 'cursor'> & ExportOptions

export type InventoryFilters = Filters<InventoryQuery>
export type MovementFilters = Filters<HistoryQuery>

export type ExportService = ReturnType<typeof createExportService>

/** Rows that are made at once: what is in memory of a file of any length. */
const CHUNK = 1_000

/** Writes lists out as CSV files, with the filters of the lists. */
export function createExportService(deps: {
  inventory: InventoryService
  movements: MovementService
}) {
  return {
    /**
     * Every shelf that fits, with headings that the import knows.
     * @throws StockError 'product-not-found' when the words fit nothing
     */
    async inventory({ bom, ...filters }: InventoryFilters): Promise<ExportedFile> {
      const { understanding, shelves } = await deps.inventory.find(filters)
      refuseNothing(understanding)
      async function* pages() {
        for (let from = 0; from < shelves.length; from += CHUNK) {
          yield shelves.slice(from, from + CHUNK)
        }
      }
      return { rows: shelves.length, chunks: toChunks(INVENTORY, pages(), bom) }
    },

    /**
     * The ledger, newest first, read page by page as fast as it is taken.
     * @throws StockError 'product-not-found' when the words fit nothing
     */
    async movements({ bom, ...filters }: MovementFilters): Promise<ExportedFile> {
      const { understanding, total, pages } = await deps.movements.read(filters, CHUNK)
      refuseNothing(understanding)
      return { rows: total, chunks: toChunks(MOVEMENTS, pages, bom) }
    },
  }
}

/** A file cannot say that a word was not understood, and an empty one would be taken for the answer. */
function refuseNothing({ kind, match }: Understanding): void {
  if (kind !== 'none' && kind !== 'color-not-available') return
  throw new StockError('product-not-found', `${explainNone(match)} There is no file of that.`, {
    match,
  })
}

async function* toChunks<T>(
  table: Parameters<typeof recordOf<T>>[0],
  pages: AsyncIterable<readonly T[]>,
  bom: boolean | undefined,
): AsyncGenerator<string> {
  yield (bom ? BYTE_ORDER_MARK : '') + toCsv([headingsOf(table)])
  for await (const page of pages) yield toCsv(page.map((item) => recordOf(table, item)))
}
