import { SCOPES } from '../../domain/api-key.ts'
import { LANGUAGES } from '../../domain/language.ts'
import { MOVEMENT_TYPES } from '../../domain/movement-types.ts'
import { LINK_KINDS, ROLE_NAMES } from '../../domain/person.ts'
import { THUMB_SIZES } from '../../domain/picture.ts'
import { SHAPE_NAMES } from '../../domain/webhook.ts'

/** A field as PocketBase's collections API takes it: flat JSON. */
export type Field = { readonly name: string; readonly type: string } & Readonly<
  Record<string, unknown>
>

export interface Collection {
  readonly name: string
  /** Accounts with a password; PocketBase makes their own fields by itself. */
  readonly type?: 'auth'
  readonly fields: readonly Field[]
  readonly indexes: readonly string[]
}

const text = (name: string, options: object = {}): Field => ({ name, type: 'text', ...options })
const flag = (name: string): Field => ({ name, type: 'bool' })

/** More units than any shop has; numbers beyond lose their last digits on the way. */
const MOST_UNITS = 1_000_000_000

/** Fields that the ledger fills, whatever a form says. */
const FILLED = { help: 'Filled in by itself.' }

/**
 * A whole number. Never `required`: PocketBase takes that to mean "not 0", and the last unit could
 * not be sold.
 */
const integer = (name: string, options: object = {}): Field => ({
  name,
  type: 'number',
  onlyInt: true,
  required: false,
  max: MOST_UNITS,
  ...options,
})

const money = (name: string): Field => ({ name, type: 'number', min: 0, required: false })

const relation = (name: string, collection: string, options: object = {}): Field => ({
  name,
  type: 'relation',
  /** The name; the init step puts the id of the collection here. */
  collectionId: collection,
  maxSelect: 1,
  cascadeDelete: false,
  required: true,
  ...options,
})

const created: Field = { name: 'created', type: 'autodate', onCreate: true, onUpdate: false }
const updated: Field = { name: 'updated', type: 'autodate', onCreate: true, onUpdate: true }

const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp']
const FIVE_MEGABYTES = 5 * 1024 * 1024

/**
 * The collections, in an order in which each refers only to earlier ones. API rules stay null:
 * nobody but a superuser reaches a record.
 */
export const COLLECTIONS: readonly Collection[] = [
  {
    name: 'products',
    fields: [
      text('sku', { required: true, max: 100, presentable: true }),
      text('name', { required: true, max: 200, presentable: true }),
      text('color', { max: 100, presentable: true }),
      text('gender', { max: 50 }),
      text('category', { max: 100 }),
      money('cost'),
      money('price'),
      {
        name: 'photo',
        type: 'file',
        maxSelect: 1,
        maxSize: FIVE_MEGABYTES,
        mimeTypes: PHOTO_TYPES,
        thumbs: THUMB_SIZES,
        protected: false,
      },
      text('description', { max: 5000 }),
      text('aliases', { max: 2000, help: 'Other names, one a line.' }),
      flag('active'),
      integer('reorder_point', { min: 0 }),
      text('supplier', { max: 100 }),
      integer('lead_time_days', { min: 0, max: 365, help: 'Days from an order to the delivery.' }),
      integer('pack_size', { min: 0, max: 1_000, help: 'Units of a size that come together.' }),
      created,
      updated,
    ],
    indexes: ['CREATE UNIQUE INDEX idx_products_sku ON products (sku COLLATE NOCASE)'],
  },
  {
    name: 'variants',
    fields: [
      relation('product', 'products', { presentable: true }),
      text('size', { required: true, max: 20, presentable: true }),
      text('barcode', { max: 100 }),
      integer('reorder_point', { min: 0, help: 'Of this size; 0 for none.' }),
      created,
      updated,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_variants_product_size ON variants (product, size COLLATE NOCASE)',
      "CREATE UNIQUE INDEX idx_variants_barcode ON variants (barcode) WHERE barcode != ''",
    ],
  },
  {
    name: 'locations',
    fields: [
      text('name', { required: true, max: 100, presentable: true }),
      flag('is_default'),
      created,
      updated,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_locations_name ON locations (name COLLATE NOCASE)',
      'CREATE UNIQUE INDEX idx_locations_default ON locations (is_default) WHERE is_default = TRUE',
    ],
  },
  {
    name: 'inventory',
    fields: [
      relation('variant', 'variants'),
      relation('location', 'locations'),
      integer('quantity', { min: 0 }),
      integer('reserved', { min: 0 }),
      integer('rev', { min: 0, ...FILLED }),
      created,
      updated,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_inventory_variant_location ON inventory (variant, location)',
    ],
  },
  {
    name: 'movements',
    fields: [
      integer('seq', { min: 1, ...FILLED }),
      text('batch', { max: 50, ...FILLED }),
      integer('line', { min: 0, ...FILLED }),
      relation('variant', 'variants'),
      relation('location', 'locations'),
      {
        name: 'type',
        type: 'select',
        maxSelect: 1,
        required: true,
        values: [...MOVEMENT_TYPES],
      },
      integer('quantity', { min: 0 }),
      integer('delta', {
        min: -MOST_UNITS,
        help: 'For an ADJUSTMENT: units to add, or -1 to take one away.',
      }),
      integer('reserved_delta', { min: -MOST_UNITS, ...FILLED }),
      integer('quantity_after', { min: 0, ...FILLED }),
      integer('reserved_after', { min: 0, ...FILLED }),
      text('reason', { max: 500 }),
      text('reference', { max: 200 }),
      money('unit_price'),
      { ...money('unit_cost'), ...FILLED },
      { name: 'match', type: 'json', maxSize: 20_000, ...FILLED },
      text('actor', { max: 200, ...FILLED }),
      text('channel', { max: 20, ...FILLED }),
      text('client', { max: 200, ...FILLED }),
      text('conversation', { max: 100, ...FILLED }),
      text('idempotency_key', { max: 200, ...FILLED }),
      text('request_hash', { max: 64, ...FILLED }),
      text('reverses', { max: 15, ...FILLED }),
      text('linked', { max: 15, ...FILLED }),
      text('order_line', { max: 15, ...FILLED }),
      { name: 'expires_at', type: 'date' },
      { name: 'occurred_at', type: 'date' },
      created,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_movements_seq ON movements (seq)',
      // Both halves of a transfer belong to one line; their locations differ.
      "CREATE UNIQUE INDEX idx_movements_key ON movements (actor, idempotency_key, line, location) WHERE idempotency_key != ''",
      // Holds the sums of a shelf too, so that the drift check reads no row of the table.
      'CREATE INDEX idx_movements_shelf ON movements (variant, location, seq, delta, reserved_delta)',
      'CREATE INDEX idx_movements_reserved ON movements (variant, location, reference, seq) WHERE reserved_delta != 0',
      "CREATE UNIQUE INDEX idx_movements_reverses ON movements (reverses) WHERE reverses != ''",
      "CREATE INDEX idx_movements_linked ON movements (linked) WHERE linked != ''",
      "CREATE INDEX idx_movements_reference ON movements (reference, seq) WHERE reference != ''",
      "CREATE INDEX idx_movements_order_line ON movements (order_line) WHERE order_line != ''",
      'CREATE INDEX idx_movements_large ON movements (variant, type, quantity) WHERE quantity > 2',
      'CREATE INDEX idx_movements_type ON movements (type, seq)',
      // Finds the newest of a channel that few movements came from.
      'CREATE INDEX idx_movements_channel ON movements (channel, seq)',
      'CREATE INDEX idx_movements_actor ON movements (actor, seq)',
      'CREATE INDEX idx_movements_conversation ON movements (actor, conversation, seq)',
      // The first of a request gives it its id as batch, so that most are alone in theirs.
      'CREATE INDEX idx_movements_others ON movements (batch) WHERE batch != id',
      'CREATE INDEX idx_movements_occurred_at ON movements (occurred_at)',
    ],
  },
  {
    name: 'orders',
    fields: [
      text('number', { required: true, max: 50, presentable: true }),
      text('supplier', { max: 100, presentable: true }),
      text('expected_at', {
        max: 10,
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        help: 'A day, for example 2026-12-05.',
      }),
      text('note', { max: 500 }),
      { name: 'cancelled_at', type: 'date', help: 'Since then the rest is not expected.' },
      text('actor', { max: 200, ...FILLED }),
      text('channel', { max: 20, ...FILLED }),
      text('client', { max: 200, ...FILLED }),
      text('conversation', { max: 100, ...FILLED }),
      text('idempotency_key', { max: 200, ...FILLED }),
      text('request_hash', { max: 64, ...FILLED }),
      created,
      updated,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_orders_number ON orders (number COLLATE NOCASE)',
      "CREATE UNIQUE INDEX idx_orders_key ON orders (actor, idempotency_key) WHERE idempotency_key != ''",
    ],
  },
  {
    // What arrived of a line is the sum of the movements that name it.
    name: 'order_lines',
    fields: [
      relation('order', 'orders', { presentable: true }),
      integer('line', { min: 0 }),
      relation('variant', 'variants', { presentable: true }),
      relation('location', 'locations'),
      integer('quantity', { min: 0 }),
      money('unit_cost'),
      created,
      updated,
    ],
    indexes: [
      'CREATE INDEX idx_order_lines_order ON order_lines (`order`, line)',
      'CREATE INDEX idx_order_lines_variant ON order_lines (variant)',
    ],
  },
  {
    name: 'api_keys',
    fields: [
      text('name', { required: true, max: 100, presentable: true }),
      text('hash', { required: true, max: 64, help: 'Made by npm run key; the key is not kept.' }),
      { name: 'scope', type: 'select', maxSelect: 1, required: true, values: [...SCOPES] },
      relation('location', 'locations', { required: false }),
      { name: 'expires_at', type: 'date' },
      flag('revoked'),
      { name: 'last_used_at', type: 'date', ...FILLED },
      created,
      updated,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_api_keys_name ON api_keys (name COLLATE NOCASE)',
      'CREATE UNIQUE INDEX idx_api_keys_hash ON api_keys (hash)',
    ],
  },
  {
    name: 'feeds',
    fields: [
      text('name', { required: true, max: 100, presentable: true }),
      text('hash', { required: true, max: 64, help: 'Of the token, which is not kept.' }),
      relation('location', 'locations', { required: false }),
      text('actor', { max: 200, ...FILLED }),
      created,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_feeds_name ON feeds (name COLLATE NOCASE)',
      'CREATE UNIQUE INDEX idx_feeds_hash ON feeds (hash)',
    ],
  },
  {
    name: 'product_changes',
    fields: [
      // The id, not a relation: what was changed stays on record when the product is deleted.
      text('product', { max: 15, required: true, ...FILLED }),
      // Empty for the product itself.
      text('size', { max: 20, ...FILLED }),
      { name: 'before', type: 'json', maxSize: 10_000, ...FILLED },
      { name: 'after', type: 'json', maxSize: 10_000, ...FILLED },
      text('actor', { max: 200, ...FILLED }),
      text('channel', { max: 20, ...FILLED }),
      text('conversation', { max: 100, ...FILLED }),
      // Of products that were changed together; the first of them has the key.
      text('batch', { max: 15, ...FILLED }),
      text('idempotency_key', { max: 200, ...FILLED }),
      text('request_hash', { max: 64, ...FILLED }),
      text('reverses', { max: 15, ...FILLED }),
      created,
    ],
    indexes: [
      "CREATE UNIQUE INDEX idx_product_changes_key ON product_changes (actor, idempotency_key) WHERE idempotency_key != ''",
      "CREATE INDEX idx_product_changes_batch ON product_changes (batch) WHERE batch != ''",
      "CREATE UNIQUE INDEX idx_product_changes_reverses ON product_changes (reverses) WHERE reverses != ''",
      'CREATE INDEX idx_product_changes_actor ON product_changes (actor, created)',
      'CREATE INDEX idx_product_changes_created ON product_changes (created)',
      'CREATE INDEX idx_product_changes_product ON product_changes (product, created)',
    ],
  },
  {
    name: 'refused_requests',
    fields: [
      text('actor', { max: 200, ...FILLED }),
      text('idempotency_key', { max: 200, ...FILLED }),
      text('request_hash', { max: 64, ...FILLED }),
      { name: 'refusal', type: 'json', maxSize: 50_000, ...FILLED },
      created,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_refused_requests_key ON refused_requests (actor, idempotency_key, request_hash)',
      'CREATE INDEX idx_refused_requests_created ON refused_requests (created)',
    ],
  },
  {
    name: 'users',
    type: 'auth',
    fields: [
      text('name', { max: 100, presentable: true }),
      { name: 'role', type: 'select', maxSelect: 1, required: true, values: ROLE_NAMES },
      relation('location', 'locations', { required: false }),
      flag('disabled'),
      { name: 'last_seen_at', type: 'date', ...FILLED },
      created,
      updated,
    ],
    indexes: [],
  },
  {
    name: 'links',
    fields: [
      text('hash', { required: true, max: 64, ...FILLED }),
      { name: 'kind', type: 'select', maxSelect: 1, required: true, values: LINK_KINDS },
      text('email', { max: 200, ...FILLED }),
      { name: 'role', type: 'select', maxSelect: 1, values: ROLE_NAMES },
      relation('location', 'locations', { required: false }),
      text('invited_by', { max: 200, ...FILLED }),
      { name: 'expires_at', type: 'date', ...FILLED },
      { name: 'used_at', type: 'date', ...FILLED },
      created,
    ],
    indexes: ['CREATE UNIQUE INDEX idx_links_hash ON links (hash)'],
  },
  {
    name: 'sessions',
    fields: [
      text('hash', { required: true, max: 64, ...FILLED }),
      relation('user', 'users', { cascadeDelete: true }),
      { name: 'seen_at', type: 'date', ...FILLED },
      { name: 'expires_at', type: 'date', ...FILLED },
      created,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_sessions_hash ON sessions (hash)',
      'CREATE INDEX idx_sessions_user ON sessions (user)',
    ],
  },
  {
    name: 'codes',
    fields: [
      text('hash', { required: true, max: 64, ...FILLED }),
      relation('user', 'users', { cascadeDelete: true }),
      integer('tries', FILLED),
      { name: 'expires_at', type: 'date', ...FILLED },
      created,
    ],
    indexes: ['CREATE UNIQUE INDEX idx_codes_user ON codes (user)'],
  },
  {
    name: 'oauth_records',
    fields: [
      text('kind', { required: true, max: 50, ...FILLED }),
      text('hash', { required: true, max: 64, ...FILLED }),
      text('grant', { max: 64, ...FILLED }),
      relation('user', 'users', { required: false, cascadeDelete: true }),
      text('client', { max: 64, ...FILLED }),
      { name: 'payload', type: 'json', maxSize: 60_000, ...FILLED },
      text('name', { max: 200, ...FILLED }),
      text('host', { max: 300, ...FILLED }),
      text('scope', { max: 20, ...FILLED }),
      { name: 'consumed_at', type: 'date', ...FILLED },
      { name: 'used_at', type: 'date', ...FILLED },
      { name: 'expires_at', type: 'date', ...FILLED },
      created,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_oauth_records_hash ON oauth_records (kind, hash)',
      'CREATE INDEX idx_oauth_records_grant ON oauth_records (`grant`, kind)',
      'CREATE INDEX idx_oauth_records_user ON oauth_records (user, client)',
      'CREATE INDEX idx_oauth_records_client ON oauth_records (client)',
      'CREATE INDEX idx_oauth_records_ends ON oauth_records (expires_at)',
    ],
  },
  {
    name: 'past_sales',
    fields: [
      relation('product', 'products'),
      // Missing where the file does not tell the size.
      relation('variant', 'variants', { required: false }),
      // A day of the shop's calendar, not a moment: "2026-11-21".
      text('day', { required: true, max: 10, ...FILLED }),
      integer('units', { min: 1, ...FILLED }),
      money('unit_price'),
      text('source', { required: true, max: 64, ...FILLED }),
      integer('line', { min: 1, ...FILLED }),
      text('actor', { max: 200, ...FILLED }),
      created,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_past_sales_line ON past_sales (source, line)',
      'CREATE INDEX idx_past_sales_product ON past_sales (product, day)',
      'CREATE INDEX idx_past_sales_variant ON past_sales (variant)',
    ],
  },
  {
    name: 'stock_checks',
    fields: [
      text('day', { max: 10, ...FILLED }),
      // The id, not a relation: one of a location that is gone would become one of all the shop.
      text('location', { max: 15, ...FILLED }),
      text('threshold', { max: 10, ...FILLED }),
      text('supplier', { max: 100, ...FILLED }),
      text('actor', { max: 200, ...FILLED }),
      flag('failed'),
      text('error', { max: 500, ...FILLED }),
      integer('looked', FILLED),
      integer('out', FILLED),
      integer('critical', FILLED),
      integer('low', FILLED),
      integer('found', FILLED),
      { name: 'items', type: 'json', maxSize: 500_000, ...FILLED },
      created,
    ],
    indexes: [
      "CREATE UNIQUE INDEX idx_stock_checks_day ON stock_checks (day, location, failed) WHERE day != ''",
      'CREATE INDEX idx_stock_checks_created ON stock_checks (created, id)',
    ],
  },
  {
    // What happens beside the ledger, in the order in which it did.
    name: 'event_log',
    fields: [
      integer('number', { min: 1, ...FILLED }),
      // Number of the last movement before it.
      integer('after_seq', { min: 0, ...FILLED }),
      text('type', { max: 50, ...FILLED }),
      // Ids, not relations: what happened stays on record when the product is deleted.
      text('product', { max: 15, ...FILLED }),
      text('size', { max: 20, ...FILLED }),
      text('location', { max: 15, ...FILLED }),
      text('change', { max: 15, ...FILLED }),
      { name: 'data', type: 'json', maxSize: 10_000, ...FILLED },
      text('actor', { max: 200, ...FILLED }),
      text('channel', { max: 20, ...FILLED }),
      created,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_event_log_number ON event_log (number)',
      'CREATE INDEX idx_event_log_after ON event_log (after_seq, number)',
    ],
  },
  {
    // Who follows the events for others, so that of several processes one does.
    name: 'followers',
    fields: [
      text('name', { required: true, max: 50, presentable: true }),
      text('holder', { max: 50, ...FILLED }),
      { name: 'held_until', type: 'date', ...FILLED },
      text('position', { max: 50, ...FILLED }),
      created,
      updated,
    ],
    indexes: ['CREATE UNIQUE INDEX idx_followers_name ON followers (name)'],
  },
  {
    name: 'webhooks',
    fields: [
      text('url', { required: true, max: 2_000 }),
      text('description', { max: 200, presentable: true }),
      text('types', { max: 400 }),
      { name: 'shape', type: 'select', maxSelect: 1, required: true, values: [...SHAPE_NAMES] },
      { name: 'language', type: 'select', maxSelect: 1, required: true, values: [...LANGUAGES] },
      relation('location', 'locations', { required: false }),
      flag('with_costs'),
      text('quiet_from', { max: 5 }),
      text('quiet_to', { max: 5 }),
      text('secret', { required: true, max: 100, hidden: true, ...FILLED }),
      text('old_secret', { max: 100, hidden: true, ...FILLED }),
      { name: 'old_secret_until', type: 'date', ...FILLED },
      // What it was told until: the last movement, and the last entry of event_log.
      integer('seq', { min: 0, ...FILLED }),
      integer('log_number', { min: -1, ...FILLED }),
      integer('epoch', { min: 0, ...FILLED }),
      { name: 'disabled_at', type: 'date', ...FILLED },
      text('disabled_reason', { max: 300, ...FILLED }),
      integer('failures', { min: 0, ...FILLED }),
      { name: 'failing_since', type: 'date', ...FILLED },
      { name: 'retry_at', type: 'date', ...FILLED },
      text('last_error', { max: 300, ...FILLED }),
      { name: 'delivered_at', type: 'date', ...FILLED },
      text('created_by', { max: 200, ...FILLED }),
      created,
      updated,
    ],
    indexes: [],
  },
  {
    // One attempt to tell an endpoint something.
    name: 'webhook_deliveries',
    fields: [
      relation('webhook', 'webhooks', { cascadeDelete: true }),
      integer('number', { min: 1, ...FILLED }),
      text('message', { max: 100, ...FILLED }),
      text('types', { max: 500, ...FILLED }),
      integer('events', { min: 0, ...FILLED }),
      integer('after_seq', { min: 0, ...FILLED }),
      integer('after_number', { min: -1, ...FILLED }),
      integer('seq', { min: 0, ...FILLED }),
      integer('log_number', { min: -1, ...FILLED }),
      integer('attempt', { min: 1, ...FILLED }),
      integer('status', { min: 0, ...FILLED }),
      text('error', { max: 300, ...FILLED }),
      integer('duration_ms', { min: 0, ...FILLED }),
      created,
    ],
    indexes: [
      'CREATE UNIQUE INDEX idx_webhook_deliveries_number ON webhook_deliveries (webhook, number)',
    ],
  },
  {
    name: 'audit',
    fields: [
      text('actor', { max: 200, ...FILLED }),
      text('what', { max: 50, ...FILLED }),
      text('subject', { max: 200, ...FILLED }),
      text('ip', { max: 60, ...FILLED }),
      text('conversation', { max: 100, ...FILLED }),
      created,
    ],
    indexes: ['CREATE INDEX idx_audit_created ON audit (created)'],
  },
]
