import { restrictAccess } from './access.ts'
import { holdWhileRestoring, isClosed, refuseWhileClosed } from './closed.ts'
import { durably, waitForDisk } from './durably.ts'
import { serveStoredThumbs } from './files.ts'
import * as handEdits from './hand-edits.ts'
import { checkMark, syncMark } from './mark.ts'
import { sweepOAuthRecords } from './oauth.ts'
import { tellWhoSignedIn } from './providers.ts'
import { releaseAllExpired } from './reservations.ts'
import { LONGEST_BODIES, PUBLIC, ROUTES, type RouteName } from './routes.ts'
import { ensureSuperuser, noteStart } from './server.ts'

export { ROUTES }

/** The handlers that PocketBase calls besides the routes. */
export const handlers = {
  ...handEdits,
  restrictAccess,
  tellWhoSignedIn,
  ensureSuperuser,
  noteStart,
  checkMark,
  refuseWhileClosed,
  holdWhileRestoring,
  serveStoredThumbs,

  /** PocketBase's own batch API (off by default) opens one transaction for all its edits. */
  waitForDisk(e: core.BatchRequestEvent) {
    waitForDisk(e.app)
    e.next()
  },

  /** Releases expired reservations, even while the API is not running. */
  releaseExpired() {
    if (!isClosed($app)) durably($app, releaseAllExpired)
  },

  syncMark: () => syncMark($app),
  /** Removes codes, tokens and clients that have ended. */
  sweepOAuth() {
    if (!isClosed($app)) durably($app, sweepOAuthRecords)
  },
}

/**
 * PocketBase keeps a handler as source text and runs it in another JavaScript runtime, where the names
 * of this file do not exist. So the text loads this module (scripts/build-hooks.ts sets its file name). Each
 * runtime loads it once.
 */
const inModule = (expression: string) => `(e) => require(__hooks + '/stock.js').${expression}(e)`

const route = (name: RouteName) => inModule(`ROUTES['${name}']`) as never

const calling = <Name extends keyof typeof handlers>(name: Name) =>
  inModule(`handlers.${name}`) as unknown as (typeof handlers)[Name]

/** Registers all handlers with PocketBase. Called once, when the server loads its hooks. */
export function register(): void {
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const [method = '', path = ''] = name.split(' ')
    routerAdd(method, path, route(name), ...middlewares(name))
  }

  routerUse(calling('serveStoredThumbs') as never)

  onBootstrap(calling('noteStart'))
  onBootstrap(calling('ensureSuperuser'))
  onBootstrap(calling('checkMark'))
  onBackupRestore(calling('holdWhileRestoring'))
  onRecordCreateRequest(calling('refuseWhileClosed'))
  onRecordUpdateRequest(calling('refuseWhileClosed'))
  onRecordDeleteRequest(calling('refuseWhileClosed'))
  onCollectionCreateRequest(calling('refuseWhileClosed'))
  onCollectionUpdateRequest(calling('refuseWhileClosed'))
  onCollectionDeleteRequest(calling('refuseWhileClosed'))
  onCollectionsImportRequest(calling('refuseWhileClosed'))
  onSettingsUpdateRequest(calling('refuseWhileClosed'))
  onBatchRequest(calling('refuseWhileClosed'))
  onBootstrap(calling('restrictAccess'))
  onBatchRequest(calling('waitForDisk'))
  cronAdd('stock-release-expired', '* * * * *', calling('releaseExpired'))
  cronAdd('stock-sync-mark', '* * * * *', calling('syncMark'))
  cronAdd('stock-sweep-oauth', '17 * * * *', calling('sweepOAuth'))

  onRecordCreateRequest(calling('createInventory'), 'inventory')
  onRecordUpdateRequest(calling('editInventory'), 'inventory')
  onRecordDeleteRequest(calling('deleteInventory'), 'inventory')
  onRecordDelete(calling('requireEmptyInventory'), 'inventory')

  onRecordCreateRequest(calling('createMovement'), 'movements')
  onRecordUpdate(calling('refuseMovementEdit'), 'movements')
  onRecordDelete(calling('refuseMovementDeletion'), 'movements')

  onRecordUpdateRequest(calling('editVariant'), 'variants')
  onRecordDeleteRequest(calling('deleteVariant'), 'variants')
  onRecordCreateRequest(calling('createProduct'), 'products')
  onRecordUpdateRequest(calling('editProduct'), 'products')
  onRecordDeleteRequest(calling('deleteProduct'), 'products')

  onRecordCreateRequest(calling('refuseChangeCreation'), 'product_changes')
  onRecordUpdate(calling('refuseChangeEdit'), 'product_changes')
  onRecordDelete(calling('refuseChangeEdit'), 'product_changes')

  onRecordCreateRequest(calling('refusePastSale'), 'past_sales')
  onRecordUpdateRequest(calling('refusePastSale'), 'past_sales')
  onRecordCreateRequest(calling('refuseCheckEdit'), 'stock_checks')
  onRecordUpdateRequest(calling('refuseCheckEdit'), 'stock_checks')
  onRecordCreateRequest(calling('saveOrder'), 'orders')
  onRecordUpdateRequest(calling('editOrder'), 'orders')
  onRecordUpdateRequest(calling('editOrderLine'), 'order_lines')
  onRecordDelete(calling('refuseOrderDeletion'), 'orders')
  onRecordDelete(calling('refuseOrderDeletion'), 'order_lines')

  onRecordUpdateRequest(calling('editPerson'), 'users')
  onRecordAuthWithOAuth2Request(calling('tellWhoSignedIn'))
  onRecordDelete(calling('deletePerson'), 'users')

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
