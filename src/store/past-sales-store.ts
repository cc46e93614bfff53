import type { By } from '../domain/person.ts'

/** A sale of before the ledger, from line `line` of its file. */
export interface PastSale {
  readonly line: number
  readonly productId: string
  /** null where the file does not tell the size. */
  readonly variantId: string | null
  /** "2026-11-21", by the clock of the shop. */
  readonly day: string
  /** At least 1. */
  readonly units: number
  /** null where the file does not tell it. */
  readonly unitPrice: number | null
}

/**
 * A past sale as it is read, without names: there are hundreds of thousands. The first is its place in
 * the order of writing; variant '' and unit price 0 stand for unknown.
 */
export type PastSaleRow = readonly [
  row: number,
  product: string,
  variant: string,
  day: string,
  units: number,
  unitPrice: number,
]

export interface PastSalesState {
  /** Sales that there are. */
  readonly count: number
  /** Id of the last one that was written; empty for none. With the count it differs from state to state. */
  readonly last: string
  /** When the first movement was written, ISO 8601; null before that. */
  readonly ledgerBegan: string | null
}

/** What was imported from one file. */
export interface SalesFile {
  /** SHA-256 of the file, in hex. */
  readonly source: string
  readonly rows: number
  readonly units: number
  readonly firstDay: string
  readonly lastDay: string
  readonly actor: string
  /** ISO 8601. */
  readonly createdAt: string
}

/** Where the sales of before the ledger are. They move no stock. */
export interface PastSalesStore {
  /**
   * Writes the sales of a file in steps, each line of it once: what broke off can be sent again. What is
   * about a product or a size that is gone is left out.
   * @param source SHA-256 of the file, in hex
   * @param onProgress called after each step with the number of sales done
   * @returns how many were written that were not there before
   */
  writePastSales(
    by: By,
    source: string,
    sales: readonly PastSale[],
    onProgress?: (done: number) => void,
  ): Promise<number>

  /**
   * Removes what was imported from a file, in steps: what broke off can be sent again.
   * @returns how many were removed
   * @throws StockError 'past-sales-not-found' where there are none
   */
  removePastSales(by: By, source: string): Promise<number>

  /**
   * Past sales in the order of writing.
   * @param after row of the last one that is known; 0 for none
   * @param limit at most 50,000
   */
  readPastSales(after: number, limit: number): Promise<readonly PastSaleRow[]>

  /** What to compare before everything is read again. */
  readPastSalesState(): Promise<PastSalesState>

  /**
   * How many of these sales are in other files too: the same thing and units, on the same day, at the
   * same price. By the source of each such file.
   * @param source that of these sales
   */
  findSameSales(source: string, sales: readonly PastSale[]): Promise<ReadonlyMap<string, number>>

  /** The files of which there are past sales, the newest first. */
  readSalesFiles(): Promise<readonly SalesFile[]>
}
