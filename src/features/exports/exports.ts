import type { InventoryQuery, InventoryService } from '../../catalogue/inventory.ts'
import type { Understanding } from '../../catalogue/understand.ts'
import { StockError } from '../../domain/errors.ts'
import { join, say } from '../../domain/say.ts'
import type { Total } from '../../domain/total.ts'
import { explainNone } from '../../shared/message-parts.ts'
import type { HistoryQuery, MovementService } from '../stock/movements.ts'
import { BYTE_ORDER_MARK, toCsv } from './csv.ts'
import { headingsOf, INVENTORY, MOVEMENTS, recordOf } from './tables.ts'

/** A file that is produced while it is read. */
export interface ExportedFile {
  /** Number of rows without the heading, as known at the start. */
  readonly rows: Total
  /** What is in it, in sentences; empty where the rows say it. */
  readonly told: string
  readonly chunks: AsyncIterable<string>
}

export interface ExportOptions {
  /** Whether to start with a byte order mark, for Excel. */
  readonly bom?: boolean | undefined
}

type Filters<Query> = Omit<Query, 'limit' | 'cursor'> & ExportOptions

export type InventoryFilters = Filters<InventoryQuery>
export type MovementFilters = Filters<HistoryQuery>

export type ExportService = ReturnType<typeof createExportService>

/** Rows per chunk. Only one chunk is in memory, whatever the length of the file. */
const CHUNK_ROWS = 1_000

/** Exports lists as CSV files, with the same filters as the lists. */
export function createExportService(deps: {
  inventory: InventoryService
  movements: MovementService
}) {
  return {
    /**
     * All matching shelves, with headings that the import accepts.
     * @throws StockError 'product-not-found' when the words match nothing
     */
    async inventory({ bom, ...filters }: InventoryFilters): Promise<ExportedFile> {
      const { understanding, shelves } = await deps.inventory.find(filters)
      refuseNothing(understanding)
      async function* pages() {
        for (let from = 0; from < shelves.length; from += CHUNK_ROWS) {
          yield shelves.slice(from, from + CHUNK_ROWS)
        }
      }
      return {
        rows: { total: shelves.length, isAtLeast: false },
        told: '',
        chunks: toChunks(INVENTORY, pages(), bom),
      }
    },

    /**
     * The ledger, newest first, read page by page as the caller consumes it.
     * @throws StockError 'product-not-found' when the words match nothing
     */
    async movements({ bom, ...filters }: MovementFilters, most = 0): Promise<ExportedFile> {
      const { understanding, total, told, pages } = await deps.movements.read(filters, {
        size: CHUNK_ROWS,
        most,
      })
      refuseNothing(understanding)
      return { rows: total, told, chunks: toChunks(MOVEMENTS, pages, bom) }
    },
  }
}

/** Refuses words that match nothing: an empty file would look like a valid answer. */
function refuseNothing({ kind, match }: Understanding): void {
  if (kind !== 'none' && kind !== 'color-not-available') return
  const none = say({ en: 'There is no file of that.', fr: 'Il n’y a pas de fichier de cela.' })
  throw new StockError('product-not-found', join([explainNone(match), none]), { match })
}

async function* toChunks<T>(
  table: Parameters<typeof recordOf<T>>[0],
  pages: AsyncIterable<readonly T[]>,
  bom: boolean | undefined,
): AsyncGenerator<string> {
  yield (bom ? BYTE_ORDER_MARK : '') + toCsv([headingsOf(table)])
  for await (const page of pages) yield toCsv(page.map((item) => recordOf(table, item)))
}
