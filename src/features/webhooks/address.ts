import { StockError } from '../../domain/errors.ts'
import type { ShapeName } from '../../domain/webhook.ts'
import {
  addressesOf,
  PrivateHost,
  publicAddressOf,
  type Resolve,
} from '../../download/public-host.ts'
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

const refused = (why: string, todo: string): StockError =>
  new StockError('invalid-request', `The url was not taken: ${why}. Nothing was changed: ${todo}.`)

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
    if (addressIn(text) === undefined) {
      throw refused('it is no address of mail', 'send one like mailto:ines@shop.example')
    }
    return
  }
  const url = text.length <= MAX_LENGTH ? URL.parse(text) : null
  if (!url) throw refused('it is no web address', 'send one like https://shop.example/hooks')
  const isWeb = url.protocol === 'https:' || (url.protocol === 'http:' && allowPrivate)
  if (!isWeb)
    throw refused(
      'it is not https',
      'send an address that begins with https://, or start the service with ALLOW_PRIVATE_WEBHOOKS=true for a network of your own',
    )
  if (url.username || url.password) {
    throw refused('it holds a user name', 'leave the user name and the password out')
  }
  if (url.hash) throw refused('it has a part behind #', 'leave that out: no server gets it')
  if (allowPrivate) return
  const late = AbortSignal.timeout(FIND_MS)
  const given = new Promise<undefined>((done) => {
    late.addEventListener('abort', () => done(undefined), { once: true })
  })
  await Promise.race([publicAddressOf(url.hostname, resolve), given]).catch((error: unknown) => {
    if (!(error instanceof PrivateHost)) return
    throw refused(
      'its host is not on the public internet',
      'send a public address, or start the service with ALLOW_PRIVATE_WEBHOOKS=true for a network of your own',
    )
  })
}
