import type { Shelves } from './check-ledger.ts'
import { type Deed, stepsOf } from './deeds.ts'
import type { History, Read, ShelfName } from './history.ts'
import { apply, EMPTY, isRefused, type Refused, reservedOf, type ShelfState } from './model.ts'
import { type Look, type Write, withoutPlace } from './places.ts'
import { judge, type Timed } from './search.ts'
import { isSame, type ShelfOp, shelfWith } from './shelf-ops.ts'

interface Named extends Look {
  readonly shown: string
}

/** Reads and refusals are true at some moment while they were asked. */
export function checkLooks(
  history: History,
  deeds: readonly Deed[],
  states: Shelves['states'],
  oneCatalogue: boolean,
): string[] {
  const deedOf = new Map(deeds.map((deed) => [deed.request.tag, deed]))
  const movements = Map.groupBy(history.movements, ({ shelf }) => shelf)
  const everybody = () => 'everybody'
  const each = (via: string) => via
  return shelvesIn(history).flatMap((shelf) => {
    const list = states.get(shelf) ?? [EMPTY]
    const writes = (movements.get(shelf) ?? []).map(({ tag }): Write => {
      const deed = deedOf.get(tag)
      if (!deed) return { from: 0, to: tag === '' ? 0 : Infinity, via: '' }
      return { from: deed.from, to: deed.to, via: deed.answered?.via ?? '' }
    })
    const numbers = (movements.get(shelf) ?? []).map(({ seq }) => seq)
    const reads = history.reads
      .filter((read) => read.shelf === shelf)
      .map((read) => ({ ...lookOf(read, list), known: upTo(numbers, read.afterSeq) }))
    const refusals = refusalsOn(shelf, deeds).map(
      ({ step, refused, ...times }): Named & Source => ({
        ...times,
        source: 'ledger',
        shown: `refusal of ${JSON.stringify(step)} with ${JSON.stringify(refused)}`,
        fits(place) {
          const result = apply(list[place] ?? EMPTY, step)
          return isRefused(result) && isSame(refused, result)
        },
      }),
    )
    const all = [...reads, ...refusals]
    const groups = oneCatalogue
      ? [withoutPlace(writes, all, everybody)]
      : [
          withoutPlace(writes, all.filter(isOf('ledger')), everybody),
          withoutPlace(writes, all.filter(isOf('catalogue')), each),
        ]
    return groups
      .flat()
      .map(
        ({ shown, via, from, to }) =>
          `${shown} on ${shelf} by ${via}, ${from.toFixed()}-${to.toFixed()}`,
      )
  })
}

/** The shelves that anything is known of; one where nothing ever happened was only read. */
const shelvesIn = ({ movements, reads }: History): ShelfName[] => [
  ...new Set([...movements, ...reads].map(({ shelf }) => shelf)),
]

interface Source {
  readonly source: Read['source']
}

const isOf =
  (wanted: Read['source']) =>
  ({ source }: Source): boolean =>
    source === wanted

/** How many of the movements were written when the one with a number was. */
const upTo = (numbers: readonly number[], seq = 0): number =>
  numbers.findLastIndex((number) => number <= seq) + 1

const lookOf = ({ level, ...read }: Read, states: readonly ShelfState[]): Named & Source => ({
  ...read,
  shown: `${read.source} read ${level.quantity} with ${level.reserved} reserved`,
  fits(place) {
    const state = states[place] ?? EMPTY
    return state.onHand === level.quantity && reservedOf(state) === level.reserved
  },
})

/** The refusals that tell of a shelf. Each may have been decided by an earlier attempt. */
function refusalsOn(shelf: ShelfName, deeds: readonly Deed[]) {
  return deeds.flatMap(({ request, answered, from, to }) => {
    if (answered?.outcome.kind !== 'refused') return []
    const { code, facts, line } = answered.outcome
    if (code === 'request-id-reused') return []
    const asked = request.lines[line]
    // A transfer is refused for the shelf that it takes from.
    const step = asked && stepsOf(asked).find((one) => one.shelf === asked.shelf)
    if (step?.shelf !== shelf) return []
    return [{ step: step.step, refused: { code, facts } as Refused, via: answered.via, from, to }]
  })
}

/**
 * Looks for an order of all that clients saw of a shelf, without asking the ledger for it; of what
 * was never answered, the ledger tells only whether it happened at all.
 */
export function searchShelves(
  history: History,
  deeds: readonly Deed[],
  oneCatalogue: boolean,
): string[] {
  const { movements, reads } = history
  return shelvesIn(history).flatMap((shelf) => {
    const start = movements
      .filter((movement) => movement.shelf === shelf && movement.tag === '')
      .reduce((sum, { delta }) => sum + delta, 0)
    const seen = reads
      .filter((read) => read.shelf === shelf && (oneCatalogue || read.source === 'ledger'))
      .map(({ from, to, level }): Timed<ShelfOp> => ({ from, to, op: { kind: 'read', level } }))
    const refused = refusalsOn(shelf, deeds).map(
      ({ step, refused: { code, facts }, from, to }): Timed<ShelfOp> => ({
        from,
        to,
        op: { kind: 'refused', step, code, facts },
      }),
    )
    const written = deeds.flatMap((deed) => opsOf(deed, shelf))
    const verdict = judge(shelfWith(start), [...seen, ...refused, ...written])
    return verdict === 'linearizable' ? [] : [`${shelf} is ${verdict}`]
  })
}

function opsOf(
  { request, answered, movements, from, to }: Deed,
  shelf: ShelfName,
): Timed<ShelfOp>[] {
  const outcome = answered?.outcome
  if (outcome?.kind === 'refused') return []
  if (outcome?.kind !== 'done' && movements.length === 0) return []
  return request.lines.flatMap((line, index) =>
    stepsOf(line)
      .filter((one) => one.shelf === shelf)
      .flatMap(({ step }): Timed<ShelfOp>[] => {
        if (outcome?.kind !== 'done') return [{ from, to, op: { kind: 'unknown', step } }]
        const told = outcome.lines[index]
        if (!told) return []
        const { before, after, reserved, toAfter } = told
        const answer = shelf === line.to ? { after: toAfter ?? NaN } : { before, after, reserved }
        return [{ from, to, op: { kind: 'done', step, ...answer } }]
      }),
  )
}
