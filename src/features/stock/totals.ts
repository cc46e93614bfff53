import { count, countInFrench, figure, signed } from '../../domain/figures.ts'
import type { TypeTotal } from '../../domain/movement.ts'
import { MOVEMENT_TYPES, MOVEMENTS, type MovementType } from '../../domain/movement-types.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { capital } from '../../domain/text.ts'
import type { Total } from '../../domain/total.ts'
import { tellTotal } from '../../shared/paging.ts'

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
const countOf = (totals: readonly TypeTotal[], undone: boolean): number =>
  sum(totals.map(({ movements, standing }) => (undone ? movements : standing)))

/**
 * "1 sold of Hermès, 38, net of what was undone. 3 movements: 2 sales (1 undone), 1 undo." The units come first:
 * a number of sales that is read alone is taken for what was sold.
 * @param asked.undone whether undone ones and undos are listed
 * @param asked.type the only type that the list has
 * @param asked.where what else it is narrowed to, to be said after the units: " of Hermès by Ana, today (…)"
 */
export function tellTotals(
  totals: readonly TypeTotal[],
  { undone, type, where = '' }: Asked,
): Sentence {
  const total = countOf(totals, undone)
  const first = sum(totals.map((one) => one.first))
  const happened = totals.filter(({ movements, first }) => movements > first)
  return join([
    happened.length === 0 || total === 0
      ? tellNone(total === 0 ? 0 : first, `${noneOf(type)}${where}`)
      : join([
          tellNet(happened, where, countOf(totals, false) < countOf(totals, true)),
          tellMovements(totals, undone),
        ]),
    tellLeftOut(countOf(totals, true) - total),
  ])
}

/** "10,000+ movements by Ana. Their units …": of movements that are too many to be added up. */
export const tellMany = (total: Total, where: Sentence | ''): Sentence =>
  say({
    en: `${tellTotal(total, MOVEMENTS_WORD, 'mouvement')}${where}. They are too many to add up their units here: ask for a shorter time or a product, or getStats for what was sold.`,
    fr: `${capital(tellTotal(total, MOVEMENTS_WORD, 'mouvement'))}${where}. Ils sont trop nombreux pour additionner leurs unités ici : demandez une période plus courte ou un produit, ou getStats pour les ventes.`,
  })

const MOVEMENTS_WORD = ['movement', 'movements'] as const

interface Asked {
  readonly undone: boolean
  readonly type?: MovementType | undefined
  readonly where?: Sentence | ''
}

const noneOf = (type: MovementType | undefined): Sentence =>
  type === undefined
    ? say({ en: 'No movements', fr: 'Aucun mouvement' })
    : say({ en: MOVEMENTS[type].none, fr: MOVEMENTS[type].french.none })

function tellNone(first: number, none: string): Sentence {
  const number = figure(first)
  return first === 0
    ? sameInAll(`${none}.`)
    : say({
        en: `${none} but ${number} of the first import, whose units are not counted.`,
        fr: `${none}, sauf ${number} du premier import, dont les unités ne sont pas comptées.`,
      })
}

/** "3 sold of Hermès, corrected by -1, net of what was undone." */
function tellNet(totals: readonly TypeTotal[], where: string, isNet: boolean): Sentence {
  const units = join(totals.map(tellUnits), ', ')
  return say({
    en: `${capital(units)}${where}${isNet ? ', net of what was undone' : ''}.`,
    fr: `${capital(units)}${where}${isNet ? ', sans ce qui a été annulé' : ''}.`,
  })
}

/** "3 sold", "corrected by -1" */
export function tellUnits({ type, units }: Pick<TypeTotal, 'type' | 'units'>): Sentence {
  const { counted, french, onHand } = MOVEMENTS[type]
  return onHand === 'signed'
    ? say({ en: `${counted} by ${signed(units)}`, fr: `${french.done} de ${signed(units)}` })
    : say({ en: `${figure(units)} ${counted}`, fr: countInFrench(units, french.done) })
}

/** "3 movements: 2 sales (1 undone), 1 undo." */
function tellMovements(totals: readonly TypeTotal[], undone: boolean): Sentence {
  const first = sum(totals.map((one) => one.first))
  const undos = sum(totals.map((one) => one.undos))
  const total = countOf(totals, undone)
  const all = join(
    [
      ...totals.map((one) => tellDeeds(one, undone)),
      undone && undos > 0 && tellUndos(undos),
      first > 0 && tellFirst(first),
    ],
    ', ',
  )
  return say({
    en: `${count(total, 'movement')}: ${all}.`,
    fr: `${countInFrench(total, 'mouvement')} : ${all}.`,
  })
}

const tellUndos = (undos: number): Sentence =>
  say({ en: count(undos, 'undo'), fr: countInFrench(undos, 'annulation') })

const tellFirst = (first: number): Sentence =>
  say({
    en: `${figure(first)} of the first import, whose units are not counted`,
    fr: `${figure(first)} du premier import, dont les unités ne sont pas comptées`,
  })

/** "2 sales (1 undone)"; empty for none. */
function tellDeeds(
  { type, movements, undos, first, ...one }: TypeTotal,
  undone: boolean,
): Sentence | '' {
  const standing = one.standing - first
  const times = undone ? movements - undos - first : standing
  if (times === 0) return ''
  const gone = times - standing
  const { deed, french } = MOVEMENTS[type]
  return say({
    en: `${count(times, deed[0], deed[1])}${gone > 0 ? ` (${figure(gone)} undone)` : ''}`,
    fr: `${countInFrench(times, french.deed[0], french.deed[1])}${gone > 0 ? ` (annulé : ${figure(gone)})` : ''}`,
  })
}

const tellLeftOut = (movements: number): Sentence | '' =>
  movements > 0
    ? say({
        en: `${figure(movements)} more left out: undone ones and their undos.`,
        fr: `${countInFrench(movements, 'autre')} à part : ce qui est annulé, et les annulations.`,
      })
    : ''

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
