import { z } from 'zod'
import { openaiFileIdRefs } from '../../operations/file-refs.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { choice } from '../../operations/schemas.ts'
import type { ImportOutcome, ImportService } from './imports.ts'

/** Maximum rows of each kind in an answer: more than a person reads, but within the size limit. */
const MAX_SHOWN_ROWS = 50

const ImportInput = z.strictObject({
  openaiFileIdRefs,
  mode: choice(
    ['set', 'add'],
    'set: shelves hold the numbers of the file; add: the numbers come on top, a delivery.',
  ).default('set'),
  skip_bad_rows: z
    .boolean()
    .optional()
    .describe('true: take the other rows, once the owner has seen the bad ones.'),
  token: z
    .string()
    .max(1_000)
    .optional()
    .describe('Token of the report that the owner has agreed to; without it nothing is written.'),
})

const ImportView = z
  .object({
    written: z.boolean().describe('false: this is a report, nothing was written.'),
    replayed: z.boolean().describe('true: this token was used before, nothing was written now.'),
    rows: z.object({
      new: z.int(),
      changed: z.int(),
      unchanged: z.int(),
      bad: z.int(),
    }),
    changes: z.array(
      z
        .object({
          line: z.int().describe('Line in the file.'),
          kind: z.enum(['new', 'changed']),
          sku: z.string(),
          model: z.string(),
          size: z.string(),
          location: z.string(),
          quantity_before: z.int(),
          quantity_after: z.int(),
          fields: z.string().describe('What else changes, for example "price: 170 → 180".'),
        })
        .meta({ id: 'ImportChange' }),
    ),
    bad_rows: z.array(
      z.object({ line: z.int(), reason: z.string() }).meta({ id: 'ImportProblem' }),
    ),
    token: z.string().nullable().describe('Send it with the same file to write this.'),
    expires_at: z.string().nullable().describe('When the token ends, ISO 8601.'),
    message: z.string(),
  })
  .meta({ id: 'Import' })

export const importOperations = ({ imports }: { imports: ImportService }): Operation[] => [
  defineOperation({
    id: 'importStock',
    method: 'POST',
    path: '/import',
    tag: 'files',
    summary: 'Take the stock from a CSV file',
    description:
      'Use it when the owner attaches a CSV of her stock. First without token: a report, nothing written. Show it to her; when she agrees, send the same file with the token within 5 minutes.',
    effect: 'overwrite',
    reach: 'shop',
    scope: 'admin',
    inChat: true,
    takesFile: true,
    refusals: 'Nothing was changed. detail says what to do next.',
    input: ImportInput,
    output: ImportView,
    async run(input, { caller, file: bytes }) {
      const { openaiFileIdRefs: links, mode, token, skipBadRows } = input
      const outcome = await imports.run(
        { file: { links, bytes }, mode, token, skipBadRows },
        caller,
      )
      return { created: outcome.written && !outcome.replayed, body: importView(outcome) }
    },
  }),
]

function importView({ changes, problems, ...rest }: ImportOutcome): z.input<typeof ImportView> {
  const isNew = changes.filter(({ kind }) => kind === 'new').length
  return {
    written: rest.written,
    replayed: rest.replayed,
    message: rest.message,
    rows: {
      new: isNew,
      changed: changes.length - isNew,
      unchanged: rest.unchanged,
      bad: problems.length,
    },
    changes: changes.slice(0, MAX_SHOWN_ROWS).map((row) => ({
      line: row.line,
      kind: row.kind,
      sku: row.sku,
      model: row.name,
      size: row.size,
      location: row.location,
      quantity_before: row.before,
      quantity_after: row.after,
      fields: row.fields
        .map(({ field, before, after }) => `${field}: ${before || 'none'} → ${after}`)
        .join('; '),
    })),
    bad_rows: problems.slice(0, MAX_SHOWN_ROWS).map(({ line, reason }) => ({ line, reason })),
    token: rest.confirmation?.token ?? null,
    expires_at: rest.confirmation?.expiresAt ?? null,
  }
}
