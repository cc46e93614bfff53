import { bilingual } from './bilingual.ts'

/** Names of the screens. */
export const SCREENS = bilingual({
  en: {
    today: 'Today',
    find: 'Find',
    product: 'Product',
    order: 'To order',
    count: 'Count',
    delivery: 'Delivery',
    history: 'History',
    more: 'More',
  },
  fr: {
    today: 'Aujourd’hui',
    find: 'Chercher',
    product: 'Produit',
    order: 'Commander',
    count: 'Compter',
    delivery: 'Livraison',
    history: 'Historique',
    more: 'Plus',
  },
})
