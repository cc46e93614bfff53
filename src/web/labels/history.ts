import { bilingual } from './bilingual.ts'

export const HISTORY = bilingual({
  en: {
    title: 'What was done',
    by: 'Done by',
    channels: {
      '': 'All',
      chat: 'Assistant',
      api: 'Page and programs',
      import: 'Import',
      admin: 'Admin page',
      command: 'Command',
      expiry: 'By itself',
    },
    exact: 'understood word for word',
    close: 'not word for word',
    more: 'Show more',
    showMore: (lines: number) => `and ${lines} more ${lines === 1 ? 'line' : 'lines'}`,
    undoAll: 'Undo all of it',
    sureAll: (lines: string) => `Really undo ${lines} lines?`,
  },
  fr: {
    title: 'Ce qui a été fait',
    by: 'Fait par',
    channels: {
      '': 'Tout',
      chat: 'Assistant',
      api: 'Page et programmes',
      import: 'Import',
      admin: 'Page d’administration',
      command: 'Commande',
      expiry: 'Tout seul',
    },
    exact: 'compris mot pour mot',
    close: 'pas mot pour mot',
    more: 'Afficher plus',
    showMore: (lines) => `et ${lines} ${lines > 1 ? 'autres lignes' : 'autre ligne'}`,
    undoAll: 'Tout annuler',
    sureAll: (lines) => `Vraiment annuler ${lines} lignes ?`,
  },
})
