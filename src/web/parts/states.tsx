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

/** Stands where an answer is missing: it is waited for, it was refused, or the service is out of reach. */
export function Missing({ entry }: { entry: Entry<unknown> }) {
  const labels = say(SHELL)
  const { refused } = entry
  if (refused) {
    const title = refused.status === 403 ? labels.notAllowedTitle : labels.notFoundTitle
    return (
      <State title={title} text={refused.message}>
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
