import { useState } from 'preact/hooks'
import type { Outcomes } from '../../answers.ts'
import { number } from '../../format.ts'
import { IMPORT } from '../../labels/import.ts'
import { upload } from '../../manage.ts'
import { Field, Form, Select } from '../../parts/fields.tsx'
import { Sure } from '../../parts/sure.tsx'
import { Table } from '../../parts/table.tsx'
import { Tile } from '../../parts/tile.tsx'
import { say } from '../../settings.ts'

type Report = Outcomes['POST /import']

const KINDS = ['stock', 'sales'] as const
const MODES = ['set', 'add'] as const
const ROWS = ['new', 'changed', 'unchanged', 'bad'] as const

/** A file and how it is read. */
interface Asked {
  readonly file: File
  readonly kind: (typeof KINDS)[number]
  readonly mode: (typeof MODES)[number]
}

/** Takes stock or past sales from a file: first what would change, and when that is right, for good. */
export function Import() {
  const labels = say(IMPORT)
  const [kind, setKind] = useState<Asked['kind']>('stock')
  const [asked, setAsked] = useState<Asked>()
  const [report, setReport] = useState<Report>()
  const run = ({ file, ...values }: Asked, more: Readonly<Record<string, unknown>> = {}) =>
    upload('POST /import', { ...values, ...more }, file, setReport)
  const check = async ({ mode = 'set' }: Readonly<Record<string, string>>, data: FormData) => {
    const wish = { file: data.get('file') as File, kind, mode: mode as Asked['mode'] }
    setAsked(wish)
    setReport(undefined)
    await run(wish)
    // The fields keep saying what the report is about.
    return false
  }
  return (
    <>
      <p class="hint">{labels.checkHint}</p>
      <Form submit={labels.check} send={check}>
        <Field label={labels.file}>
          <input name="file" type="file" accept=".csv,text/csv,text/plain" required />
        </Field>
        <Select
          label={labels.kind}
          name="kind"
          values={KINDS}
          names={labels.kinds}
          value={kind}
          choose={setKind}
        />
        {kind === 'stock' && (
          <Select label={labels.mode} name="mode" values={MODES} names={labels.modes} />
        )}
      </Form>
      {report && asked && <ReportOf report={report} run={(more) => run(asked, more)} />}
    </>
  )
}

interface ReportProps {
  readonly report: Report
  run(more: Readonly<Record<string, unknown>>): Promise<unknown>
}

function ReportOf({ report, run }: ReportProps) {
  const labels = say(IMPORT)
  const { rows, changes, bad_rows, categories, categories_total, token, message, written } = report
  const [takesCategories, takeCategories] = useState(false)
  return (
    <section class={written ? 'done' : ''}>
      <p role="status">{message}</p>
      <dl class="tiles flowing">
        {ROWS.map((name) => (
          <Tile key={name} name={labels.rows[name]} value={number(rows[name])} />
        ))}
      </dl>
      {token && !written && (
        <div class="buttons">
          {categories_total > 0 && (
            <label class="inline">
              <input
                type="checkbox"
                checked={takesCategories}
                onChange={() => takeCategories(!takesCategories)}
              />
              {labels.takeCategories} ({number(categories_total)})
            </label>
          )}
          <Sure
            label={labels.write}
            sure={labels.sureWrite}
            run={() => run({ token, ...(takesCategories && { take_categories: true }) })}
          />
        </div>
      )}
      {!token && !written && rows.bad > 0 && (
        <button type="button" class="quiet" onClick={() => run({ skip_bad_rows: true })}>
          {labels.takeOthers}
        </button>
      )}
      <Rows
        title={labels.reason}
        columns={[labels.line, labels.reason]}
        rows={bad_rows.map(({ line, reason }) => [number(line), reason])}
        total={rows.bad}
      />
      <Rows
        title={labels.rows.changed}
        columns={[labels.line, labels.product, labels.before, labels.after, labels.other]}
        rows={changes.map(({ line, model, size, quantity_before, quantity_after, fields }) => [
          number(line),
          `${model} ${size}`,
          number(quantity_before),
          number(quantity_after),
          fields,
        ])}
        total={rows.new + rows.changed}
      />
      {categories.length > 0 && (
        <Rows
          title={labels.category}
          columns={[labels.product, labels.category]}
          rows={categories.map(({ model, category }) => [model, category])}
          total={categories_total}
        />
      )}
    </section>
  )
}

interface RowsProps {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** How many there are; those that are shown may be fewer. */
  readonly total: number
}

function Rows({ title, columns, rows, total }: RowsProps) {
  const labels = say(IMPORT)
  if (rows.length === 0) return null
  return (
    <details open>
      <summary>{title}</summary>
      {rows.length < total && (
        <p class="hint">{labels.firstOf(number(rows.length), number(total))}</p>
      )}
      <Table {...{ title, columns, rows }} />
    </details>
  )
}
