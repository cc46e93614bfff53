import { bilingual } from './bilingual.ts'

export const FIND = bilingual({
  en: {
    title: 'Find',
    search: 'Name, colour, size or code',
    camera: 'Scan with the camera',
    unknownCode: (code: string) => `No product has the code ${code}. Look for it by its name.`,
    unread: 'No answer came, and this phone does not know the code.',
    more: 'Show more',
  },
  fr: {
    title: 'Chercher',
    search: 'Nom, couleur, pointure ou code',
    camera: 'Scanner avec la caméra',
    unknownCode: (code) => `Aucun produit n’a le code ${code}. Cherchez-le par son nom.`,
    unread: 'Pas de réponse, et ce téléphone ne connaît pas ce code.',
    more: 'Afficher plus',
  },
})
