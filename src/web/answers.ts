import type { z } from 'zod'
import type { MeView } from '../features/people/me-operations.ts'
import type { ProductDetailView } from '../features/products/product-detail-operations.ts'
import type { ProductWritten } from '../features/products/product-schemas.ts'
import type { SummaryView } from '../features/reports/summary-operations.ts'
import type { InventoryPage, ModelsPage, MovementsPage } from '../features/stock/list-schemas.ts'
import type { Added, Recorded, Sold, Undone } from '../features/stock/record-schemas.ts'

// What the API answers. The types are those of its own schemas.

/** To questions, by the path of the operation. */
export interface Answers {
  '/inventory': z.output<typeof InventoryPage>
  '/me': z.output<typeof MeView>
  '/models': z.output<typeof ModelsPage>
  '/models/{sku}': z.output<typeof ProductDetailView>
  '/movements': z.output<typeof MovementsPage>
  '/summary': z.output<typeof SummaryView>
}

/** To what is done, by its method and path. */
export interface Outcomes {
  'POST /inventory/sale': z.output<typeof Sold>
  'POST /inventory/add_stock': z.output<typeof Added>
  'POST /inventory/return': z.output<typeof Recorded>
  'PATCH /models/{sku}': z.output<typeof ProductWritten>
  'POST /movements/{id}/undo': z.output<typeof Undone>
}

export type Movement = Answers['/movements']['items'][number]
export type ProductDetail = Answers['/models/{sku}']
export type Model = Answers['/models']['items'][number]
