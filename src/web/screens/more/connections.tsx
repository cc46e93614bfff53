import { useGet } from '../../api.ts'
import { when } from '../../format.ts'
import { OFFICE } from '../../labels/office.ts'
import { manage } from '../../manage.ts'
import { may } from '../../me.ts'
import { Missing } from '../../parts/states.tsx'
import { Sure } from '../../parts/sure.tsx'
import { say } from '../../settings.ts'

/** Chats and other programs that may act for somebody. */
export function Connections() {
  const labels = say(OFFICE)
  const entry = useGet('/connections')
  if (!entry.answer) return <Missing entry={entry} />
  const { items } = entry.answer
  return (
    <>
      {items.length === 0 && <p class="hint">{labels.none}</p>}
      <ul class="rows">
        {items.map(({ id, name, person, host, scope, last_used_at }) => (
          <li key={id}>
            <div class="grow">
              <b>{name}</b>
              <small>
                {[
                  person,
                  host,
                  labels.scopes[scope],
                  labels.lastUsed(last_used_at && when(last_used_at)),
                ].join(' · ')}
              </small>
            </div>
            {may('endConnection') && (
              <Sure
                label={labels.disconnect}
                sure={labels.sure}
                about={name}
                run={() => manage('DELETE /connections/{id}', { id })}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
