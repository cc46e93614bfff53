import { statSync } from 'node:fs'
import { SetupError } from '../domain/errors.ts'
import type { Config } from './config.ts'

/** Shorter secrets are likely chosen by a person, and can be guessed. */
const MIN_LENGTH = 20
const MIN_DIFFERENT_CHARACTERS = 8
const GUESSABLE = /change.?me|password|secret|example|default|123456|qwerty/i

/** Readable by others than the owner. */
const GROUP_AND_OTHERS = 0o077

/**
 * Refuses settings that would leave a published shop open.
 * @param envFile the file of settings; only its permissions are looked at
 * @throws SetupError that names each of them and what to do, and no value
 */
export function requireSafeSettings(config: Config, envFile = '.env'): void {
  const problems = [
    ...secretProblems('API_KEY', config.API_KEY),
    ...secretProblems('POCKETBASE_PASSWORD', config.POCKETBASE_PASSWORD),
    ...addressProblems(config),
    ...fileProblems(envFile),
  ]
  if (problems.length > 0) {
    throw new SetupError(`Not started, because NODE_ENV is production: ${problems.join('; ')}.`)
  }
}

function secretProblems(name: string, value: string | undefined): string[] {
  if (value === undefined) return [`${name} is not set: npm run setup makes one`]
  const isWeak =
    value.length < MIN_LENGTH ||
    new Set(value).size < MIN_DIFFERENT_CHARACTERS ||
    GUESSABLE.test(value)
  return isWeak ? [`${name} can be guessed: remove it from .env and run npm run setup`] : []
}

/** A public listen address is only allowed behind our own proxy. */
function addressProblems({ HOST, TRUST_PROXY }: Config): string[] {
  const isLocal = /^(127\.|::1$|localhost$)/.test(HOST)
  return isLocal || TRUST_PROXY > 0
    ? []
    : [`HOST is ${HOST} and no proxy stands before the API: leave HOST out, or set TRUST_PROXY`]
}

function fileProblems(file: string): string[] {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0
  return process.platform !== 'win32' && (mode & GROUP_AND_OTHERS) !== 0
    ? [`others can read ${file}: chmod 600 ${file}`]
    : []
}
