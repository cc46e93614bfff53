import type { Outcomes } from './answers.ts'
import { change, revision, send, type Values } from './api.ts'
import { told } from './told.ts'

/** What answers with a sentence. */
type Tells = {
  [O in keyof Outcomes]: Outcomes[O] extends { readonly message: string } ? O : never
}[keyof Outcomes]

/**
 * Does what moves no stock, and says what came of it. It has no key of its own: where no answer came it may have
 * been done, and a second try does it again or is refused because it is there.
 * @param done takes what came of it, also where that was after another press
 * @returns undefined where it was not done at once
 */
export const manage = <O extends Tells>(
  operation: O,
  values: Values,
  done?: (outcome: Outcomes[O]) => void,
): Promise<Outcomes[O] | undefined> =>
  told(() => change(operation, values), {
    retry: () => manage(operation, values, done),
    confirm: () => manage(operation, { ...values, confirm: true }, done),
    done,
  })

/** The same with a file. */
export const upload = <O extends 'POST /import' | 'POST /models/{sku}/photo'>(
  operation: O,
  values: Values,
  file: File,
  done?: (outcome: Outcomes[O]) => void,
): Promise<Outcomes[O] | undefined> =>
  told(() => sendFile<O>(operation, values, file), {
    retry: () => upload(operation, values, file, done),
    done,
  })

async function sendFile<O extends keyof Outcomes>(
  operation: O,
  { sku, ...values }: Values,
  file: File,
): Promise<Outcomes[O]> {
  const body = new FormData()
  for (const [name, value] of Object.entries(values)) body.set(name, String(value))
  body.set('file', file)
  const path = operation.replace('POST ', '').replace('{sku}', encodeURIComponent(String(sku)))
  const response = await send(path, { method: 'POST', body })
  revision.value++
  return response.json()
}
