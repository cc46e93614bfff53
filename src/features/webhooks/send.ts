import { Webhook as Signer } from 'standardwebhooks'
import { StockError } from '../../domain/errors.ts'
import type { SignedWebhook } from '../../domain/webhook.ts'
import type { MailStore } from '../../store/mail-store.ts'
import type { Batch } from './batch.ts'
import { FAULTS, keptText } from './delivery-errors.ts'
import type { Answered, Poster } from './post.ts'
import { addressIn, sendMessage } from './send-mail.ts'
import type { Message } from './shapes/shape.ts'
import { SHAPES } from './shapes/shapes.ts'

/** What came of one attempt. */
export interface Attempt extends Answered {
  readonly durationMs: number
}

export type Told = Pick<Batch, 'id' | 'events' | 'more'>

/** Tells an endpoint some events, once. @throws what the signal was aborted with */
export type Send = (webhook: SignedWebhook, told: Told, signal: AbortSignal) => Promise<Attempt>

interface Dependencies {
  readonly poster: Poster
  readonly store: MailStore
  readonly now?: () => Date
}

/** Writes events in the shape of an endpoint, signs them, and sends them. */
export function createSend({ poster, store, now = () => new Date() }: Dependencies): Send {
  async function mail({ url }: SignedWebhook, message: Message): Promise<Answered> {
    const to = addressIn(url)
    if (to === undefined) return { ...UNSENT, error: FAULTS.noMailAddress.en }
    try {
      await sendMessage(store, to, message)
      return { ...UNSENT, error: '' }
    } catch (error) {
      if (error instanceof StockError) return { ...UNSENT, error: keptText(error).slice(0, 300) }
      throw error
    }
  }

  return async (webhook, { id, events, more }, signal) => {
    const message = SHAPES[webhook.shape].message(events, webhook.language, more)
    const began = performance.now()
    const headers = { ...message.headers, ...signed(webhook, id, message.body, now()) }
    const answered =
      webhook.shape === 'mail'
        ? await mail(webhook, message)
        : await poster.post({ url: webhook.url, headers, body: message.body }, signal)
    return { ...answered, durationMs: Math.round(performance.now() - began) }
  }
}

const UNSENT = { status: 0, retryAfterMs: 0 } as const

/** The headers of Standard Webhooks, with a signature for each secret that is valid. */
const signed = ({ secrets }: SignedWebhook, id: string, body: string, at: Date) => ({
  'user-agent': 'stock-assistant',
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
  'webhook-signature': secrets.map((secret) => new Signer(secret).sign(id, at, body)).join(' '),
})
