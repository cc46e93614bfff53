import { parseArgs } from 'node:util'
import { KEY_NAME } from '../src/domain/api-key.ts'
import { SetupError } from '../src/domain/errors.ts'
import { createClientService, type MadeClient } from '../src/features/connections/clients.ts'
import { loadConfig } from '../src/process/config.ts'
import { openStoreBeside } from '../src/process/open-store.ts'
import { print, printError } from '../src/process/terminal.ts'
import { run } from './run.ts'

const USAGE = `Usage:
  npm run client -- create NAME --redirect URL [--redirect URL]
  npm run client -- redirect NAME --redirect URL [--redirect URL]
  npm run client -- list
  npm run client -- remove NAME`

await run(async () => {
  const { command, name, redirects } = readArguments()
  const config = loadConfig()
  const report = { onProgress: printError, onRestart: () => {} }
  const { oauth, close } = await openStoreBeside(config, report)
  const clients = createClientService({ store: oauth })
  try {
    if (command === 'list') {
      // biome-ignore lint/suspicious/noConsole: a table of values that are lines
      console.table((await clients.list()).map(row))
    } else if (command === 'remove') {
      await clients.remove(name)
      print(`The client "${name}" is removed, and what people allowed it has ended.`)
    } else if (command === 'redirect') {
      const { redirects: kept } = await clients.redirect(name, redirects)
      print(`The client "${name}" sends people back to ${kept.join(' or ')}.`)
    } else {
      const { id, secret } = await clients.create(name, redirects)
      tell(config.PUBLIC_URL ?? 'https://<address>', { id, name, secret })
    }
  } finally {
    await close()
  }
})

/** What the form of a GPT asks for under Authentication, OAuth. */
function tell(address: string, client: { id: string; name: string; secret: string }): void {
  printError(`The client "${client.name}". Its secret is shown this once:`)
  print(`Client ID              ${client.id}
Client Secret          ${client.secret}
Authorization URL      ${address}/oauth/authorize
Token URL              ${address}/oauth/token
Scope                  read write
Token Exchange Method  Default (POST request)`)
  printError(
    `When the GPT then shows another callback URL: npm run client -- redirect "${client.name}" --redirect URL`,
  )
}

function row({ name, id, redirects }: MadeClient) {
  return { name, 'client id': id, 'sends people to': redirects.join(' ') }
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { redirect: { type: 'string', multiple: true, default: [] } },
    })
    const [command = '', name = '', ...others] = positionals
    const { redirect: redirects } = values
    const takesAddress = ['create', 'redirect'].includes(command)
    if (!takesAddress && !['list', 'remove'].includes(command)) throw new Error('Name what to do')
    if (others.length > 0 || (command !== 'list' && !KEY_NAME.test(name))) {
      throw new Error('Name one client, in letters, digits, spaces and . _ -')
    }
    if (takesAddress && redirects.length === 0) {
      throw new Error('--redirect takes the callback URL of the program')
    }
    return { command, name, redirects }
  } catch (error) {
    throw new SetupError(`${(error as Error).message}.\n${USAGE}`)
  }
}
