import { HOOKS_VERSION } from '../../src/domain/hooks-version.ts'

/** Key of the start time of this server. A new start time shows that a backup was restored. */
const STARTED = 'stock.started'

export function tellVersion(e: core.RequestEvent): void {
  e.json(200, { version: HOOKS_VERSION, started: e.app.store().get(STARTED) })
}

/** Lets the parent process check that its own server, and no other, answers at the address. */
export function tellInstance(e: core.RequestEvent): void {
  e.string(200, $os.getenv('STOCK_INSTANCE'))
}

export function noteStart(e: core.BootstrapEvent): void {
  e.next()
  e.app.store().set(STARTED, new Date().toISOString())
}

/**
 * Creates the superuser from the environment, so that its password is not on a command line. An
 * account that already has this password is not changed, so its sessions stay valid.
 */
export function ensureSuperuser(e: core.BootstrapEvent): void {
  e.next()
  const email = $os.getenv('POCKETBASE_EMAIL')
  const password = $os.getenv('POCKETBASE_PASSWORD')
  if (!email || !password) return

  const superusers = e.app.findCollectionByNameOrId('_superusers')
  const [found] = e.app.findRecordsByFilter(superusers, 'email = {:email}', '', 1, 0, { email })
  if (found?.validatePassword(password)) return
  const superuser = found || new Record(superusers)
  superuser.setEmail(email)
  superuser.setPassword(password)
  e.app.save(superuser)
}
