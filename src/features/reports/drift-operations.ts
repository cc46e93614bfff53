import { z } from 'zod'
import { outside } from '../../domain/names.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { PageQuery, Said } from '../../operations/schemas.ts'
import { pageView } from '../../operations/views.ts'
import { paginate } from '../../shared/paging.ts'
import { type DriftService, driftKey, type NamedDrift } from './drift.ts'

const DriftList = z
  .object({
    shelves: z.int().describe('As in listInventory, and those of archived products.'),
    movements: z.int(),
    missing: z.int().describe('Movements that were numbered and are gone.'),
    total: z.int().describe('Shelves that differ.'),
    items: z.array(
      z
        .object({
          sku: z.string(),
          size: z.string(),
          location: z.string(),
          quantity: z.int(),
          reserved: z.int(),
          ledger_quantity: z.int().describe('What the movements add up to.'),
          ledger_reserved: z.int(),
        })
        .meta({ id: 'Drift' }),
    ),
    next_cursor: z.string().nullable(),
    message: Said,
  })
  .meta({ id: 'DriftList' })

export const driftOperations = (deps: { drift: DriftService }): Operation[] => [
  defineOperation({
    id: 'checkDrift',
    method: 'GET',
    path: '/admin/drift',
    tag: 'service',
    summary: 'Does the ledger explain every unit?',
    description:
      'Compares every balance with the sum of its movements and lists the shelves that differ. Empty is well.',
    effect: 'read',
    reach: 'shop',
    inChat: false,
    scope: 'admin',
    refusals: 'The question cannot be read.',
    input: z.strictObject(PageQuery),
    output: DriftList,
    async run(query, { caller }) {
      const { shelves, movements, missing, rows, message } = await deps.drift.read(caller)
      const page = pageView(paginate(rows, query, driftKey), driftView)
      return { body: { shelves, movements, missing, total: rows.length, ...page, message } }
    },
  }),
]

function driftView({ variantId: _variant, locationId: _location, ...row }: NamedDrift) {
  return outside(row)
}
