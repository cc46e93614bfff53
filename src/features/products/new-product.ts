import { locationOf } from '../../catalogue/find-location.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { RequestKey } from '../../domain/caller.ts'
import { describeProduct, type Product, readSize, sizeKey } from '../../domain/catalogue.ts'
import { StockError } from '../../domain/errors.ts'
import type { Author } from '../../domain/movement.ts'
import type { NewProduct } from '../../domain/product-change.ts'
import { say } from '../../domain/say.ts'
import { asName, quoted } from '../../domain/text.ts'
import { matchColor } from '../../matching/colors.ts'
import { colorParts, genderKey } from '../../matching/lexicon.ts'
import { plain } from '../../matching/normalise.ts'
import { listed } from '../../shared/listed.ts'
import { MOST_CANDIDATES } from '../../shared/message-parts.ts'
import { writtenAsIn } from './labels.ts'

/** A product that the owner wants made, as she said it. */
export interface ProductRequest extends RequestKey {
  readonly model: string
  readonly color?: string | undefined
  readonly gender?: string | undefined
  readonly category?: string | undefined
  readonly price?: number | undefined
  readonly cost?: number | undefined
  readonly reorderPoint?: number | undefined
  readonly supplier?: string | undefined
  readonly leadTimeDays?: number | undefined
  readonly packSize?: number | undefined
  /** Made from the names where it is missing. */
  readonly sku?: string | undefined
  readonly sizes: readonly string[]
  /** Units of each size to begin with. */
  readonly quantity?: number | undefined
  readonly location?: string | undefined
  /** The caller says that it is another product than those that are nearly called so. */
  readonly confirm?: boolean | undefined
}

/** What tells a product from the others. */
export type Identity = Pick<Product, 'name' | 'color' | 'gender'>

type Plan = Omit<NewProduct, keyof Author | 'refuseUnusual'>

/**
 * Plans a new product. A name, category or supplier that exists already is written as it is there.
 * @throws StockError 'product-exists', 'similar-product', 'sku-taken', 'location-not-found'
 */
export function planProduct(snapshot: Snapshot, request: ProductRequest): Plan {
  const { color = '', gender = '', category = '', price, cost } = request
  const { reorderPoint = 0, supplier = '', leadTimeDays = 0, packSize = 0 } = request
  const identity = { name: oneLine(request.model), color: oneLine(color), gender: oneLine(gender) }
  requireNew(snapshot, identity, request)
  const known = snapshot.all.find(({ name }) => plain(name) === plain(identity.name))
  const name = known?.name ?? identity.name
  return {
    sku: request.sku === undefined ? newSku(snapshot, identity) : freeSku(snapshot, request.sku),
    fields: {
      ...identity,
      name,
      ...writtenAsIn(snapshot.all, { category: oneLine(category), supplier: oneLine(supplier) }),
      reorderPoint,
      leadTimeDays,
      packSize,
      price: price || null,
      cost: cost || null,
    },
    sizes: different(request.sizes),
    quantity: request.quantity ?? 0,
    locationId: request.location && locationOf(snapshot, request.location).id,
  }
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ')

const different = (sizes: readonly string[]): string[] => [
  ...new Map(sizes.map((size) => [sizeKey(size), readSize(size)])).values(),
]

/**
 * Makes sure that no other product has this name, and that one which is nearly called so is meant
 * to be another one.
 * @throws StockError 'product-exists' or 'similar-product'
 */
export function requireNew(
  snapshot: Snapshot,
  wanted: Identity,
  { confirm, except }: { confirm?: boolean | undefined; except?: Product },
): void {
  const others = snapshot.all.filter((product) => product !== except)
  const namesakes = others.filter(({ name }) => plain(name) === plain(wanted.name))
  const twins = namesakes.filter((product) => isTwin(product, wanted))
  const twin = twins.find(({ active }) => active) ?? twins[0]
  if (twin) throw exists(snapshot, twin)
  if (confirm) return
  const similar =
    namesakes.length > 0
      ? namesakes.filter((product) => nearColor(product, wanted) && nearGender(product, wanted))
      : nearlyNamed(snapshot, wanted).filter((product) => product !== except)
  if (similar.length > 0) throw similarTo(similar, wanted)
}

/** Whether two products are one, in two spellings: "Hermès, Noir" and "HERMES, Noire". */
export const isTwin = (a: Identity, b: Identity): boolean =>
  plain(a.name) === plain(b.name) && sameColor(a, b) && sameGender(a, b)

const sameColor = (a: Identity, b: Identity): boolean =>
  plain(a.color) === plain(b.color) ||
  (a.color !== '' && colorParts(a.color).join(' ') === colorParts(b.color).join(' '))

const sameGender = (a: Identity, b: Identity): boolean =>
  genderKey(a.gender) === genderKey(b.gender)

/** The same colour with a typing error, or said of only one of them. */
const nearColor = (a: Identity, b: Identity): boolean =>
  sameColor(a, b) ||
  a.color === '' ||
  b.color === '' ||
  (colorParts(a.color).length === colorParts(b.color).length &&
    matchColor(b.color, [a.color]).kind !== 'none')

const nearGender = (a: Identity, b: Identity): boolean =>
  sameGender(a, b) || a.gender === '' || b.gender === ''

/** What somebody who says this name would be understood to mean today. */
function nearlyNamed(snapshot: Snapshot, { name }: Identity): Product[] {
  const { kind, names } = snapshot.matchModel({ model: name })
  return kind === 'none' ? [] : snapshot.products.filter((product) => names.includes(product.name))
}

const named = ({ sku, name, color, gender, active }: Product) => ({
  sku,
  model: name,
  color,
  gender,
  active,
})

function exists(snapshot: Snapshot, product: Product): StockError {
  const name = `${describeProduct(product)} (${asName(product.sku)})`
  const sizes = snapshot.variantsOf(product).map(({ size }) => size)
  return new StockError(
    'product-exists',
    product.active
      ? say({
          en: `There is ${name} already. Nothing was changed: addStock adds units or a size to it, updateProduct changes it.`,
          fr: `Il y a déjà ${name}. Rien n’a changé : addStock y ajoute des unités ou une taille, updateProduct le modifie.`,
        })
      : say({
          en: `There is ${name} already, and it is archived. Nothing was changed: updateProduct with active true brings it back.`,
          fr: `Il y a déjà ${name}, et il est archivé. Rien n’a changé : updateProduct avec active true le remet en vente.`,
        }),
    { existing: { ...named(product), sizes: sizes.slice(0, MOST_CANDIDATES) } },
  )
}

function similarTo(products: readonly Product[], wanted: Identity): StockError {
  const [first] = products
  const wish = [wanted.name, wanted.color, wanted.gender].filter(Boolean).join(', ')
  const nearest = listed(
    first ? [`${describeProduct(first)} (${asName(first.sku)})`] : [],
    products.length - 1,
  )
  return new StockError(
    'similar-product',
    say({
      en: `${quoted(wish)} is nearly called like ${nearest}. Nothing was changed: ask whether it is one of the candidates; if it is another one, send confirm true.`,
      fr: `${quoted(wish)} s’appelle presque comme ${nearest}. Rien n’a changé : demandez si c’est l’un des candidats ; si c’est un autre, envoyez confirm true.`,
    }),
    {
      candidates: products.slice(0, MOST_CANDIDATES).map(named),
      candidates_total: products.length,
    },
  )
}

/** The SKU that was asked for, unless it means something already. */
function freeSku(snapshot: Snapshot, sku: string): string {
  const [target] = snapshot.withCode(sku)
  if (!target) return sku
  throw new StockError(
    'sku-taken',
    say({
      en: `The code ${asName(sku)} is ${describeProduct(target.product)} already. Nothing was changed: send another sku, or none.`,
      fr: `Le code ${asName(sku)} est déjà celui de ${describeProduct(target.product)}. Rien n’a changé : envoyez un autre sku, ou aucun.`,
    }),
    { existing: named(target.product) },
  )
}

/** Letters of the name in a SKU: enough to tell models apart, few enough to be read. */
const NAME_LETTERS = 24

/** "TOGO-BOUCLE-NOI-H" of Togo Boucle, Noire, Homme; with a number where that is taken. */
function newSku(snapshot: Snapshot, { name, color, gender }: Identity): string {
  const [letters, ofColor, ofGender] = [name, color, gender].map(codeLetters)
  const parts = [
    letters?.slice(0, NAME_LETTERS).replace(/-+$/, '') || 'P',
    ofColor?.replaceAll('-', '').slice(0, 3),
    ofGender?.slice(0, 1),
  ]
  const base = parts.filter(Boolean).join('-')
  for (let number = 1; ; number++) {
    const sku = number === 1 ? base : `${base}-${number}`
    if (snapshot.withCode(sku).length === 0) return sku
  }
}

const codeLetters = (text: string): string =>
  plain(text)
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
