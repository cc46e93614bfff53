import { createECDH } from 'node:crypto'
import { createSigner } from '../shared/signer.ts'

/**
 * The keys of the authorization server, derived from the secret that all processes of the service
 * share: nothing has to be kept or handed on, in containers neither. Its cookies live for minutes, and
 * its tokens are not signed, so another secret ends no connection.
 */
export function deriveKeys(secret: string) {
  const signer = createSigner(secret)
  return {
    /** Sign the cookies of a sign-in that is under way. */
    cookies: [signer.sign('oauth', 'cookies')],
    jwks: { keys: [privateKey(Buffer.from(signer.sign('oauth', 'signing key'), 'base64url'))] },
  }
}

/** A key for ES256, as a JWK. @param seed 32 bytes */
function privateKey(seed: Buffer) {
  const pair = createECDH('prime256v1')
  // A seed is no private key with a probability of 2^-32; this throws then.
  pair.setPrivateKey(seed)
  const point = pair.getPublicKey()
  return {
    kty: 'EC',
    crv: 'P-256',
    alg: 'ES256',
    use: 'sig',
    d: seed.toString('base64url'),
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
}
