import { count } from '../../domain/figures.ts'

interface CheckRule {
  /** Whether the stock is wrong where it finds something; else it is worth a look. */
  readonly isWrong: boolean
  /** What was found, as the beginning of a sentence. */
  tell(total: number): string
  readonly toDo: string
}

const ADMIN = 'Tell whoever runs the service:'

/** What is checked, the gravest first, and what to do about each finding. */
export const CHECKS = {
  drift: {
    isWrong: true,
    tell: (total) =>
      count(
        total,
        'shelf is not what its movements add up to',
        'shelves are not what their movements add up to',
      ),
    toDo: `${ADMIN} npm run verify shows it, npm run verify -- --repair writes the movements that explain it.`,
  },
  lost_movements: {
    isWrong: true,
    tell: (total) => count(total, 'movement is lost', 'movements are lost'),
    toDo: `${ADMIN} npm run doctor says which backup has them. Record again what is missing, or count the shelves.`,
  },
  below_zero: {
    isWrong: true,
    tell: (total) =>
      count(
        total,
        'shelf has less than nothing available',
        'shelves have less than nothing available',
      ),
    toDo: 'Count these shelves: countStock.',
  },
  expired_reservation: {
    isWrong: true,
    tell: (total) =>
      count(
        total,
        'reservation has expired and still holds units',
        'reservations have expired and still hold units',
      ),
    toDo: 'releaseStock with the reference makes the units available.',
  },
  bad_backup: {
    isWrong: true,
    tell: () => 'The newest backup cannot be relied on',
    toDo: `${ADMIN} npm run doctor says why, npm run backup makes another one.`,
  },
  twin_product: {
    isWrong: false,
    tell: (total) => count(total, 'product is there twice', 'products are there twice'),
    toDo: 'Keep one: countStock sets the units of the other one to 0, then updateProduct with active false archives it.',
  },
  twin_size: {
    isWrong: false,
    tell: (total) => count(total, 'size is spelt in two ways', 'sizes are spelt in two ways'),
    toDo: `${ADMIN} npm run join-sizes joins them.`,
  },
  odd_size: {
    isWrong: false,
    tell: (total) => count(total, 'size looks mistyped', 'sizes look mistyped'),
    toDo: 'Look at the shelf. If it is another size: addStock puts the units there, countStock with 0 takes them away here.',
  },
  same_sound: {
    isWrong: false,
    tell: (total) =>
      count(
        total,
        'group of names cannot be told apart by voice',
        'groups of names cannot be told apart by voice',
      ),
    toDo: 'A chat asks each time which one is meant. updateProduct gives one of them another name.',
  },
  large_hand_edit: {
    isWrong: false,
    tell: (total) =>
      count(
        total,
        'large change by hand in the last 7 days',
        'large changes by hand in the last 7 days',
      ),
    toDo: 'Ask who made it. If it was a slip, undoMovement takes it back; listMovements shows it.',
  },
  without_price: {
    isWrong: false,
    tell: (total) => count(total, 'product has no price', 'products have no price'),
    toDo: 'updateProduct sets a price. Without it the value of sales leaves the product out.',
  },
  without_cost: {
    isWrong: false,
    tell: (total) => count(total, 'product has no cost', 'products have no cost'),
    toDo: 'updateProduct sets what the shop pays for it.',
  },
} as const satisfies Readonly<Record<string, CheckRule>>

export type CheckName = keyof typeof CHECKS
export const CHECK_NAMES = Object.keys(CHECKS) as CheckName[]
