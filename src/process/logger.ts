import { type Logger, pino } from 'pino'

/** Fields that never reach a log, wherever they stand in what is logged. */
const SECRETS = ['password', 'token', 'apiKey', 'authorization', 'cookie', 'x-api-key'].flatMap(
  (name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`],
)

/**
 * Characters that steer a terminal, as JSON holds them: escaped, apart from line breaks and tabs, or not.
 * A backslash that is escaped is matched with them, so that it escapes nothing after it.
 */
const STEERING = /(\\\\)|\\[bfr]|\\u00[01][\da-f]|[\x7f-\x9f]/g

/** A line of the log that is harmless in a terminal, also once it is made readable. */
export const harmless = (line: string): string =>
  line.replace(STEERING, (_, backslash?: string) => backslash ?? '\\ufffd')

/**
 * Lines are written together, so many bytes or so many milliseconds of them, and at the end: to write each by
 * itself takes longer than most answers.
 */
const TOGETHER = { minLength: 4_096, periodicFlush: 250 }

/** JSON lines on standard error; readable ones on a terminal. */
export function createLogger(level: string): Logger {
  const options = {
    level,
    redact: { paths: SECRETS, censor: '[redacted]' },
    hooks: { streamWrite: harmless },
  }
  if (!process.stderr.isTTY)
    return pino(options, pino.destination({ dest: 2, sync: false, ...TOGETHER }))
  const pretty = { target: 'pino-pretty', options: { destination: 2, ignore: 'pid,hostname' } }
  return pino({ ...options, transport: pretty })
}
