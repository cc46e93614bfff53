/** Which way a quantity moves units: onto a shelf (1), off it (-1), or not at all (0). */
type Direction = 1 | 0 | -1

/** What a request must say for an action, by its name inside. A count gives `quantity` as well. */
type Need = 'quantity' | 'delta' | 'reason' | 'toLocation'

/** How French speaks of a movement. */
interface FrenchWords {
  /** "Vendu : 2 …", "2 vendus" */
  readonly done: string
  /** "vente de 2 …" */
  readonly noun: string
  /** "2 ventes" */
  readonly deed: readonly [one: string, many: string]
  /** "Aucune vente" */
  readonly none: string
}

interface MovementRule {
  /** The actions of the API that become this movement, and what each of them needs. */
  readonly actions: Readonly<Record<string, readonly Need[]>>
  /** Which way its quantity moves units on hand; 'signed' where the request gives a signed number. */
  readonly onHand: Direction | 'signed'
  /** Which way its quantity moves reserved units. */
  readonly reserved: Direction
  /**
   * How the ledger finds what it does to the shelf: by the two directions alone ('plain'), by a rule
   * of its own ('own'), or as two movements on two shelves ('pair').
   */
  readonly effect: 'plain' | 'own' | 'pair'
  /** "Sold 2 …" */
  readonly past: string
  /** "2 sales" */
  readonly deed: readonly [one: string, many: string]
  /** "No sales" */
  readonly none: string
  /** What its units are counted as: "2 sold". */
  readonly counted: string
  readonly french: FrenchWords
}

/** What can happen to a shelf. The words are the ledger's own, in every API and file. */
export const MOVEMENTS = {
  ADD_STOCK: {
    actions: { add_stock: ['quantity'] },
    onHand: 1,
    reserved: 0,
    effect: 'plain',
    past: 'Added',
    deed: ['delivery', 'deliveries'],
    none: 'No deliveries',
    counted: 'added',
    french: { done: 'ajouté', noun: 'entrée', deed: ['entrée', 'entrées'], none: 'Aucune entrée' },
  },
  /** Takes first what its own reference has reserved. */
  SALE: {
    actions: { sale: ['quantity'] },
    onHand: -1,
    reserved: 0,
    effect: 'own',
    past: 'Sold',
    deed: ['sale', 'sales'],
    none: 'No sales',
    counted: 'sold',
    french: { done: 'vendu', noun: 'vente', deed: ['vente', 'ventes'], none: 'Aucune vente' },
  },
  RETURN: {
    actions: { return: ['quantity'] },
    onHand: 1,
    reserved: 0,
    effect: 'plain',
    past: 'Took back',
    deed: ['return', 'returns'],
    none: 'No returns',
    counted: 'returned',
    french: { done: 'retourné', noun: 'retour', deed: ['retour', 'retours'], none: 'Aucun retour' },
  },
  RESERVE: {
    actions: { reserve: ['quantity'] },
    onHand: 0,
    reserved: 1,
    effect: 'plain',
    past: 'Reserved',
    deed: ['reservation', 'reservations'],
    none: 'No reservations',
    counted: 'reserved',
    french: {
      done: 'réservé',
      noun: 'réservation',
      deed: ['réservation', 'réservations'],
      none: 'Aucune réservation',
    },
  },
  /** Gives back units of one reservation only. */
  RELEASE: {
    actions: { release: ['quantity'] },
    onHand: 0,
    reserved: -1,
    effect: 'own',
    past: 'Released',
    deed: ['release', 'releases'],
    none: 'No releases',
    counted: 'released',
    french: {
      done: 'libéré',
      noun: 'réservation rendue',
      deed: ['réservation rendue', 'réservations rendues'],
      none: 'Aucune réservation rendue',
    },
  },
  /** By a signed number of units, or to what was counted. */
  ADJUSTMENT: {
    actions: { adjust: ['delta', 'reason'], count: ['quantity'] },
    onHand: 'signed',
    reserved: 0,
    effect: 'own',
    past: 'Corrected',
    deed: ['correction', 'corrections'],
    none: 'No corrections',
    counted: 'corrected',
    french: {
      done: 'corrigé',
      noun: 'correction',
      deed: ['correction', 'corrections'],
      none: 'Aucune correction',
    },
  },
  /** The movement of the shelf that it leaves; the other half does the opposite. */
  TRANSFER: {
    actions: { transfer: ['quantity', 'toLocation'] },
    onHand: -1,
    reserved: 0,
    effect: 'pair',
    past: 'Moved',
    deed: ['half of a transfer', 'halves of transfers'],
    none: 'No transfers',
    counted: 'moved',
    french: {
      done: 'transféré',
      noun: 'transfert',
      deed: ['moitié de transfert', 'moitiés de transferts'],
      none: 'Aucun transfert',
    },
  },
} as const satisfies Readonly<Record<string, MovementRule>>

type Rules = typeof MOVEMENTS

export type MovementType = keyof Rules

/** The types whose effect is found in this way. */
export type MovementWith<Effect extends MovementRule['effect']> = {
  [Type in MovementType]: Rules[Type]['effect'] extends Effect ? Type : never
}[MovementType]

export const MOVEMENT_TYPES = Object.keys(MOVEMENTS) as readonly MovementType[]

/** What the owner can ask for. */
export type Action = { [Type in MovementType]: keyof Rules[Type]['actions'] }[MovementType]

interface ActionRule {
  readonly type: MovementType
  readonly needs: readonly Need[]
}

/** The movement that each action becomes, and what it needs. */
export const ACTIONS = Object.fromEntries(
  MOVEMENT_TYPES.flatMap((type) =>
    Object.entries<readonly Need[]>(MOVEMENTS[type].actions).map(([action, needs]) => [
      action,
      { type, needs },
    ]),
  ),
) as Readonly<Record<Action, ActionRule>>

export const isMovementType = (text: string): text is MovementType => Object.hasOwn(MOVEMENTS, text)

/** Whether money changes hands: such a movement keeps the price of its moment. */
export const isTrade = (type: MovementType): boolean => TRADE.includes(type)

/** The types that are added up as money. */
export const TRADE: readonly MovementType[] = ['SALE', 'RETURN']

/** Whether a type only promises units to somebody, or gives them back, and moves none. */
export const isReservation = (type: MovementType): boolean => MOVEMENTS[type].onHand === 0

/** Whether units can be taken from a shelf after a movement of this type that could not before. */
export function makesAvailable(type: MovementType): boolean {
  const { onHand, reserved } = MOVEMENTS[type]
  return onHand !== 'signed' && onHand - reserved > 0
}
