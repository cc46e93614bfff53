import type { Outcomes } from './answers.ts'
import { change, type Values } from './api.ts'
import { ACT } from './labels/act.ts'
import { say } from './settings.ts'
import type { ToastAction } from './toast.ts'
import { told } from './told.ts'

/** What answers with a sentence. */
type Acts = {
  [O in keyof Outcomes]: Outcomes[O] extends { readonly message: string } ? O : never
}[keyof Outcomes]

/** A key for a request, so that it is done once however often it is sent. Plain http has no randomUUID. */
export const newRequestId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

/**
 * Does what a press asks for, once, and says what came of it. What got no answer is tried again under the same
 * key, what the service asked about is done under a new one.
 * @param done takes what came of it, also where that was after another press
 * @returns undefined where it was not done at once
 */
export function act<O extends Acts>(
  operation: O,
  values: Values,
  done?: (outcome: Outcomes[O]) => void,
): Promise<Outcomes[O] | undefined> {
  const attempt = (all: Values, key: string, next: string): Promise<Outcomes[O] | undefined> =>
    told(() => change(operation, { ...all, request_id: key }), {
      retry: () => attempt(all, key, next),
      confirm: () => attempt({ ...all, confirm: true }, next, newRequestId()),
      done,
      undoOf,
    })
  return attempt(values, newRequestId(), newRequestId())
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
