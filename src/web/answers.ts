import type { z } from 'zod'
import type { ConnectionEnded, Connections } from '../features/connections/connection-operations.ts'
import type { ReorderView } from '../features/demand/reorder-operations.ts'
import type { SeriesView } from '../features/demand/series-operations.ts'
import type { ImportView } from '../features/imports/import-operations.ts'
import type { ApiKeys, KeyRevoked, NewKey } from '../features/keys/key-operations.ts'
import type { OrdersPage, OrderWritten } from '../features/orders/order-operations.ts'
import type { MeView } from '../features/people/me-operations.ts'
import type {
  Done,
  NewLinkView,
  OpenLinks,
  People,
  PersonChanged,
} from '../features/people/people-operations.ts'
import type { PhotoView } from '../features/photos/photo-operations.ts'
import type { AliasesChanged } from '../features/products/alias-schemas.ts'
import type { ProductDetailView } from '../features/products/product-detail-operations.ts'
import type { ProductWritten } from '../features/products/product-schemas.ts'
import type { StatsView } from '../features/reports/stats-operations.ts'
import type { SummaryView } from '../features/reports/summary-operations.ts'
import type { InventoryPage, ModelsPage, MovementsPage } from '../features/stock/list-schemas.ts'
import type { Added, Recorded, Sold, Undone } from '../features/stock/record-schemas.ts'
import type { RequestsList } from '../features/stock/request-operations.ts'
import type {
  NewWebhookView,
  Sent,
  WebhookRemoved,
  Webhooks,
  WebhookWritten,
} from '../features/webhooks/webhook-schemas.ts'

// What the API answers. The types are those of its own schemas.

/** To questions, by the path of the operation. */
export interface Answers {
  '/connections': z.output<typeof Connections>
  '/inventory': z.output<typeof InventoryPage>
  '/invites': z.output<typeof OpenLinks>
  '/keys': z.output<typeof ApiKeys>
  '/me': z.output<typeof MeView>
  '/models': z.output<typeof ModelsPage>
  '/models/{sku}': z.output<typeof ProductDetailView>
  '/models/{sku}/series': z.output<typeof SeriesView>
  '/movements': z.output<typeof MovementsPage>
  '/orders': z.output<typeof OrdersPage>
  '/people': z.output<typeof People>
  '/reorder': z.output<typeof ReorderView>
  '/requests': z.output<typeof RequestsList>
  '/stats': z.output<typeof StatsView>
  '/summary': z.output<typeof SummaryView>
  '/webhooks': z.output<typeof Webhooks>
}

/** To what is done, by its method and path. */
export interface Outcomes {
  'POST /models/{sku}/aliases': z.output<typeof AliasesChanged>
  'DELETE /models/{sku}/aliases/{alias}': z.output<typeof AliasesChanged>
  'POST /models/{sku}/barcode': z.output<typeof ProductWritten>
  'POST /inventory/sale': z.output<typeof Sold>
  'POST /inventory/add_stock': z.output<typeof Added>
  'POST /inventory/return': z.output<typeof Recorded>
  'PATCH /models/{sku}': z.output<typeof ProductWritten>
  'POST /movements/{id}/undo': z.output<typeof Undone>
  'POST /orders': z.output<typeof OrderWritten>
  'POST /orders/{id}/cancel': z.output<typeof OrderWritten>
  'PATCH /people/{id}': z.output<typeof PersonChanged>
  'POST /people/{id}/reset': z.output<typeof NewLinkView>
  'POST /invites': z.output<typeof NewLinkView>
  'DELETE /invites/{id}': z.output<typeof Done>
  'POST /keys': z.output<typeof NewKey>
  'DELETE /keys/{name}': z.output<typeof KeyRevoked>
  'DELETE /connections/{id}': z.output<typeof ConnectionEnded>
  'POST /webhooks': z.output<typeof NewWebhookView>
  'PATCH /webhooks/{id}': z.output<typeof WebhookWritten>
  'DELETE /webhooks/{id}': z.output<typeof WebhookRemoved>
  'POST /webhooks/{id}/test': z.output<typeof Sent>
  'POST /import': z.output<typeof ImportView>
  'POST /models/{sku}/photo': z.output<typeof PhotoView>
  'DELETE /models/{sku}/photo': z.output<typeof PhotoView>
}

export type Movement = Answers['/movements']['items'][number]
export type ProductDetail = Answers['/models/{sku}']
export type Model = Answers['/models']['items'][number]
