import { z } from 'zod'
import type { DriftService } from '../services/drift.ts'
import { defineOperation, type Operation } from './operation.ts'
import { DriftList } from './schemas/lists.ts'

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
    inChat: false,
    scope: 'admin',
    wholeShop: true,
    refusals: 'The question cannot be read.',
    input: z.strictObject({}),
    output: DriftList,
    async run() {
      const { shelves, movements, missing, rows, message } = await deps.drift.read()
      const items = rows.map((row) => ({
        ...{ sku: row.sku, size: row.size, location: row.location },
        ...{ quantity: row.quantity, reserved: row.reserved },
        ...{ ledger_quantity: row.ledgerQuantity, ledger_reserved: row.ledgerReserved },
      }))
      return { body: { shelves, movements, missing, items, message } }
    },
  }),
]
