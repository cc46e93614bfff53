import { relative, resolve } from 'node:path'
import { createPeopleService } from '../features/people/people.ts'
import { plain } from '../matching/normalise.ts'
import type { PeopleStore } from '../store/people-store.ts'
import { type Config, isInEnvironment } from './config.ts'
import type { OpenStore } from './open-store.ts'
import { phoneCode, type Terminal } from './phone-code.ts'

/** What a shell takes the key out of .env with, with or without quotes around it. */
const KEY_IN_FILE = `$(sed -n 's/^API_KEY=//p' .env | tr -d "\\"'")`

/** Whoever makes the link on starting. */
const BY = { actor: 'start', ip: '' }

/** Where the service is reached, and who reads this. */
interface Around {
  /** Address of the service: the public one where that is set. */
  readonly api: string
  /** The public one, of a tunnel too; undefined where none is known. */
  readonly publicAddress: string | undefined
  readonly terminal: Terminal
}

/** What a person needs to know once the service runs, and one line that shows that it does. */
export async function welcome(
  config: Config,
  opened: OpenStore,
  { api, publicAddress = api, terminal }: Around,
): Promise<string> {
  const { secrets, url, store, people } = opened
  const keyFile = secrets.apiKey.file && shown(secrets.apiKey.file)
  const loginFile = secrets.password.file && shown(secrets.password.file)
  const setKey = isInEnvironment('API_KEY') ? '$API_KEY' : KEY_IN_FILE
  const key = keyFile ? `$(cat '${keyFile}')` : setKey
  const model = plain((await store.anyName()) ?? 'hermes').replaceAll(' ', '+')
  const join = await joinPath(config, people)
  const page = `${publicAddress}${join ?? '/app'}`
  return `
Stock Assistant runs.

  API       ${api}  (described at ${api}/docs)
  Key       ${keyFile ?? 'API_KEY, from the settings'}
  Admin UI  ${url}/_/
  Login     ${loginFile ?? `${config.POCKETBASE_EMAIL} and POCKETBASE_PASSWORD, from the settings`}
${await ownerLine(config, people, join && `${api}${join}`)}${onPhone(await phoneCode(page, terminal), join)}
Try it:

  curl -s -H "Authorization: Bearer ${key}" "${api}/inventory?model=${model}&limit=3"
`
}

/** A path as a person types it: short inside this folder, whole outside. */
function shown(path: string): string {
  const short = relative('', path)
  return short.startsWith('..') ? resolve(path) : short
}

/**
 * While the shop has no owner: where one joins. In containers it would stay in a log.
 * @returns undefined where there is an owner, and in containers
 */
async function joinPath(config: Config, store: PeopleStore): Promise<string | undefined> {
  if (config.NODE_ENV === 'production') return undefined
  const link = await createPeopleService({ store }).inviteFirstOwner(BY)
  return link ? `/join/${link.secret}` : undefined
}

async function ownerLine(
  config: Config,
  store: PeopleStore,
  link: string | undefined,
): Promise<string> {
  if (link !== undefined) return `  Owner     ${link}  (open it to become the owner)\n`
  if (config.NODE_ENV !== 'production' || (await createPeopleService({ store }).hasOwner()))
    return ''
  return '  Owner     nobody yet: docker compose run --rm init node scripts/user.ts invite EMAIL --role owner\n'
}

/** What the code is for, and the code. */
const onPhone = (code: string, join: string | undefined): string =>
  code === ''
    ? ''
    : `\nOn your phone${join === undefined ? ': the shop' : ', to become the owner'}\n\n${code}\n`
