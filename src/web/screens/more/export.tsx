import { useState } from 'preact/hooks'
import { addressOf } from '../../api.ts'
import { OFFICE } from '../../labels/office.ts'
import { Field } from '../../parts/fields.tsx'
import { say } from '../../settings.ts'

/** The stock and the ledger as files for a spreadsheet. */
export function Export() {
  const labels = say(OFFICE)
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  return (
    <>
      <section>
        <h2>{labels.stockFile}</h2>
        <a class="button" href={addressOf('/export/inventory.csv', { bom: true })} download>
          {labels.downloadCsv}
        </a>
      </section>
      <section>
        <h2>{labels.movementsFile}</h2>
        <div class="form">
          <Field label={labels.from}>
            <input
              type="date"
              value={from}
              onChange={({ currentTarget }) => setFrom(currentTarget.value)}
            />
          </Field>
          <Field label={labels.to}>
            <input
              type="date"
              value={to}
              onChange={({ currentTarget }) => setTo(currentTarget.value)}
            />
          </Field>
          <a
            class="button"
            href={addressOf('/export/movements.csv', { bom: true, from, to })}
            download
          >
            {labels.downloadCsv}
          </a>
        </div>
      </section>
    </>
  )
}
