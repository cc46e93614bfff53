import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import type { Shelf, Snapshot } from '../../catalogue/snapshot.ts'
import { understand } from '../../catalogue/understand.ts'
import type { Identity } from '../../domain/api-key.ts'
import { describeProduct, type Product, sizeKey } from '../../domain/catalogue.ts'
import type { Concerns } from '../../domain/concerns.ts'
import { countInFrench, figure, signed } from '../../domain/figures.ts'
import { tellLosses } from '../../domain/losses.ts'
import { maySee } from '../../domain/product-fields.ts'
import { lostMovements, type Safety } from '../../domain/safety.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { asName } from '../../domain/text.ts'
import { alikeByEar } from '../../matching/alike.ts'
import { plain } from '../../matching/normalise.ts'
import { allOf, listed } from '../../shared/listed.ts'
import { describeVariant } from '../../shared/message-parts.ts'
import { nextTurn } from '../../shared/turns.ts'
import type { ReportStore } from '../../store/report-store.ts'
import { isTwin } from '../products/new-product.ts'
import type { DriftService, Looker, NamedDriftReport } from '../reports/drift.ts'
import { CHECK_NAMES, CHECKS, type CheckName, tellFound } from './check-rules.ts'
import { oddSizes } from './odd-sizes.ts'

/** One thing that a check found. */
export interface Item {
  readonly text: Sentence
  readonly sku?: string
  readonly size?: string
  readonly location?: string
}

export interface Finding {
  readonly check: CheckName
  readonly total: number
  /** The first ones. */
  readonly items: readonly Item[]
}

export interface Report {
  /** All checks that were made. */
  readonly checked: readonly CheckName[]
  readonly findings: readonly Finding[]
  readonly message: Sentence
}

export type CheckService = ReturnType<typeof createCheckService>

/** Items of a finding in an answer. */
const MOST_ITEMS = 10

/** The cron of the hooks releases what has expired each minute; what is left after this does not end by itself. */
const RELEASED_AFTER_MS = 5 * 60_000

/** Hand edits of so many days, and of more units than a chat takes without a question. */
const HAND_EDIT_DAYS = 7
const USUAL_UNITS = 20

const DAY_MS = 24 * 60 * 60_000

interface Dependencies {
  readonly catalogue: CatalogueReader
  readonly store: ReportStore
  readonly drift: DriftService
}

/** Answers "is anything wrong with the stock?". */
export function createCheckService({ catalogue, store, drift }: Dependencies) {
  let heard: { readonly names: string; readonly groups: readonly string[][] } | undefined

  /** The names that are one to the ear. To index thousands of names takes a second, so it is done once for each state of them. */
  function alike({ names, products }: Snapshot): readonly string[][] {
    if (heard?.names !== names) {
      heard = { names, groups: alikeByEar(products.map(({ name }) => name)) }
    }
    return heard.groups
  }

  return {
    /**
     * Makes all checks that a key may see the outcome of.
     * @param by who looks
     */
    async read(key: Pick<Identity, 'scope'>, by: Looker): Promise<Report> {
      const now = Date.now()
      const since = new Date(now - HAND_EDIT_DAYS * DAY_MS).toISOString()
      const [ledger, safety, concerns, snapshot] = await Promise.all([
        drift.read(by),
        store.readSafety(),
        store.readConcerns(since, USUAL_UNITS),
        catalogue.readFresh(),
      ])
      const found: Partial<Record<CheckName, Found>> = {
        ...ofLedger(ledger, safety),
        ...ofConcerns(concerns, snapshot, now),
        ...ofProducts(snapshot, key),
        odd_size: itemsOf(oddOnHand(snapshot)),
        same_sound: itemsOf(await sameSound(snapshot, alike(snapshot))),
      }
      const checked = CHECK_NAMES.filter((check) => found[check])
      const findings = checked.flatMap((check): Finding[] => {
        const { total = 0, items = [] } = found[check] ?? {}
        return total > 0 ? [{ check, total, items: items.slice(0, MOST_ITEMS) }] : []
      })
      return { checked, findings, message: tell(findings, ledger, checked.length) }
    },
  }
}

/** What a check came to. */
interface Found {
  readonly total: number
  readonly items: readonly Item[]
}

const itemsOf = (items: readonly Item[]): Found => ({ total: items.length, items })

const ofLedger = (ledger: NamedDriftReport, safety: Safety) => ({
  drift: itemsOf(
    ledger.rows.map((row) => ({
      text: tellDrift(row),
      ...{ sku: row.sku, size: row.size, location: row.location },
    })),
  ),
  lost_movements: {
    total: Math.max(lostMovements(safety), ledger.missing),
    items: [{ text: tellLosses(safety) ?? tellMissing(ledger.missing) }],
  },
  bad_backup: itemsOf(
    safety.badBackup
      ? [{ text: sameInAll(`${safety.badBackup.name}: ${safety.badBackup.problem}`) }]
      : [],
  ),
})

function tellDrift(row: NamedDriftReport['rows'][number]): Sentence {
  const shelf = `${row.sku} ${row.size}`
  const there = tellLevel(row)
  return say({
    en: `${shelf} at ${row.location}: ${there}; the movements add up to ${row.ledgerQuantity} and ${row.ledgerReserved}`,
    fr: `${shelf} à ${row.location} : ${there} ; les mouvements donnent ${row.ledgerQuantity} et ${row.ledgerReserved}`,
  })
}

const tellMissing = (numbers: number): Sentence =>
  say({
    en: `${figure(numbers)} numbers are missing in the ledger`,
    fr: `${countInFrench(numbers, 'numéro manque', 'numéros manquent')} dans le registre`,
  })

const tellLevel = ({ quantity, reserved }: { quantity: number; reserved: number }): Sentence =>
  say({
    en: `${figure(quantity)} on hand, ${figure(reserved)} reserved`,
    fr: `${figure(quantity)} en stock, ${countInFrench(reserved, 'réservé')}`,
  })

function ofConcerns({ expired, handEdits }: Concerns, snapshot: Snapshot, now: number) {
  const byVariant = new Map(snapshot.shelves.map((shelf) => [shelf.variant.id, shelf]))
  const place = (id: string) => snapshot.locations.find((one) => one.id === id)?.name ?? ''
  const ofShelf = (one: { variantId: string; locationId: string }) => {
    const shelf = byVariant.get(one.variantId)
    const location = place(one.locationId)
    const what = shelf
      ? describeVariant(shelf.product, shelf.variant.size)
      : say({ en: 'an archived product', fr: 'un produit archivé' })
    const keys = shelf && { sku: shelf.product.sku, size: shelf.variant.size }
    const name = snapshot.locations.length > 1 ? placed(what, location) : what
    return { name, location, ...keys }
  }
  const late = expired.filter(({ expiresAt }) => now - Date.parse(expiresAt) > RELEASED_AFTER_MS)
  return {
    below_zero: itemsOf(
      snapshot.shelves
        .filter(({ level }) => level.quantity < 0 || level.reserved > level.quantity)
        .map((shelf) => ({ text: tellShelf(shelf), ...keysOf(shelf) })),
    ),
    expired_reservation: itemsOf(
      late.map((one) => {
        const { name, ...keys } = ofShelf(one)
        const whose = asName(one.reference)
        const text = say({
          en: `${name}: ${figure(one.held)} for ${whose}, until ${one.expiresAt}`,
          fr: `${name} : ${figure(one.held)} pour ${whose}, jusqu’à ${one.expiresAt}`,
        })
        return { text, ...keys }
      }),
    ),
    large_hand_edit: itemsOf(
      handEdits.map((one) => {
        const { name, ...keys } = ofShelf(one)
        const who = asName(one.actor)
        const text = say({
          en: `${name}: ${signed(one.delta)} by ${who}, ${one.occurredAt}`,
          fr: `${name} : ${signed(one.delta)} par ${who}, ${one.occurredAt}`,
        })
        return { text, ...keys }
      }),
    ),
  }
}

const keysOf = ({ product, variant, location }: Shelf) => ({
  sku: product.sku,
  size: variant.size,
  location: location.name,
})

function tellShelf({ product, variant, location, level }: Shelf): Sentence {
  const name = placed(describeVariant(product, variant.size), location.name)
  const there = tellLevel(level)
  return say({ en: `${name}: ${there}`, fr: `${name} : ${there}` })
}

/** "Hermès, Blanche, Femme, 38 at Cave" */
const placed = (what: Sentence, location: string): Sentence =>
  say({ en: `${what} at ${asName(location)}`, fr: `${what} à ${asName(location)}` })

function ofProducts(snapshot: Snapshot, key: Pick<Identity, 'scope'>) {
  const { products } = snapshot
  return {
    without_price: itemsOf(without(products, 'price')),
    ...(maySee(key, 'cost') && { without_cost: itemsOf(without(products, 'cost')) }),
    twin_product: itemsOf(twinProducts(products)),
    twin_size: itemsOf(twinSizes(snapshot)),
  }
}

const ofProduct = (product: Product): Item => ({
  text: sameInAll(describeProduct(product)),
  sku: product.sku,
})

/** The products without an amount that others have; a shop in which none has it keeps none. */
function without(products: readonly Product[], field: 'price' | 'cost'): Item[] {
  const missing = products.filter((product) => product[field] === null)
  return missing.length === products.length ? [] : missing.map(ofProduct)
}

/** Products that are one, in two spellings; each is named with the first of them. */
function twinProducts(products: readonly Product[]): Item[] {
  const byName = Map.groupBy(products, ({ name }) => plain(name))
  return [...byName.values()].flatMap((group) =>
    group.flatMap((product, index) => {
      const first = group.slice(0, index).find((one) => isTwin(one, product))
      if (!first) return []
      const text = allOf(
        [product, first].map((one) => `${describeProduct(one)} (${asName(one.sku)})`),
      )
      return [{ text, sku: product.sku }]
    }),
  )
}

/** Sizes that one product has in two spellings. */
const twinSizes = ({ products, variantsOf }: Snapshot): Item[] =>
  products.flatMap((product) =>
    [...Map.groupBy(variantsOf(product), ({ size }) => sizeKey(size)).values()].flatMap((group) => {
      const name = describeProduct(product)
      const sizes = allOf(group.map(({ size }) => asName(size)))
      const text = say({ en: `${name}: ${sizes}`, fr: `${name} : ${sizes}` })
      return group.length < 2 ? [] : [{ text, sku: product.sku }]
    }),
  )

/** Odd sizes that have units: one that was counted to 0 does no harm. */
const oddOnHand = (snapshot: Snapshot): Item[] =>
  oddSizes(snapshot).flatMap(({ product, size }) => {
    const isHere = ({ variant, level }: Shelf) => variant.size === size && level.quantity > 0
    return snapshot.shelvesOf(product).some(isHere)
      ? [{ text: describeVariant(product, size), sku: product.sku, size }]
      : []
  })

/** Products that a chat has to ask about even when all that can be said of them was said. */
async function sameSound(snapshot: Snapshot, groups: readonly string[][]): Promise<Item[]> {
  const items: Item[] = []
  for (const names of groups) {
    // A question to the matching takes about a millisecond; others are answered between them.
    await nextTurn()
    const products = snapshot.products.filter(({ name }) => names.includes(name))
    const unclear = products.filter((product) => isUnclear(snapshot, product))
    const [first] = unclear
    if (!first) continue
    const named = new Set(unclear.map(({ name }) => asName(name)))
    items.push({ text: allOf([...named]), sku: first.sku })
  }
  return items
}

/** Whether some size of a product stays open, although its colour and gender are said too. */
function isUnclear(snapshot: Snapshot, product: Product): boolean {
  const { name: model, color, gender } = product
  return snapshot.variantsOf(product).some(({ size }) => {
    const words = { model, color: color || undefined, gender: gender || undefined, size }
    const { kind, products } = understand(snapshot, words, 'write')
    return kind !== 'found' || products.length > 1
  })
}

/** Findings of which the message names an example; the list has the others. */
const EXAMPLES = 2

function tell(
  findings: readonly Finding[],
  { shelves, rows }: NamedDriftReport,
  checks: number,
): Sentence {
  const told = (isWrong: boolean) =>
    join(findings.filter(({ check }) => CHECKS[check].isWrong === isWrong).map(tellFinding))
  const [wrong, unclear] = [told(true), told(false)]
  const sum =
    rows.length === 0 &&
    say({
      en: `All ${figure(shelves)} shelves are what their movements add up to.`,
      fr: `Toutes les quantités (${figure(shelves)}) correspondent à leurs mouvements.`,
    })
  if (findings.length === 0) {
    return join([
      say({ en: 'All is well.', fr: 'Tout va bien.' }),
      sum,
      say({
        en: `None of the ${checks} checks found anything.`,
        fr: `Aucun des ${checks} contrôles n’a rien trouvé.`,
      }),
    ])
  }
  return join([
    wrong
      ? say({
          en: `Something is wrong. ${wrong}`,
          fr: `Quelque chose ne va pas. ${wrong}`,
        })
      : say({ en: 'Nothing is lost or wrong.', fr: 'Rien n’est perdu ni faux.' }),
    sum,
    unclear && say({ en: `Worth a look: ${unclear}`, fr: `À regarder : ${unclear}` }),
  ])
}

function tellFinding({ check, total, items }: Finding): Sentence {
  const named = items.slice(0, EXAMPLES).map(({ text }) => text)
  const [what, which] = [tellFound(check, total), listed(named, total - named.length)]
  return say({ en: `${what}: ${which}.`, fr: `${what} : ${which}.` })
}
