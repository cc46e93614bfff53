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

/** Creates the check of a link, done before any request to its host. */
export function createLinkCheck(hosts: readonly string[]): (link: string) => URL {
  const allowed = hosts.map(toRegExp)

  /** @throws StockError 'file-refused' */
  return (link) => {
    const url = link.length <= MAX_LENGTH ? URL.parse(link) : null
    if (!url) throw refusedLink('it is not a web address')
    if (url.protocol !== 'https:') throw refusedLink('it is not https')
    if (url.username || url.password) throw refusedLink('it holds a user name')
    if (url.port) throw refusedLink('it names a port')
    // URL normalises every numeric host to an IP address, which no allowed host name can match.
    if (!allowed.some((host) => host.test(url.hostname))) {
      throw refusedLink('its host is not one that files are taken from (setting FILE_HOSTS)')
    }
    return url
  }
}

function toRegExp(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'))
  return new RegExp(`^${parts.join('[a-z0-9-]+')}$`)
}
