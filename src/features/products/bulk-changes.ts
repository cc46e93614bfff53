import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import type { Snapshot } from '../../catalogue/snapshot.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Product } from '../../domain/catalogue.ts'
import { StockError } from '../../domain/errors.ts'
import { figure } from '../../domain/figures.ts'
import type { Match } from '../../domain/match.ts'
import type { PastChange } from '../../domain/product-change.ts'
import { BULK_FIELDS, PRODUCT_FIELDS, type ProductField } from '../../domain/product-fields.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { quoted } from '../../domain/text.ts'
import { listChanges, tellChanges } from '../../shared/field-changes.ts'
import { authorOf } from '../../shared/idempotency.ts'
import { describePart, guesses } from '../../shared/message-parts.ts'
import { doneBefore, nothingToWrite } from '../../shared/nothing-changed.ts'
import {
  type Confirmation,
  createReportTokens,
  digest,
  NO_REPORT,
  OLD_REPORT,
  REPORT_MINUTES,
} from '../../shared/report-token.ts'
import type { Signer } from '../../shared/signer.ts'
import type { ProductStore } from '../../store/product-store.ts'
import {
  endingsOf,
  findOddities,
  listOddities,
  type Oddity,
  tellOddities,
} from './bulk-oddities.ts'
import {
  type BulkPlan,
  type BulkWish,
  differenceOf,
  fieldsOf,
  planBack,
  planChanges,
  planOfPast,
} from './bulk-plan.ts'
import { type Selection, selectProducts, someProducts, type Wanted } from './bulk-selection.ts'
import { tellHow, tellPlan, tellSome, VERBS } from './bulk-words.ts'
import { writtenAsIn } from './labels.ts'

export interface BulkRequest {
  readonly wanted: Wanted
  readonly wish: BulkWish
  /** The batch of an earlier change that is to be taken back, instead of a wish. */
  readonly takeBack?: string | undefined
  /** Of the report; without it nothing is written. */
  readonly token?: string | undefined
}

export interface BulkOutcome {
  readonly written: boolean
  readonly replayed: boolean
  readonly plan: BulkPlan
  readonly odd: readonly Oddity[]
  readonly match: Match
  readonly confirmation: Confirmation | null
  /** By which it is taken back; null where nothing was written. */
  readonly batch: string | null
  readonly message: Sentence
}

export type BulkService = ReturnType<typeof createBulkService>

/** Products that are changed at once: written in one to four seconds, while other writes wait. */
const MAX_PRODUCTS = 10_000

/** The content of a report. */
type Reported = {
  /** Hash of what was asked for. */
  readonly request: string
  /** Hash of the changes to write. */
  readonly work: string
}

interface Work {
  readonly plan: BulkPlan
  readonly selection: Selection
  readonly verb: (typeof VERBS)[keyof typeof VERBS]
  readonly how: string
  readonly odd: ReturnType<typeof findOddities>
  /** Hash of the changes. */
  readonly hash: string
}

interface Dependencies {
  readonly catalogue: CatalogueReader
  readonly store: Pick<ProductStore, 'updateProducts' | 'readProductChanges'>
  readonly signer: Signer
}

/** Changes prices, reorder points and how it is ordered of many products: first a report, then all in one transaction. */
export function createBulkService({ catalogue, store, signer }: Dependencies) {
  const tokens = createReportTokens<Reported>(signer, 'products')

  return {
    /**
     * Reports what would change or, with the token of such a report, writes it.
     * @param seesCost whether the caller may be told that a price is below the cost
     * @throws StockError for words that are not clear, and 'report-outdated' for a token that is not of
     *   a report on just this; nothing is written then
     */
    async run(request: BulkRequest, caller: Caller, seesCost: boolean): Promise<BulkOutcome> {
      return request.token === undefined
        ? report(await workOf(request, seesCost), request, caller)
        : confirm(request, request.token, caller)
    },
  }

  async function workOf(request: BulkRequest, seesCost: boolean): Promise<Work> {
    const snapshot = await catalogue.readFresh()
    const planned =
      request.takeBack === undefined
        ? plannedChange(snapshot, request)
        : await plannedBack(snapshot, request.takeBack)
    const { changes } = planned.plan
    if (changes.length > MAX_PRODUCTS) throw tooMany(changes.length)
    const endings = endingsOf(snapshot.products)
    return {
      ...planned,
      odd: findOddities(planned.plan, { wish: request.wish, endings, seesCost }),
      hash: digest(JSON.stringify(changes.map(differenceOf))),
    }
  }

  async function plannedBack(snapshot: Snapshot, batch: string) {
    const past = await store.readProductChanges({ batch })
    if (past.length === 0) throw noSuchBatch(batch)
    const plan = planBack(snapshot, past)
    const products = past.flatMap(({ productId }) => snapshot.product(productId) ?? [])
    return { plan, selection: someProducts(products, plan.total), verb: VERBS.back, how: '' }
  }

  function report(work: Work, request: BulkRequest, caller: Caller): BulkOutcome {
    const isSomething = work.plan.changes.length > 0
    const reported = { request: hashOf(request, caller), work: work.hash }
    const next = isSomething
      ? say({
          en: `Nothing is written yet: tell the owner this, and when she agrees send the same with the token within ${REPORT_MINUTES} minutes.`,
          fr: `Rien n’est encore écrit : dites cela au propriétaire, et s’il est d’accord renvoyez la même chose avec le jeton (token) sous ${REPORT_MINUTES} minutes.`,
        })
      : nothingToWrite()
    return {
      ...outcomeOf(work),
      confirmation: isSomething ? tokens.make(caller.actor, reported) : null,
      message: join([
        join([tell(work, 'would'), tellOddities(work.odd)]),
        guesses(work.selection.match),
        next,
      ]),
    }
  }

  async function confirm(
    request: BulkRequest,
    token: string,
    caller: Caller,
  ): Promise<BulkOutcome> {
    const reported = tokens.read(caller.actor, token)
    if (!reported) throw outdated(say(NO_REPORT))
    if (reported.request !== hashOf(request, caller)) {
      throw outdated(
        say({
          en: 'The report was on another change: its token goes with the same values.',
          fr: 'Le rapport portait sur un autre changement : son jeton va avec les mêmes valeurs.',
        }),
      )
    }
    const key = { actor: caller.actor, idempotencyKey: `report-${digest(token)}` }
    const before = await store.readProductChanges(key)
    if (before.length > 0) return again(before)
    if (reported.isExpired) throw outdated(say(OLD_REPORT))
    const work = await workOf(request, false)
    if (work.hash !== reported.work) {
      // Sent twice at once, the other one may have written it by now.
      const meanwhile = await store.readProductChanges(key)
      if (meanwhile.length > 0) return again(meanwhile)
      throw await changedSince(reported.reportedAt, work)
    }
    const author = { ...authorOf(contentOf(request), {}, caller), ...key }
    const edit = { ...author, changes: work.plan.changes.map(differenceOf) }
    const done = await store
      .updateProducts(edit)
      .catch(async (error: unknown) => {
        throw await explain(error, reported.reportedAt, work)
      })
      .finally(() => catalogue.invalidate())
    if (done.replayed) return again(await store.readProductChanges({ batch: done.batch }))
    const message = join([tell(work, 'did'), howBack(done.batch)])
    return { ...outcomeOf(work), written: true, batch: done.batch, message }
  }

  /** What a token did before. */
  async function again(past: readonly PastChange[]): Promise<BulkOutcome> {
    const plan = planOfPast(await catalogue.readFresh(), past)
    const products = plan.changes.map(({ product }) => product)
    const selection = someProducts(products, plan.total)
    const batch = past[0]?.batch ?? ''
    const told = tellPlan(plan, selection, { verb: VERBS.change.did })
    const before = doneBefore()
    const message = join([before, told, howBack(batch)])
    return { ...NOTHING, plan, match: {}, written: true, replayed: true, batch, message }
  }

  async function explain(error: unknown, reportedAt: number, work: Work): Promise<unknown> {
    if (!(error instanceof StockError)) return error
    if (error.code === 'report-outdated') return changedSince(reportedAt, work)
    if (!error.details.may_be_written) return error
    const next = say({
      en: 'Send it again with the same token: it is never done twice.',
      fr: 'Renvoyez-le avec le même jeton : ce n’est jamais fait deux fois.',
    })
    const text = join([sameInAll(error.message), next])
    return new StockError(error.code, text, error.details, { cause: error })
  }

  /** Says what changed since a report, as far as it may be why the report is no longer true. */
  async function changedSince(reportedAt: number, { plan }: Work): Promise<StockError> {
    const since = new Date(reportedAt).toISOString()
    const past = await store.readProductChanges({ since })
    const snapshot = await catalogue.readFresh()
    const meant = new Set(plan.changes.map(({ product }) => product.id))
    for (const { product } of plan.staying) if (product) meant.add(product.id)
    const told = past
      .filter(({ productId, after }) => meant.has(productId) || isMoved(after))
      .map((change) => tellPast(snapshot.product(change.productId), change))
    const [what, quoi] =
      told.length === 0 ? ['', ''] : [`: ${tellSome(told)}`, ` : ${tellSome(told)}`]
    return outdated(
      say({
        en: `The products have changed since the report${what}.`,
        fr: `Les produits ont changé depuis le rapport${quoi}.`,
      }),
    )
  }
}

/** What decides whether words fit a product. */
const SELECTING: readonly ProductField[] = ['name', 'color', 'gender', 'category', 'active']

const isMoved = (after: PastChange['after']): boolean => SELECTING.some((field) => field in after)

function tellPast(product: Product | undefined, change: PastChange): Sentence {
  const { size, before, after, actor } = change
  const name = product
    ? describePart(product, size)
    : say({ en: 'a product that is gone', fr: 'un produit qui n’existe plus' })
  const what =
    before === null
      ? say({ en: 'is new', fr: 'est nouveau' })
      : tellChanges(listChanges(before, after))
  return say({
    en: `${name} ${what} (by ${quoted(actor)})`,
    fr: `${name} ${what} (par ${quoted(actor)})`,
  })
}

const PLAIN = BULK_FIELDS.filter((field) => field !== 'price')
  .map((field) => PRODUCT_FIELDS[field].wire)
  .join(', ')

function plannedChange(snapshot: Snapshot, { wanted, wish }: BulkRequest) {
  if (fieldsOf(wish).length === 0) {
    throw new StockError(
      'invalid-request',
      say({
        en: `Say what to change: price, price_percent or price_amount, ${PLAIN}. Nothing was changed.`,
        fr: `Dites quoi changer : price, price_percent ou price_amount, ${PLAIN}. Rien n’a changé.`,
      }),
    )
  }
  const selection = selectProducts(snapshot, wanted)
  const meant = new Set(selection.products)
  const others = snapshot.all.filter((product) => !meant.has(product))
  const plan = planChanges(selection.products, writtenAsIn(others, wish))
  return { plan, selection, verb: VERBS.change, how: tellHow(wish) }
}

const contentOf = ({ wanted, wish, takeBack }: BulkRequest) => ({ wanted, wish, takeBack })

const hashOf = (request: BulkRequest, caller: Caller): string =>
  authorOf(contentOf(request), {}, caller).requestHash

const tell = ({ plan, selection, verb, how }: Work, tense: 'would' | 'did'): Sentence =>
  tellPlan(plan, selection, { verb: verb[tense], how })

const howBack = (batch: string): Sentence =>
  say({
    en: `To take this back, send take_back ${batch} to updateProducts; undoLast does not.`,
    fr: `Pour revenir en arrière, envoyez take_back ${batch} à updateProducts ; undoLast ne le fait pas.`,
  })

const NOTHING = { written: false, replayed: false, odd: [], confirmation: null, batch: null }

const outcomeOf = ({ plan, selection, odd }: Work) => ({
  ...NOTHING,
  plan,
  match: selection.match,
  odd: listOddities(odd),
})

const outdated = (why: Sentence) => {
  const next = say({
    en: 'Nothing was changed: send the same without a token for a new report, tell it to the owner, and confirm that one.',
    fr: 'Rien n’a changé : renvoyez la même chose sans jeton pour un nouveau rapport, dites-le au propriétaire, et confirmez celui-là.',
  })
  return new StockError('report-outdated', join([why, next]))
}

const tooMany = (products: number) =>
  new StockError(
    'invalid-request',
    say({
      en: `${figure(products)} products would change, and at most ${figure(MAX_PRODUCTS)} do at once. Nothing was changed: do one category or model after the other.`,
      fr: `${figure(products)} produits changeraient, et au plus ${figure(MAX_PRODUCTS)} peuvent changer à la fois. Rien n’a changé : faites une catégorie ou un modèle après l’autre.`,
    }),
  )

const noSuchBatch = (batch: string) =>
  new StockError(
    'invalid-request',
    say({
      en: `Nothing was changed under ${quoted(batch)}. Send as take_back the batch of an answer of updateProducts.`,
      fr: `Rien n’a été changé sous ${quoted(batch)}. Envoyez comme take_back le batch d’une réponse de updateProducts.`,
    }),
  )
