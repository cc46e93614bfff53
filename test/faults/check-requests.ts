import { type Deed, isKind, type Of, show, stepsOf } from './deeds.ts'
import type { Attempt, Movement, WriteRequest } from './history.ts'

/** One request: all of it once, or nothing, and the same answer whenever it is asked for. */
export function checkDeed(deed: Deed): string[] {
  const { request, attempts, movements } = deed
  const done = attempts.filter(isKind('done'))
  const refused = attempts.filter(isKind('refused'))
  const violations: string[] = []
  const say = (what: string) => violations.push(`${what}: ${show(deed)}`)

  const wanted = request.lines.flatMap(stepsOf).length
  const [first] = movements
  if (first) {
    const batches = new Set(movements.map(({ batch }) => batch))
    if (batches.size > 1) say(`written ${batches.size} times`)
    else if (movements.length !== wanted) say(`${movements.length} of ${wanted} movements written`)
    if (movements.some(({ seq }, index) => seq !== first.seq + index)) say('written in pieces')
    const key = request.requestId === undefined ? /^auto-/ : new RegExp(`^id-${request.requestId}$`)
    if (!movements.every(({ idempotencyKey }) => key.test(idempotencyKey))) say('under another key')
    if (!isLinked(request, movements)) say('halves of a transfer are not linked')
  }
  if (done.length > 0 && !first) say('acknowledged and not written')
  if (refused.length > 0 && first) say('refused and written')
  if (refused.length > 0 && done.length > 0) say('refused and done')
  if (attempts.every(isKind('not-done')) && first) say('said to be not done, and written')
  if (done.filter(({ outcome }) => !outcome.replayed).length > 1) say('done twice')
  if (first && done.some(({ outcome }) => !tellsTheLedger(outcome, request, movements))) {
    say(`told otherwise than ${JSON.stringify(movements)}`)
  }
  // After a refusal, the request_id is free for a request that was corrected.
  const own = refused.filter((attempt) => !isReused(attempt))
  const [refusal, ...others] = own.map(({ outcome }) => JSON.stringify(outcome))
  if (others.some((other) => other !== refusal)) say('refused in two ways')
  return violations
}

function isLinked({ lines }: WriteRequest, movements: readonly Movement[]): boolean {
  return lines.every(({ action }, index) => {
    const [a, b] = movements.filter(({ line }) => line === index)
    return action === 'transfer' ? a?.linked === b?.id && b?.linked === a?.id : a?.linked === ''
  })
}

function tellsTheLedger(
  { lines: told, seq }: Of<'done'>,
  { lines }: WriteRequest,
  movements: readonly Movement[],
): boolean {
  return (
    told.length === lines.length &&
    seq === movements.at(-1)?.seq &&
    lines.every(({ shelf, to }, index) => {
      const answer = told[index]
      const movement = movements.find((one) => one.line === index && one.shelf === shelf)
      const other = movements.find((one) => one.line === index && one.shelf === to)
      return (
        answer?.movement === movement?.id &&
        answer?.after === movement?.quantityAfter &&
        answer?.before === (movement ? movement.quantityAfter - movement.delta : NaN) &&
        answer?.reserved === movement?.reservedAfter &&
        answer?.toAfter === other?.quantityAfter
      )
    })
  )
}

/** What was done under a request_id is the only thing that ever is. */
export function checkKeys(deeds: readonly Deed[]): string[] {
  const named = deeds.filter(({ request }) => request.requestId !== undefined)
  return [...Map.groupBy(named, ({ request }) => request.requestId)].flatMap(([id, all]) => {
    const written = all.filter(({ movements }) => movements.length > 0)
    const reused = all.filter(({ attempts }) => attempts.some(isReused))
    return [
      ...(written.length > 1 ? [`${id} did ${written.map(show).join(' and ')}`] : []),
      ...reused
        .filter((deed) => written.every((other) => other === deed))
        .map((deed) => `${id} was said to be used: ${show(deed)}`),
    ]
  })
}

const isReused = ({ outcome }: Attempt): boolean =>
  outcome.kind === 'refused' && outcome.code === 'request-id-reused'
