import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { SCOPES, type Scope } from '../src/domain/api-key.ts'
import { SetupError } from '../src/domain/errors.ts'
import { oneLine } from '../src/domain/text.ts'
import { loadConfig } from '../src/process/config.ts'
import { openStoreBeside } from '../src/process/open-store.ts'
import { print, printError } from '../src/process/terminal.ts'
import { hashOf } from '../src/shared/secret.ts'
import type { KeyStore } from '../src/store/key-store.ts'
import { run } from './run.ts'

const USAGE = `Usage:
  npm run key -- create NAME [--scope ${SCOPES.join('|')}] [--location NAME] [--expires DATE]
  npm run key -- list
  npm run key -- revoke NAME`

await run(async () => {
  const { command, name, scope, location, expiresAt } = readArguments()
  const report = { onProgress: printError, onRestart: () => {} }
  const { keys, close } = await openStoreBeside(loadConfig(), report)
  try {
    if (command === 'list') await list(keys)
    else if (command === 'revoke') await revoke(keys, name)
    else await create(keys, { name, scope, location, expiresAt })
  } finally {
    await close()
  }
})

async function create(keys: KeyStore, wish: Wish): Promise<void> {
  const taken = (await keys.readKeys()).find(
    ({ name, revoked }) => name.toLowerCase() === wish.name.toLowerCase() && !revoked,
  )
  if (taken) {
    throw new SetupError(
      `There is a key "${taken.name}" already: revoke it first, or take another name.`,
    )
  }
  const key = `sk-${randomBytes(24).toString('base64url')}`
  await keys.saveKey({ ...wish, hash: hashOf(key) })
  printError(`The key "${wish.name}" (${wish.scope}). It is shown this once:`)
  print(key)
}

async function list(keys: KeyStore): Promise<void> {
  const rows = (await keys.readKeys()).map((key) => ({
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

async function revoke(keys: KeyStore, name: string): Promise<void> {
  if (!(await keys.revokeKey(name))) {
    throw new SetupError(`There is no key "${name}": npm run key -- list shows the ones there are.`)
  }
  print(`The key "${name}" is revoked: it is refused within a second.`)
}

interface Wish {
  readonly name: string
  readonly scope: Scope
  readonly location: string | null
  readonly expiresAt: string | null
}

function readArguments(): Wish & { command: string } {
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
    if (others.length > 0 || (command !== 'list' && !/^[\p{L}\p{N} ._-]{1,100}$/u.test(name))) {
      throw new Error('Name one key, in letters, digits, spaces and . _ -')
    }
    if (!SCOPES.includes(scope as Scope)) throw new Error(`--scope takes ${SCOPES.join(', ')}`)
    return {
      command,
      name,
      scope: scope as Scope,
      location: location ?? null,
      expiresAt: moment(expires),
    }
  } catch (error) {
    throw new SetupError(`${(error as Error).message}.\n${USAGE}`)
  }
}

function moment(text: string | undefined): string | null {
  if (text === undefined) return null
  const date = new Date(text)
  if (Number.isNaN(date.getTime()) || date.getTime() <= Date.now()) {
    throw new Error('--expires takes a day to come, for example 2027-06-30')
  }
  return date.toISOString()
}
