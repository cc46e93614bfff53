import { addAlias, removeAlias } from './aliases.ts'
import { type Answer, answer, answerJson, bodyOf, sendJson } from './answer.ts'
import { auditJson, noteAudit } from './audit.ts'
import { noteBackup, readBackups } from './backups.ts'
import { changesJson, updateProducts } from './bulk.ts'
import { catalogueJson, catalogueMark } from './catalogue.ts'
import { close, isClosed, open, renew } from './closed.ts'
import { sendCode, signInWays, useCode } from './codes.ts'
import { concerns } from './concerns.ts'
import { driftJson, repair } from './drift.ts'
import { eventsJson, noteWish } from './events.ts'
import { createFeed, feedsJson, removeFeed } from './feeds.ts'
import { follow, followerJson } from './followers.ts'
import { actorsJson, historyJson, requestsJson } from './history.ts'
import { importProducts, importProgress } from './import.ts'
import { joinSizes } from './join-sizes.ts'
import { createKey, putKey, revokeKey } from './keys.ts'
import { levelsJson } from './levels.ts'
import { createLocation, updateLocation } from './locations.ts'
import { mail } from './mail.ts'
import { confirmLosses, readLosses } from './mark.ts'
import {
  accessTokenJson,
  connectionsJson,
  consumeOAuthRecord,
  endConnection,
  noteConnection,
  oauthClientsJson,
  oauthRecordJson,
  putOAuthRecord,
  removeOAuthClient,
  removeOAuthRecords,
  touchConnection,
} from './oauth.ts'
import { ordersJson } from './order-lines.ts'
import { cancelOrder, createOrder, receiveOrder } from './orders.ts'
import {
  pastSalesJson,
  pastSalesStateJson,
  removePastSales,
  salesFilesJson,
  sameSalesJson,
  writePastSales,
} from './past-sales.ts'
import {
  changePerson,
  checkPassword,
  join,
  linksJson,
  makeLink,
  peopleJson,
  resetPassword,
  signOutAll,
  withdrawLink,
} from './people.ts'
import { setPhoto, unpreparedPhotos, uploadedPicture } from './photo.ts'
import { createProduct, lookUpChange, updateProduct } from './products.ts'
import { recordAll } from './record.ts'
import { keyedMovements } from './request-keys.ts'
import { reservationChangesJson } from './reservations.ts'
import { migrate, schemaVersion } from './schema.ts'
import { tellInstance, tellVersion } from './server.ts'
import { endSession, prolongSession, sessionJson, startSession } from './sessions.ts'
import { checksJson, saveCheck } from './stock-checks.ts'
import { summaryJson } from './summary.ts'
import { tradeJson } from './trade.ts'
import { undoAll } from './undo.ts'
import {
  createWebhook,
  deliveriesJson,
  keepProgress,
  moveWebhook,
  removeWebhook,
  rotateSecret,
  signedWebhooksJson,
  updateWebhook,
  webhooksJson,
} from './webhooks.ts'

type Route = (e: core.RequestEvent) => void

const query = (e: core.RequestEvent, name: string): string =>
  e.request?.url?.query().get(name) || ''

/** Past sales of one answer: a few megabytes. */
const MOST_ROWS = 50_000

const pageSize = (limit: string): number => Math.min(Number(limit) || MOST_ROWS, MOST_ROWS)

const productId = (e: core.RequestEvent): string => e.request?.pathValue('product') || ''

const send = (e: core.RequestEvent, { status, body }: Answer) => e.json(status, body)

/** The routes that the API calls, with their handlers. All except PUBLIC need a superuser. */
export const ROUTES = {
  'GET /api/stock/version': tellVersion,
  'GET /api/stock/instance': tellInstance,

  'POST /api/stock/closure': (e) => send(e, close(e.app, bodyOf(e))),
  'PATCH /api/stock/closure': (e) => send(e, renew(e.app, bodyOf(e))),
  'DELETE /api/stock/closure': (e) => {
    open(e.app, query(e, 'backup'))
    e.noContent(204)
  },
  'GET /api/stock/closure': (e) => e.json(200, { closed: isClosed(e.app) }),

  'GET /api/stock/catalogue': (e) =>
    sendJson(e, catalogueJson(e.app, Number(query(e, 'after')) || 0)),
  'GET /api/stock/catalogue/mark': (e) =>
    sendJson(e, catalogueMark(e.app, Number(query(e, 'after')) || 0)),
  'GET /api/stock/levels': (e) => sendJson(e, levelsJson(e.app, Number(query(e, 'after')) || 0)),
  'GET /api/stock/movements': (e) =>
    sendJson(e, historyJson(e.app, JSON.parse(query(e, 'q') || '{}'))),
  'GET /api/stock/requests': (e) =>
    sendJson(e, requestsJson(e.app, JSON.parse(query(e, 'q') || '{}'))),
  'GET /api/stock/actors': (e) => sendJson(e, actorsJson(e.app, query(e, 'location'))),
  'GET /api/stock/reservations': (e) =>
    sendJson(e, reservationChangesJson(e.app, JSON.parse(query(e, 'q') || '{}'))),
  'GET /api/stock/summary': (e) => {
    const [from, to, location] = [query(e, 'from'), query(e, 'to'), query(e, 'location')]
    sendJson(e, summaryJson(e.app, { from, to, location }))
  },
  'GET /api/stock/trade': (e) =>
    sendJson(
      e,
      tradeJson(e.app, {
        after: Number(query(e, 'after')) || 0,
        id: query(e, 'id'),
        limit: Number(query(e, 'limit')) || 0,
      }),
    ),
  'GET /api/stock/drift': (e) => sendJson(e, driftJson(e.app)),

  'GET /api/stock/concerns': (e) =>
    e.json(200, concerns(e.app, { since: query(e, 'since'), units: Number(query(e, 'units')) })),

  'GET /api/stock/safety': (e) =>
    e.json(200, { losses: readLosses(e.app), backups: readBackups(e.app) }),
  'POST /api/stock/backups': (e) => e.json(200, noteBackup(e.app, bodyOf(e))),
  'DELETE /api/stock/losses': (e) => e.json(200, { losses: confirmLosses(e.app) }),

  'POST /api/stock/movements': (e) => answerJson(e, recordAll),
  'POST /api/stock/movements/keyed': (e) => e.json(200, keyedMovements(e.app, bodyOf(e))),
  'POST /api/stock/undo': (e) => answerJson(e, undoAll),
  'POST /api/stock/repair': (e) => answerJson(e, repair),

  'GET /api/stock/orders': (e) =>
    sendJson(e, ordersJson(e.app, { open: query(e, 'open') !== '', order: query(e, 'order') })),
  'POST /api/stock/orders': (e) => answerJson(e, createOrder),
  'POST /api/stock/orders/receive': (e) => answerJson(e, receiveOrder),
  'POST /api/stock/orders/cancel': (e) => answerJson(e, cancelOrder),

  'POST /api/stock/products': (e) => answerJson(e, createProduct),
  'PATCH /api/stock/products': (e) => answerJson(e, updateProduct),
  'POST /api/stock/products/changes': (e) => answerJson(e, updateProducts),
  'GET /api/stock/products/changes': (e) =>
    sendJson(
      e,
      changesJson(e.app, {
        batch: query(e, 'batch'),
        actor: query(e, 'actor'),
        idempotency_key: query(e, 'idempotency_key'),
        since: query(e, 'since'),
      }),
    ),
  'POST /api/stock/products/done': (e) => answerJson(e, lookUpChange),
  'POST /api/stock/products/{product}/photo': (e) =>
    answer(e, { product: productId(e), picture: uploadedPicture(e) }, setPhoto),
  'DELETE /api/stock/products/{product}/photo': (e) =>
    answer(e, { product: productId(e) }, setPhoto),
  'GET /api/stock/photos/unprepared': (e) => e.json(200, unpreparedPhotos(e.app)),
  'POST /api/stock/sizes/join': (e) => answerJson(e, joinSizes),
  'POST /api/stock/aliases': (e) => answerJson(e, addAlias),
  'DELETE /api/stock/aliases': (e) => answerJson(e, removeAlias),

  'POST /api/stock/locations': (e) => answerJson(e, createLocation),
  'PATCH /api/stock/locations': (e) => answerJson(e, updateLocation),

  'POST /api/stock/keys': (e) => answerJson(e, createKey),
  'PUT /api/stock/keys': (e) => answerJson(e, putKey),
  'DELETE /api/stock/keys': (e) => answerJson(e, revokeKey),

  'GET /api/stock/feeds': (e) => sendJson(e, feedsJson(e.app)),
  'POST /api/stock/feeds': (e) => answerJson(e, createFeed),
  'DELETE /api/stock/feeds': (e) => answerJson(e, removeFeed),

  'GET /api/stock/schema': (e) => e.json(200, { version: schemaVersion(e.app) }),
  'POST /api/stock/schema': (e) => answerJson(e, migrate),

  'GET /api/stock/people': (e) => sendJson(e, peopleJson(e.app)),
  'PATCH /api/stock/people': (e) => answerJson(e, changePerson),
  'POST /api/stock/people/join': (e) => answerJson(e, join),
  'POST /api/stock/people/reset': (e) => answerJson(e, resetPassword),
  // Outside of a transaction: to check a password takes long, and stock must not wait for it.
  'POST /api/stock/people/check': (e) => send(e, checkPassword(e.app, bodyOf(e))),
  'GET /api/stock/sign-in': (e) => e.json(200, signInWays(e.app)),
  // Outside of a transaction as well: it sends mail.
  'POST /api/stock/people/code': (e) => send(e, sendCode(e.app, bodyOf(e))),
  'POST /api/stock/people/code/use': (e) => answerJson(e, useCode),
  'GET /api/stock/links': (e) => sendJson(e, linksJson(e.app, query(e, 'hash'))),
  'POST /api/stock/links': (e) => answerJson(e, makeLink),
  'DELETE /api/stock/links': (e) => answerJson(e, withdrawLink),
  'GET /api/stock/sessions': (e) => sendJson(e, sessionJson(e.app, query(e, 'hash'))),
  'POST /api/stock/sessions': (e) => answerJson(e, startSession),
  'PATCH /api/stock/sessions': (e) => answerJson(e, prolongSession),
  'DELETE /api/stock/sessions': (e) => answerJson(e, endSession),
  'POST /api/stock/people/sign-out': (e) => answerJson(e, signOutAll),
  'GET /api/stock/audit': (e) =>
    sendJson(e, auditJson(e.app, query(e, 'before'), Number(query(e, 'limit')) || 50)),
  'POST /api/stock/audit': (e) => answerJson(e, noteAudit),

  'GET /api/stock/oauth/records': (e) =>
    sendJson(e, oauthRecordJson(e.app, query(e, 'kind'), query(e, 'hash'))),
  'POST /api/stock/oauth/records': (e) => answerJson(e, putOAuthRecord),
  'PATCH /api/stock/oauth/records': (e) => answerJson(e, consumeOAuthRecord),
  'DELETE /api/stock/oauth/records': (e) => answerJson(e, removeOAuthRecords),
  'GET /api/stock/oauth/token': (e) => sendJson(e, accessTokenJson(e.app, query(e, 'hash'))),
  'GET /api/stock/oauth/connections': (e) =>
    sendJson(e, connectionsJson(e.app, query(e, 'person'))),
  'POST /api/stock/oauth/connections': (e) => answerJson(e, noteConnection),
  'PATCH /api/stock/oauth/connections': (e) => answerJson(e, touchConnection),
  'DELETE /api/stock/oauth/connections': (e) => answerJson(e, endConnection),
  'GET /api/stock/oauth/clients': (e) => sendJson(e, oauthClientsJson(e.app)),
  'DELETE /api/stock/oauth/clients': (e) => answerJson(e, removeOAuthClient),

  'GET /api/stock/checks': (e) => sendJson(e, checksJson(e.app, JSON.parse(query(e, 'q') || '{}'))),
  'POST /api/stock/checks': (e) => answerJson(e, saveCheck),

  'GET /api/stock/events': (e) =>
    sendJson(
      e,
      eventsJson(
        e.app,
        { seq: Number(query(e, 'seq')) || 0, number: Number(query(e, 'number')) || 0 },
        Number(query(e, 'limit')) || 0,
      ),
    ),
  'POST /api/stock/events': (e) => answerJson(e, noteWish),
  'GET /api/stock/followers': (e) => sendJson(e, followerJson(e.app, query(e, 'name'))),
  'POST /api/stock/followers': (e) => answerJson(e, follow),
  // Outside of a transaction, as codes are sent.
  'POST /api/stock/mail': (e) => send(e, mail(e.app, bodyOf(e))),

  'GET /api/stock/webhooks': (e) => sendJson(e, webhooksJson(e.app)),
  'GET /api/stock/webhooks/signed': (e) => sendJson(e, signedWebhooksJson(e.app, query(e, 'id'))),
  'POST /api/stock/webhooks': (e) => answerJson(e, createWebhook),
  'PATCH /api/stock/webhooks': (e) => answerJson(e, updateWebhook),
  'DELETE /api/stock/webhooks': (e) => answerJson(e, removeWebhook),
  'POST /api/stock/webhooks/secret': (e) => answerJson(e, rotateSecret),
  'POST /api/stock/webhooks/position': (e) => answerJson(e, moveWebhook),
  'GET /api/stock/webhooks/deliveries': (e) =>
    sendJson(e, deliveriesJson(e.app, JSON.parse(query(e, 'q') || '{}'))),
  'POST /api/stock/webhooks/progress': (e) => answerJson(e, keepProgress),

  'GET /api/stock/past-sales': (e) =>
    sendJson(e, pastSalesJson(e.app, Number(query(e, 'after')) || 0, pageSize(query(e, 'limit')))),
  'GET /api/stock/past-sales/state': (e) => sendJson(e, pastSalesStateJson(e.app)),
  'GET /api/stock/past-sales/files': (e) => sendJson(e, salesFilesJson(e.app)),
  'POST /api/stock/past-sales/same': (e) => sendJson(e, sameSalesJson(e.app, bodyOf(e))),
  'POST /api/stock/past-sales': (e) => answerJson(e, writePastSales),
  'DELETE /api/stock/past-sales': (e) => answerJson(e, removePastSales),

  'POST /api/stock/import': (e) => answerJson(e, importProducts),
  'GET /api/stock/import': (e) => e.json(200, { done: importProgress(e.app) }),
} satisfies Readonly<Record<string, Route>>

export type RouteName = keyof typeof ROUTES

export const PUBLIC: readonly RouteName[] = ['GET /api/stock/instance']

/** Maximum body sizes in bytes, for routes that need more than PocketBase's default of 32 MB. */
export const LONGEST_BODIES: { readonly [Name in RouteName]?: number } = {
  // 100,000 rows are about 15 MB.
  'POST /api/stock/import': 256 * 1024 * 1024,
}
