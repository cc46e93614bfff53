import { count, countInFrench } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import { type Sentence, say } from '../../domain/say.ts'
import { capital } from '../../domain/text.ts'

interface CheckRule {
  /** Whether the stock is wrong where it finds something; else it is worth a look. */
  readonly isWrong: boolean
  /** What was found, as the beginning of a sentence in English, or a part of one in French. */
  readonly found: Readonly<Record<Language, (total: number) => string>>
  readonly toDo: Readonly<Record<Language, string>>
}

const ADMIN = { en: 'Tell whoever runs the service:', fr: 'Dites à qui gère le service :' }

/** What is checked, the gravest first, and what to do about each finding. */
export const CHECKS = {
  drift: {
    isWrong: true,
    found: {
      en: (total) =>
        count(
          total,
          'shelf is not what its movements add up to',
          'shelves are not what their movements add up to',
        ),
      fr: (total) =>
        countInFrench(
          total,
          'quantité ne correspond pas au registre',
          'quantités ne correspondent pas au registre',
        ),
    },
    toDo: {
      en: `${ADMIN.en} npm run verify shows it, npm run verify -- --repair writes the movements that explain it.`,
      fr: `${ADMIN.fr} npm run verify le montre, npm run verify -- --repair écrit les mouvements qui l’expliquent.`,
    },
  },
  lost_movements: {
    isWrong: true,
    found: {
      en: (total) => count(total, 'movement is lost', 'movements are lost'),
      fr: (total) => countInFrench(total, 'mouvement perdu', 'mouvements perdus'),
    },
    toDo: {
      en: `${ADMIN.en} npm run doctor says which backup has them. Record again what is missing, or count the shelves.`,
      fr: `${ADMIN.fr} npm run doctor dit quelle sauvegarde les a. Enregistrez à nouveau ce qui manque, ou comptez le stock.`,
    },
  },
  below_zero: {
    isWrong: true,
    found: {
      en: (total) =>
        count(
          total,
          'shelf has less than nothing available',
          'shelves have less than nothing available',
        ),
      fr: (total) => countInFrench(total, 'taille a moins que rien', 'tailles ont moins que rien'),
    },
    toDo: {
      en: 'Count these shelves: countStock.',
      fr: 'Comptez ce qu’il y en a : countStock.',
    },
  },
  expired_reservation: {
    isWrong: true,
    found: {
      en: (total) =>
        count(
          total,
          'reservation has expired and still holds units',
          'reservations have expired and still hold units',
        ),
      fr: (total) =>
        countInFrench(
          total,
          'réservation échue bloque encore du stock',
          'réservations échues bloquent encore du stock',
        ),
    },
    toDo: {
      en: 'releaseStock with the reference makes the units available.',
      fr: 'releaseStock avec la référence rend les unités disponibles.',
    },
  },
  bad_backup: {
    isWrong: true,
    found: {
      en: () => 'The newest backup cannot be relied on',
      fr: () => 'la dernière sauvegarde n’est pas fiable',
    },
    toDo: {
      en: `${ADMIN.en} npm run doctor says why, npm run backup makes another one.`,
      fr: `${ADMIN.fr} npm run doctor dit pourquoi, npm run backup en fait une autre.`,
    },
  },
  twin_product: {
    isWrong: false,
    found: {
      en: (total) => count(total, 'product is there twice', 'products are there twice'),
      fr: (total) => countInFrench(total, 'produit en double', 'produits en double'),
    },
    toDo: {
      en: 'Keep one: countStock sets the units of the other one to 0, then updateProduct with active false archives it.',
      fr: 'Gardez-en un : countStock met les unités de l’autre à 0, puis updateProduct avec active false l’archive.',
    },
  },
  twin_size: {
    isWrong: false,
    found: {
      en: (total) => count(total, 'size is spelt in two ways', 'sizes are spelt in two ways'),
      fr: (total) =>
        countInFrench(total, 'taille écrite de deux façons', 'tailles écrites de deux façons'),
    },
    toDo: {
      en: `${ADMIN.en} npm run join-sizes joins them.`,
      fr: `${ADMIN.fr} npm run join-sizes les réunit.`,
    },
  },
  odd_size: {
    isWrong: false,
    found: {
      en: (total) => count(total, 'size looks mistyped', 'sizes look mistyped'),
      fr: (total) =>
        countInFrench(total, 'taille semble mal saisie', 'tailles semblent mal saisies'),
    },
    toDo: {
      en: 'Look at the shelf. If it is another size: addStock puts the units there, countStock with 0 takes them away here.',
      fr: 'Regardez en rayon. Si c’est une autre taille : addStock y met les unités, countStock avec 0 les enlève ici.',
    },
  },
  same_sound: {
    isWrong: false,
    found: {
      en: (total) =>
        count(
          total,
          'group of names cannot be told apart by voice',
          'groups of names cannot be told apart by voice',
        ),
      fr: (total) =>
        countInFrench(
          total,
          'groupe de noms se confond à l’oreille',
          'groupes de noms se confondent à l’oreille',
        ),
    },
    toDo: {
      en: 'A chat asks each time which one is meant. updateProduct gives one of them another name.',
      fr: 'Une conversation demande chaque fois lequel est voulu. updateProduct donne à l’un d’eux un autre nom.',
    },
  },
  large_hand_edit: {
    isWrong: false,
    found: {
      en: (total) =>
        count(
          total,
          'large change by hand in the last 7 days',
          'large changes by hand in the last 7 days',
        ),
      fr: (total) =>
        countInFrench(
          total,
          'grande correction à la main en 7 jours',
          'grandes corrections à la main en 7 jours',
        ),
    },
    toDo: {
      en: 'Ask who made it. If it was a slip, undoMovement takes it back; listMovements shows it.',
      fr: 'Demandez qui l’a faite. Si c’était une erreur, undoMovement l’annule ; listMovements la montre.',
    },
  },
  without_price: {
    isWrong: false,
    found: {
      en: (total) => count(total, 'product has no price', 'products have no price'),
      fr: (total) => countInFrench(total, 'produit sans prix', 'produits sans prix'),
    },
    toDo: {
      en: 'updateProduct sets a price. Without it the value of sales leaves the product out.',
      fr: 'updateProduct fixe un prix. Sans prix, la valeur des ventes ne compte pas le produit.',
    },
  },
  without_cost: {
    isWrong: false,
    found: {
      en: (total) => count(total, 'product has no cost', 'products have no cost'),
      fr: (total) => countInFrench(total, 'produit sans coût', 'produits sans coût'),
    },
    toDo: {
      en: 'updateProduct sets what the shop pays for it.',
      fr: 'updateProduct fixe ce que la boutique le paie.',
    },
  },
} as const satisfies Readonly<Record<string, CheckRule>>

export type CheckName = keyof typeof CHECKS
export const CHECK_NAMES = Object.keys(CHECKS) as CheckName[]

/** "2 products are there twice", as the beginning of a sentence. */
export function tellFound(check: CheckName, total: number): Sentence {
  const { found } = CHECKS[check]
  return say({ en: found.en(total), fr: capital(found.fr(total)) })
}

export const tellToDo = (check: CheckName): Sentence => say(CHECKS[check].toDo)
