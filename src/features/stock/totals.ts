import type { TypeTotal } from '../../domain/movement.ts'
import { MOVEMENT_TYPES, MOVEMENTS, type MovementType } from '../../domain/movement-types.ts'
import { capital } from '../../domain/text.ts'

/** What the units of a type are counted as: "sold". */
export type Counted = (typeof MOVEMENTS)[MovementType]['counted']

/** Net units by what they are counted as; 0 for what did not happen. */
export function netUnits(totals: readonly TypeTotal[]): Record<Counted, number> {
  const units = (type: MovementType) => totals.find((total) => total.type === type)?.units ?? 0
  return Object.fromEntries(
    MOVEMENT_TYPES.map((type) => [MOVEMENTS[type].counted, units(type)]),
  ) as Record<Counted, number>
}

/** How many movements there are; undone ones and undos among them or not. */
export const countOf = (totals: readonly TypeTotal[], undone: boolean): number =>
  sum(totals.map(({ movements, standing }) => (undone ? movements : standing)))

/**
 * "1 sold of Hermès, 38, net of what was undone. 3 movements: 2 sales (1 undone), 1 undo." The units come first:
 * a number of sales that is read alone is taken for what was sold.
 * @param undone whether undone ones and undos are listed
 * @param where what the list is narrowed to, to be said after the units: " of Hermès by Ana, today (…)"
 */
export function tellTotals(totals: readonly TypeTotal[], undone: boolean, where = ''): string {
  const total = countOf(totals, undone)
  const undos = sum(totals.map((one) => one.undos))
  const leftOut = countOf(totals, true) - total
  const rest =
    leftOut > 0 ? ` ${count(leftOut, ['more', 'more'])} left out: undone ones and their undos.` : ''
  if (total === 0) return `No movements${where}.${rest}`
  const first = sum(totals.map((one) => one.first))
  const deeds = totals.flatMap(({ type, movements, undos, ...one }) => {
    const standing = one.standing - one.first
    const times = undone ? movements - undos - one.first : standing
    const gone = times > standing ? ` (${times - standing} undone)` : ''
    return times === 0 ? [] : [`${count(times, MOVEMENTS[type].deed)}${gone}`]
  })
  const all = [
    ...deeds,
    ...(undone && undos > 0 ? [count(undos, ['undo', 'undos'])] : []),
    ...(first > 0 ? [`${first} of the first import, whose units are not counted`] : []),
  ]
  const isNet = countOf(totals, false) < countOf(totals, true)
  const happened = totals.filter(({ movements, first }) => movements > first)
  if (happened.length === 0) {
    return `No movements${where} but ${first} of the first import, whose units are not counted.${rest}`
  }
  const units = `${capital(tellUnits(happened))}${where}${isNet ? ', net of what was undone' : ''}.`
  return `${units} ${count(total, ['movement', 'movements'])}: ${all.join(', ')}.${rest}`
}

/** "3 sold, corrected by -1" */
const tellUnits = (totals: readonly TypeTotal[]): string =>
  totals
    .map(({ type, units }) => {
      const { counted, onHand } = MOVEMENTS[type]
      return onHand === 'signed' ? `${counted} by ${signed(units)}` : `${units} ${counted}`
    })
    .join(', ')

export const signed = (units: number): string => (units > 0 ? `+${units}` : String(units))

const count = (number: number, [one, many]: readonly [string, string]): string =>
  `${number} ${number === 1 ? one : many}`

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
