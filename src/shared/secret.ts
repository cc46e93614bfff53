import { hash, randomBytes, randomInt } from 'node:crypto'

/** A secret of 256 bits, in letters that fit into a link, a header or a cookie. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What is stored of a secret, in hex. It is random, so it needs no slow hash. */
export const hashOf = (secret: string): string => hash('sha256', secret)

/** A code of 8 digits, for a person to type. */
export const newCode = (): string => String(randomInt(100_000_000)).padStart(8, '0')
