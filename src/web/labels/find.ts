import { bilingual } from './bilingual.ts'

export const FIND = bilingual({
  en: {
    title: 'Find',
    search: 'Name, colour, size or code',
    products: (count: number) => (count === 1 ? '1 product' : `${count} products`),
    takenAs: (words: string) => `taken as “${words}”`,
    more: 'Show more',
    none: 'Nothing is called that here.',
    left: 'available',
  },
  fr: {
    title: 'Chercher',
    search: 'Nom, couleur, pointure ou code',
    products: (count) => (count > 1 ? `${count} produits` : `${count} produit`),
    takenAs: (words) => `compris « ${words} »`,
    more: 'Afficher plus',
    none: 'Rien ne s’appelle ainsi ici.',
    left: 'disponibles',
  },
})
