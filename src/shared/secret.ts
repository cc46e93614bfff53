import { hash, randomBytes, randomInt } from 'node:crypto'

/** A secret of 256 bits, in letters that fit into a link, a header or a cookie. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** SHA-256 in hex: what is stored of a secret. That is random, so it needs no slow hash. */
export const hashOf = (text: string): string => hash('sha256', text)

/** A code of 8 digits, for a person to type. */
export const newCode = (): string => String(randomInt(100_000_000)).padStart(8, '0')
