import { useState } from 'preact/hooks'
import { useGet } from '../../api.ts'
import { number } from '../../format.ts'
import { OFFICE } from '../../labels/office.ts'
import { manage } from '../../manage.ts'
import { Field, Form, Once, Select } from '../../parts/fields.tsx'
import { Missing } from '../../parts/states.tsx'
import { Sure } from '../../parts/sure.tsx'
import { language, say } from '../../settings.ts'

const SHAPES = ['mail', 'slack', 'discord', 'teams', 'ntfy', 'json'] as const

/** Addresses that are told what happens. */
export function Webhooks() {
  const labels = say(OFFICE)
  const entry = useGet('/webhooks')
  const [secret, setSecret] = useState<string>()
  if (!entry.answer) return <Missing entry={entry} />
  const { items } = entry.answer
  const add = (values: Readonly<Record<string, string>>) =>
    manage('POST /webhooks', { ...values, language: language.value }, (made) =>
      // Whoever reads messages needs no secret to check them.
      setSecret(made.webhook.shape === 'json' ? made.secret : undefined),
    )
  return (
    <>
      {secret && <Once text={secret} />}
      {items.length === 0 && <p class="hint">{labels.none}</p>}
      <ul class="rows">
        {items.map(({ id, url, description, shape, status, behind, last_error }) => (
          <li key={id} class="tall">
            <div class="grow">
              <b>{description || url}</b>
              <small>
                {[
                  description && url,
                  labels.shapes[shape],
                  labels.statuses[status],
                  behind > 0 && labels.behind(number(behind)),
                  status !== 'ok' && last_error,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
              <div class="buttons">
                <button
                  type="button"
                  class="quiet"
                  onClick={() => manage('POST /webhooks/{id}/test', { id })}
                >
                  {labels.test}
                </button>
                <Sure
                  label={status === 'disabled' ? labels.enable : labels.disable}
                  sure={labels.sure}
                  about={url}
                  run={() =>
                    manage('PATCH /webhooks/{id}', { id, disabled: status !== 'disabled' })
                  }
                />
                <Sure
                  label={labels.remove}
                  sure={labels.sure}
                  about={url}
                  run={() => manage('DELETE /webhooks/{id}', { id })}
                />
              </div>
            </div>
          </li>
        ))}
      </ul>
      <h2>{labels.addWebhook}</h2>
      <Form submit={labels.addWebhook} send={add}>
        <Field label={labels.address}>
          <input name="url" type="url" required maxLength={2_000} autocomplete="off" />
        </Field>
        <Select label={labels.shape} name="shape" values={SHAPES} names={labels.shapes} />
        <Field label={labels.name}>
          <input name="description" maxLength={200} autocomplete="off" />
        </Field>
      </Form>
    </>
  )
}
