import type { Outcomes } from './answers.ts'
import { change, revision, send, type Values } from './api.ts'
import { told } from './told.ts'

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
): Promise<Outcomes[O] | undefined> =>
  told(() => change(operation, values), {
    retry: () => manage(operation, values),
    confirm: (yes) => manage(operation, { ...values, ...yes }),
  })

/** The same with a file. @returns undefined where it was not done */
export const upload = <O extends 'POST /import' | 'POST /models/{sku}/photo'>(
  operation: O,
  values: Values,
  file: File,
): Promise<Outcomes[O] | undefined> =>
  told(() => sendFile(operation, values, file), { retry: () => upload(operation, values, file) })

async function sendFile(operation: string, { sku, ...values }: Values, file: File) {
  const body = new FormData()
  for (const [name, value] of Object.entries(values)) body.set(name, String(value))
  body.set('file', file)
  const path = operation.replace('POST ', '').replace('{sku}', encodeURIComponent(String(sku)))
  const response = await send(path, { method: 'POST', body })
  revision.value++
  return response.json()
}
