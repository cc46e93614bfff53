import { spawn } from 'node:child_process'
import { once } from 'node:events'

// npm run test:faults [-- --minutes 30] [--clients 60] [--seed 7] [options of vitest]

const USAGE =
  'Usage: npm run test:faults -- [--minutes 30] [--clients 60] [--seed 7] [options of vitest]\n'

const left = process.argv.slice(2)

/** Takes "--name value" or "--name=value" out of the arguments. */
function take(name: string, pattern: RegExp): string | undefined {
  const index = left.findIndex((one) => one === name || one.startsWith(`${name}=`))
  if (index < 0) return undefined
  const isApart = left[index] === name
  const [first, second] = left.splice(index, isApart ? 2 : 1)
  const value = isApart ? second : first?.slice(name.length + 1)
  if (value !== undefined && pattern.test(value)) return value
  process.stderr.write(USAGE)
  process.exit(2)
}

const minutes = take('--minutes', /^\d{1,3}(\.\d+)?$/)
const clients = take('--clients', /^[1-9]\d{0,2}$/)
const seed = take('--seed', /^\d{1,9}$/)
const tests = spawn(
  'vitest',
  ['run', '--config', 'test/vitest.config.ts', '--project', 'faults', ...left],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(minutes && { FAULTS_MINUTES: minutes }),
      ...(clients && { FAULTS_CLIENTS: clients }),
      ...(seed && { FAULTS_SEED: seed }),
    },
  },
)
// Whatever the tests started ends with them.
for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, () => tests.kill(name))
// A terminal sends it to the tests as well.
process.on('SIGINT', () => {})
const [status] = await once(tests, 'close')
process.exitCode = status ?? 1
