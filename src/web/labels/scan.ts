import { bilingual } from './bilingual.ts'

/** The camera, and the field that takes codes. */
export const SCAN = bilingual({
  en: {
    field: 'Code or name',
    open: 'Open the camera',
    close: 'Close the camera',
    light: 'Light',
    camera: 'Camera',
    cameraNumber: (number: string) => `Camera ${number}`,
    starting: 'The camera opens…',
    aim: 'Hold a barcode into the picture.',
    faults: {
      insecure: 'Cameras open on https only. Open the https address of the shop, or type the code.',
      denied: 'The camera is not allowed. Allow it for this page in the settings of the browser.',
      missing:
        'This device has no camera. Type the code, or use a scanner that types like a keyboard.',
      busy: 'The camera does not open. Close other programs that use it, then try again.',
    },
  },
  fr: {
    field: 'Code ou nom',
    open: 'Ouvrir la caméra',
    close: 'Fermer la caméra',
    light: 'Lampe',
    camera: 'Caméra',
    cameraNumber: (number) => `Caméra ${number}`,
    starting: 'La caméra s’ouvre…',
    aim: 'Présentez un code-barres devant la caméra.',
    faults: {
      insecure:
        'La caméra ne s’ouvre qu’en https. Ouvrez l’adresse https de la boutique, ou tapez le code.',
      denied:
        'La caméra n’est pas autorisée. Autorisez-la pour cette page dans les réglages du navigateur.',
      missing: 'Cet appareil n’a pas de caméra. Tapez le code, ou branchez une douchette.',
      busy: 'La caméra ne s’ouvre pas. Fermez les autres programmes qui l’utilisent, puis réessayez.',
    },
  },
})
