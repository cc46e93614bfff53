import { HOOKS_VERSION } from '../../src/domain/hooks-version.ts'

/** When this server started. A restored backup shows by it: the server has started again. */
const STARTED = 'stock.started'

export function tellVersion(e: core.RequestEvent): void {
  e.json(200, { version: HOOKS_VERSION, now: Date.now(), started: e.app.store().get(STARTED) })
}

/** The program that started this server knows by it that no other one answers at its address. */
export function tellInstance(e: core.RequestEvent): void {
  e.string(200, $os.getenv('STOCK_INSTANCE'))
}

export function noteStart(e: core.BootstrapEvent): void {
  e.next()
  e.app.store().set(STARTED, new Date().toISOString())
}

/**
 * Makes the superuser that the environment names, so that its password is on no command line. An
 * account that has this password already is left as it is, and its sessions stay valid.
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
