import { bilingual } from './bilingual.ts'

export const TODAY = bilingual({
  en: {
    title: 'Today',
    sold: 'sold',
    value: 'takings',
    returned: 'returned',
    changes: 'changes',
    yesterday: (value: string) => `yesterday ${value}`,
    out: 'Just ran out',
    low: 'Low',
    left: (units: number) => `${units} left`,
    best: 'Best sold today',
    last: 'Last changes',
    nothingYet: 'Nothing was recorded yet.',
    emptyTitle: 'The shop is empty',
    emptyText:
      'There are no products yet. Import a list of your stock, or tell the chat what you have.',
  },
  fr: {
    title: 'Aujourd’hui',
    sold: 'vendus',
    value: 'encaissés',
    returned: 'retours',
    changes: 'mouvements',
    yesterday: (value) => `hier ${value}`,
    out: 'Vient de s’épuiser',
    low: 'Presque épuisé',
    left: (units) => (units > 1 ? `${units} restants` : `${units} restant`),
    best: 'Meilleures ventes du jour',
    last: 'Derniers mouvements',
    nothingYet: 'Rien n’a encore été noté.',
    emptyTitle: 'La boutique est vide',
    emptyText:
      'Il n’y a pas encore de produits. Importez la liste de votre stock, ou dites au chat ce que vous avez.',
  },
})
