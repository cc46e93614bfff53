import { relative, resolve } from 'node:path'
import { createPeopleService } from '../features/people/people.ts'
import { plain } from '../matching/normalise.ts'
import type { PeopleStore } from '../store/people-store.ts'
import { type Config, isInEnvironment } from './config.ts'
import type { OpenStore } from './open-store.ts'

/** What a shell takes the key out of .env with, with or without quotes around it. */
const KEY_IN_FILE = `$(sed -n 's/^API_KEY=//p' .env | tr -d "\\"'")`

/** Whoever makes the link on starting. */
const BY = { actor: 'start', ip: '' }

/** What a person needs to know once the service runs, and one line that shows that it does. */
export async function welcome(config: Config, opened: OpenStore, api: string): Promise<string> {
  const { secrets, url, store, people } = opened
  const keyFile = secrets.apiKey.file && shown(secrets.apiKey.file)
  const loginFile = secrets.password.file && shown(secrets.password.file)
  const setKey = isInEnvironment('API_KEY') ? '$API_KEY' : KEY_IN_FILE
  const key = keyFile ? `$(cat '${keyFile}')` : setKey
  const { products } = await store.readCatalogue()
  const model = plain(products[0]?.name ?? 'hermes').replaceAll(' ', '+')
  return `
Stock Assistant runs.

  API       ${api}  (described at ${api}/docs)
  Key       ${keyFile ?? 'API_KEY, from the settings'}
  Admin UI  ${url}/_/
  Login     ${loginFile ?? `${config.POCKETBASE_EMAIL} and POCKETBASE_PASSWORD, from the settings`}
${await ownerLine(config, people, api)}
Try it:

  curl -s -H "Authorization: Bearer ${key}" "${api}/inventory?model=${model}&limit=3"
`
}

/** A path as a person types it: short inside this folder, whole outside. */
function shown(path: string): string {
  const short = relative('', path)
  return short.startsWith('..') ? resolve(path) : short
}

/** While the shop has no owner: the link by which one joins. In containers it would stay in a log. */
async function ownerLine(config: Config, store: PeopleStore, api: string): Promise<string> {
  const people = createPeopleService({ store })
  if (config.NODE_ENV === 'production') {
    return (await people.hasOwner())
      ? ''
      : '  Owner     nobody yet: docker compose run --rm init node scripts/user.ts invite EMAIL --role owner\n'
  }
  const link = await people.inviteFirstOwner(BY)
  return link ? `  Owner     ${api}/join/${link.secret}  (open it to become the owner)\n` : ''
}
