import { useState } from 'preact/hooks'
import { useGet } from '../../api.ts'
import { when } from '../../format.ts'
import { OFFICE } from '../../labels/office.ts'
import { manage } from '../../manage.ts'
import { Field, Form, Once, Select } from '../../parts/fields.tsx'
import { Missing } from '../../parts/states.tsx'
import { Sure } from '../../parts/sure.tsx'
import { say } from '../../settings.ts'
import { LocationField } from './location-field.tsx'

const SCOPES = ['write', 'read', 'admin'] as const

/** Keys for programs. */
export function Keys() {
  const labels = say(OFFICE)
  const entry = useGet('/keys')
  const [key, setKey] = useState<string>()
  if (!entry.answer) return <Missing entry={entry} />
  const make = ({ location, ...values }: Readonly<Record<string, string>>) =>
    manage('POST /keys', { ...values, location: location || null }, (made) => setKey(made.key))
  return (
    <>
      {key && <Once text={key} />}
      <ul class="rows">
        {entry.answer.items.map(({ name, scope, location, last_used_at, expires_at, revoked }) => (
          <li key={name} class={revoked ? 'unticked' : ''}>
            <div class="grow">
              <b>{name}</b>
              <small>
                {[
                  labels.scopes[scope],
                  location,
                  revoked && labels.revoked,
                  expires_at && labels.until(when(expires_at)),
                  labels.lastUsed(last_used_at && when(last_used_at)),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </div>
            {!revoked && (
              <Sure
                label={labels.revoke}
                sure={labels.sure}
                about={name}
                run={() => manage('DELETE /keys/{name}', { name })}
              />
            )}
          </li>
        ))}
      </ul>
      <h2>{labels.makeKey}</h2>
      <Form submit={labels.makeKey} send={make}>
        <Field label={labels.name}>
          <input name="name" required maxLength={60} autocomplete="off" />
        </Field>
        <Select label={labels.scope} name="scope" values={SCOPES} names={labels.scopes} />
        <LocationField />
      </Form>
    </>
  )
}
