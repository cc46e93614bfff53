import type { ComponentChildren } from 'preact'
import { type Entry, online, revision } from '../api.ts'
import { SHELL } from '../labels/shell.ts'
import { linkTo } from '../route.ts'
import { say } from '../settings.ts'

interface StateProps {
  readonly title: string
  readonly text: string
  /** What to do about it. */
  readonly children?: ComponentChildren
}

/** Stands where something cannot be shown: says why, and what to do. */
export const State = ({ title, text, children }: StateProps) => (
  <section class="state">
    <h1>{title}</h1>
    <p>{text}</p>
    {children}
  </section>
)

interface MissingProps {
  readonly entry: Entry<unknown>
  /** What to say where there is no such thing; the sentence of the API where this is missing. */
  readonly notFound?: string
}

/** Stands where an answer is missing: it is waited for, it was refused, or the service is out of reach. */
export function Missing({ entry, notFound }: MissingProps) {
  const labels = say(SHELL)
  const { refused } = entry
  if (refused) {
    const title = refused.status === 403 ? labels.notAllowedTitle : labels.notFoundTitle
    const text = (refused.status === 404 && notFound) || refused.message
    return (
      <State title={title} text={text}>
        <a class="button" href={linkTo('/')}>
          {labels.toToday}
        </a>
      </State>
    )
  }
  if (online.value) {
    return (
      <p class="waiting" role="status">
        {labels.waiting}
      </p>
    )
  }
  return (
    <State title={labels.goneTitle} text={labels.goneText}>
      <button type="button" onClick={() => revision.value++}>
        {labels.tryNow}
      </button>
    </State>
  )
}
