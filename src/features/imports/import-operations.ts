import { z } from 'zod'
import { openaiFileIdRefs } from '../../operations/file-refs.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { choice, Said } from '../../operations/schemas.ts'
import type { ImportOutcome, ImportService } from './imports.ts'
import { type SalesImportService, type SalesOutcome, sumOf } from './sales-imports.ts'

/** Maximum rows of each kind in an answer: more than a person reads, but within the size limit. */
const MAX_SHOWN_ROWS = 50

const ImportInput = z.strictObject({
  openaiFileIdRefs,
  kind: choice(['stock', 'sales'], 'sales: past sales, which move no stock.').default('stock'),
  mode: choice(
    ['set', 'add'],
    'set: shelves hold the numbers of the file; add: the numbers come on top, a delivery.',
  ).default('set'),
  skip_bad_rows: z
    .boolean()
    .optional()
    .describe('true: take the other rows, once the owner has seen the bad ones.'),
  take_categories: z
    .boolean()
    .optional()
    .describe('true with the token: write the guessed categories too, once she agreed to them.'),
  token: z
    .string()
    .max(1_000)
    .optional()
    .describe('Token of the report that the owner has agreed to; without it nothing is written.'),
})

export const ImportView = z
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
    sales: z
      .object({
        source: z.string().describe('Names the file: removePastSales takes it back.'),
        sales: z.int(),
        units: z.int(),
        first_day: z.string(),
        last_day: z.string(),
        products: z.int(),
        without_size: z.int(),
        known: z.int().describe('Sales of this file that are there already.'),
        returned: z.int().describe('Units that came back, taken off the sales before.'),
        unmatched_returns: z.int(),
        dates: z.enum(['day first', 'month first']).nullable(),
        guesses: z.array(z.string()),
      })
      .meta({ id: 'ImportedSales' })
      .nullable()
      .describe('Of kind sales.'),
    categories: z
      .array(
        z
          .object({ sku: z.string(), model: z.string(), category: z.string() })
          .meta({ id: 'GuessedCategory' }),
      )
      .describe('What products without a category may be, by their names: the first ones.'),
    categories_total: z.int(),
    token: z.string().nullable().describe('Send it with the same file to write this.'),
    expires_at: z.string().nullable().describe('When the token ends, ISO 8601.'),
    message: Said,
  })
  .meta({ id: 'Import' })

export const importOperations = ({
  imports,
  sales,
}: {
  imports: ImportService
  sales: SalesImportService
}): Operation[] => [
  defineOperation({
    id: 'importStock',
    method: 'POST',
    path: '/import',
    tag: 'files',
    summary: 'Take the stock, or past sales, from a CSV file',
    description:
      'Use it when the owner attaches a CSV of her stock or of past sales. First without token: a report, nothing written. Show it to her; when she agrees, send the same file with the token within 5 minutes.',
    effect: 'overwrite',
    reach: 'shop',
    scope: 'admin',
    inChat: true,
    takesFile: true,
    refusals: 'Nothing was changed. detail says what to do next.',
    input: ImportInput,
    output: ImportView,
    async run(input, { caller, key, ip, file: bytes }) {
      const { openaiFileIdRefs: links, kind, mode, token, skipBadRows, takeCategories } = input
      if (kind === 'sales') {
        const by = { actor: key.name, ip, conversation: caller.conversation }
        const request = { file: { links, bytes }, token, skipBadRows }
        const outcome = await sales.run(request, caller, by)
        return { created: outcome.written && !outcome.replayed, body: salesView(outcome) }
      }
      const outcome = await imports.run(
        { file: { links, bytes }, mode, token, skipBadRows, takeCategories },
        caller,
      )
      return { created: outcome.written && !outcome.replayed, body: importView(outcome) }
    },
  }),
]

function salesView({ work, ...rest }: SalesOutcome): z.input<typeof ImportView> {
  const { source, sales, problems, known, returns, order, guesses } = work
  const { units, first, last, products, withoutSize } = sumOf(sales)
  return {
    written: rest.written,
    replayed: rest.replayed,
    message: rest.message,
    rows: {
      new: Math.max(sales.length - known, 0),
      changed: 0,
      unchanged: known,
      bad: problems.length,
    },
    changes: [],
    bad_rows: badRows(problems),
    categories: [],
    categories_total: 0,
    sales: {
      ...{ source, units, products, known, guesses: [...guesses], dates: order },
      sales: sales.length,
      first_day: first,
      last_day: last,
      without_size: withoutSize,
      returned: returns.units,
      unmatched_returns: returns.unmatched,
    },
    ...confirmationView(rest),
  }
}

const badRows = (problems: SalesOutcome['work']['problems']) =>
  problems.slice(0, MAX_SHOWN_ROWS).map(({ line, reason }) => ({ line, reason }))

const confirmationView = ({ confirmation }: Pick<SalesOutcome, 'confirmation'>) => ({
  token: confirmation?.token ?? null,
  expires_at: confirmation?.expiresAt ?? null,
})

function importView({
  changes,
  problems,
  guessed,
  ...rest
}: ImportOutcome): z.input<typeof ImportView> {
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
    bad_rows: badRows(problems),
    categories: guessed
      .slice(0, MAX_SHOWN_ROWS)
      .map(({ sku, name, category }) => ({ sku, model: name, category })),
    categories_total: guessed.length,
    sales: null,
    ...confirmationView(rest),
  }
}
