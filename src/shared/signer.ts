import { createHmac, scryptSync, timingSafeEqual } from 'node:crypto'

/** Signs short texts that come back from outside: links, confirmations. */
export interface Signer {
  /** @param purpose keeps a signature for one thing from being taken for another */
  sign(purpose: string, text: string): string
  verify(purpose: string, text: string, signature: string): boolean
}

/**
 * Signs with a key derived from a secret that all processes of the service share, so that what one
 * signed another one knows, and nothing has to be kept. The derivation is slow on purpose: signed
 * links are shown to others, who must not be able to try secrets on them.
 */
export function createSigner(secret: string): Signer {
  const key = scryptSync(secret, 'stock-assistant/signer', 32)
  const digest = (purpose: string, text: string) =>
    createHmac('sha256', key).update(`${purpose}\n${text}`).digest()
  return {
    sign: (purpose, text) => digest(purpose, text).toString('base64url'),
    verify(purpose, text, signature) {
      const given = Buffer.from(signature, 'base64url')
      const expected = digest(purpose, text)
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}
