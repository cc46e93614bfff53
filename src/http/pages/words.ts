import type { Language } from '../../domain/language.ts'
import { CODE_MINUTES, PASSWORD_LENGTH, type Role } from '../../domain/person.ts'
import type { PasswordFault } from '../../features/people/password.ts'

/** What the pages say. Both languages have every sentence, or the compiler says which is missing. */
export interface Words {
  readonly language: Language
  readonly product: string
  readonly errorTitle: string
  readonly email: string
  readonly emailInvalid: string
  readonly name: string
  readonly nameInvalid: string
  readonly password: string
  readonly newPassword: string
  readonly passwordAgain: string
  readonly passwordHint: string
  readonly passwordFaults: Readonly<Record<PasswordFault, string>>
  readonly passwordsDiffer: string
  readonly signIn: string
  readonly wrongPassword: string
  readonly waitMinutes: (minutes: number) => string
  readonly forgotten: string
  readonly signInAt: (provider: string) => string
  readonly notAtProvider: string
  readonly sendCode: string
  readonly codeTitle: string
  readonly codeSent: string
  readonly code: string
  readonly wrongCode: string
  readonly codeSubject: string
  readonly codeMail: (code: string) => string
  readonly openShop: string
  readonly signOut: string
  readonly connected: string
  readonly disconnect: string
  readonly joinTitle: string
  readonly joinAs: (role: string) => string
  readonly join: string
  readonly resetTitle: string
  readonly savePassword: string
  readonly linkEndedTitle: string
  readonly linkEnded: string
  readonly personExists: string
  readonly toSignIn: string
  readonly accountTitle: string
  readonly role: string
  readonly roles: Readonly<Record<Role, string>>
  readonly location: string
  readonly allLocations: string
  readonly faultTitle: string
  readonly notFromHere: string
  readonly unknownHost: string
  readonly unavailable: string
  readonly unreadable: string
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    language: 'en',
    product: 'Stock Assistant',
    errorTitle: 'Error',
    email: 'E-mail',
    emailInvalid: 'This is not an e-mail address: write it like name@example.com.',
    name: 'Your name',
    nameInvalid: 'Write your name, in at most 100 letters.',
    password: 'Password',
    newPassword: 'New password',
    passwordAgain: 'The same password again',
    passwordHint: `At least ${PASSWORD_LENGTH.min} characters; a few words in a row are good.`,
    passwordFaults: {
      short: `This password is too short: choose one of at least ${PASSWORD_LENGTH.min} characters.`,
      long: `This password is too long: choose one of at most ${PASSWORD_LENGTH.max} characters, fewer with accents.`,
      email: 'This password is your e-mail, which is easy to guess: choose another one.',
      common: 'Many people use this password, so it is easy to guess: choose another one.',
    },
    passwordsDiffer: 'The two passwords are not the same: type both again.',
    signIn: 'Sign in',
    wrongPassword: 'The e-mail or the password is wrong: try again.',
    waitMinutes: (minutes) =>
      `There were too many tries. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    forgotten: 'Forgotten your password? Ask an owner of the shop for a link to choose a new one.',
    signInAt: (provider) => `Sign in with ${provider}`,
    notAtProvider:
      'That account does not belong to anybody here, or its e-mail is not verified: use the one that you were invited with.',
    sendCode: 'Send me a code by e-mail',
    codeTitle: 'Type the code',
    codeSent: `If somebody here has this e-mail, a code of 8 digits is on its way. It works for ${CODE_MINUTES} minutes.`,
    code: 'Code',
    wrongCode: 'This code is wrong or too old. Try again, or go back and ask for a new one.',
    codeSubject: 'Your code to sign in',
    codeMail: (code) =>
      `${code}\n\nType this code on the page that asked for it. It works for ${CODE_MINUTES} minutes. If you did not ask for it, ignore this message.\n`,
    openShop: 'Open the shop',
    signOut: 'Sign out',
    connected: 'Connected programs',
    disconnect: 'Disconnect',
    joinTitle: 'Join the shop',
    joinAs: (role) => `You were invited as: ${role}. Choose a password to begin.`,
    join: 'Join',
    resetTitle: 'Choose a new password',
    savePassword: 'Save the password',
    linkEndedTitle: 'This link no longer works',
    linkEnded:
      'It was used already, or it is too old. If you have an account, sign in; if not, ask an owner of the shop for a new link.',
    personExists: 'Somebody with this e-mail is here already: sign in instead.',
    toSignIn: 'Go to sign-in',
    accountTitle: 'Your account',
    role: 'Role',
    roles: { owner: 'Owner', manager: 'Manager', staff: 'Staff', viewer: 'Viewer' },
    location: 'Location',
    allLocations: 'All locations',
    faultTitle: 'This did not work',
    notFromHere:
      'This did not come from a page of Stock Assistant, and nothing was changed. Open the page here and try again.',
    unknownHost:
      'The shop is not called by the name in this address. Use one of its own, or add this name to the setting ALLOWED_HOSTS.',
    unavailable: 'The shop cannot be reached just now. Nothing was changed: try again in a moment.',
    unreadable: 'This could not be read, and nothing was changed. Go back and try again.',
  },
  fr: {
    language: 'fr',
    product: 'Stock Assistant',
    errorTitle: 'Erreur',
    email: 'E-mail',
    emailInvalid: 'Ce n’est pas une adresse e-mail : écrivez-la comme nom@exemple.fr.',
    name: 'Votre nom',
    nameInvalid: 'Écrivez votre nom, en 100 lettres au plus.',
    password: 'Mot de passe',
    newPassword: 'Nouveau mot de passe',
    passwordAgain: 'Le même mot de passe, encore une fois',
    passwordHint: `Au moins ${PASSWORD_LENGTH.min} caractères ; quelques mots à la suite conviennent bien.`,
    passwordFaults: {
      short: `Ce mot de passe est trop court : choisissez-en un d’au moins ${PASSWORD_LENGTH.min} caractères.`,
      long: `Ce mot de passe est trop long : choisissez-en un d’au plus ${PASSWORD_LENGTH.max} caractères, moins s’il a des accents.`,
      email: 'Ce mot de passe est votre e-mail, facile à deviner : choisissez-en un autre.',
      common:
        'Beaucoup de gens utilisent ce mot de passe, facile à deviner : choisissez-en un autre.',
    },
    passwordsDiffer: 'Les deux mots de passe sont différents : tapez-les à nouveau.',
    signIn: 'Se connecter',
    wrongPassword: 'L’e-mail ou le mot de passe est faux : réessayez.',
    waitMinutes: (minutes) =>
      `Il y a eu trop d’essais. Réessayez dans ${minutes === 1 ? 'une minute' : `${minutes} minutes`}.`,
    forgotten:
      'Mot de passe oublié ? Demandez à un propriétaire de la boutique un lien pour en choisir un nouveau.',
    signInAt: (provider) => `Se connecter avec ${provider}`,
    notAtProvider:
      'Ce compte n’est celui de personne ici, ou son e-mail n’est pas vérifié : utilisez celui avec lequel vous avez été invité(e).',
    sendCode: 'M’envoyer un code par e-mail',
    codeTitle: 'Tapez le code',
    codeSent: `Si quelqu’un ici a cet e-mail, un code de 8 chiffres est en route. Il est valable ${CODE_MINUTES} minutes.`,
    code: 'Code',
    wrongCode:
      'Ce code est faux ou trop ancien. Réessayez, ou revenez en arrière et demandez-en un nouveau.',
    codeSubject: 'Votre code de connexion',
    codeMail: (code) =>
      `${code}\n\nTapez ce code sur la page qui l’a demandé. Il est valable ${CODE_MINUTES} minutes. Si vous ne l’avez pas demandé, ignorez ce message.\n`,
    openShop: 'Ouvrir la boutique',
    signOut: 'Se déconnecter',
    connected: 'Programmes connectés',
    disconnect: 'Révoquer',
    joinTitle: 'Rejoindre la boutique',
    joinAs: (role) => `Vous êtes invité(e) avec le rôle : ${role}. Choisissez un mot de passe.`,
    join: 'Rejoindre',
    resetTitle: 'Choisir un nouveau mot de passe',
    savePassword: 'Enregistrer le mot de passe',
    linkEndedTitle: 'Ce lien ne fonctionne plus',
    linkEnded:
      'Il a déjà servi, ou il est trop ancien. Si vous avez un compte, connectez-vous ; sinon, demandez un nouveau lien à un propriétaire de la boutique.',
    personExists: 'Quelqu’un avec cet e-mail est déjà là : connectez-vous.',
    toSignIn: 'Aller à la connexion',
    accountTitle: 'Votre compte',
    role: 'Rôle',
    roles: {
      owner: 'Propriétaire',
      manager: 'Responsable',
      staff: 'Équipe',
      viewer: 'Lecture seule',
    },
    location: 'Lieu',
    allLocations: 'Tous les lieux',
    faultTitle: 'Cela n’a pas fonctionné',
    notFromHere:
      'Ceci ne vient pas d’une page de Stock Assistant, et rien n’a été changé. Ouvrez la page ici et réessayez.',
    unknownHost:
      'La boutique ne porte pas le nom de cette adresse. Utilisez un des siens, ou ajoutez ce nom au réglage ALLOWED_HOSTS.',
    unavailable:
      'La boutique n’est pas joignable pour le moment. Rien n’a été changé : réessayez dans un instant.',
    unreadable: 'Ceci n’a pas pu être lu, et rien n’a été changé. Revenez en arrière et réessayez.',
  },
}
