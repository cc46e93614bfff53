import { z } from 'zod'
import { outside } from '../../domain/names.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { Said, saying } from '../../operations/schemas.ts'
import type { SalesImportService } from './sales-imports.ts'

const SalesFileView = z
  .object({
    source: z.string().describe('SHA-256 of the file.'),
    rows: z.int(),
    units: z.int(),
    first_day: z.string(),
    last_day: z.string(),
    actor: z.string().describe('Who imported it; "init" for the demo shop.'),
    created_at: z.string().describe('ISO 8601.'),
  })
  .meta({ id: 'SalesFile' })

export const pastSalesOperations = ({ sales }: { sales: SalesImportService }): Operation[] => [
  defineOperation({
    id: 'listPastSales',
    method: 'GET',
    path: '/past-sales',
    tag: 'files',
    summary: 'Which past sales were imported?',
    description:
      'The files of sales of before this shop was kept here, the newest first: how many, of which days, imported when and by whom.',
    effect: 'read',
    reach: 'shop',
    scope: 'admin',
    inChat: false,
    refusals: 'Nothing is told.',
    input: z.strictObject({}),
    output: z.object({ items: z.array(SalesFileView), message: Said }).meta({
      id: 'PastSales',
    }),
    async run() {
      const { files, message } = await sales.list()
      return { body: { items: files.map((file) => outside(file)), message } }
    },
  }),
  defineOperation({
    id: 'removePastSales',
    method: 'DELETE',
    path: '/past-sales/{source}',
    tag: 'files',
    summary: 'Take imported past sales back',
    description:
      'Removes all past sales of one file; the same file can be imported again. Stock does not change.',
    effect: 'overwrite',
    reach: 'shop',
    scope: 'admin',
    inChat: false,
    refusals: 'There are no past sales of this source.',
    input: z.strictObject({
      source: z
        .string()
        .regex(
          /^[0-9a-f]{64}$/,
          saying({
            en: 'is no source: listPastSales shows them',
            fr: 'n’est pas une source : listPastSales les montre',
          }),
        )
        .describe('The file, as listPastSales shows it.'),
    }),
    output: z.object({ rows: z.int(), message: Said }).meta({ id: 'PastSalesRemoved' }),
    async run({ source }, { key, ip, caller }) {
      const by = { actor: key.name, ip, conversation: caller.conversation }
      return { body: await sales.remove(source, by) }
    },
  }),
]
