import { ACT } from '../labels/act.ts'
import { say } from '../settings.ts'
import { hideToast, toast } from '../toast.ts'
import { Icon } from './icon.tsx'
import { Sure } from './sure.tsx'

/** What was just done or refused, which screen readers read out too. */
export function ToastArea() {
  const shown = toast.value
  // Pressed once, it is gone: what comes of it is told anew.
  const run = () => {
    hideToast()
    return shown?.action?.run()
  }
  return (
    <div class="toast-area" role="status">
      {shown && (
        <div class={`toast ${shown.kind}`}>
          <p>{shown.text}</p>
          {shown.action?.sure ? (
            <Sure key={shown.text} label={shown.action.label} sure={shown.action.sure} run={run} />
          ) : (
            shown.action && (
              <button type="button" class="quiet" onClick={run}>
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
