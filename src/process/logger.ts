import { type Logger, pino } from 'pino'

/** Fields that never reach a log, wherever they stand in what is logged. */
const SECRETS = ['password', 'token', 'apiKey', 'authorization', 'cookie', 'x-api-key'].flatMap(
  (name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`],
)

/** JSON lines on standard error; readable ones on a terminal. */
export function createLogger(level: string): Logger {
  const options = { level, redact: { paths: SECRETS, censor: '[redacted]' } }
  if (!process.stderr.isTTY) return pino(options, pino.destination({ dest: 2, sync: false }))
  const pretty = { target: 'pino-pretty', options: { destination: 2, ignore: 'pid,hostname' } }
  return pino({ ...options, transport: pretty })
}
