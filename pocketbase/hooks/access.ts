/** Rules of a collection; only the superuser passes one that is null. */
const RULES = ['listRule', 'viewRule', 'createRule', 'updateRule', 'deleteRule']

/** Statements, not saves: a collection that staff made may not be valid, and is closed all the same. */
const CLOSE_RECORDS = `
  UPDATE _collections SET ${RULES.map((rule) => `${rule} = NULL`).join(', ')}
  WHERE NOT system AND coalesce(${RULES.join(', ')}) IS NOT NULL`

/**
 * Providers at which an owner lets people sign in: they stay, since they make no account and no token
 * (see providers.ts).
 */
const MAY_HAVE_PROVIDERS = "name = 'users'"

/** The new secret signs out whoever signed up before. */
const CLOSE_ACCOUNTS = `
  UPDATE _collections SET options = json_set(options,
    '$.authRule', NULL, '$.manageRule', NULL, '$.passwordAuth.enabled', json('false'),
    '$.otp.enabled', json('false'),
    '$.oauth2.enabled', json(iif(${MAY_HAVE_PROVIDERS} AND options ->> '$.oauth2.enabled', 'true', 'false')),
    '$.authToken.secret', hex(randomblob(25)))
  WHERE NOT system AND type = 'auth' AND (
    coalesce(options ->> '$.authRule', options ->> '$.manageRule') IS NOT NULL
    OR options ->> '$.passwordAuth.enabled' OR options ->> '$.otp.enabled'
    OR (options ->> '$.oauth2.enabled' AND NOT (${MAY_HAVE_PROVIDERS})))`

/**
 * Log-ins from one address in a minute, right and wrong ones. As many API processes as there can be
 * start within it (setting WORKERS).
 */
const SIGN_INS = { label: '*:auth', audience: '', maxRequests: 100, duration: 60 }

/** The header in which the one proxy before PocketBase says who asks. */
const CLIENT_HEADER = 'X-Forwarded-For'

/**
 * Leaves the superuser as the only one who reads and writes records, and brakes the guessing of its
 * password. Done at each start, before anything is served, for every collection that is not
 * PocketBase's own: it makes one, `users`, in which everybody may sign up, and old data folders have it.
 */
export function restrictAccess(e: core.BootstrapEvent): void {
  e.next()
  for (const statement of [CLOSE_RECORDS, CLOSE_ACCOUNTS]) {
    e.app.db().newQuery(statement).execute()
  }
  e.app.reloadCachedCollections()
  limitSignIns(e.app)
}

/** Turns the limits on; where staff did so in the admin UI, theirs stay. */
function limitSignIns(app: CoreApp): void {
  const settings = app.settings()
  const lacksLimits = !settings.rateLimits.enabled
  const lacksProxy = $os.getenv('TRUST_PROXY') === '1' && settings.trustedProxy.headers.length === 0
  if (lacksLimits) unmarshal({ rateLimits: { enabled: true, rules: [SIGN_INS] } }, settings)
  if (lacksProxy) unmarshal({ trustedProxy: { headers: [CLIENT_HEADER] } }, settings)
  if (lacksLimits || lacksProxy) app.save(settings)
}
