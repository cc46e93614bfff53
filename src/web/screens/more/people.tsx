import { useState } from 'preact/hooks'
import type { Answers } from '../../answers.ts'
import { useGet } from '../../api.ts'
import { when } from '../../format.ts'
import { MORE } from '../../labels/more.ts'
import { OFFICE } from '../../labels/office.ts'
import { manage } from '../../manage.ts'
import { Field, Form, Once, Select } from '../../parts/fields.tsx'
import { Missing } from '../../parts/states.tsx'
import { Sure } from '../../parts/sure.tsx'
import { say } from '../../settings.ts'
import { LocationField } from './location-field.tsx'

type Person = Answers['/people']['items'][number]

const ROLES = ['viewer', 'staff', 'manager', 'owner'] as const

/** Who works here, what they may do, and links for those who come. */
export function People() {
  const labels = say(OFFICE)
  const { roles } = say(MORE)
  const people = useGet('/people')
  const links = useGet('/invites').answer
  const [link, setLink] = useState<string>()
  if (!people.answer) return <Missing entry={people} />
  const invite = ({ location, ...values }: Readonly<Record<string, string>>) =>
    manage('POST /invites', { ...values, location: location || null }, (made) => setLink(made.link))
  return (
    <>
      {link && <Once text={link} />}
      <ul class="rows">
        {people.answer.items.map((person) => (
          <PersonRow key={person.id} person={person} showLink={setLink} />
        ))}
      </ul>
      <h2>{labels.inviteTitle}</h2>
      <Form submit={labels.invite} send={invite}>
        <Field label={labels.email}>
          <input name="email" type="email" required maxLength={200} autocomplete="off" />
        </Field>
        <Select label={labels.role} name="role" values={ROLES} names={roles} />
        <LocationField />
      </Form>
      {links && links.items.length > 0 && (
        <>
          <h2>{labels.openLinks}</h2>
          <ul class="rows">
            {links.items.map(({ id, email, role, expires_at }) => (
              <li key={id}>
                <div class="grow">
                  <b>{email || roles[role]}</b>
                  <small>
                    {roles[role]} · {labels.until(when(expires_at))}
                  </small>
                </div>
                <Sure
                  label={labels.withdraw}
                  sure={labels.sure}
                  about={email}
                  run={() => manage('DELETE /invites/{id}', { id })}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function PersonRow({ person, showLink }: { person: Person; showLink(link: string): void }) {
  const labels = say(OFFICE)
  const { roles } = say(MORE)
  const { id, email, name, role, location, disabled, last_seen_at } = person
  const change = (values: object) => manage('PATCH /people/{id}', { id, ...values })
  const facts = [
    roles[role],
    location,
    disabled && labels.disabled,
    labels.lastSeen(last_seen_at && when(last_seen_at)),
  ]
  return (
    <li class={disabled ? 'unticked' : ''}>
      <div class="grow">
        <b>{name || email}</b>
        <small>{[name && email, ...facts].filter(Boolean).join(' · ')}</small>
        <details>
          <summary aria-label={`${labels.change}: ${email}`}>{labels.change}</summary>
          <Form
            submit={labels.save}
            send={async ({ location: place, ...values }) => {
              await change({ ...values, location: place || null })
              return false
            }}
          >
            <Select label={labels.role} name="role" values={ROLES} names={roles} value={role} />
            <LocationField value={location} />
          </Form>
          <div class="buttons">
            <button
              type="button"
              class="quiet"
              onClick={() =>
                manage('POST /people/{id}/reset', { id }, (made) => showLink(made.link))
              }
            >
              {labels.resetPassword}
            </button>
            <Sure
              label={disabled ? labels.enable : labels.disable}
              sure={labels.sure}
              about={email}
              run={() => change({ disabled: !disabled })}
            />
          </div>
        </details>
      </div>
    </li>
  )
}
