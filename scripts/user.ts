import { parseArgs } from 'node:util'
import { SetupError } from '../src/domain/errors.ts'
import {
  BY_COMMAND as BY,
  LINK_HOURS,
  type Person,
  ROLE_NAMES,
  type Role,
} from '../src/domain/person.ts'
import { oneLine } from '../src/domain/text.ts'
import { createPeopleService, type PeopleService } from '../src/features/people/people.ts'
import { apiAddress } from '../src/process/api-address.ts'
import { type Config, loadConfig } from '../src/process/config.ts'
import { openStoreBeside } from '../src/process/open-store.ts'
import { print, printError } from '../src/process/terminal.ts'
import { run } from './run.ts'

const USAGE = `Usage:
  npm run user -- invite EMAIL [--role ${ROLE_NAMES.join('|')}] [--location NAME]
  npm run user -- list
  npm run user -- role EMAIL ${ROLE_NAMES.join('|')}
  npm run user -- disable EMAIL
  npm run user -- enable EMAIL
  npm run user -- reset EMAIL`

type Command = (people: PeopleService, wish: Wish, config: Config) => Promise<void>

const COMMANDS: Readonly<Record<string, Command>> = {
  async invite(people, { email, role, location }, config) {
    const { secret } = await people.invite({ email, role, location }, BY)
    showLink(`${email} joins as ${role} by this link`, `${apiAddress(config)}/join/${secret}`)
  },

  async list(people) {
    const links = await people.listLinks()
    // biome-ignore lint/suspicious/noConsole: a table of values that are lines
    console.table([
      ...(await people.list()).map((person) => ({
        email: oneLine(person.email),
        name: oneLine(person.name),
        role: person.role,
        location: oneLine(person.location ?? 'all'),
        state: person.disabled ? 'disabled' : 'active',
        'last seen': person.lastSeenAt ?? 'never',
      })),
      ...links.map(({ kind, email, role, location, expiresAt }) => ({
        email: oneLine(email),
        name: '',
        role,
        location: oneLine(location ?? 'all'),
        state: `${kind === 'join' ? 'invited' : 'new password'} until ${expiresAt}`,
        'last seen': '',
      })),
    ])
  },

  role: (people, { email, role }) => change(people, email, { role }),
  disable: (people, { email }) => change(people, email, { disabled: true }),
  enable: (people, { email }) => change(people, email, { disabled: false }),

  async reset(people, { email }, config) {
    const { id } = await people.named(email)
    const { secret } = await people.offerReset(id, BY)
    showLink(
      `${email} chooses a new password by this link`,
      `${apiAddress(config)}/reset/${secret}`,
    )
  },
}

async function change(
  people: PeopleService,
  email: string,
  update: Partial<Pick<Person, 'role' | 'disabled'>>,
): Promise<void> {
  const { id } = await people.named(email)
  const { role, disabled } = await people.change(id, update, BY)
  print(`${email} is ${disabled ? 'disabled' : role}, within a second.`)
}

function showLink(what: string, link: string): void {
  printError(`${what}. It works once, for ${LINK_HOURS} hours, and is shown this once:`)
  print(link)
}

await run(async () => {
  const { command, ...wish } = readArguments()
  const config = loadConfig()
  const report = { onProgress: printError, onRestart: () => {} }
  const { people, close } = await openStoreBeside(config, report)
  try {
    await command(createPeopleService({ store: people }), wish, config)
  } finally {
    await close()
  }
})

interface Wish {
  readonly email: string
  readonly role: Role
  readonly location: string | null
}

function readArguments(): Wish & { command: Command } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { role: { type: 'string', default: 'staff' }, location: { type: 'string' } },
    })
    const [name = '', email = '', ...others] = positionals
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (!command) throw new Error('Name what to do')
    const role = name === 'role' ? others.shift() : values.role
    if (others.length > 0 || (name !== 'list' && !/^\S+@\S+$/.test(email))) {
      throw new Error('Name one person by e-mail')
    }
    if (!ROLE_NAMES.includes(role as Role)) throw new Error(`A role is ${ROLE_NAMES.join(', ')}`)
    return { command, email, role: role as Role, location: values.location ?? null }
  } catch (error) {
    throw new SetupError(`${(error as Error).message}.\n${USAGE}`)
  }
}
