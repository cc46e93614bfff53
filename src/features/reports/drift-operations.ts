import { z } from 'zod'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { PageQuery } from '../../operations/schemas.ts'
import { paginate } from '../../shared/paging.ts'
import { DriftList } from '../list-schemas.ts'
import { driftView, pageView } from '../views.ts'
import { type DriftService, driftKey } from './drift.ts'

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
    input: z.strictObject(PageQuery),
    output: DriftList,
    async run(query) {
      const { shelves, movements, missing, rows, message } = await deps.drift.read()
      const page = pageView(paginate(rows, query, driftKey), driftView)
      return { body: { shelves, movements, missing, total: rows.length, ...page, message } }
    },
  }),
]
