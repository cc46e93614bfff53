import { durably, waitForDisk } from './durably.ts'
import * as handEdits from './hand-edits.ts'
import { releaseAllExpired } from './reservations.ts'
import { LONGEST_BODIES, PUBLIC, ROUTES, type RouteName } from './routes.ts'
import { ensureSuperuser, noteStart } from './server.ts'

export { ROUTES }

/** Everything else that PocketBase calls. */
export const handlers = {
  ...handEdits,
  ensureSuperuser,
  noteStart,

  /** PocketBase's own batch of edits, off by default, opens one transaction for all of them. */
  waitForDisk(e: core.BatchRequestEvent) {
    waitForDisk(e.app)
    e.next()
  },

  /** Reservations end by themselves, also while no API runs. */
  releaseExpired: () => durably($app, releaseAllExpired),
}

/**
 * PocketBase keeps a handler as its source text and runs it in another runtime, where no name of this
 * file exists. So the text loads this module there (scripts/build.ts gives it its name); each runtime
 * does that once.
 */
const inModule = (expression: string) => `(e) => require(__hooks + '/stock.js').${expression}(e)`

const route = (name: RouteName) => inModule(`ROUTES['${name}']`) as never

const calling = <Name extends keyof typeof handlers>(name: Name) =>
  inModule(`handlers.${name}`) as unknown as (typeof handlers)[Name]

/** Tells PocketBase which handler is for what. Called once, when the server loads its hooks. */
export function register(): void {
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const [method = '', path = ''] = name.split(' ')
    routerAdd(method, path, route(name), ...middlewares(name))
  }

  onBootstrap(calling('noteStart'))
  onBootstrap(calling('ensureSuperuser'))
  onBatchRequest(calling('waitForDisk'))
  cronAdd('stock-release-expired', '* * * * *', calling('releaseExpired'))

  onRecordCreateRequest(calling('createInventory'), 'inventory')
  onRecordUpdateRequest(calling('editInventory'), 'inventory')
  onRecordDeleteRequest(calling('deleteInventory'), 'inventory')
  onRecordDelete(calling('requireEmptyInventory'), 'inventory')

  onRecordCreateRequest(calling('createMovement'), 'movements')
  onRecordUpdate(calling('refuseMovementEdit'), 'movements')
  onRecordDelete(calling('refuseMovementDeletion'), 'movements')

  onRecordUpdateRequest(calling('editVariant'), 'variants')
  onRecordCreateRequest(calling('createProduct'), 'products')
  onRecordUpdateRequest(calling('editProduct'), 'products')

  onRecordCreateRequest(calling('refuseChangeCreation'), 'product_changes')
  onRecordUpdate(calling('refuseChangeEdit'), 'product_changes')
  onRecordDelete(calling('refuseChangeEdit'), 'product_changes')

  onRecordCreateRequest(calling('saveLocation'), 'locations')
  onRecordUpdateRequest(calling('saveLocation'), 'locations')
  onRecordDelete(calling('deleteLocation'), 'locations')
}

function middlewares(name: RouteName) {
  const longest = LONGEST_BODIES[name]
  return [
    ...(PUBLIC.includes(name) ? [] : [$apis.requireSuperuserAuth()]),
    ...(longest === undefined ? [] : [$apis.bodyLimit(longest)]),
  ]
}
