import { type Identity, includes, type Scope } from './api-key.ts'
import { type Camel, toCamel } from './names.ts'

/** What a field holds: inside, and as the database and flat inputs have it, where 0 stands for none. */
interface Kinds {
  text: { inside: string; stored: string }
  /** In the shop's currency; null where unknown. */
  money: { inside: number | null; stored: number }
  units: { inside: number; stored: number }
  flag: { inside: boolean; stored: boolean }
}

export interface FieldRule {
  readonly kind: keyof Kinds
  /** Its name in the API, and in English messages. */
  readonly wire: string
  /** Its name in French messages. */
  readonly french: string
  /** Its column in the database. */
  readonly column: string
  /** Most characters of a text, or the largest number. */
  readonly max?: number
  /** The smallest scope of a key that sees it; 'read' where it is missing. */
  readonly scope?: Scope
  /** Headings in CSV files that mean it, in French and English. */
  readonly headings: readonly string[]
}

/** What an edit can change of a product; recorded when it changes. */
export const PRODUCT_FIELDS = {
  name: {
    kind: 'text',
    wire: 'model',
    french: 'modèle',
    column: 'name',
    max: 200,
    headings: [
      'Modèle',
      'Nom',
      'Nom du modèle',
      'Nom du produit',
      'Produit',
      'Article',
      'Désignation',
      'Model',
      'Model name',
      'Name',
      'Product',
      'Product name',
    ],
  },
  color: {
    kind: 'text',
    wire: 'color',
    french: 'couleur',
    column: 'color',
    max: 100,
    headings: ['Couleur', 'Coloris', 'Color', 'Colour'],
  },
  gender: {
    kind: 'text',
    wire: 'gender',
    french: 'genre',
    column: 'gender',
    max: 50,
    headings: ['Sexe', 'Genre', 'Gender', 'Sex'],
  },
  category: {
    kind: 'text',
    wire: 'category',
    french: 'catégorie',
    column: 'category',
    max: 100,
    headings: ['Catégorie', 'Famille', 'Category'],
  },
  price: {
    kind: 'money',
    wire: 'price',
    french: 'prix',
    column: 'price',
    max: 1_000_000,
    headings: ['Prix', 'Prix de vente', 'Prix TTC', 'Price', 'Sale price', 'Selling price'],
  },
  /** What the shop paid is not for everyone who may ask what it has. */
  cost: {
    kind: 'money',
    wire: 'cost',
    french: 'coût',
    column: 'cost',
    max: 1_000_000,
    scope: 'write',
    headings: ['Coût', "Coût d'achat", "Prix d'achat", 'Cost', 'Cost price', 'Purchase price'],
  },
  /** Available units at which it is time to order; 0 for never. */
  reorderPoint: {
    kind: 'units',
    wire: 'reorder_point',
    french: 'seuil de commande',
    column: 'reorder_point',
    max: 10_000,
    headings: [
      'Seuil',
      'Seuil de réapprovisionnement',
      'Seuil de commande',
      'Stock minimum',
      'Stock mini',
      'Reorder point',
      'Reorder level',
      'Minimum stock',
    ],
  },
  /** Of whom it is ordered. */
  supplier: {
    kind: 'text',
    wire: 'supplier',
    french: 'fournisseur',
    column: 'supplier',
    max: 100,
    headings: ['Fournisseur', 'Nom du fournisseur', 'Supplier', 'Supplier name', 'Vendor'],
  },
  /** Days from an order to the delivery; 0 for what the shop usually waits. */
  leadTimeDays: {
    kind: 'units',
    wire: 'lead_time_days',
    french: 'délai de livraison (jours)',
    column: 'lead_time_days',
    max: 365,
    headings: [
      'Délai',
      'Délai de livraison',
      'Délai en jours',
      "Délai d'approvisionnement",
      'Lead time',
      'Lead time days',
    ],
  },
  /** Units of one size that are ordered together; 0 where they are sold singly. */
  packSize: {
    kind: 'units',
    wire: 'pack_size',
    french: 'taille du lot',
    column: 'pack_size',
    max: 1_000,
    headings: ['Conditionnement', 'Colisage', 'Unités par lot', 'Pack size', 'Units per pack'],
  },
  /** false for an archived product, which is in no list. */
  active: { kind: 'flag', wire: 'active', french: 'en vente', column: 'active', headings: [] },
} as const satisfies Readonly<Record<string, FieldRule>>

/** What is recorded of a product when it changes: the fields, and its other names, which are learnt one by one. */
export const RECORDED_OF_PRODUCT = {
  ...PRODUCT_FIELDS,
  /** One a line. */
  aliases: {
    kind: 'text',
    wire: 'other names',
    french: 'autres noms',
    column: 'aliases',
    headings: [],
  },
} as const satisfies Readonly<Record<string, FieldRule>>

/** What is recorded of a size when it changes. */
export const RECORDED_OF_SIZE = {
  reorderPoint: PRODUCT_FIELDS.reorderPoint,
  barcode: {
    kind: 'text',
    wire: 'barcode',
    french: 'code-barres',
    column: 'barcode',
    max: 100,
    headings: [],
  },
} as const satisfies Readonly<Record<string, FieldRule>>

/** What is recorded when it changes. */
export const RECORDED_FIELDS = {
  ...RECORDED_OF_PRODUCT,
  ...RECORDED_OF_SIZE,
} as const satisfies Readonly<Record<string, FieldRule>>

/** What can be changed of many products at once: what is no part of a name. */
export const BULK_FIELDS = [
  'price',
  'reorderPoint',
  'supplier',
  'leadTimeDays',
  'packSize',
] as const satisfies readonly ProductField[]
export type BulkField = (typeof BULK_FIELDS)[number]

type Rules = typeof RECORDED_FIELDS

export type ProductField = keyof typeof PRODUCT_FIELDS
export type RecordedField = keyof Rules

const PRODUCT_FIELD_NAMES = Object.keys(PRODUCT_FIELDS) as readonly ProductField[]
export const RECORDED_FIELD_NAMES = Object.keys(RECORDED_FIELDS) as readonly RecordedField[]

export const fieldRule = (field: RecordedField): FieldRule => RECORDED_FIELDS[field]

type Inside<Field extends RecordedField> = Kinds[Rules[Field]['kind']]['inside']
type Stored<Field extends RecordedField> = Kinds[Rules[Field]['kind']]['stored']

/** All fields, by their names inside. */
export type ProductFields = { readonly [Field in ProductField]: Inside<Field> }

const EMPTY = { text: '', money: null, units: 0, flag: false } as const

/** The fields of a product of which nothing is known. */
export const NO_FIELDS = Object.fromEntries(
  PRODUCT_FIELD_NAMES.map((field) => [field, EMPTY[PRODUCT_FIELDS[field].kind]]),
) as ProductFields

/** Some of them. */
export type SomeFields = { readonly [Field in ProductField]?: ProductFields[Field] | undefined }

/** Some of what is recorded. */
export type RecordedFields = { readonly [Field in RecordedField]?: Inside<Field> | undefined }

/** All fields, by their columns. */
export type ProductColumns = {
  readonly [Field in ProductField as Rules[Field]['column']]: Stored<Field>
}

/** All that is recorded of a product, by its columns. */
export type RecordedColumns = {
  readonly [Field in keyof typeof RECORDED_OF_PRODUCT as Rules[Field]['column']]: Stored<Field>
}

/** All that is recorded of a size, by its columns. */
export type SizeColumns = {
  readonly [Field in keyof typeof RECORDED_OF_SIZE as Rules[Field]['column']]: Stored<Field>
}

/** Some of what is recorded. */
export type SomeColumns = {
  readonly [Column in keyof (RecordedColumns & SizeColumns)]?:
    | (RecordedColumns & SizeColumns)[Column]
    | undefined
}

/** All fields, by their names in the API. */
export type ProductWire = {
  readonly [Field in ProductField as Rules[Field]['wire']]: Inside<Field>
}

/** Fields as an input gives them, by their names inside; what is a model there is a name here. */
export type ProductInput = {
  readonly [Field in ProductField as Camel<Rules[Field]['wire']>]?: Stored<Field> | undefined
}

/**
 * Fields out of values where 0 stands for an unknown amount.
 * @param nameOf gives the name that a field has there
 * @param names of the fields to read
 */
function readFields(
  values: Readonly<Record<string, unknown>>,
  nameOf: (field: RecordedField) => string,
  names: readonly RecordedField[] = PRODUCT_FIELD_NAMES,
): SomeFields {
  return Object.fromEntries(
    names.flatMap((field) => {
      const value = values[nameOf(field)]
      if (value === undefined) return []
      return [[field, fieldRule(field).kind === 'money' ? value || null : value]]
    }),
  )
}

const columnName = (field: RecordedField): string => RECORDED_FIELDS[field].column
const inputName = (field: RecordedField): string => toCamel(RECORDED_FIELDS[field].wire)

export const fieldsOfColumns = (columns: ProductColumns): ProductFields =>
  readFields(columns, columnName) as ProductFields

export const recordedOfColumns = (columns: SomeColumns): RecordedFields =>
  readFields(columns, columnName, RECORDED_FIELD_NAMES)

export const fieldsOfInput = (input: ProductInput): SomeFields => readFields(input, inputName)

export const columnsOf = (fields: SomeFields): SomeColumns =>
  Object.fromEntries(
    PRODUCT_FIELD_NAMES.flatMap((field) => {
      const value = fields[field]
      return value === undefined ? [] : [[PRODUCT_FIELDS[field].column, value ?? 0]]
    }),
  )

export const wireOf = (fields: ProductFields): ProductWire =>
  Object.fromEntries(
    PRODUCT_FIELD_NAMES.map((field) => [PRODUCT_FIELDS[field].wire, fields[field]]),
  ) as unknown as ProductWire

/** Whether a key may see a field. */
export const maySee = ({ scope }: Pick<Identity, 'scope'>, field: RecordedField): boolean =>
  includes(scope, fieldRule(field).scope ?? 'read')

/** What a key may see of it. */
export const visibleTo = (key: Pick<Identity, 'scope'>, fields: RecordedFields): RecordedFields =>
  Object.fromEntries(
    RECORDED_FIELD_NAMES.filter((field) => maySee(key, field)).map((field) => [
      field,
      fields[field],
    ]),
  )
