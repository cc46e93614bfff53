import { oneLine } from '../../src/domain/text.ts'
import { type Answer, orRefusal } from './answer.ts'
import { Refusal } from './refusal.ts'

export interface Mail {
  /** An e-mail address. */
  readonly to: string
  readonly subject: string
  /** Plain text. */
  readonly text: string
}

/** Whether a mail server is set: without it PocketBase would call a program of the machine. */
export const canSendMail = (app: CoreApp): boolean => app.settings().smtp.enabled

/** Sends a mail as PocketBase sends its own. Never in a transaction: stock must not wait for a mail server. */
export function sendMail(app: CoreApp, { to, subject, text }: Mail): void {
  const { senderAddress: address, senderName: name } = app.settings().meta
  const message = { from: { address, name }, to: [{ address: to }], subject, text }
  app.newMailClient().send(new MailerMessage(message))
}

const MOST_CHARACTERS = 300

/** Sends a mail for the API, or says why not: mail-not-set-up, mail-not-sent. */
export const mail = (app: CoreApp, message: Mail): Answer =>
  orRefusal(() => {
    if (!canSendMail(app)) throw new Refusal('mail-not-set-up', {})
    try {
      sendMail(app, message)
    } catch (error) {
      throw new Refusal('mail-not-sent', { reason: oneLine(`${error}`).slice(0, MOST_CHARACTERS) })
    }
    return { status: 200, body: {} }
  })
