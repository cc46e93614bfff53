import { bilingual } from './bilingual.ts'

export const HISTORY = bilingual({
  en: {
    title: 'What was done',
    by: 'Done by',
    channels: {
      '': 'All',
      chat: 'Assistant',
      api: 'By hand',
      import: 'Import',
      admin: 'Admin page',
      command: 'Command',
      expiry: 'By itself',
    },
    exact: 'understood word for word',
    close: 'not word for word',
    more: 'Show more',
    showMore: (lines: string) => `and ${lines} more lines`,
    undoAll: 'Undo all of it',
    sureAll: (lines: string) => `Really undo ${lines} lines?`,
  },
  fr: {
    title: 'Ce qui a été fait',
    by: 'Fait par',
    channels: {
      '': 'Tout',
      chat: 'Assistant',
      api: 'À la main',
      import: 'Import',
      admin: 'Page d’administration',
      command: 'Commande',
      expiry: 'Tout seul',
    },
    exact: 'compris mot pour mot',
    close: 'pas mot pour mot',
    more: 'Afficher plus',
    showMore: (lines) => `et ${lines} autres lignes`,
    undoAll: 'Tout annuler',
    sureAll: (lines) => `Vraiment annuler ${lines} lignes ?`,
  },
})
