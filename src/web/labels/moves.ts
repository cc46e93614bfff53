import { bilingual } from './bilingual.ts'

export const MOVES = bilingual({
  en: {
    types: {
      ADD_STOCK: 'Delivery',
      SALE: 'Sale',
      RETURN: 'Return',
      RESERVE: 'Reserved',
      RELEASE: 'Released',
      ADJUSTMENT: 'Correction',
      TRANSFER: 'Transfer',
      UNDO: 'Undone',
    },
  },
  fr: {
    types: {
      ADD_STOCK: 'Livraison',
      SALE: 'Vente',
      RETURN: 'Retour',
      RESERVE: 'Réservé',
      RELEASE: 'Libéré',
      ADJUSTMENT: 'Correction',
      TRANSFER: 'Transfert',
      UNDO: 'Annulé',
    },
  },
})
