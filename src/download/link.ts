import { StockError } from '../domain/errors.ts'

/** Maximum length of a link in characters; signed links have about 600. */
const MAX_LENGTH = 4_000

/** A host of the allow-list; `*` stands for letters, digits and hyphens of one label. */
export const HOST_PATTERN = /^(?:[a-z0-9*-]+\.)+[a-z]{2,}$/

/** The error for a refused link. It never contains the link, which is a secret. */
export const refusedLink = (why: string, cause?: unknown) =>
  new StockError(
    'file-refused',
    `The link of the file was not followed: ${why}. Nothing was changed: attach the file to the chat and send the link that comes with it.`,
    {},
    { cause },
  )

/**
 * Azure gives an account of any free name to anybody, so a name with a wildcard proves nothing there.
 * A link to one must be signed by OpenAI's directory (`sktid`). Azure checks that: an account of
 * anybody else answers such a link with 403, also for what is open to everybody.
 */
const SHARED_DOMAIN = '.blob.core.windows.net'
const OPENAI_DIRECTORY = 'a48cca56-e6da-484e-a814-9c849652bcb3'

/** Creates the check of a link, done before any request to its host. */
export function createLinkCheck(hosts: readonly string[]): (link: string) => URL {
  const allowed = hosts.map((host) => ({ name: toRegExp(host), isExact: !host.includes('*') }))

  /** @throws StockError 'file-refused' */
  return (link) => {
    const url = link.length <= MAX_LENGTH ? URL.parse(link) : null
    if (!url) throw refusedLink('it is not a web address')
    if (url.protocol !== 'https:') throw refusedLink('it is not https')
    if (url.username || url.password) throw refusedLink('it holds a user name')
    if (url.port) throw refusedLink('it names a port')
    // URL normalises every numeric host to an IP address, which no allowed host name can match.
    const fitting = allowed.filter(({ name }) => name.test(url.hostname))
    if (fitting.length === 0) {
      throw refusedLink('its host is not one that files are taken from (setting FILE_HOSTS)')
    }
    const isSure = fitting.some(({ isExact }) => isExact) || !url.hostname.endsWith(SHARED_DOMAIN)
    if (!isSure && !isSignedByOpenai(url)) {
      throw refusedLink('it does not come from the chat (it is not signed by OpenAI)')
    }
    return url
  }
}

const isSignedByOpenai = ({ searchParams }: URL): boolean =>
  searchParams.getAll('sktid').join() === OPENAI_DIRECTORY && searchParams.has('sig')

function toRegExp(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'))
  return new RegExp(`^${parts.join('[a-z0-9-]+')}$`)
}
