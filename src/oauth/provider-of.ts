import type { Provider } from 'oidc-provider'
import type { ProviderOptions } from './provider.ts'

/** Addresses under which the shop is reached at once; whoever asks on this machine chooses one. */
const MAX_ISSUERS = 4

/**
 * The authorization server of an address. Its library takes most of a second to load, so that happens
 * when somebody first signs in for a program.
 */
export function createProviders(options: ProviderOptions): (issuer: string) => Promise<Provider> {
  const made = new Map<string, Promise<Provider>>()

  async function make(issuer: string): Promise<Provider> {
    const { createProviderFactory } = await import('./provider.ts')
    factory ??= createProviderFactory(options)
    return factory(issuer)
  }
  let factory: ((issuer: string) => Provider) | undefined

  return (issuer) => {
    const known = made.get(issuer)
    if (known) return known
    const [oldest] = made.keys()
    if (made.size >= MAX_ISSUERS && oldest !== undefined) made.delete(oldest)
    const provider = make(issuer)
    made.set(issuer, provider)
    provider.catch(() => made.delete(issuer))
    return provider
  }
}
