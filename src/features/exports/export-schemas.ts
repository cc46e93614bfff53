import { z } from 'zod'
import { choice, Said } from '../../operations/schemas.ts'
import { InventoryQuery, MovementsQuery } from '../stock/list-schemas.ts'
import { EXPORTS } from './export-links.ts'

const bom = z
  .boolean()
  .optional()
  .describe('Begin with a byte order mark, by which Excel knows the accents.')

/** The filters of the list, without paging. */
export const InventoryExport = InventoryQuery.omit({ limit: true, cursor: true }).extend({ bom })
export const MovementsExport = MovementsQuery.omit({ limit: true, cursor: true }).extend({ bom })

/** Filters that the list itself describes. */
function asIn<Shape extends Record<string, z.ZodType>>(
  list: string,
  { shape }: z.ZodObject<Shape>,
) {
  const filters = Object.entries<z.ZodType>(shape)
  return Object.fromEntries(
    filters.map(([name, filter]) => [name, filter.describe(`As in ${list}.`)]),
  ) as unknown as Shape
}

export const ExportInput = z.strictObject({
  file: choice(EXPORTS, 'inventory: what is there; movements: what happened.'),
  ...asIn('listMovements', MovementsExport.omit({ bom: true })),
  ...asIn('listInventory', InventoryExport.omit({ bom: true })),
})

export const ExportedLink = z
  .object({
    openaiFileResponse: z.array(z.string()).describe('The link of the file.'),
    expires_at: z.string().describe('When the link ends, ISO 8601.'),
    rows: z.int(),
    message: Said,
  })
  .meta({ id: 'ExportedLink' })
