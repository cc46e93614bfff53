import { ACT } from '../labels/act.ts'
import { say } from '../settings.ts'
import { hideToast, toast } from '../toast.ts'
import { Icon } from './icon.tsx'
import { Sure } from './sure.tsx'

/** What was just done or refused, which screen readers read out too. */
export function ToastArea() {
  const shown = toast.value
  return (
    <div class="toast-area" role="status">
      {shown && (
        <div class={`toast ${shown.kind}`}>
          <p>{shown.text}</p>
          {shown.action?.sure ? (
            <Sure
              key={shown.text}
              label={shown.action.label}
              sure={shown.action.sure}
              run={shown.action.run}
            />
          ) : (
            shown.action && (
              <button type="button" class="quiet" onClick={() => shown.action?.run()}>
                {shown.action.label}
              </button>
            )
          )}
          <button type="button" class="plain" aria-label={say(ACT).close} onClick={hideToast}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  )
}
