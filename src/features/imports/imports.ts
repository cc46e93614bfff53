import type { CatalogueReader } from '../../catalogue/catalogue-reader.ts'
import type { Caller } from '../../domain/caller.ts'
import { count, countInFrench, signed } from '../../domain/figures.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import type { Download } from '../../download/download.ts'
import { type IncomingFile, withIncoming } from '../../shared/incoming-file.ts'
import { doneBefore, nothingToWrite } from '../../shared/nothing-changed.ts'
import { type Confirmation, createReportTokens, digest } from '../../shared/report-token.ts'
import type { Signer } from '../../shared/signer.ts'
import { inTurns } from '../../shared/turns.ts'
import type { ImportJob } from '../../store/import-store.ts'
import type { StockStore } from '../../store/store.ts'
import type { RowChange } from './compare.ts'
import { type Decision, decideImport, type ImportRules } from './decide.ts'
import { type GuessedCategory, tellGuessed } from './guess-category.ts'
import {
  confirmNext,
  correctFirst,
  inTurn,
  MAX_BYTES,
  outdated,
  readable,
  requireFewLines,
  tooLong,
} from './import-file.ts'
import type { RowProblem } from './parse.ts'
import { planSteps } from './plan.ts'
import { explainImport, hasMoved } from './refusals.ts'
import { summary } from './report.ts'

export interface ImportRequest extends ImportRules {
  readonly file: IncomingFile
  /** Confirmation token of the report; without it nothing is written. */
  readonly token?: string | undefined
}

export interface ImportOutcome {
  readonly written: boolean
  /** Whether it was already written by an earlier request, so that nothing was written now. */
  readonly replayed: boolean
  readonly changes: readonly RowChange[]
  readonly unchanged: number
  readonly problems: readonly RowProblem[]
  /** Categories that the names of products speak for. */
  readonly guessed: readonly GuessedCategory[]
  /** Token to confirm the import; null when there is nothing to confirm. */
  readonly confirmation: Confirmation | null
  readonly message: Sentence
}

export type ImportService = ReturnType<typeof createImportService>

/** Maximum rows of a file. This many are written before a chat times out. */
const MAX_ROWS = 20_000

/** The content of a report. A confirmation for different content is refused. */
type Reported = {
  readonly mode: string
  /** Hash of the file. */
  readonly file: string
  /** Hash of the changes to write, and of the categories that may be written with them. */
  readonly work: string
}

interface Work extends Decision {
  readonly reported: Reported
  /** Whether the categories are written too: decided by the request that confirms. */
  readonly takeCategories: boolean
}

/** Imports stock files: first a report, then, after confirmation, all of it in one transaction. */
export function createImportService(deps: {
  catalogue: CatalogueReader
  store: StockStore
  download: Download
  signer: Signer
}) {
  const { catalogue, store, download, signer } = deps
  const tokens = createReportTokens<Reported>(signer, 'import')

  return {
    /**
     * Reports what a file would change or, with the token of such a report, writes it.
     * @throws StockError for the file, and 'import-outdated' for a token that is not of a report on
     *   just this; nothing is written then
     */
    async run(request: ImportRequest, caller: Caller): Promise<ImportOutcome> {
      const work = await withIncoming(request.file, download, MAX_BYTES, (bytes) =>
        inTurn(() => workOf(bytes, request)),
      )
      return request.token === undefined
        ? report(work, caller.actor)
        : confirm(work, request.token, request.mode, caller)
    },
  }

  async function workOf(bytes: Uint8Array, request: ImportRequest): Promise<Work> {
    const { mode, skipBadRows, takeCategories = false } = request
    requireFewLines(bytes, MAX_ROWS)
    const planned = await readable(planSteps(bytes))
    if (planned.totals.variants > MAX_ROWS) throw tooLong(MAX_ROWS)
    const rules = { mode, skipBadRows }
    const snapshot = await catalogue.readFresh()
    const reported = await inTurns(decideImport(snapshot, planned, rules))
    const decision = takeCategories
      ? await inTurns(decideImport(snapshot, planned, { ...rules, takeCategories }))
      : reported
    const { products, problems, guessed } = reported
    const badLines = problems.map(({ file, line }) => [file, line])
    const work = digest(JSON.stringify([products, badLines, guessed]))
    return { ...decision, takeCategories, reported: { mode, file: digest(bytes), work } }
  }

  function report(work: Work, actor: string): ImportOutcome {
    const { changes, guessed, isComplete, reported } = work
    const isSomething = changes.length > 0 || guessed.length > 0
    const confirmation = isComplete && isSomething ? tokens.make(actor, reported) : null
    const next =
      confirmation && changes.length > 0
        ? confirmNext()
        : !isComplete
          ? correctFirst()
          : confirmation
            ? say({ en: 'Nothing else has to be written.', fr: 'Il n’y a rien d’autre à écrire.' })
            : nothingToWrite()
    return {
      ...outcome(work),
      written: false,
      replayed: false,
      confirmation,
      message: join([summary(work), propose(work), next]),
    }
  }

  async function confirm(
    work: Work,
    token: string,
    mode: ImportJob['mode'],
    { actor, conversation }: Caller,
  ): Promise<ImportOutcome> {
    const reported = tokens.read(actor, token)
    if (!reported) throw outdated('no-report')
    if (reported.file !== work.reported.file) throw outdated('other-file')
    if (reported.mode !== mode) throw outdated('other-mode')
    const isSame = reported.work === work.reported.work && !reported.isExpired
    const job = {
      actor,
      conversation,
      reason: `import (${mode})`,
      mode,
      idempotencyKey: `import-${digest(token)}`,
      // If the changes differ from the report, only look up whether that import was already written.
      products: isSame ? work.products : [],
    }
    const done = await store
      .importProducts(job)
      .catch(explain)
      .finally(() => catalogue.invalidate())
    if (done.replayed) return { ...finished(work, true), message: toldAgain(done, work) }
    if (work.changes.length === 0) {
      const message = say({
        en: 'The stock is as the file says already.',
        fr: 'Le stock est déjà comme le dit le fichier.',
      })
      return { ...finished(work, true), message }
    }
    if (isSame) {
      const done = say({ en: 'Done.', fr: 'Fait.' })
      return { ...finished(work, false), message: join([done, summary(work), tellTaken(work)]) }
    }
    if (reported.isExpired) throw outdated('expired')
    throw outdated('stock-changed')
  }
}

const outcome = ({ changes, unchanged, problems, guessed }: Work) => ({
  changes,
  unchanged,
  problems,
  guessed,
})

/** What products may be that have no category: the owner decides. */
function propose({ guessed, takeCategories }: Work): Sentence | '' {
  if (guessed.length === 0) return ''
  const [number, kinds] = [guessed.length, tellGuessed(guessed)]
  const what = say({
    en: `${count(number, 'product')} without a category may be, by their names: ${kinds}.`,
    fr: `D’après leur nom, ${countInFrench(number, 'produit sans catégorie peut', 'produits sans catégorie peuvent')} être : ${kinds}.`,
  })
  const how = takeCategories
    ? say({
        en: 'They are among the changes: leave take_categories out to write none of them.',
        fr: 'C’est compris dans les changements : laissez take_categories de côté pour n’en écrire aucune.',
      })
    : say({
        en: 'Ask the owner: only take_categories true beside the token writes these too.',
        fr: 'Demandez au propriétaire : seul take_categories true avec le jeton les écrit aussi.',
      })
  return join([what, how])
}

function tellTaken({ guessed, takeCategories }: Work): Sentence | '' {
  if (guessed.length === 0) return ''
  const [number, kinds] = [guessed.length, tellGuessed(guessed)]
  return takeCategories
    ? say({
        en: `${count(number, 'product')} got a category: ${kinds}.`,
        fr: `Catégorie donnée à ${countInFrench(number, 'produit')} : ${kinds}.`,
      })
    : say({ en: 'No category was guessed into it.', fr: 'Aucune catégorie n’a été devinée.' })
}

const finished = (work: Work, replayed: boolean) => ({
  ...outcome(work),
  written: true,
  replayed,
  confirmation: null,
})

function toldAgain(done: { movements: number; units: number }, work: Work): Sentence {
  const { movements, units } = done
  return join([
    doneBefore(
      say({
        en: `${count(movements, 'movement')}, ${signed(units)} ${Math.abs(units) === 1 ? 'unit' : 'units'}`,
        fr: `${countInFrench(movements, 'mouvement')}, unités : ${signed(units)}`,
      }),
    ),
    work.takeCategories &&
      work.guessed.length > 0 &&
      say({
        en: 'The guessed categories were not: send the file without a token for a new report.',
        fr: 'Les catégories devinées ne l’étaient pas : envoyez le fichier sans jeton pour un nouveau rapport.',
      }),
  ])
}

/** Gives stock that moved before or after the comparison the same error. */
function explain(error: unknown): never {
  if (hasMoved(error)) throw outdated('stock-changed')
  return explainImport(error)
}
