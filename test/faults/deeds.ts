import type {
  Attempt,
  History,
  Line,
  Movement,
  Outcome,
  ShelfName,
  WriteRequest,
} from './history.ts'
import type { Step } from './model.ts'

/** The steps of a line, each with its shelf. */
export const stepsOf = (line: Line): { readonly shelf: ShelfName; readonly step: Step }[] => {
  const { action, shelf, to, quantity, reference, expected } = line
  if (action !== 'transfer' || to === undefined) {
    return [{ shelf, step: { action: action as Step['action'], quantity, reference, expected } }]
  }
  return [
    { shelf: to, step: { action: 'bring', quantity } },
    { shelf, step: { action: 'take', quantity } },
  ]
}

/** All attempts at one request, in the order in which they were sent. */
export interface Deed {
  readonly request: WriteRequest
  readonly attempts: readonly Attempt[]
  readonly movements: readonly Movement[]
  readonly from: number
  /** When it was first answered as done or refused; Infinity where it never was. */
  readonly to: number
  readonly answered: Attempt | undefined
}

export type Of<Kind extends Outcome['kind']> = Extract<Outcome, { kind: Kind }>

export const isKind =
  <Kind extends Outcome['kind']>(kind: Kind) =>
  (attempt: Attempt): attempt is Attempt & { outcome: Of<Kind> } =>
    attempt.outcome.kind === kind

/** What became of each request. */
export function deedsOf({ attempts, movements }: History): Deed[] {
  const byTag = Map.groupBy(movements, ({ tag }) => tag)
  return [...Map.groupBy(attempts, ({ request }) => request.tag).values()].map((unordered) => {
    const tries = unordered.toSorted((a, b) => a.from - b.from)
    const [first] = tries as [Attempt]
    const { request, from } = first
    const answered = tries
      .filter(({ outcome }) => outcome.kind === 'done' || outcome.kind === 'refused')
      .toSorted((a, b) => a.to - b.to)[0]
    const own = byTag.get(request.tag) ?? []
    return {
      request,
      attempts: tries,
      movements: own,
      from,
      to: answered?.to ?? Infinity,
      answered,
    }
  })
}

/** A request with all that is known of it, for whoever looks into it. */
export const show = ({ request, attempts }: Deed): string =>
  `${request.tag} ${JSON.stringify(request.lines)} [${attempts
    .map(
      ({ via, from, to, outcome }) =>
        `${via} ${from.toFixed()}-${to.toFixed()} ${JSON.stringify(outcome)}`,
    )
    .join('; ')}]`
