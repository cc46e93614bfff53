import { Refused, Unreachable } from './api.ts'
import { ACT } from './labels/act.ts'
import { askedOf, isQuestion } from './questions.ts'
import { say } from './settings.ts'
import { showToast, type ToastAction } from './toast.ts'

interface Ways<T> {
  /** Tries again what got no answer. */
  retry(): unknown
  /** Does it although the service asked back. */
  confirm?(): unknown
  /** Takes what came of it, also where that was after another press. */
  done?: ((outcome: T) => void) | undefined
  /** What takes back what was done. */
  undoOf?(outcome: object): ToastAction | undefined
}

/**
 * Does something and says what came of it. Where no answer came it offers to try again; where the service asks
 * back, to do it all the same.
 * @returns undefined where it was not done at once
 */
export async function told<T extends { readonly message: string }>(
  work: () => Promise<T>,
  { retry, confirm, done, undoOf }: Ways<NoInfer<T>>,
): Promise<T | undefined> {
  try {
    const outcome = await work()
    showToast({ text: outcome.message, kind: 'done', action: undoOf?.(outcome) })
    done?.(outcome)
    return outcome
  } catch (error) {
    const labels = say(ACT)
    if (error instanceof Unreachable) {
      const action = { label: labels.tryAgain, run: retry }
      showToast({ text: error.message || labels.noAnswer, kind: 'refused', action })
    } else if (error instanceof Refused) {
      if (confirm && isQuestion(error.code)) {
        const action = { label: labels.allTheSame, run: confirm }
        showToast({ text: askedOf(error.message), kind: 'refused', action })
      } else showToast({ text: error.message, kind: 'refused' })
    } else throw error
    return undefined
  }
}
