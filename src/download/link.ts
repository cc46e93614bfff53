import { StockError } from '../domain/errors.ts'
import type { Language } from '../domain/language.ts'
import { say } from '../domain/say.ts'

/** Maximum length of a link in characters; signed links have about 600. */
const MAX_LENGTH = 4_000

/** A host of the allow-list; `*` stands for letters, digits and hyphens of one label. */
export const HOST_PATTERN = /^(?:[a-z0-9*-]+\.)+[a-z]{2,}$/

/** The error for a refused link. It never contains the link, which is a secret. */
export const refusedLink = (why: Readonly<Record<Language, string>>, cause?: unknown) =>
  new StockError(
    'file-refused',
    say({
      en: `The link of the file was not followed: ${why.en}. Nothing was changed: attach the file to the chat and send the link that comes with it.`,
      fr: `Le lien du fichier n’a pas été suivi : ${why.fr}. Rien n’a changé : joignez le fichier à la conversation et envoyez le lien qui l’accompagne.`,
    }),
    {},
    { cause },
  )

/** Why a link is not followed. */
const REFUSED = {
  noAddress: { en: 'it is not a web address', fr: 'ce n’est pas une adresse web' },
  notHttps: { en: 'it is not https', fr: 'ce n’est pas du https' },
  withUser: { en: 'it holds a user name', fr: 'il contient un nom d’utilisateur' },
  withPort: { en: 'it names a port', fr: 'il nomme un port' },
  otherHost: {
    en: 'its host is not one that files are taken from (setting FILE_HOSTS)',
    fr: 'son hôte n’est pas de ceux dont les fichiers sont acceptés (réglage FILE_HOSTS)',
  },
  notSigned: {
    en: 'it does not come from the chat (it is not signed by OpenAI)',
    fr: 'il ne vient pas de la conversation (il n’est pas signé par OpenAI)',
  },
}

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
    if (!url) throw refusedLink(REFUSED.noAddress)
    if (url.protocol !== 'https:') throw refusedLink(REFUSED.notHttps)
    if (url.username || url.password) throw refusedLink(REFUSED.withUser)
    if (url.port) throw refusedLink(REFUSED.withPort)
    // URL normalises every numeric host to an IP address, which no allowed host name can match.
    const fitting = allowed.filter(({ name }) => name.test(url.hostname))
    if (fitting.length === 0) throw refusedLink(REFUSED.otherHost)
    const isSure = fitting.some(({ isExact }) => isExact) || !url.hostname.endsWith(SHARED_DOMAIN)
    if (!isSure && !isSignedByOpenai(url)) throw refusedLink(REFUSED.notSigned)
    return url
  }
}

const isSignedByOpenai = ({ searchParams }: URL): boolean =>
  searchParams.getAll('sktid').join() === OPENAI_DIRECTORY && searchParams.has('sig')

function toRegExp(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'))
  return new RegExp(`^${parts.join('[a-z0-9-]+')}$`)
}
