// @ts-check
// Handlers run in their own runtime and see no name of this file: each loads what it needs.

routerAdd(
  'GET',
  '/api/stock/schema',
  (e) => {
    /** @type {typeof import('./stock/schema.js')} */
    const { versionOf } = require(`${__hooks}/stock/schema.js`)
    return e.json(200, { version: versionOf(e.app) })
  },
  $apis.requireSuperuserAuth(),
)

routerAdd(
  'POST',
  '/api/stock/schema',
  (e) => {
    /** @type {typeof import('./stock/answer.js')} */
    const { answer } = require(`${__hooks}/stock/answer.js`)
    /** @type {typeof import('./stock/schema.js')} */
    const { migrate } = require(`${__hooks}/stock/schema.js`)
    return answer(e, migrate)
  },
  $apis.requireSuperuserAuth(),
)
