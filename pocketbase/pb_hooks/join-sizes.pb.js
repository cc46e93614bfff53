// @ts-check
// Handlers run in their own runtime and see no name of this file: each loads what it needs.

routerAdd(
  'POST',
  '/api/stock/sizes/join',
  (e) => {
    /** @type {typeof import('./stock/answer.js')} */
    const { answer } = require(`${__hooks}/stock/answer.js`)
    /** @type {typeof import('./stock/join-sizes.js')} */
    const { joinSizes } = require(`${__hooks}/stock/join-sizes.js`)
    return answer(e, joinSizes)
  },
  $apis.requireSuperuserAuth(),
)
