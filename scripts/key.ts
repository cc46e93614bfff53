import { parseArgs } from 'node:util'
import { type ApiKey, KEY_NAME, SCOPES, type Scope } from '../src/domain/api-key.ts'
import { SetupError } from '../src/domain/errors.ts'
import { readEnd } from '../src/domain/period.ts'
import { BY_COMMAND as BY } from '../src/domain/person.ts'
import { oneLine } from '../src/domain/text.ts'
import { createKeyService, type KeyWish } from '../src/features/keys/keys.ts'
import { loadConfig } from '../src/process/config.ts'
import { openStoreBeside } from '../src/process/open-store.ts'
import { print, printError } from '../src/process/terminal.ts'
import { run } from './run.ts'

const USAGE = `Usage:
  npm run key -- create NAME [--scope ${SCOPES.join('|')}] [--location NAME] [--expires DATE]
  npm run key -- list
  npm run key -- revoke NAME`

await run(async () => {
  const config = loadConfig()
  const { command, name, scope, location, expiresAt } = readArguments(config.TIME_ZONE)
  const report = { onProgress: printError, onRestart: () => {} }
  const { keys: store, close } = await openStoreBeside(config, report)
  const keys = createKeyService({ keys: store })
  try {
    if (command === 'list') list(await keys.list())
    else if (command === 'revoke') {
      await keys.revoke(name, BY)
      print(`The key "${name}" is revoked: it is refused within a second.`)
    } else {
      const key = await keys.create({ name, scope, location, expiresAt }, BY)
      printError(`The key "${name}" (${scope}). It is shown this once:`)
      print(key)
    }
  } finally {
    await close()
  }
})

function list(keys: readonly ApiKey[]): void {
  const rows = keys.map((key) => ({
    name: oneLine(key.name),
    scope: key.scope,
    location: oneLine(key.location ?? 'all'),
    expires: key.expiresAt ?? 'never',
    'last used': key.lastUsedAt ?? 'never',
    state: key.revoked ? 'revoked' : 'valid',
  }))
  // biome-ignore lint/suspicious/noConsole: a table of values that are lines
  console.table(rows)
}

function readArguments(timeZone: string): KeyWish & { command: string } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        scope: { type: 'string', default: 'write' },
        location: { type: 'string' },
        expires: { type: 'string' },
      },
    })
    const [command = '', name = '', ...others] = positionals
    const { scope, location, expires } = values
    if (!['create', 'list', 'revoke'].includes(command)) throw new Error('Name what to do')
    if (others.length > 0 || (command !== 'list' && !KEY_NAME.test(name))) {
      throw new Error('Name one key, in letters, digits, spaces and . _ -')
    }
    if (!SCOPES.includes(scope as Scope)) throw new Error(`--scope takes ${SCOPES.join(', ')}`)
    return {
      command,
      name,
      scope: scope as Scope,
      location: location ?? null,
      expiresAt: expires === undefined ? null : endOf(expires, timeZone),
    }
  } catch (error) {
    throw new SetupError(`${(error as Error).message}.\n${USAGE}`)
  }
}

/** A day counts to its last moment, by the clock of the shop. */
function endOf(text: string, timeZone: string): string {
  try {
    return readEnd(text, { now: new Date(), timeZone })
  } catch {
    throw new Error('--expires takes a day to come, for example 2027-06-30')
  }
}
