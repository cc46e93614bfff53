import { addAlias } from './aliases.ts'
import { answer, answerJson, sendJson } from './answer.ts'
import { catalogueJson } from './catalogue.ts'
import { driftJson, repair } from './drift.ts'
import { durably, waitForDisk } from './durably.ts'
import * as handEdits from './hand-edits.ts'
import { historyJson } from './history.ts'
import { importProducts, importProgress } from './import.ts'
import { levelsJson } from './levels.ts'
import { setPhoto } from './photo.ts'
import { createProduct, lookUpChange, updateProduct } from './products.ts'
import { recordAll } from './record.ts'
import { releaseAllExpired } from './reservations.ts'
import { ensureSuperuser, noteStart, tellInstance, tellVersion } from './server.ts'
import { summaryJson } from './summary.ts'
import { undo } from './undo.ts'

const queryOf = (e: core.RequestEvent, name: string): string =>
  e.request?.url?.query().get(name) || ''

const productOf = (e: core.RequestEvent): string => e.request?.pathValue('product') || ''

/** Everything that PocketBase calls, by the names that register.ts gives it. */
export const handlers = {
  ...handEdits,
  ensureSuperuser,
  noteStart,
  tellInstance,
  tellVersion,

  readCatalogue: (e: core.RequestEvent) => sendJson(e, catalogueJson(e.app)),
  readLevels: (e: core.RequestEvent) =>
    sendJson(e, levelsJson(e.app, Number(queryOf(e, 'after')) || 0)),
  readMovements: (e: core.RequestEvent) =>
    sendJson(e, historyJson(e.app, JSON.parse(queryOf(e, 'q') || '{}'))),
  readSummary: (e: core.RequestEvent) => sendJson(e, summaryJson(e.app, queryOf(e, 'since'))),
  readDrift: (e: core.RequestEvent) => sendJson(e, driftJson(e.app)),
  readImportProgress: (e: core.RequestEvent) => e.json(200, { done: importProgress(e.app) }),

  recordMovements: (e: core.RequestEvent) => answerJson(e, recordAll),
  undoMovements: (e: core.RequestEvent) => answerJson(e, undo),
  addAlias: (e: core.RequestEvent) => answerJson(e, addAlias),
  createProduct: (e: core.RequestEvent) => answerJson(e, createProduct),
  updateProduct: (e: core.RequestEvent) => answerJson(e, updateProduct),
  lookUpChange: (e: core.RequestEvent) => answerJson(e, lookUpChange),
  repairDrift: (e: core.RequestEvent) => answerJson(e, repair),
  importProducts: (e: core.RequestEvent) => answerJson(e, importProducts),

  setPhoto: (e: core.RequestEvent) =>
    answer(e, { product: productOf(e), file: e.findUploadedFiles('photo')[0] }, setPhoto),
  removePhoto: (e: core.RequestEvent) => answer(e, { product: productOf(e) }, setPhoto),

  /** PocketBase's own batch of edits, off by default, opens one transaction for all of them. */
  waitForDisk(e: core.BatchRequestEvent) {
    waitForDisk(e.app)
    e.next()
  },
  /** Reservations end by themselves, also while no API runs. */
  releaseExpired: () => durably($app, releaseAllExpired),
}
