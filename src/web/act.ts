import type { Outcomes } from './answers.ts'
import { change, Refused, Unreachable, type Values } from './api.ts'
import { ACT } from './labels/act.ts'
import { say } from './settings.ts'
import { showToast, type ToastAction } from './toast.ts'

/** What answers with a sentence. */
type Acts = {
  [O in keyof Outcomes]: Outcomes[O] extends { readonly message: string } ? O : never
}[keyof Outcomes]

/** Questions that a refusal asks, and the value that says yes to them. */
const ASKED: Readonly<Record<string, string>> = {
  'likely-repeat': 'repeat',
  'unusual-quantity': 'confirm',
  'unusual-size': 'confirm',
  'unusual-date': 'confirm',
  'unusual-barcode': 'confirm',
}

/** A key for a request, so that it is done once however often it is sent. Plain http has no randomUUID. */
export const newRequestId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

/**
 * Does what a press asks for, once, and says what came of it. Where no answer came it offers to try again, under
 * the same key; where the service asks back, to do it all the same.
 * @returns undefined where it was not done
 */
export async function act<O extends Acts>(
  operation: O,
  values: Values,
  requestId = newRequestId(),
): Promise<Outcomes[O] | undefined> {
  const again = (more: Values = {}, key?: string) => act(operation, { ...values, ...more }, key)
  try {
    const outcome = await change(operation, { ...values, request_id: requestId })
    const { message } = outcome as { readonly message: string }
    showToast({ text: message, kind: 'done', action: undoOf(outcome) })
    return outcome
  } catch (error) {
    const labels = say(ACT)
    if (error instanceof Unreachable) {
      const action = { label: labels.tryAgain, run: () => again({}, requestId) }
      showToast({ text: error.message || labels.noAnswer, kind: 'refused', action })
    } else if (error instanceof Refused) {
      const yes = ASKED[error.code]
      const action = yes && { label: labels.allTheSame, run: () => again({ [yes]: true }) }
      showToast({ text: error.message, kind: 'refused', action: action || undefined })
    } else throw error
    return undefined
  }
}

/** Undoes one movement, or all that was recorded with it at once. */
export const undo = (id: string, isWhole = false): Promise<unknown> =>
  act('POST /movements/{id}/undo', { id, ...(isWhole && { whole_request: true }) })

/** How what was done is undone, where it was one movement. */
function undoOf(outcome: object): ToastAction | undefined {
  if (!('movement' in outcome)) return undefined
  const { id } = outcome.movement as { readonly id: string }
  const { undo: label, sureUndo: sure } = say(ACT)
  return { label, sure, run: () => undo(id) }
}
