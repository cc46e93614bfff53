import { createHash } from 'node:crypto'
import { StockError } from '../../domain/errors.ts'
import type { Signer } from '../../shared/signer.ts'

/** The content of a report. A confirmation for different content is refused. */
export interface Reported {
  readonly mode: string
  /** Hash of the file. */
  readonly file: string
  /** Hash of the changes to write. */
  readonly work: string
}

const LIFETIME_MS = 5 * 60_000

export const digest = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('base64url')

/** Makes a token that lets the same caller confirm the same import within five minutes. */
export function makeToken(signer: Signer, actor: string, reported: Reported) {
  const expires = Date.now() + LIFETIME_MS
  const payload = Buffer.from(JSON.stringify({ ...reported, expires })).toString('base64url')
  const token = `${payload}.${signer.sign('import', `${actor}\n${payload}`)}`
  return { token, expiresAt: new Date(expires).toISOString() }
}

/**
 * Verifies a token and returns its content.
 * @throws StockError 'import-outdated' for one that was not made for this caller
 */
export function readToken(signer: Signer, actor: string, token: string) {
  const [payload = '', signature = ''] = token.split('.')
  if (!signer.verify('import', `${actor}\n${payload}`, signature)) {
    throw outdated('The token is not one of your reports')
  }
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Reported & { expires: number }
}

export const outdated = (why: string) =>
  new StockError(
    'import-outdated',
    `${why}. Nothing was changed: send the file without a token for a new report, show it to the owner, and confirm that one.`,
  )
