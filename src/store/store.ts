import type { CatalogueStore } from './catalogue-store.ts'
import type { CheckStore } from './check-store.ts'
import type { EventStore } from './event-store.ts'
import type { FeedStore } from './feed-store.ts'
import type { ImportStore } from './import-store.ts'
import type { LedgerStore } from './ledger-store.ts'
import type { LocationStore } from './location-store.ts'
import type { MailStore } from './mail-store.ts'
import type { OrderStore } from './order-store.ts'
import type { PastSalesStore } from './past-sales-store.ts'
import type { PhotoStore } from './photo-store.ts'
import type { ProductStore } from './product-store.ts'
import type { ReportStore } from './report-store.ts'
import type { ReservationStore } from './reservation-store.ts'
import type { SizeStore } from './size-store.ts'
import type { TradeStore } from './trade-store.ts'
import type { WebhookStore } from './webhook-store.ts'

export interface Pong {
  /** Milliseconds that the clock of the database is ahead of ours; null where that is unknown. */
  readonly clockAheadMs: number | null
}

/** What the service needs from a database. Every method fails with 'store-unavailable' in time. */
export interface StockStore
  extends CatalogueStore,
    LedgerStore,
    ProductStore,
    SizeStore,
    LocationStore,
    OrderStore,
    PhotoStore,
    ReportStore,
    ReservationStore,
    TradeStore,
    ImportStore,
    PastSalesStore,
    CheckStore,
    EventStore,
    FeedStore,
    MailStore,
    WebhookStore {
  /** Resolves when the database answers. */
  ping(): Promise<Pong>
}
