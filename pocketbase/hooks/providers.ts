/** A service at which people sign in instead of here, as an owner set it up for `users`. */
interface Provider {
  /** PocketBase's name for it: "google", "oidc". */
  readonly name: string
  /** What people call it. */
  readonly title: string
}

/** The providers that are set up, and turned on. */
export function providersOf(app: CoreApp): Provider[] {
  const { enabled, providers } = app.findCachedCollectionByNameOrId('users').oauth2
  if (!enabled) return []
  return [...providers].map((provider) => ({
    name: provider.name,
    title: provider.displayName || provider.initProvider().displayName() || provider.name,
  }))
}

/**
 * Tells the API, and nobody else, who has signed in at a provider: an account of ours with that e-mail,
 * which the provider has verified, or none. PocketBase makes no account and no token of its own.
 */
export function tellWhoSignedIn(e: core.RecordAuthWithOAuth2RequestEvent): void {
  if (!e.hasSuperuserAuth()) throw new ForbiddenError()
  e.json(200, { person: e.record ? e.record.id : null })
}
