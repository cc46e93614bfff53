import { StockError } from '../../domain/errors.ts'
import { type OfRefusals, type RefusalOf, saidOf } from '../../domain/refusals.ts'
import type { MailStore } from '../../store/mail-store.ts'
import { FAULTS, faultWith, tellFault } from './delivery-errors.ts'
import type { Message } from './shapes/shape.ts'

/** One address, and nothing that a mail server would take for more. */
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i

/**
 * To whom an endpoint of mail is told.
 * @param url "mailto:ines@shop.example"
 * @returns undefined for what is no address, or more than one
 */
export function addressIn(url: string): string | undefined {
  const address = /^mailto:(.+)$/i.exec(url)?.[1] ?? ''
  return ADDRESS.test(address) ? address : undefined
}

/**
 * Sends a message of the shape "mail".
 * @throws StockError 'mail-not-set-up', 'mail-not-sent', 'store-unavailable'
 */
export const sendMessage = (
  store: MailStore,
  to: string,
  { body: text, headers: { subject = '' } }: Message,
): Promise<void> => store.sendMail({ to, subject, text }).catch(explain)

const MESSAGES: OfRefusals<RefusalOf<'mail'>, [], string> = {
  'mail-not-set-up': () => FAULTS.mailNotSetUp.en,
  'mail-not-sent': ({ reason }) => faultWith('mailNotSent', reason),
}

function explain(error: unknown): never {
  if (!(error instanceof StockError)) throw error
  const text = saidOf(MESSAGES, error)
  throw text === undefined
    ? error
    : new StockError(error.code, () => tellFault(text), {}, { cause: error })
}
