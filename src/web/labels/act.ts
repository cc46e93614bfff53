import { bilingual } from './bilingual.ts'

export const ACT = bilingual({
  en: {
    undo: 'Undo',
    sureUndo: 'Really undo?',
    undone: 'undone',
    tryAgain: 'Try again',
    noAnswer: 'No answer came. Nothing is done twice: try again when there is a connection.',
    allTheSame: 'Do it all the same',
    close: 'Close',
  },
  fr: {
    undo: 'Annuler',
    sureUndo: 'Vraiment annuler ?',
    undone: 'annulé',
    tryAgain: 'Réessayer',
    noAnswer: 'Pas de réponse. Rien n’est fait deux fois : réessayez avec une connexion.',
    allTheSame: 'Le faire quand même',
    close: 'Fermer',
  },
})
