import { z } from 'zod'
import { choice } from '../../operations/schemas.ts'
import { InventoryQuery, MovementsQuery } from '../stock/list-schemas.ts'
import { EXPORTS } from './export-links.ts'

const bom = z
  .boolean()
  .optional()
  .describe('Begin with a byte order mark, by which Excel knows the accents.')

/** The filters of the list, without paging. */
export const InventoryExport = InventoryQuery.omit({ limit: true, cursor: true }).extend({ bom })
export const MovementsExport = MovementsQuery.omit({ limit: true, cursor: true }).extend({ bom })

export const ExportInput = z.strictObject({
  file: choice(EXPORTS, 'inventory: what is there; movements: what happened.'),
  ...InventoryExport.omit({ bom: true }).shape,
  ...MovementsExport.omit({ bom: true }).shape,
})

export const ExportedLink = z
  .object({
    openaiFileResponse: z.array(z.string()).describe('The link of the file.'),
    expires_at: z.string().describe('When the link ends, ISO 8601.'),
    rows: z.int(),
    message: z.string(),
  })
  .meta({ id: 'ExportedLink' })
