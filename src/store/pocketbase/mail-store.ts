import { z } from 'zod'
import type { MailStore } from '../mail-store.ts'
import type { Call } from './call.ts'

/** A mail server takes its time. */
const SLOW_MS = 30_000

/** Sends mail by the settings of PocketBase. */
export const createMailStore = (call: Call): MailStore => ({
  async sendMail(mail) {
    const request = { method: 'POST', body: mail, deadlineMs: SLOW_MS } as const
    await call(z.unknown(), '/api/stock/mail', request)
  },
})
