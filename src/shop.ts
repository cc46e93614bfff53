import { randomUUID } from 'node:crypto'
import { type CatalogueReader, createCatalogueReader } from './catalogue/catalogue-reader.ts'
import { createInventoryService } from './catalogue/inventory.ts'
import { ORDER_DEFAULTS, type OrderDefaults } from './domain/order-defaults.ts'
import { createDownload, type Download } from './download/download.ts'
import { stockCheckOperations } from './features/alerts/stock-check-operations.ts'
import { createStockCheckService, type StockCheckService } from './features/alerts/stock-checks.ts'
import { checkOperations } from './features/checks/check-operations.ts'
import { createCheckService } from './features/checks/checks.ts'
import { connectionOperations } from './features/connections/connection-operations.ts'
import {
  type ConnectionService,
  createConnectionService,
} from './features/connections/connections.ts'
import { createTokenReader, type TokenReader } from './features/connections/token-reader.ts'
import { createAccuracyReader } from './features/demand/accuracy.ts'
import { createForecastService } from './features/demand/forecast.ts'
import { forecastOperations } from './features/demand/forecast-operations.ts'
import { createReorderService } from './features/demand/reorder.ts'
import { reorderOperations } from './features/demand/reorder-operations.ts'
import { createSeriesService } from './features/demand/series.ts'
import { seriesOperations } from './features/demand/series-operations.ts'
import { createDigestService, type DigestService } from './features/digest/digests.ts'
import { createEventLog, type EventLog } from './features/events/event-log.ts'
import { eventOperations } from './features/events/event-operations.ts'
import { createEventService } from './features/events/events.ts'
import { createExportLinks, type ExportLinks } from './features/exports/export-links.ts'
import { exportOperations } from './features/exports/export-operations.ts'
import { createExportService } from './features/exports/exports.ts'
import { feedOperations } from './features/feeds/feed-operations.ts'
import { createFeedTokens, type FeedTokens } from './features/feeds/feed-tokens.ts'
import type { Offering } from './features/feeds/offers.ts'
import { createProductFeedService } from './features/feeds/product-feeds.ts'
import { importOperations } from './features/imports/import-operations.ts'
import { createImportService } from './features/imports/imports.ts'
import { pastSalesOperations } from './features/imports/past-sales-operations.ts'
import { createSalesImportService } from './features/imports/sales-imports.ts'
import { keyOperations } from './features/keys/key-operations.ts'
import { createKeyReader, type KeyReader } from './features/keys/key-reader.ts'
import { createKeyService } from './features/keys/keys.ts'
import { locationOperations } from './features/locations/location-operations.ts'
import { createLocationService } from './features/locations/locations.ts'
import { orderOperations } from './features/orders/order-operations.ts'
import { createOrderService } from './features/orders/orders.ts'
import { meOperations } from './features/people/me-operations.ts'
import { createPeopleService, type PeopleService } from './features/people/people.ts'
import { peopleOperations } from './features/people/people-operations.ts'
import { createPersonReader, type PersonReader } from './features/people/person-reader.ts'
import { createSessionService, type SessionService } from './features/people/sessions.ts'
import { photoOperations } from './features/photos/photo-operations.ts'
import { createPhotoService } from './features/photos/photos.ts'
import { aliasOperations } from './features/products/alias-operations.ts'
import { createAliasService } from './features/products/aliases.ts'
import { createBulkService } from './features/products/bulk-changes.ts'
import { bulkOperations } from './features/products/bulk-operations.ts'
import { modelOperations } from './features/products/model-operations.ts'
import { createProductDetailService } from './features/products/product-detail.ts'
import { productDetailOperations } from './features/products/product-detail-operations.ts'
import { productOperations } from './features/products/product-operations.ts'
import { createProductService } from './features/products/products.ts'
import { createDriftService, type DriftService } from './features/reports/drift.ts'
import { driftOperations } from './features/reports/drift-operations.ts'
import { createStatsService } from './features/reports/stats.ts'
import { statsOperations } from './features/reports/stats-operations.ts'
import { createSummaryService } from './features/reports/summary.ts'
import { summaryOperations } from './features/reports/summary-operations.ts'
import { reservationOperations } from './features/reservations/reservation-operations.ts'
import { createReservationService } from './features/reservations/reservations.ts'
import { batchOperations } from './features/stock/batch-operations.ts'
import { inventoryOperations } from './features/stock/inventory-operations.ts'
import { movementOperations } from './features/stock/movement-operations.ts'
import { createMovementService } from './features/stock/movements.ts'
import { createRecordService } from './features/stock/record.ts'
import { recordOperations } from './features/stock/record-operations.ts'
import { requestOperations } from './features/stock/request-operations.ts'
import { createRequestService } from './features/stock/requests.ts'
import { undoOperations } from './features/stock/undo-operations.ts'
import { tillOperations } from './features/tills/till-operations.ts'
import { createTillService } from './features/tills/tills.ts'
import type { AddressRules } from './features/webhooks/address.ts'
import { startDeliverer } from './features/webhooks/deliverer.ts'
import type { Surroundings } from './features/webhooks/endpoint.ts'
import { createPoster } from './features/webhooks/post.ts'
import { createSend, type Send } from './features/webhooks/send.ts'
import { eventsFor } from './features/webhooks/views.ts'
import { webhookOperations } from './features/webhooks/webhook-operations.ts'
import { createWebhookService } from './features/webhooks/webhooks.ts'
import { createDemandReader, type DemandReader } from './ledger/demand-reader.ts'
import { createLedgerReader, type LedgerReader } from './ledger/ledger-reader.ts'
import { withAfterSeq } from './operations/after-seq.ts'
import { withAnswerCache } from './operations/answer-cache.ts'
import { withAuthorization } from './operations/authorize.ts'
import type { Operation } from './operations/operation.ts'
import { createSigner, type Signer } from './shared/signer.ts'
import type { CatalogueFeed } from './store/catalogue-store.ts'
import type { KeyStore } from './store/key-store.ts'
import type { OAuthStore } from './store/oauth-store.ts'
import type { PeopleStore } from './store/people-store.ts'
import type { StockStore } from './store/store.ts'

/**
 * Everything that belongs to one shop. A request is handed the shop that it is about, and nothing
 * outside of it knows a shop, so that one process can serve several.
 */
export interface Shop {
  readonly store: StockStore
  /** Tells who a key belongs to. */
  readonly keys: KeyReader
  /** Signs people in on the web page, and knows them again. */
  readonly sessions: SessionService
  readonly people: PeopleService
  readonly personReader: PersonReader
  /** Tells for whom a program acts that a person let in. */
  readonly tokens: TokenReader
  readonly connections: ConnectionService
  readonly catalogue: CatalogueReader
  /** Looks for what is low. */
  readonly levels: StockCheckService
  /** Proves the ledger. */
  readonly drift: DriftService
  /** Sums up days for people. */
  readonly digests: DigestService
  /** What happens, for those who follow it. */
  readonly events: EventLog
  /** Tells webhooks what happens, of all processes in one. @returns what ends it */
  deliver(process: Delivering): () => Promise<void>
  /** Tells who fetches a product feed. */
  readonly feedTokens: FeedTokens
  /** Makes and checks the links of exported files. */
  readonly links: ExportLinks
  /** What can be asked and done, alike for every shop. */
  readonly operations: readonly Operation[]
  /** @throws Error when there is none of this id */
  operation(id: string): Operation
  /** Ends what follows the feed. */
  close(): Promise<void>
}

/** What a process that delivers webhooks has of its own. */
export interface Delivering extends Pick<Surroundings, 'logger' | 'observe'> {
  /** Whether the database is prepared. */
  readonly isOpen: () => boolean
}

export interface ShopOptions {
  readonly store: StockStore
  readonly keys: KeyStore
  readonly people: PeopleStore
  readonly oauth: OAuthStore
  /** Tells what changes in the store; without it reads are up to a second old. */
  readonly feed?: CatalogueFeed | undefined
  /** Answers questions and refuses every write. */
  readonly readOnly?: boolean
  /** Signs links and confirmations: the same in all processes, or each knows only its own. */
  readonly secret?: string | undefined
  /** Time zone in which the shop's days begin and end; UTC where it is missing. */
  readonly timeZone?: string | undefined
  /** How the shop orders, for products that say nothing else. */
  readonly defaults?: OrderDefaults | undefined
  /** When the daily check of what is low is due, "08:00"; there is none where it is missing. */
  readonly checkAt?: string | undefined
  /** Fetches the files of a chat; nothing is fetched without it. */
  readonly download?: Download | undefined
  /** What product feeds say of all that is for sale; prices are in EUR where it is missing. */
  readonly offering?: Offering | undefined
  /** Whether webhooks may go to addresses of a network of one's own, and by http. */
  readonly allowPrivateWebhooks?: boolean
  /** Wraps each operation, to count what comes of it. */
  readonly observe?: (operation: Operation) => Operation
}

/** Opens a shop over its store. Opens no connection but that of the feed. */
export function openShop(options: ShopOptions): Shop {
  const {
    store,
    keys,
    people,
    oauth,
    feed,
    readOnly = false,
    timeZone = 'UTC',
    defaults = ORDER_DEFAULTS,
    checkAt,
    download,
  } = options
  const { secret = randomUUID(), observe = (operation) => operation } = options
  const catalogue = createCatalogueReader(store)
  const ledger = createLedgerReader({ store, catalogue, timeZone })
  const demand = createDemandReader({ ledger, catalogue, timeZone })
  const levels = createLevelChecks(store, { catalogue, demand, defaults, timeZone, checkAt })
  const digests = createDigests(store, { catalogue, ledger, demand, defaults, timeZone })
  const signer = createSigner(secret)
  const events = createEventLog({ store })
  const addresses = { allowPrivate: options.allowPrivateWebhooks ?? false }
  const poster = createPoster(addresses)
  const send = createSend({ poster, store })
  const stateOfCatalogue = async () => (await catalogue.read()).version()
  const operations = createOperations(
    { store, keys, people, oauth },
    {
      ...{ catalogue, ledger, demand, levels, events, defaults, timeZone, download, signer },
      ...{ addresses, send },
      ...{ readOnly, offering: options.offering },
    },
  )
    .map((one) =>
      one.ofCatalogue
        ? withAfterSeq(withAnswerCache(one, stateOfCatalogue), catalogue.catchUp)
        : one,
    )
    .map((one) => withAuthorization(one, { readOnly }))
    .map(observe)
  const byId = new Map(operations.map((operation) => [operation.id, operation]))
  const unfollow = feed && catalogue.follow(waking(feed, events))
  const endReading = feed && ledger.start()
  const personReader = createPersonReader(people)
  return {
    store,
    keys: createKeyReader(keys),
    sessions: createSessionService({ store: people, people: personReader }),
    people: createPeopleService({ store: people }),
    personReader,
    tokens: createTokenReader({ store: oauth, people: personReader }),
    connections: createConnectionService({ store: oauth }),
    catalogue,
    levels,
    drift: createDriftService({ catalogue, store }),
    digests,
    events,
    feedTokens: createFeedTokens({ store }),
    links: createExportLinks({ signer }),
    operations,
    operation(id) {
      const operation = byId.get(id)
      if (!operation) throw new Error(`There is no operation ${id}.`)
      return operation
    },
    deliver: (process) =>
      startDeliverer({ ...process, store, events, send, tell: eventsFor, timeZone }),
    async close() {
      endReading?.()
      poster.close()
      await unfollow?.()
    },
  }
}

/** The feed, which tells those who follow events as well. */
const waking = (feed: CatalogueFeed, events: EventLog): CatalogueFeed => ({
  watch: (listener) =>
    feed.watch({
      onConnect() {
        listener.onConnect()
        events.wake()
      },
      onDisconnect: () => listener.onDisconnect(),
      onMovement(change) {
        listener.onMovement(change)
        events.wake()
      },
      onOther() {
        listener.onOther()
        events.wake()
      },
    }),
})

interface LevelOptions {
  readonly catalogue: CatalogueReader
  readonly demand: DemandReader
  readonly defaults: OrderDefaults
  readonly timeZone: string
  readonly checkAt?: string | undefined
}

/** Checks of what is low, as the operations, the daily check and the command make them. */
export function createLevelChecks(
  store: StockStore,
  { checkAt, ...options }: LevelOptions,
): StockCheckService {
  const { catalogue, timeZone } = options
  const inventory = createInventoryService({ catalogue })
  const reorder = createReorderService({ inventory, ...options })
  const drift = createDriftService({ catalogue, store })
  return createStockCheckService({ store, catalogue, reorder, drift, timeZone, at: checkAt })
}

interface DigestOptions extends Omit<LevelOptions, 'checkAt'> {
  readonly ledger: Pick<LedgerReader, 'readPast'>
}

/** Digests of what the operations tell as well. */
export function createDigests(store: StockStore, options: DigestOptions): DigestService {
  const { catalogue } = options
  const drift = createDriftService({ catalogue, store })
  return createDigestService({
    store,
    summary: createSummaryService({ store, ...options }),
    reorder: createReorderService({ inventory: createInventoryService({ catalogue }), ...options }),
    checks: createCheckService({ catalogue, store, drift }),
    timeZone: options.timeZone,
  })
}

interface OperationOptions {
  readonly readOnly?: boolean
  readonly catalogue?: CatalogueReader
  readonly ledger?: LedgerReader
  readonly demand?: DemandReader
  readonly levels?: StockCheckService
  readonly events?: EventLog
  readonly defaults?: OrderDefaults | undefined
  readonly timeZone?: string | undefined
  readonly download?: Download | undefined
  readonly signer?: Signer
  readonly addresses?: AddressRules
  readonly send?: Send
  readonly offering?: Offering | undefined
}

/** Where everything of a shop is kept. */
export type Stores = Pick<ShopOptions, 'store' | 'keys' | 'people' | 'oauth'>

/** All operations over the stores of a shop. */
export function createOperations(stores: Stores, options: OperationOptions = {}): Operation[] {
  const { store, keys, people, oauth } = stores
  const { catalogue = createCatalogueReader(store), timeZone = 'UTC' } = options
  const { download = createDownload({ hosts: [] }), signer = createSigner('') } = options
  const { defaults = ORDER_DEFAULTS } = options
  const { ledger = createLedgerReader({ store, catalogue, timeZone }) } = options
  const { demand = createDemandReader({ ledger, catalogue, timeZone }) } = options
  const { levels = createLevelChecks(store, { catalogue, demand, defaults, timeZone }) } = options
  const { events = createEventLog({ store }) } = options
  const { addresses = { allowPrivate: false } } = options
  const { send = createSend({ poster: createPoster(addresses), store }) } = options
  const { offering = { currency: 'EUR', productLink: undefined } } = options
  const accuracy = createAccuracyReader({ catalogue, demand, timeZone })
  const inventory = createInventoryService({ catalogue })
  const movements = createMovementService({ catalogue, store, ledger, timeZone })
  const drift = createDriftService({ catalogue, store })
  const sales = createSalesImportService({ catalogue, store, download, signer, timeZone })
  const records = createRecordService({ catalogue, store, timeZone })
  const { currency } = offering
  const { readOnly = false } = options
  const operations: Operation[] = [
    ...inventoryOperations({ inventory }),
    ...modelOperations({ inventory }),
    ...movementOperations({ movements }),
    ...requestOperations({ requests: createRequestService({ catalogue, store, timeZone }) }),
    ...reservationOperations({
      reservations: createReservationService({ catalogue, store, timeZone }),
    }),
    ...reorderOperations({
      reorder: createReorderService({ inventory, demand, defaults, timeZone }),
    }),
    ...forecastOperations({
      forecast: createForecastService({ catalogue, demand, accuracy, timeZone }),
    }),
    ...seriesOperations({ series: createSeriesService({ catalogue, ledger, demand, timeZone }) }),
    ...eventOperations({ events: createEventService({ log: events }) }),
    ...stockCheckOperations({ checks: levels, timeZone }),
    ...summaryOperations({ summary: createSummaryService({ catalogue, store, ledger, timeZone }) }),
    ...statsOperations({
      stats: createStatsService({ catalogue, ledger, demand, defaults, timeZone }),
    }),
    ...locationOperations({ locations: createLocationService({ catalogue, store }) }),
    ...recordOperations({ records }),
    ...batchOperations({ records }),
    ...undoOperations({ records }),
    ...tillOperations({ tills: createTillService({ catalogue, store, timeZone }) }),
    ...orderOperations({ orders: createOrderService({ catalogue, store, timeZone }) }),
    ...productDetailOperations({ details: createProductDetailService({ catalogue }) }),
    ...productOperations({ products: createProductService({ catalogue, store }) }),
    ...bulkOperations({ bulk: createBulkService({ catalogue, store, signer }) }),
    ...aliasOperations({ aliases: createAliasService({ catalogue, store }) }),
    ...photoOperations({ photos: createPhotoService({ catalogue, store, download }) }),
    ...exportOperations({
      exports: createExportService({ inventory, movements }),
      links: createExportLinks({ signer }),
    }),
    ...feedOperations({
      feeds: createProductFeedService({ catalogue, ...offering }),
      tokens: createFeedTokens({ store }),
    }),
    ...importOperations({
      imports: createImportService({ catalogue, store, download, signer }),
      sales,
    }),
    ...pastSalesOperations({ sales }),
    ...driftOperations({ drift }),
    ...checkOperations({ checks: createCheckService({ catalogue, store, drift }) }),
    ...peopleOperations({ people: createPeopleService({ store: people }) }),
    ...meOperations({ catalogue, currency, timeZone, readOnly, operations: () => operations }),
    ...connectionOperations({ connections: createConnectionService({ store: oauth }) }),
    ...keyOperations({ keys: createKeyService({ keys }) }),
    ...webhookOperations({
      webhooks: createWebhookService({ store, events, addresses, send, tell: eventsFor }),
    }),
  ]
  return operations
}
