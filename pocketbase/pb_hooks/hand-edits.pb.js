// @ts-check
// Staff correct records in the admin UI; these handlers keep the ledger right while they do.

onRecordUpdateRequest((e) => {
  require(`${__hooks}/stock/hand-edits.js`).editInventory(e)
}, 'inventory')

onRecordCreateRequest((e) => {
  require(`${__hooks}/stock/hand-edits.js`).createInventory(e)
}, 'inventory')

onRecordDeleteRequest((e) => {
  require(`${__hooks}/stock/hand-edits.js`).deleteInventory(e)
}, 'inventory')

onRecordDelete((e) => {
  require(`${__hooks}/stock/hand-edits.js`).requireEmpty(e.app, e.record?.id || '')
  e.next()
}, 'inventory')

onRecordCreateRequest((e) => {
  require(`${__hooks}/stock/hand-edits.js`).createMovement(e)
}, 'movements')

onRecordUpdate(() => {
  throw new ForbiddenError('Movements never change: undo this one, or add one that corrects it.')
}, 'movements')

onRecordDelete(() => {
  throw new ForbiddenError(
    'Movements are never deleted: undo this one, or add one that corrects it.',
  )
}, 'movements')

onRecordUpdateRequest((e) => {
  const { record } = e
  if (record && record.original().getString('product') !== record.getString('product')) {
    throw new BadRequestError('A variant stays with its product: make a new variant instead.')
  }
  e.next()
}, 'variants')

onRecordCreateRequest((e) => {
  require(`${__hooks}/stock/hand-edits.js`).createProduct(e)
}, 'products')

onRecordUpdateRequest((e) => {
  require(`${__hooks}/stock/hand-edits.js`).editProduct(e)
}, 'products')

onRecordCreateRequest(() => {
  throw new ForbiddenError('This list writes itself: change the product instead.')
}, 'product_changes')

onRecordUpdate(() => {
  throw new ForbiddenError('What changed stays on record: change the product again instead.')
}, 'product_changes')

onRecordDelete(() => {
  throw new ForbiddenError('What changed stays on record: change the product again instead.')
}, 'product_changes')

onRecordCreateRequest((e) => {
  require(`${__hooks}/stock/hand-edits.js`).saveLocation(e)
}, 'locations')

onRecordUpdateRequest((e) => {
  require(`${__hooks}/stock/hand-edits.js`).saveLocation(e)
}, 'locations')

onRecordDelete((e) => {
  if (e.record?.getBool('is_default')) {
    throw new BadRequestError(
      'The default location cannot be deleted: make another one the default first.',
    )
  }
  e.next()
}, 'locations')

// PocketBase's own batch of edits, which is off by default, opens the transaction of all of them.
onBatchRequest((e) => {
  require(`${__hooks}/stock/durably.js`).waitForDisk(e.app)
  e.next()
})
