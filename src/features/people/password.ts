import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PASSWORD_LENGTH } from '../../domain/person.ts'

/** Why a password is refused. */
export type PasswordFault = 'short' | 'long' | 'email' | 'common'

/** What bcrypt reads of a password. */
const MAX_BYTES = 72

let common: ReadonlySet<string> | undefined

/** The frequent passwords of leaks that are long enough to be chosen here: some 1,500. */
function readCommon(): ReadonlySet<string> {
  const { resolve } = createRequire(import.meta.url)
  const file = resolve('@zxcvbn-ts/language-common/src/passwords.json')
  const all = JSON.parse(readFileSync(file, 'utf8')) as string[]
  return new Set(all.filter(({ length }) => length >= PASSWORD_LENGTH.min))
}

/** @returns what is wrong with a password that somebody of this e-mail chooses; null where it is good */
export function passwordFault(password: string, email: string): PasswordFault | null {
  const letters = [...password].length
  if (letters < PASSWORD_LENGTH.min) return 'short'
  if (letters > PASSWORD_LENGTH.max || Buffer.byteLength(password) > MAX_BYTES) return 'long'
  const plain = password.toLowerCase()
  if (plain === email.toLowerCase()) return 'email'
  common ??= readCommon()
  return common.has(plain) ? 'common' : null
}
