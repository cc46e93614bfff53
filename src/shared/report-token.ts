import { createHash } from 'node:crypto'
import type { Signer } from './signer.ts'

/** What comes with a report, so that its work can be confirmed. */
export interface Confirmation {
  readonly token: string
  /** ISO 8601. */
  readonly expiresAt: string
}

/** What a token says that its caller sends back. */
export type Read<Reported> = Reported & {
  /** Milliseconds since 1970. */
  readonly reportedAt: number
  readonly isExpired: boolean
}

/** How long a report can be confirmed, in minutes. */
export const REPORT_MINUTES = 5
const LIFETIME_MS = REPORT_MINUTES * 60_000

/** Why a token confirms nothing. */
export const NO_REPORT = {
  en: 'The token is not one of your reports.',
  fr: 'Ce jeton ne vient d’aucun de vos rapports.',
}
export const OLD_REPORT = {
  en: `The report is older than ${REPORT_MINUTES} minutes.`,
  fr: `Le rapport a plus de ${REPORT_MINUTES} minutes.`,
}

export const digest = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('base64url')

/**
 * Work that is reported first and written once somebody agreed. The token of a report says, signed,
 * what was reported; nothing has to be kept meanwhile.
 * @param purpose keeps the token of one kind of work from being taken for that of another
 */
export function createReportTokens<Reported extends Readonly<Record<string, string>>>(
  signer: Signer,
  purpose: string,
) {
  const signed = (actor: string, payload: string) => `${actor}\n${payload}`
  return {
    /** Makes a token that lets the same caller confirm within five minutes. */
    make(actor: string, reported: Reported): Confirmation {
      const expires = Date.now() + LIFETIME_MS
      const payload = Buffer.from(JSON.stringify({ ...reported, expires })).toString('base64url')
      const token = `${payload}.${signer.sign(purpose, signed(actor, payload))}`
      return { token, expiresAt: new Date(expires).toISOString() }
    },

    /** What a token says; null for one that was not made for this caller and purpose. */
    read(actor: string, token: string): Read<Reported> | null {
      const [payload = '', signature = ''] = token.split('.')
      if (!signer.verify(purpose, signed(actor, payload), signature)) return null
      const said = JSON.parse(Buffer.from(payload, 'base64url').toString())
      const { expires, ...reported } = said as Reported & { expires: number }
      const times = { reportedAt: expires - LIFETIME_MS, isExpired: Date.now() >= expires }
      return { ...reported, ...times } as unknown as Read<Reported>
    },
  }
}
