import type { MovementType } from './movement-types.ts'
import type { SomeColumns } from './product-fields.ts'

/** What the ledger does; each can be refused in its own ways. */
type LedgerWork =
  | 'record'
  | 'undo'
  | 'hand-edit'
  | 'product'
  | 'products'
  | 'alias'
  | 'photo'
  | 'import'
  | 'person'
  | 'key'
  | 'feed'
  | 'location'
  | 'past-sales'
  | 'order'
  | 'mail'
  | 'webhook'

interface RefusalRule {
  /** HTTP status of the problem. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 421 | 422 | 429 | 503
  /** What the ledger refuses with it; missing where only the service does. */
  readonly ledger?: readonly LedgerWork[]
  /** Whether the same request may succeed in a moment. */
  readonly retry?: true
}

/** Every way a request about stock can be refused. */
export const REFUSALS = {
  'past-sales-not-found': { status: 404, ledger: ['past-sales'] },
  'invalid-request': {
    status: 400,
    ledger: ['record', 'hand-edit', 'alias', 'import', 'person', 'order'],
  },
  'product-not-found': { status: 404, ledger: ['record', 'undo', 'photo', 'import', 'order'] },
  'size-not-found': { status: 404 },
  'actor-not-found': { status: 404 },
  'location-not-found': {
    status: 404,
    ledger: ['record', 'undo', 'import', 'location', 'key', 'feed', 'order', 'webhook'],
  },
  'location-exists': { status: 409, ledger: ['location'] },
  'ambiguous-product': { status: 409 },
  'color-not-available': { status: 409 },
  'insufficient-stock': { status: 409, ledger: ['record', 'undo', 'hand-edit', 'import'] },
  'unexpected-quantity': { status: 409, ledger: ['record', 'import'] },
  'nothing-reserved': { status: 409, ledger: ['record', 'hand-edit'] },
  'ambiguous-reservation': { status: 409, ledger: ['record', 'hand-edit'] },
  'likely-repeat': { status: 409, ledger: ['record', 'undo'] },
  'unusual-quantity': { status: 409, ledger: ['record', 'product'] },
  'unusual-size': { status: 409 },
  'unusual-barcode': { status: 409 },
  'unusual-date': { status: 409, ledger: ['record', 'undo'] },
  'product-exists': { status: 409, ledger: ['product'] },
  'similar-product': { status: 409 },
  'sku-taken': { status: 409, ledger: ['product'] },
  'product-in-stock': { status: 409, ledger: ['product', 'undo'] },
  'product-archived': { status: 409, ledger: ['record', 'undo', 'hand-edit', 'order'] },
  'product-was-changed': { status: 409, ledger: ['undo'] },
  'movement-not-found': { status: 404, ledger: ['undo'] },
  'nothing-to-undo': { status: 404, ledger: ['undo'] },
  'already-undone': { status: 409, ledger: ['undo'] },
  'external-id-reused': { status: 409 },
  'request-id-reused': { status: 422, ledger: ['record', 'undo', 'product', 'order'] },
  'order-not-found': { status: 404, ledger: ['order'] },
  'check-not-found': { status: 404 },
  'not-on-order': { status: 404 },
  'nothing-outstanding': { status: 409, ledger: ['order'] },
  'more-than-ordered': { status: 409, ledger: ['order'] },
  'foreign-origin': { status: 403 },
  'unknown-host': { status: 421 },
  'two-keys': { status: 401 },
  'too-many-streams': { status: 429 },
  'scope-too-small': { status: 403 },
  'other-location': { status: 403, ledger: ['undo'] },
  'read-only': { status: 403 },
  'similar-name': { status: 409 },
  'name-taken': { status: 409, ledger: ['alias', 'product'] },
  'photo-not-found': { status: 404 },
  'file-refused': { status: 400 },
  'file-unavailable': { status: 422 },
  'file-too-large': { status: 413 },
  'file-type-unsupported': { status: 415 },
  'file-unreadable': { status: 422 },
  overloaded: { status: 503, retry: true },
  'import-outdated': { status: 409 },
  'report-outdated': { status: 409, ledger: ['products'] },
  'person-not-found': { status: 404, ledger: ['person'] },
  'person-exists': { status: 409, ledger: ['person'] },
  'last-owner': { status: 409, ledger: ['person'] },
  'link-ended': { status: 404, ledger: ['person'] },
  'connection-not-found': { status: 404, ledger: ['person'] },
  'owner-only': { status: 403 },
  'sign-in-needed': { status: 403 },
  'name-in-use': { status: 409, ledger: ['key', 'feed'] },
  'feed-not-found': { status: 404, ledger: ['feed'] },
  'key-not-found': { status: 404, ledger: ['key'] },
  'mail-not-set-up': { status: 422, ledger: ['mail'] },
  /** The mail server did not take it. */
  'mail-not-sent': { status: 503, ledger: ['mail'], retry: true },
  'webhook-not-found': { status: 404, ledger: ['webhook'] },
  'webhook-exists': { status: 409, ledger: ['webhook'] },
  'too-many-webhooks': { status: 409, ledger: ['webhook'] },
  'delivery-not-found': { status: 404 },
  /** The ledger came to it too late; for the service, the database does not answer. */
  'store-unavailable': { status: 503, ledger: [], retry: true },
  /** Closed for writes until the restored database answers. */
  'restore-in-progress': { status: 503, ledger: [], retry: true },
} as const satisfies Readonly<Record<string, RefusalRule>>

type Rules = typeof REFUSALS

export type RefusalCode = keyof Rules

/** The refusals of the ledger. */
export type LedgerRefusal = {
  [Code in RefusalCode]: Rules[Code] extends { ledger: unknown } ? Code : never
}[RefusalCode]

/** The refusals that this work of the ledger is met with. */
export type RefusalOf<Work extends LedgerWork> = {
  [Code in LedgerRefusal]: Work extends Rules[Code]['ledger'][number] ? Code : never
}[LedgerRefusal]

export const REFUSAL_CODES = Object.keys(REFUSALS) as RefusalCode[]

const isOfLedger = (code: RefusalCode): code is LedgerRefusal => 'ledger' in REFUSALS[code]

export const LEDGER_REFUSALS = REFUSAL_CODES.filter(isOfLedger)

/** The rules of a refusal. */
export const refusalRule = (code: RefusalCode): RefusalRule => REFUSALS[code]

/** A refusal of one of several lines says which, from 0. */
interface OfLine {
  readonly line?: number | undefined
}

interface Held {
  readonly reference: string
  readonly held: number
}

/** What changed a shelf after the moment that a line names. Ids and numbers as in LedgerDetails. */
export interface Counted {
  readonly type: MovementType
  readonly at: string
  readonly location: string
  readonly before: number
  readonly after: number
}

/** A movement that can be undone by its id. */
interface LastDone {
  readonly id: string
  readonly type: MovementType
  readonly quantity: number
  readonly variant: string
  readonly actor: string
  readonly channel: string
  readonly created: string
  /** Whether the actor is that of the caller: it was said in another conversation. */
  readonly own_name: boolean
}

/** What was undone, by whom and when, and how many newer requests the caller undid. */
export interface UndoneByOther extends Pick<LastDone, 'type' | 'quantity' | 'variant'> {
  readonly actor: string
  readonly created: string
  readonly passed_over: number
}

/** The data of each refusal of the ledger. Ids are those of the database, numbers are units. */
export interface LedgerDetails {
  'invalid-request': OfLine & {
    /** The other line that changes the shelf of a count. */
    readonly beside?: number
    /** What the database has against a record. */
    readonly reason?: string
    /** One that another size has. */
    readonly barcode?: string
    readonly owner_sku?: string
    readonly owner_size?: string
    /** The barcode that the size has already. */
    readonly on_record?: string
    /** Several, of sizes that are to be joined. */
    readonly barcodes?: readonly string[]
    /** The version of the schema and its step, from 1, that cannot be done. */
    readonly version?: number
    readonly step?: number
  }
  'past-sales-not-found': object
  'product-not-found': OfLine & { readonly variant?: string }
  /** Its id, or in an import its name. */
  'location-not-found': OfLine & { readonly location: string }
  /** The name of the other one. */
  'location-exists': { readonly location: string }
  'insufficient-stock': OfLine & {
    readonly variant: string
    readonly location: string
    readonly available: number
    readonly requested: number
    /** On hand, and reserved of them, where the shelf has too few. */
    readonly quantity?: number
    readonly reserved?: number
    /** The reservation that has too few. */
    readonly reference?: string
    /** What took units from it last, where its making is to be undone; `quantity` is what it took. */
    readonly ended?: Omit<LastDone, 'variant' | 'own_name'>
    /** Whose they are, where units of the shelf are reserved. */
    readonly reservations?: readonly Held[]
  }
  'unexpected-quantity': OfLine & { readonly expected: number; readonly quantity: number }
  'nothing-reserved': OfLine & {
    readonly held: number
    readonly requested: number
    readonly reservations: readonly Held[]
  }
  'ambiguous-reservation': OfLine & {
    readonly reservations?: readonly Held[]
    /** The reference that may mean several of them. */
    readonly asked?: string
    /** One that is on both shelves that are to be joined, with another end. */
    readonly reference?: string
  }
  /** The first movement, and when it was made. */
  'likely-repeat': { readonly movement: string; readonly created: string }
  'unusual-quantity': OfLine & { readonly requested: number; readonly usual: number }
  'unusual-date': OfLine & {
    readonly variant: string
    readonly occurred_at: string
    /** When the product was first in the stock, or made, where that is later. */
    readonly first?: string
    /** The last count, where only that is later; for a count, the last change. */
    readonly counted?: Counted
  }
  /** The other product. */
  'product-exists': { readonly product: string }
  'sku-taken': { readonly product: string }
  'product-in-stock': {
    readonly product: string
    readonly quantity: number
    readonly reserved: number
  }
  'product-archived': OfLine & { readonly product: string; readonly variant: string }
  'product-was-changed': {
    readonly product: string
    /** The only size that changed; empty for the product itself. */
    readonly size: string
    /** Of products that were changed together; empty for one that was changed alone. */
    readonly batch: string
    /** null for a new product. */
    readonly before: SomeColumns | null
    readonly after: SomeColumns
    readonly channel: string
  }
  /** One that is not as it was reported. */
  'report-outdated': { readonly product: string }
  'movement-not-found': object
  'other-location': object
  'nothing-to-undo': {
    readonly hours: number
    /** Whether only what was said in one conversation counted. */
    readonly in_conversation: boolean
    /** How many requests of the caller were undone already. */
    readonly undone: number
    /** Name of the location that was made last, after all else; empty for none. */
    readonly location: string
    /** The last thing that anybody did, in the last hours. */
    readonly last: LastDone | null
  }
  'already-undone': {
    readonly movement: string
    readonly undone_by: string
    readonly done_again: boolean
    /** Set when "undo that" would pass over it, and somebody else undid it. */
    readonly by?: UndoneByOther
  }
  'request-id-reused': {
    /** What was done under it first; missing where that moved no stock. */
    readonly done?: Pick<LastDone, 'id' | 'type' | 'quantity'>
  }
  'order-not-found': object
  /** When the order was cancelled; empty where all of it arrived. */
  'nothing-outstanding': { readonly cancelled_at: string }
  'more-than-ordered': OfLine & {
    readonly variant: string
    readonly requested: number
    readonly outstanding: number
    readonly ordered: number
    readonly received: number
  }
  /** Whose SKU, barcode or other name it is, and of a barcode that of which size. */
  'name-taken': {
    readonly kind: 'SKU' | 'barcode' | 'other name'
    readonly sku: string
    readonly size?: string
  }
  'person-not-found': object
  'person-exists': object
  'last-owner': object
  'link-ended': object
  'connection-not-found': object
  /** As the other key has it. */
  'name-in-use': { readonly name: string }
  'key-not-found': { readonly name: string }
  'feed-not-found': { readonly name: string }
  'mail-not-set-up': object
  /** What the mail server, or the way to it, said. */
  'mail-not-sent': { readonly reason: string }
  'webhook-not-found': object
  /** The other one. */
  'webhook-exists': { readonly id: string }
  'too-many-webhooks': { readonly most: number }
  'store-unavailable': object
  'restore-in-progress': object
}

/** What is said of each of some refusals, by their details and what else is known. */
export type OfRefusals<Code extends LedgerRefusal, Known extends readonly unknown[], Said> = {
  readonly [Each in Code]: (details: LedgerDetails[Each], ...known: Known) => Said
}

/** What a table says of a refusal; undefined where it has no entry. */
export function saidOf<Code extends LedgerRefusal, Known extends readonly unknown[], Said>(
  table: OfRefusals<Code, Known, Said>,
  { code, details }: { readonly code: RefusalCode; readonly details: object },
  ...known: Known
): Said | undefined {
  // The details are as their code says: the hooks, which made them, are checked against LedgerDetails.
  const say = (table as Partial<Record<string, unknown>>)[code] as
    | ((details: object, ...known: Known) => Said)
    | undefined
  return say?.(details, ...known)
}
