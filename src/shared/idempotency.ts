import { randomUUIDv7 } from 'node:crypto'
import type { Caller, RequestKey } from '../domain/caller.ts'
import { StandingRefusal, StockError } from '../domain/errors.ts'
import type { Author, Written } from '../domain/movement.ts'
import { type LedgerDetails, refusalRule } from '../domain/refusals.ts'
import { join, type Sentence, say } from '../domain/say.ts'
import { deedOf } from './message-parts.ts'
import { hashOf } from './secret.ts'

/** What a caller says beside the request itself, once it was asked: yes, it is meant so. */
type Confirmed = Readonly<Record<string, boolean | undefined>>

/**
 * The idempotency key of a request, and the hashes that tell it from another one under that key. Many
 * chats share an actor, and their models make up the same request_id: each conversation has its own.
 */
export function authorOf(
  content: object,
  { requestId }: RequestKey,
  caller: Caller,
  confirmed: Confirmed = {},
): Author {
  const said = Object.keys(confirmed).filter((name) => confirmed[name])
  return {
    ...caller,
    // Where the caller sent none, a generated key makes our own retries safe. Keys of one time stand
    // together in the index.
    idempotencyKey: requestId === undefined ? `auto-${randomUUIDv7()}` : keyOf(requestId, caller),
    requestHash: contentHash(content),
    ...(said.length > 0 && { attemptHash: contentHash({ content, said }) }),
  }
}

const keyOf = (requestId: string, { conversation }: Caller): string =>
  conversation === undefined ? `id-${requestId}` : `in-${conversation}-${requestId}`

/** The same for the same content, in whatever order its fields stand. */
function contentHash(content: object): string {
  const canonical = JSON.stringify(content, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return hashOf(canonical)
}

/** Notes a refusal in the ledger; see LedgerStore. */
type NoteRefusal = (author: Author, refusal: StockError) => Promise<Written>

/**
 * Before a caller is told that a request is refused, the ledger notes it: an attempt of the request
 * that is still on its way can then no longer be done, and make the answer untrue.
 * @param refusal why the request is not done, as the caller is to be told
 * @returns what another attempt of it did meanwhile, which is its answer
 * @throws the refusal, or the one that the request met before
 */
export async function lastWord(
  noteRefusal: NoteRefusal,
  author: Author,
  key: RequestKey,
  refusal: unknown,
): Promise<Written> {
  if (!(refusal instanceof StockError) || isSettled(refusal)) throw refusal
  return noteRefusal(author, refusal).catch((error: unknown) => {
    if (!(error instanceof StockError)) throw error
    if (error.details.may_be_written) throw unsure(error, key)
    throw error.code === 'request-id-reused' ? reused(error) : error
  })
}

/** Whether it is no answer to the request itself, or was noted before. */
const isSettled = (refusal: StockError): boolean =>
  refusal instanceof StandingRefusal ||
  refusal.code === 'request-id-reused' ||
  refusalRule(refusal.code).retry === true

/** What to do when it is unknown whether a write, or an undo, was done. */
export const unsure = (cause: StockError, { requestId }: RequestKey): StockError =>
  new StockError(
    cause.code,
    join([
      cause.message as Sentence,
      requestId === undefined
        ? say({
            en: 'Look at listMovements before you send it again, or it may be done twice. With a request_id it could be sent again at once.',
            fr: 'Regardez listMovements avant de la renvoyer, sinon elle pourrait être faite deux fois. Avec un request_id, elle pourrait être renvoyée aussitôt.',
          })
        : say({
            en: 'Send it again with the same request_id: it is never done twice.',
            fr: 'Renvoyez la demande avec le même request_id : elle n’est jamais faite deux fois.',
          }),
    ]),
    cause.details,
    { cause },
  )

/**
 * The same refusal for a write and for an undo. What comes again in other words may be what was done: under
 * a new request_id it would be done twice.
 */
export function reused(cause: StockError): StockError {
  // The details are those of the hooks, or of an answer that was told before.
  const { done } = cause.details as LedgerDetails['request-id-reused']
  const what = done
    ? say({
        en: `${deedOf(done.type, done.quantity)} (movement ${done.id})`,
        fr: `${deedOf(done.type, done.quantity)} (mouvement ${done.id})`,
      })
    : say({ en: 'something else', fr: 'autre chose' })
  return new StockError(
    'request-id-reused',
    say({
      en: `Under this request_id ${what} was done already. Nothing was changed now: if this is the same thing in other words, it is done. Look at listMovements first; only if it is a new thing to do, send it with a new request_id.`,
      fr: `Sous ce request_id, ceci a déjà été fait : ${what}. Rien n’a changé maintenant : si c’est la même chose en d’autres mots, c’est fait. Regardez d’abord listMovements ; seulement si c’est une nouvelle chose à faire, envoyez-la avec un nouveau request_id.`,
    }),
    done ? { movement: done.id } : {},
    { cause },
  )
}
