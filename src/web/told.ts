import { Refused, Unreachable, type Values } from './api.ts'
import { ACT } from './labels/act.ts'
import { say } from './settings.ts'
import { showToast, type ToastAction } from './toast.ts'

/** Questions that a refusal asks, and the value that says yes to them. */
const ASKED: Readonly<Record<string, string>> = {
  'likely-repeat': 'repeat',
  'similar-name': 'confirm',
  'similar-product': 'confirm',
  'unusual-barcode': 'confirm',
  'unusual-date': 'confirm',
  'unusual-quantity': 'confirm',
  'unusual-size': 'confirm',
}

/** How a program says yes to a question: a person presses a button. */
const FOR_PROGRAMS = /(Nothing was changed|Rien n’a changé)(?: cette fois)? ?: .*/s

interface Ways<T> {
  /** Tries again what got no answer. */
  retry(): unknown
  /** Does it although the service asked back, with the value that says yes. */
  confirm?(yes: Values): unknown
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
      const yes = ASKED[error.code]
      if (yes && confirm) {
        const action = { label: labels.allTheSame, run: () => confirm({ [yes]: true }) }
        showToast({ text: error.message.replace(FOR_PROGRAMS, '$1.'), kind: 'refused', action })
      } else showToast({ text: error.message, kind: 'refused' })
    } else throw error
    return undefined
  }
}
