import type { Outcomes } from './answers.ts'
import { change, Refused, revision, send, Unreachable, type Values } from './api.ts'
import { ACT } from './labels/act.ts'
import { say } from './settings.ts'
import { showToast } from './toast.ts'

/** What answers with a sentence. */
type Tells = {
  [O in keyof Outcomes]: Outcomes[O] extends { readonly message: string } ? O : never
}[keyof Outcomes]

/**
 * Does what moves no stock, and says what came of it. It has no key of its own: done twice it does no harm.
 * @returns undefined where it was not done
 */
export const manage = <O extends Tells>(
  operation: O,
  values: Values,
): Promise<Outcomes[O] | undefined> => told(() => change(operation, values))

/** The same with a file. @returns undefined where it was not done */
export const upload = <O extends 'POST /import' | 'POST /models/{sku}/photo'>(
  operation: O,
  { sku, ...values }: Values,
  file: File,
): Promise<Outcomes[O] | undefined> =>
  told(async () => {
    const body = new FormData()
    for (const [name, value] of Object.entries(values)) body.set(name, String(value))
    body.set('file', file)
    const path = operation.replace('POST ', '').replace('{sku}', encodeURIComponent(String(sku)))
    const response = await send(path, { method: 'POST', body })
    revision.value++
    return response.json()
  })

async function told<T extends { readonly message: string }>(
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    const outcome = await work()
    showToast({ text: outcome.message, kind: 'done' })
    return outcome
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error
    const labels = say(ACT)
    const action =
      error instanceof Unreachable ? { label: labels.tryAgain, run: () => told(work) } : undefined
    showToast({ text: error.message || labels.noAnswer, kind: 'refused', action })
    return undefined
  }
}
