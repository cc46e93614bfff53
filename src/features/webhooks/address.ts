import { StockError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { say } from '../../domain/say.ts'
import type { ShapeName } from '../../domain/webhook.ts'
import {
  addressesOf,
  PrivateHost,
  publicAddressOf,
  type Resolve,
} from '../../download/public-host.ts'
import { FAULTS } from './delivery-errors.ts'
import { addressIn } from './send-mail.ts'

/** What addresses endpoints may have. */
export interface AddressRules {
  /** Whether http and addresses of a network of one's own are taken as well. */
  readonly allowPrivate: boolean
  /** Every address of a host name. */
  readonly resolve?: Resolve
}

const MAX_LENGTH = 2_000

/** A name that cannot be found so soon is no reason to refuse: it may come up later. */
const FIND_MS = 2_000

type Words = Readonly<Record<Language, string>>

const refused = ({ why, todo }: { readonly why: Words; readonly todo: Words }): StockError =>
  new StockError(
    'invalid-request',
    say({
      en: `The url was not taken: ${why.en}. Nothing was changed: ${todo.en}.`,
      fr: `L’url n’a pas été acceptée : ${why.fr}. Rien n’a changé : ${todo.fr}.`,
    }),
  )

const REFUSED = {
  noMail: {
    why: FAULTS.noMailAddress,
    todo: {
      en: 'send one like mailto:ines@shop.example',
      fr: 'envoyez-en une comme mailto:ines@shop.example',
    },
  },
  noWeb: {
    why: { en: 'it is no web address', fr: 'ce n’est pas une adresse web' },
    todo: {
      en: 'send one like https://shop.example/hooks',
      fr: 'envoyez-en une comme https://shop.example/hooks',
    },
  },
  notHttps: {
    why: { en: 'it is not https', fr: 'ce n’est pas du https' },
    todo: {
      en: 'send an address that begins with https://, or start the service with ALLOW_PRIVATE_WEBHOOKS=true for a network of your own',
      fr: 'envoyez une adresse qui commence par https://, ou démarrez le service avec ALLOW_PRIVATE_WEBHOOKS=true pour un réseau à vous',
    },
  },
  withUser: {
    why: { en: 'it holds a user name', fr: 'elle contient un nom d’utilisateur' },
    todo: {
      en: 'leave the user name and the password out',
      fr: 'omettez le nom d’utilisateur et le mot de passe',
    },
  },
  withHash: {
    why: { en: 'it has a part behind #', fr: 'elle a une partie après #' },
    todo: {
      en: 'leave that out: no server gets it',
      fr: 'omettez-la : aucun serveur ne la reçoit',
    },
  },
  private: {
    why: FAULTS.private,
    todo: {
      en: 'send a public address, or start the service with ALLOW_PRIVATE_WEBHOOKS=true for a network of your own',
      fr: 'envoyez une adresse publique, ou démarrez le service avec ALLOW_PRIVATE_WEBHOOKS=true pour un réseau à vous',
    },
  },
} as const

/**
 * Refuses an address that nothing may be sent to. What its name leads to is looked at again at each delivery.
 * @throws StockError 'invalid-request'
 */
export async function checkAddress(
  text: string,
  shape: ShapeName,
  { allowPrivate, resolve = addressesOf }: AddressRules,
): Promise<void> {
  if (shape === 'mail') {
    if (addressIn(text) === undefined) throw refused(REFUSED.noMail)
    return
  }
  const url = text.length <= MAX_LENGTH ? URL.parse(text) : null
  if (!url) throw refused(REFUSED.noWeb)
  const isWeb = url.protocol === 'https:' || (url.protocol === 'http:' && allowPrivate)
  if (!isWeb) throw refused(REFUSED.notHttps)
  if (url.username || url.password) throw refused(REFUSED.withUser)
  if (url.hash) throw refused(REFUSED.withHash)
  if (allowPrivate) return
  const late = AbortSignal.timeout(FIND_MS)
  const given = new Promise<undefined>((done) => {
    late.addEventListener('abort', () => done(undefined), { once: true })
  })
  await Promise.race([publicAddressOf(url.hostname, resolve), given]).catch((error: unknown) => {
    if (error instanceof PrivateHost) throw refused(REFUSED.private)
  })
}
