// @ts-check
// Handlers run in their own runtime and see no name of this file: each loads what it needs.

routerAdd(
  'GET',
  '/api/stock/version',
  (e) =>
    e.json(200, {
      version: require(`${__hooks}/stock/version.js`),
      now: Date.now(),
      started: e.app.store().get('stock.started'),
    }),
  $apis.requireSuperuserAuth(),
)

// A restored backup shows by it: the server has started again.
onBootstrap((e) => {
  e.next()
  e.app.store().set('stock.started', new Date().toISOString())
})

// Whoever started this server knows by it that no other one answers at its address.
routerAdd('GET', '/api/stock/instance', (e) => e.string(200, $os.getenv('STOCK_INSTANCE')))

routerAdd(
  'GET',
  '/api/stock/catalogue',
  (e) => {
    /** @type {typeof import('./stock/catalogue.js')} */
    const { catalogueJson } = require(`${__hooks}/stock/catalogue.js`)
    return e.blob(200, 'application/json', toBytes(catalogueJson(e.app)))
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'GET',
  '/api/stock/levels',
  (e) => {
    /** @type {typeof import('./stock/levels.js')} */
    const { levelsJson } = require(`${__hooks}/stock/levels.js`)
    const after = Number(e.request?.url?.query().get('after')) || 0
    return e.blob(200, 'application/json', toBytes(levelsJson(e.app, after)))
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'GET',
  '/api/stock/movements',
  (e) => {
    /** @type {typeof import('./stock/history.js')} */
    const { historyJson } = require(`${__hooks}/stock/history.js`)
    const query = JSON.parse(e.request?.url?.query().get('q') || '{}')
    return e.blob(200, 'application/json', toBytes(historyJson(e.app, query)))
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'POST',
  '/api/stock/movements',
  (e) => {
    /** @type {typeof import('./stock/answer.js')} */
    const { answer } = require(`${__hooks}/stock/answer.js`)
    /** @type {typeof import('./stock/record.js')} */
    const { recordAll } = require(`${__hooks}/stock/record.js`)
    return answer(e, recordAll)
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'POST',
  '/api/stock/undo',
  (e) => {
    /** @type {typeof import('./stock/answer.js')} */
    const { answer } = require(`${__hooks}/stock/answer.js`)
    /** @type {typeof import('./stock/undo.js')} */
    const { undo } = require(`${__hooks}/stock/undo.js`)
    return answer(e, undo)
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'POST',
  '/api/stock/aliases',
  (e) => {
    /** @type {typeof import('./stock/answer.js')} */
    const { answer } = require(`${__hooks}/stock/answer.js`)
    /** @type {typeof import('./stock/aliases.js')} */
    const { addAlias } = require(`${__hooks}/stock/aliases.js`)
    return answer(e, addAlias)
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'POST',
  '/api/stock/products',
  (e) => {
    /** @type {typeof import('./stock/answer.js')} */
    const { answer } = require(`${__hooks}/stock/answer.js`)
    /** @type {typeof import('./stock/products.js')} */
    const { createProduct } = require(`${__hooks}/stock/products.js`)
    return answer(e, createProduct)
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'PATCH',
  '/api/stock/products',
  (e) => {
    /** @type {typeof import('./stock/answer.js')} */
    const { answer } = require(`${__hooks}/stock/answer.js`)
    /** @type {typeof import('./stock/products.js')} */
    const { updateProduct } = require(`${__hooks}/stock/products.js`)
    return answer(e, updateProduct)
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'POST',
  '/api/stock/products/done',
  (e) => {
    /** @type {typeof import('./stock/answer.js')} */
    const { answer } = require(`${__hooks}/stock/answer.js`)
    /** @type {typeof import('./stock/products.js')} */
    const { lookUp } = require(`${__hooks}/stock/products.js`)
    return answer(e, lookUp)
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'GET',
  '/api/stock/summary',
  (e) => {
    /** @type {typeof import('./stock/summary.js')} */
    const { summaryJson } = require(`${__hooks}/stock/summary.js`)
    const since = e.request?.url?.query().get('since') || ''
    return e.blob(200, 'application/json', toBytes(summaryJson(e.app, since)))
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'POST',
  '/api/stock/products/{product}/photo',
  (e) => {
    /** @type {typeof import('./stock/answer.js')} */
    const { answerTo } = require(`${__hooks}/stock/answer.js`)
    /** @type {typeof import('./stock/photo.js')} */
    const { setPhoto } = require(`${__hooks}/stock/photo.js`)
    const [file] = e.findUploadedFiles('photo')
    return answerTo(e, { product: e.request?.pathValue('product') || '', file }, setPhoto)
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'DELETE',
  '/api/stock/products/{product}/photo',
  (e) => {
    /** @type {typeof import('./stock/answer.js')} */
    const { answerTo } = require(`${__hooks}/stock/answer.js`)
    /** @type {typeof import('./stock/photo.js')} */
    const { setPhoto } = require(`${__hooks}/stock/photo.js`)
    return answerTo(e, { product: e.request?.pathValue('product') || '' }, setPhoto)
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'GET',
  '/api/stock/drift',
  (e) => {
    /** @type {typeof import('./stock/drift.js')} */
    const { driftJson } = require(`${__hooks}/stock/drift.js`)
    return e.blob(200, 'application/json', toBytes(driftJson(e.app)))
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'POST',
  '/api/stock/repair',
  (e) => {
    /** @type {typeof import('./stock/answer.js')} */
    const { answer } = require(`${__hooks}/stock/answer.js`)
    /** @type {typeof import('./stock/drift.js')} */
    const { repair } = require(`${__hooks}/stock/drift.js`)
    return answer(e, repair)
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'POST',
  '/api/stock/import',
  (e) => {
    /** @type {typeof import('./stock/answer.js')} */
    const { answer } = require(`${__hooks}/stock/answer.js`)
    /** @type {typeof import('./stock/import.js')} */
    const { importProducts } = require(`${__hooks}/stock/import.js`)
    return answer(e, importProducts)
  },
  $apis.requireSuperuserAuth(),
  // 100,000 rows are about 15 MB; PocketBase's own limit is 32 MB.
  $apis.bodyLimit(256 * 1024 * 1024),
)

routerAdd(
  'GET',
  '/api/stock/import',
  (e) => e.json(200, { done: e.app.store().get('stock.import') || 0 }),
  $apis.requireSuperuserAuth(),
)

// Reservations end by themselves, also while no API runs.
cronAdd('stock-release-expired', '* * * * *', () => {
  /** @type {typeof import('./stock/reservations.js')} */
  const { releaseAllExpired } = require(`${__hooks}/stock/reservations.js`)
  /** @type {typeof import('./stock/durably.js')} */
  const { durably } = require(`${__hooks}/stock/durably.js`)
  durably($app, (tx) => {
    releaseAllExpired(tx)
  })
})
