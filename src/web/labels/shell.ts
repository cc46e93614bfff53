import { bilingual } from './bilingual.ts'

export const SHELL = bilingual({
  en: {
    product: 'Stock Assistant',
    screens: 'Screens',
    skip: 'To the content',
    offline: 'No connection.',
    gone: 'The service does not answer. It is tried again by itself.',
    shownFrom: (time: string) => `What you see is from ${time}.`,
    waiting: 'One moment…',
    signedOutTitle: 'You are signed out',
    signedOut:
      'For safety a sign-in ends after some hours. What you counted is kept on this phone.',
    signIn: 'Sign in',
    notAllowedTitle: 'Not for you',
    notFoundTitle: 'Nothing here',
    goneTitle: 'The shop cannot be reached',
    goneText: 'Neither an answer nor an earlier copy of it is there. It is tried again by itself.',
    tryNow: 'Try now',
    toToday: 'To today',
  },
  fr: {
    product: 'Stock Assistant',
    screens: 'Écrans',
    skip: 'Aller au contenu',
    offline: 'Pas de connexion.',
    gone: 'Le service ne répond pas. Nouvel essai automatique.',
    shownFrom: (time) => `Dernière mise à jour : ${time}.`,
    waiting: 'Un instant…',
    signedOutTitle: 'Vous êtes déconnecté',
    signedOut:
      'Par sécurité, une connexion se termine après quelques heures. Ce que vous avez compté reste sur ce téléphone.',
    signIn: 'Se connecter',
    notAllowedTitle: 'Accès refusé',
    notFoundTitle: 'Rien ici',
    goneTitle: 'La boutique est injoignable',
    goneText: 'Ni réponse ni copie plus ancienne. Nouvel essai automatique.',
    tryNow: 'Essayer maintenant',
    toToday: 'Vers aujourd’hui',
  },
})
