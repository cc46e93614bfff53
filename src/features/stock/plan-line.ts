import { randomInt } from 'node:crypto'
import { sayWhich } from '../../catalogue/asked-product.ts'
import { locationOf } from '../../catalogue/find-location.ts'
import { askLonger, longerNamed } from '../../catalogue/longer-names.ts'
import { sizesApart } from '../../catalogue/several.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import {
  comingIn,
  saidSize,
  saysColors,
  type Understanding,
  understand,
} from '../../catalogue/understand.ts'
import {
  askWhich,
  likeliestFirst,
  tellArchivedInstead,
  tellTwins,
  whyNothing,
} from '../../catalogue/understanding-messages.ts'
import {
  describeProduct,
  type Location,
  type Product,
  readSize,
  sizeKey,
} from '../../domain/catalogue.ts'
import { StockError } from '../../domain/errors.ts'
import { count, countInFrench } from '../../domain/figures.ts'
import type { LineTarget, NewMovement } from '../../domain/movement.ts'
import { ACTIONS } from '../../domain/movement-types.ts'
import { toSnake } from '../../domain/names.ts'
import { madeReference } from '../../domain/reference.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { available } from '../../domain/stock.ts'
import { asName, asSize } from '../../domain/text.ts'
import { either, explainNone, MOST_CANDIDATES, shortMatch } from '../../shared/message-parts.ts'
import { ADJUST_REASONS, COUNT_REASON, type LineRequest } from './request.ts'

/** A line whose words are understood: what it is about, and what is to be written. */
export interface PlannedLine {
  readonly product: Product
  readonly size: string
  readonly location: Location
  /** Whether the location was said, or is the only one of the key. */
  readonly isPlaced: boolean
  /** Why this product, where the words alone left it open. */
  readonly why: Sentence | ''
  readonly movement: NewMovement
}

/**
 * Understands one line.
 * @param confirm the owner says that what is unusual is meant
 * @throws StockError that says what to ask, when the words leave it open
 */
export function planLine(snapshot: Snapshot, line: LineRequest, confirm = false): PlannedLine {
  requireNumbers(line)
  requireOneSize(snapshot, line)
  const understanding = understand(snapshot, line, 'write')
  const location = place(snapshot, line.location)
  const said = oneSize(saidSize(line), understanding.size) ?? undefined
  const { product, why } = theProduct(snapshot, understanding, { ...line, size: said })
  const size = theSize(snapshot, product, said)
  const to = line.toLocation === undefined ? undefined : place(snapshot, line.toLocation)
  if (to?.id === location.id) {
    throw new StockError(
      'invalid-request',
      say({
        en: 'Nothing was changed: send a to_location that is another one.',
        fr: 'Rien n’a changé : envoyez un to_location qui soit un autre lieu.',
      }),
    )
  }
  return {
    product,
    size,
    location,
    isPlaced: line.location !== undefined,
    why,
    movement: {
      type: ACTIONS[line.action].type,
      target: theTarget(snapshot, product, size, { action: line.action, confirm }),
      locationId: location.id,
      toLocationId: to?.id,
      ...numbersOf(line),
      reason: line.reason ?? (line.action === 'count' ? COUNT_REASON : undefined),
      // A reservation without a name could not be given back by it.
      reference:
        line.reference ??
        (line.action === 'reserve' ? madeReference((below) => randomInt(below)) : undefined),
      unitPrice: line.unitPrice,
      expiresAt: line.expiresAt,
      occurredAt: line.occurredAt,
      match: understanding.match,
    },
  }
}

function requireNumbers(line: LineRequest): void {
  const { action, quantity, reason } = line
  const { needs } = ACTIONS[action]
  const missing = needs.find((need) => need !== 'reason' && line[need] === undefined)
  if (missing) {
    throw new StockError(
      'invalid-request',
      say({
        en: `Nothing was changed: send ${toSnake(missing)} for ${action}.`,
        fr: `Rien n’a changé : envoyez ${toSnake(missing)} pour ${action}.`,
      }),
    )
  }
  if (
    needs.includes('reason') &&
    !ADJUST_REASONS.some((known) => known === reason?.toLowerCase())
  ) {
    throw new StockError(
      'invalid-request',
      say({
        en: `Nothing was changed: send a reason for ${action}, one of ${ADJUST_REASONS.join(', ')}.`,
        fr: `Rien n’a changé : envoyez une raison (reason) pour ${action}, parmi ${ADJUST_REASONS.join(', ')}.`,
      }),
    )
  }
  if (quantity === 0 && action !== 'count') {
    throw new StockError(
      'invalid-request',
      say({
        en: `Nothing was changed: send a quantity above 0 for ${action}.`,
        fr: `Rien n’a changé : envoyez une quantité (quantity) supérieure à 0 pour ${action}.`,
      }),
    )
  }
}

/** @throws StockError 'invalid-request' where several sizes were said: nobody knows how many of each */
function requireOneSize(snapshot: Snapshot, line: LineRequest): void {
  const apart = sizesApart(snapshot, line, 'write')
  if (apart.length < 2) return
  const sizes = apart.map((one) => saidSize(one) ?? understand(snapshot, one, 'write').size ?? '')
  throw new StockError(
    'invalid-request',
    say({
      en: `Several sizes were said: ${sizes.map(asSize).join(', ')}. Nothing was changed: ask how many of each, then send recordBatch with one line for each size.`,
      fr: `Plusieurs tailles ont été dites : ${sizes.map(asSize).join(', ')}. Rien n’a changé : demandez combien de chacune, puis envoyez recordBatch avec une ligne par taille.`,
    }),
    { sizes },
  )
}

function numbersOf({ action, quantity, delta, expectedQuantity }: LineRequest) {
  if (action === 'count') return { count: quantity, expectedQuantity }
  return action === 'adjust' ? { delta } : { quantity }
}

const place = (snapshot: Snapshot, name: string | undefined): Location =>
  name === undefined ? snapshot.defaultLocation : locationOf(snapshot, name)

function theTarget(
  snapshot: Snapshot,
  product: Product,
  size: string,
  { action, confirm }: { action: LineRequest['action']; confirm: boolean },
): LineTarget {
  const variant = snapshot.variantOf(product, size)
  if (variant) return { variantId: variant.id }
  if (action !== 'add_stock') throw sizeNotFound(snapshot, product, size)
  if (!confirm && snapshot.isNewSize(size)) throw unusualSize(snapshot, product, size)
  return { productId: product.id, size: readSize(size) }
}

/** The one product that is meant, or a refusal that helps to name it. */
function theProduct(
  snapshot: Snapshot,
  understanding: Understanding,
  line: LineRequest,
): Pick<PlannedLine, 'product' | 'why'> {
  const { kind, products, match, isUnsure } = understanding
  if (Object.keys(match).length === 0) {
    throw new StockError('invalid-request', sayWhich())
  }
  const [product, ...others] = products
  // A delivery may bring a size that was never there.
  const isNewSize = line.action === 'add_stock' && kind !== 'color-not-available'
  const longer = isNewSize ? [] : longerNamed(snapshot, understanding, line)
  if (longer.length > 0) throw insteadOfShorter(snapshot, understanding, { ...line, longer })
  if (kind === 'found' && product && others.length === 0) {
    return { product, why: tellTwins(understanding) }
  }
  // A delivery may bring a size that was never there, so for it a size decides nothing.
  const isOpen = kind === 'found' || kind === 'ambiguous'
  const size = line.action === 'add_stock' || !isOpen ? undefined : line.size
  const left = likeliestFirst({
    ...understanding,
    products: comingIn(snapshot, understanding, size),
  })
  const leftOut = products.length - left.length
  const isClear = kind === 'found' || (!isUnsure && match.color?.kind !== 'ambiguous')
  const [only, ...more] = left
  if (only && more.length === 0 && leftOut > 0 && isClear) {
    return { product: only, why: tellOnly(asSize(line.size ?? '')) }
  }
  const candidates = left.slice(0, MOST_CANDIDATES).map((one) => candidate(snapshot, one, line))
  const members = { match: shortMatch(match), candidates, candidates_total: left.length }
  if (kind === 'none') {
    const archived = tellArchivedInstead(snapshot, understanding, line)
    if (archived) {
      const text = join([archived, nothingChanged()])
      throw new StockError('product-not-found', text, { match: shortMatch(match) })
    }
    throw new StockError(
      'product-not-found',
      join([
        explainNone(match),
        products.length > 0
          ? say({
              en: 'Nothing was changed: ask which one is meant, then send its sku.',
              fr: 'Rien n’a changé : demandez lequel est voulu, puis envoyez son sku.',
            })
          : say({
              en: 'Nothing was changed: say so; listModels tells what there is.',
              fr: 'Rien n’a changé : dites-le ; listModels dit ce qu’il y a.',
            }),
      ]),
      members,
    )
  }
  if (kind === 'color-not-available') {
    throw new StockError(
      'color-not-available',
      join([
        whyNothing(snapshot, understanding, line),
        say({
          en: 'Nothing was changed: ask which colour is meant.',
          fr: 'Rien n’a changé : demandez quelle couleur est voulue.',
        }),
      ]),
      { ...members, colors: match.color?.candidates.slice(0, MOST_CANDIDATES) ?? [] },
    )
  }
  throw new StockError(
    'ambiguous-product',
    join([
      askWhich(understanding, left),
      tellLeftOut(leftOut, size),
      tellNext(tellsApart(products, line), saysColors(understanding)),
    ]),
    members,
  )
}

/** A question whether a longer name was meant, which has the colour or size that this one lacks. */
function insteadOfShorter(
  snapshot: Snapshot,
  understanding: Understanding,
  { longer, ...line }: LineRequest & { readonly longer: readonly Product[] },
): StockError {
  const { kind, products, match } = understanding
  const isColor = kind === 'color-not-available'
  const sizes = [
    ...new Set(products.flatMap((one) => snapshot.variantsOf(one)).map(({ size }) => size)),
  ]
  const why = isColor
    ? whyNothing(snapshot, understanding, line)
    : join([notInSize(asName(match.model?.used ?? ''), line.size ?? ''), thereIsListed(sizes)])
  return new StockError(
    isColor ? 'color-not-available' : 'size-not-found',
    join([
      why,
      askLonger(longer),
      say({
        en: 'Nothing was changed: ask, then send its sku.',
        fr: 'Rien n’a changé : demandez, puis envoyez son sku.',
      }),
    ]),
    {
      match: shortMatch(match),
      candidates: longer.slice(0, MOST_CANDIDATES).map((one) => candidate(snapshot, one, line)),
      candidates_total: longer.length,
      ...(!isColor && { sizes: sizes.slice(0, MOST_SIZES) }),
    },
  )
}

const notInSize = (model: string, size: string): Sentence =>
  say({
    en: `There is no ${model} in size ${asSize(size)}.`,
    fr: `${model} n’existe pas en taille ${asSize(size)}.`,
  })

const tellOnly = (size: string): Sentence =>
  say({ en: `Only this one comes in ${size}.`, fr: `C’est le seul qui existe en ${size}.` })

const nothingChanged = (): Sentence =>
  say({ en: 'Nothing was changed: ask.', fr: 'Rien n’a changé : demandez.' })

/** "2 others do not come in 42." */
const tellLeftOut = (others: number, size: string | undefined): Sentence | '' =>
  others === 0 || size === undefined
    ? ''
    : say({
        en: `${count(others, 'other does', 'others do')} not come in ${asSize(size)}.`,
        fr: `${countInFrench(others, 'autre n’existe', 'autres n’existent')} pas en ${asSize(size)}.`,
      })

/** A SKU that is another product's name or barcode too says nothing by itself. */
const tellsApart = (products: readonly Product[], { sku }: LineRequest): Sentence =>
  products.some((product) => product.sku.toLowerCase() === sku?.toLowerCase())
    ? say({ en: 'the model, color and gender', fr: 'les model, color et gender' })
    : say({ en: 'the sku', fr: 'le sku' })

/** @param what tells the products apart */
const tellNext = (what: Sentence, isOfColors: boolean): Sentence =>
  say({
    en: `Nothing was changed: ask, then send ${what} of the answer${isOfColors ? ', or recordBatch with one line for each colour' : ''}.`,
    fr: `Rien n’a changé : demandez, puis envoyez ${what} de la réponse${isOfColors ? ', ou recordBatch avec une ligne par couleur' : ''}.`,
  })

/** One that may be meant, with what is available in the size and at the location that were said. */
function candidate(snapshot: Snapshot, product: Product, { size, location }: LineRequest) {
  const at = location === undefined ? undefined : locationOf(snapshot, location)
  const variant = size === undefined ? undefined : snapshot.variantOf(product, size)
  const shelves = snapshot
    .shelvesOf(product)
    .filter((shelf) => size === undefined || shelf.variant.id === variant?.id)
    .filter((shelf) => at === undefined || shelf.location.id === at.id)
  return {
    sku: product.sku,
    model: product.name,
    color: product.color,
    gender: product.gender,
    available: shelves.reduce((units, { level }) => units + available(level), 0),
  }
}

/** The size that was said; the words or the barcode must not say another one. */
function oneSize(asked: string | undefined, inside: string | null): string | null {
  if (asked === undefined || inside === null || sizeKey(asked) === sizeKey(inside)) {
    return asked ?? inside
  }
  throw new StockError(
    'invalid-request',
    say({
      en: `Which size is meant: ${asSize(asked)} or ${asSize(inside)}? Nothing was changed: ask, then send one.`,
      fr: `Quelle taille est voulue : ${asSize(asked)} ou ${asSize(inside)} ? Rien n’a changé : demandez, puis envoyez-en une.`,
    }),
  )
}

/** The size that was said, or the only one there is. */
function theSize(snapshot: Snapshot, product: Product, asked: string | undefined): string {
  if (asked !== undefined) return asked
  const [only, ...others] = snapshot.variantsOf(product)
  if (only && others.length === 0) return only.size
  throw sizeNotFound(snapshot, product, undefined)
}

/** Sizes in a refusal: all that a shoe comes in. */
const MOST_SIZES = 50

const listed = (sizes: readonly string[]): Sentence =>
  sizes.length > MOST_SIZES ? either(sizes) : sameInAll(sizes.map(asSize).join(', '))

const thereIsListed = (sizes: readonly string[]): Sentence =>
  sizes.length > 0
    ? say({ en: `There is ${listed(sizes)}.`, fr: `Il y a ${listed(sizes)}.` })
    : say({ en: 'It has no sizes yet.', fr: 'Il n’a pas encore de tailles.' })

/** That a product does not come in a size, or that it has several and none was said. */
export function sizeNotFound(
  snapshot: Snapshot,
  product: Product,
  asked: string | undefined,
): StockError {
  const sizes = snapshot.variantsOf(product).map(({ size }) => size)
  const name = describeProduct(product)
  return new StockError(
    'size-not-found',
    join([
      asked === undefined
        ? say({ en: `Which size of ${name}?`, fr: `Quelle taille, pour ${name} ?` })
        : say({
            en: `${name} does not come in ${asSize(asked)}.`,
            fr: `${name} n’existe pas en ${asSize(asked)}.`,
          }),
      thereIsListed(sizes),
      nothingChanged(),
    ]),
    { sku: product.sku, sizes: sizes.slice(0, MOST_SIZES) },
  )
}

/** A size that nothing in the shop comes in is misheard more often than it is new. */
function unusualSize(snapshot: Snapshot, product: Product, size: string): StockError {
  const sizes = snapshot.variantsOf(product).map((variant) => variant.size)
  const [name, said] = [describeProduct(product), asSize(readSize(size))]
  return new StockError(
    'unusual-size',
    join([
      say({
        en: `Nothing in this shop comes in size ${said}.`,
        fr: `Rien dans cette boutique n’existe en taille ${said}.`,
      }),
      sizes.length > 0 &&
        say({
          en: `${name} comes in ${listed(sizes)}.`,
          fr: `${name} existe en ${listed(sizes)}.`,
        }),
      say({
        en: 'Nothing was changed: ask, and if the size is right send confirm true.',
        fr: 'Rien n’a changé : demandez, et si la taille est juste envoyez confirm true.',
      }),
    ]),
    { sku: product.sku, size: readSize(size), sizes: sizes.slice(0, MOST_SIZES) },
  )
}
