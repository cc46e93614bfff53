import { handlers } from './handlers.ts'

export { handlers }

/** The file that scripts/build.ts makes of this one. */
const BUNDLE = '/stock.js'

/**
 * A handler for PocketBase, which keeps its source text and runs it in another runtime, where no name
 * of this file exists. So the text loads this module there; each runtime does it once.
 */
const calling = <Name extends keyof typeof handlers>(name: Name): (typeof handlers)[Name] =>
  `(e) => require(__hooks + '${BUNDLE}').handlers.${name}(e)` as never

/** 100,000 rows are about 15 MB; PocketBase's own limit is 32 MB. */
const IMPORT_BYTES = 256 * 1024 * 1024

/** Tells PocketBase which handler is for what. Called once, when the server loads its hooks. */
export function register(): void {
  registerRoutes()
  registerEdits()

  onBootstrap(calling('noteStart'))
  onBootstrap(calling('ensureSuperuser'))
  onBatchRequest(calling('waitForDisk'))
  cronAdd('stock-release-expired', '* * * * *', calling('releaseExpired'))
}

/** What the API asks for. All but the first need a superuser. */
function registerRoutes(): void {
  const superuser = $apis.requireSuperuserAuth()
  routerAdd('GET', '/api/stock/instance', calling('tellInstance'))
  routerAdd('GET', '/api/stock/version', calling('tellVersion'), superuser)
  routerAdd('GET', '/api/stock/catalogue', calling('readCatalogue'), superuser)
  routerAdd('GET', '/api/stock/levels', calling('readLevels'), superuser)
  routerAdd('GET', '/api/stock/movements', calling('readMovements'), superuser)
  routerAdd('POST', '/api/stock/movements', calling('recordMovements'), superuser)
  routerAdd('POST', '/api/stock/undo', calling('undoMovements'), superuser)
  routerAdd('POST', '/api/stock/aliases', calling('addAlias'), superuser)
  routerAdd('POST', '/api/stock/products', calling('createProduct'), superuser)
  routerAdd('PATCH', '/api/stock/products', calling('updateProduct'), superuser)
  routerAdd('POST', '/api/stock/products/done', calling('lookUpChange'), superuser)
  routerAdd('POST', '/api/stock/products/{product}/photo', calling('setPhoto'), superuser)
  routerAdd('DELETE', '/api/stock/products/{product}/photo', calling('removePhoto'), superuser)
  routerAdd('GET', '/api/stock/summary', calling('readSummary'), superuser)
  routerAdd('GET', '/api/stock/drift', calling('readDrift'), superuser)
  routerAdd('POST', '/api/stock/repair', calling('repairDrift'), superuser)
  routerAdd('GET', '/api/stock/import', calling('readImportProgress'), superuser)
  const limit = $apis.bodyLimit(IMPORT_BYTES)
  routerAdd('POST', '/api/stock/import', calling('importProducts'), superuser, limit)
}

/** Staff correct records in the admin UI; the ledger stays right while they do. */
function registerEdits(): void {
  onRecordCreateRequest(calling('createInventory'), 'inventory')
  onRecordUpdateRequest(calling('editInventory'), 'inventory')
  onRecordDeleteRequest(calling('deleteInventory'), 'inventory')
  onRecordDelete(calling('requireEmptyInventory'), 'inventory')

  onRecordCreateRequest(calling('createMovement'), 'movements')
  onRecordUpdate(calling('refuseMovementEdit'), 'movements')
  onRecordDelete(calling('refuseMovementDeletion'), 'movements')

  onRecordUpdateRequest(calling('editVariant'), 'variants')
  onRecordCreateRequest(calling('createProductByHand'), 'products')
  onRecordUpdateRequest(calling('editProductByHand'), 'products')

  onRecordCreateRequest(calling('refuseChangeCreation'), 'product_changes')
  onRecordUpdate(calling('refuseChangeEdit'), 'product_changes')
  onRecordDelete(calling('refuseChangeEdit'), 'product_changes')

  onRecordCreateRequest(calling('saveLocation'), 'locations')
  onRecordUpdateRequest(calling('saveLocation'), 'locations')
  onRecordDelete(calling('deleteLocation'), 'locations')
}
