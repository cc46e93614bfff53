import { bilingual } from './bilingual.ts'

export const FIGURES = bilingual({
  en: {
    since: 'Period',
    periods: { days30: '30 days', days90: '13 weeks', year: '12 months' },
    sales: 'Units sold',
    worth: 'Value of the stock',
    by: 'By',
    groups: { category: 'Category', model: 'Model', color: 'Colour', supplier: 'Supplier' },
    revenue: 'revenue',
    sold: 'sold',
    margin: 'margin',
    beforeThat: (value: string) => `before: ${value}`,
  },
  fr: {
    since: 'Période',
    periods: { days30: '30 jours', days90: '13 semaines', year: '12 mois' },
    sales: 'Unités vendues',
    worth: 'Valeur du stock',
    by: 'Par',
    groups: { category: 'Catégorie', model: 'Modèle', color: 'Couleur', supplier: 'Fournisseur' },
    revenue: 'encaissés',
    sold: 'vendus',
    margin: 'marge',
    beforeThat: (value) => `avant : ${value}`,
  },
})
