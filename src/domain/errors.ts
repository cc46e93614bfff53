import type { RefusalCode } from './refusals.ts'
import { type Sentence, say } from './say.ts'
import { quoted } from './text.ts'

/**
 * A refusal with a reason a caller can act on: `message` says what to do next, `details` carries
 * the data for it (candidates, sizes, available …). Both are sent to the client. A text that is given as a
 * function is said when it is asked for.
 */
export class StockError extends Error {
  override readonly name = 'StockError'
  declare readonly message: Sentence
  readonly code: RefusalCode
  readonly details: Record<string, unknown>

  constructor(
    code: RefusalCode,
    message: Sentence | (() => Sentence),
    details: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(typeof message === 'string' ? message : message(), options)
    // Several may wait for the same work: each is told in its own language.
    if (typeof message !== 'string') Object.defineProperty(this, 'message', { get: message })
    this.code = code
    this.details = details
  }
}

/**
 * A refusal that the same request met before under its request_id. It stands, whatever would come of
 * the request now: whoever was told that nothing was changed must not find it done later.
 */
export class StandingRefusal extends StockError {
  /** @param refusedAt ISO 8601 */
  constructor({ code, message, details }: Omit<StockError, 'name'>, refusedAt: string) {
    super(
      code,
      () =>
        say({
          en: `Not tried now: this request_id was refused at ${refusedAt}, and nothing was changed. Send a new request_id to try it now; things may be different. What was said then: ${quoted(message)}`,
          fr: `Pas essayé maintenant : ce request_id a été refusé le ${refusedAt}, et rien n’a changé. Envoyez un nouveau request_id pour essayer maintenant ; la situation a pu changer. Ce qui a été dit alors : ${quoted(message)}`,
        }),
      { refused_at: refusedAt, at_that_time: details },
    )
  }
}

/** The service cannot start or a command cannot run: one sentence for the person at the terminal. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}
