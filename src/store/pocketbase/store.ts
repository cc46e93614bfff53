import { z } from 'zod'
import type { StockStore } from '../store.ts'
import { createCall } from './call.ts'
import { createCatalogueStore } from './catalogue-store.ts'
import { createCheckStore } from './check-store.ts'
import type { PocketBaseClient } from './client.ts'
import { createEventStore } from './event-store.ts'
import { createFeedStore } from './feed-store.ts'
import { createImportStore } from './import-store.ts'
import { createLedgerStore } from './ledger-store.ts'
import { createLocationStore } from './location-store.ts'
import { createMailStore } from './mail-store.ts'
import { createOrderStore } from './order-store.ts'
import { createPastSalesStore } from './past-sales-store.ts'
import { createPhotoStore } from './photo-store.ts'
import { createProductStore } from './product-store.ts'
import { createReportStore } from './report-store.ts'
import { createReservationStore } from './reservation-store.ts'
import { createSizeStore } from './size-store.ts'
import { createTradeStore } from './trade-store.ts'
import { createWebhookStore } from './webhook-store.ts'

/** The stock in PocketBase, through the routes of pocketbase/hooks. */
export function createPocketBaseStore(client: PocketBaseClient): StockStore {
  const call = createCall(client)
  return {
    ...createCatalogueStore(call),
    ...createLedgerStore(client, call),
    ...createProductStore(call),
    ...createSizeStore(call),
    ...createLocationStore(call),
    ...createOrderStore(call),
    ...createPhotoStore(client, call),
    ...createReportStore(call),
    ...createReservationStore(call),
    ...createTradeStore(call),
    ...createImportStore(client, call),
    ...createPastSalesStore(call),
    ...createCheckStore(call),
    ...createEventStore(call),
    ...createFeedStore(call),
    ...createMailStore(call),
    ...createWebhookStore(call),

    async ping() {
      await call(z.unknown(), '/api/health')
      return { clockAheadMs: client.clockAheadMs() }
    },
  }
}
