import { count, countInFrench } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { TILL_RESULTS, type TillOutcome, type TillResult } from './till-outcome.ts'
import { MOST_BYTES, TillInput, TillTaken } from './till-schemas.ts'
import type { TillService } from './tills.ts'

export const tillOperations = ({ tills }: { tills: TillService }): Operation[] => [
  defineOperation({
    id: 'importSales',
    method: 'POST',
    path: '/sales/import',
    tag: 'stock',
    summary: 'Take the sales of a till or a web shop',
    description:
      'Up to 500 lines, each with the id it has there. A line is done once, however often it is sent and by whichever key; what cannot be done is refused by itself, with the reason. A line that is cancelled or returned comes back once.',
    effect: 'write',
    reach: 'location',
    inChat: false,
    longestBody: MOST_BYTES,
    refusals:
      'The request cannot be read, and nothing was changed. Lines are refused in the answer.',
    input: TillInput,
    output: TillTaken,
    async run(input, { caller, key }) {
      const { source, dryRun } = input
      const outcomes = await tills.take({ ...input, location: key.location }, caller)
      const counts = countsOf(outcomes)
      return {
        body: {
          source,
          dry_run: dryRun,
          ...counts,
          results: outcomes.map((one) => resultView(one, dryRun)),
          message: tellTaken(counts, { source, dryRun, lines: outcomes.length }),
        },
      }
    },
  }),
]

type Counts = Record<TillResult, number>

const countsOf = (outcomes: readonly TillOutcome[]): Counts =>
  Object.fromEntries(
    TILL_RESULTS.map((result) => [result, outcomes.filter((one) => one.result === result).length]),
  ) as Counts

const WORDS: Readonly<Record<TillResult, Readonly<Record<Language, string>>>> = {
  recorded: { en: 'recorded', fr: 'au registre' },
  already: { en: 'done before', fr: 'déjà faites' },
  cancelled: { en: 'cancelled', fr: 'annulées' },
  returned: { en: 'returned', fr: 'retournées' },
  refused: { en: 'refused: see results', fr: 'refusées : voir results' },
}

function tellTaken(
  counts: Counts,
  { source, dryRun, lines }: { source: string; dryRun: boolean; lines: number },
): Sentence {
  const results = TILL_RESULTS.filter((result) => counts[result] > 0)
    .map((result) => `${counts[result]} ${say(WORDS[result])}`)
    .join(', ')
  return join([
    dryRun && say({ en: 'Nothing was done yet.', fr: 'Rien n’est encore fait.' }),
    say({
      en: `${count(lines, 'line')} of ${source}: ${results}.`,
      fr: `${countInFrench(lines, 'ligne')} de ${source} : ${results}.`,
    }),
  ])
}

function resultView({ externalId, result, told, refusal, message }: TillOutcome, dryRun: boolean) {
  const { movement } = told ?? {}
  return {
    external_id: externalId,
    result,
    sku: told?.product.sku ?? null,
    size: movement?.size ?? null,
    location: told?.location.name ?? null,
    quantity: movement?.quantity ?? null,
    new_quantity: movement?.quantityAfter ?? null,
    movement: dryRun && result !== 'already' ? null : (movement?.id ?? null),
    code: refusal?.code ?? null,
    details: refusal && shortDetails(refusal.details),
    message,
  }
}

/** Entries of a list in the details of one of several hundred lines. */
const MOST_ENTRIES = 5

const shortDetails = ({ match: _match, ...details }: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.slice(0, MOST_ENTRIES) : value,
    ]),
  )
