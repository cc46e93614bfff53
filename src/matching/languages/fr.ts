import type { Language } from './language.ts'

export const french: Language = {
  colors: {
    blanc: 'blanc blanche',
    blanccasse: 'blanccasse',
    noir: 'noir noire',
    marron: 'marron maron brun brune chocolat marronne',
    rouge: 'rouge',
    bleu: 'bleu bleue',
    vert: 'vert verte',
    jaune: 'jaune',
    rose: 'rose',
    violet: 'violet violette mauve',
    lilas: 'lilas',
    gris: 'gris grise anthracite',
    beige: 'beige sable',
    orange: 'orange',
    dore: 'dore doree or',
    argent: 'argent argente argentee',
    multicolore: 'multicolore bariole bariolee',
    camel: 'camel cognac',
    caramel: 'caramel',
    kaki: 'kaki',
    olive: 'olive',
    bordeaux: 'bordeaux bordeau',
    creme: 'creme ecru ecrue ivoire',
    turquoise: 'turquoise',
    marine: 'marine',
    ciel: 'ciel',
    corail: 'corail',
    fuchsia: 'fuchsia fushia',
    moutarde: 'moutarde',
    rouille: 'rouille',
    bronze: 'bronze',
    taupe: 'taupe',
    nude: 'nude naturel naturelle chair',
    bouteille: 'bouteille',
    sapin: 'sapin',
    poudre: 'poudre poudree',
    menthe: 'menthe',
    petrole: 'petrole',
    clair: 'clair claire',
    fonce: 'fonce foncee',
  },
  genders: {
    femme: 'femme dame fille',
    homme: 'homme monsieur gars garcon',
    unisexe: 'unisexe mixte',
    enfant: 'enfant',
  },
  senses: {
    again: 'encore',
    back: 'envers dos',
    bag: 'sac',
    ballet: 'ballerine',
    bat: 'chauvesouris',
    beach: 'plage',
    belt: 'ceinture',
    big: 'grand grande gros grosse',
    boat: 'bateau',
    boot: 'botte',
    bow: 'noeud',
    braided: 'tresse tressee',
    bridge: 'pont',
    buckle: 'boucle',
    canvas: 'toile',
    child: 'enfant',
    city: 'ville',
    clog: 'sabot',
    closed: 'ferme fermee',
    cross: 'croise croisee croix',
    doctor: 'docteur',
    double: 'double',
    drawn: 'dessine dessinee peint peinte',
    elastic: 'elastique',
    elf: 'lutin elfe',
    embroidered: 'brode brodee',
    fine: 'fin fine mince',
    fire: 'feu',
    fisher: 'pecheur',
    'flip-flop': 'tong',
    flower: 'fleur fleuri fleurie',
    foot: 'pied',
    garden: 'jardin',
    goat: 'chevre',
    hair: 'cheveux cheveu poil',
    hand: 'main',
    heart: 'coeur',
    heel: 'talon',
    high: 'haut haute montant montante',
    lace: 'lace lacee',
    leather: 'cuir',
    little: 'petit petite',
    loafer: 'mocassin',
    long: 'long longue',
    low: 'bas basse',
    medieval: 'medieval medievale',
    new: 'neuf neuve nouveau nouvelle',
    old: 'vieux vieille ancien ancienne',
    open: 'ouvert ouverte',
    pool: 'piscine',
    pump: 'escarpin',
    rain: 'pluie',
    rider: 'cavalier cavaliere equitation',
    round: 'rond ronde',
    runner: 'coureur course',
    sandal: 'sandale',
    short: 'court courte',
    slide: 'claquette',
    slipper: 'chausson pantoufle',
    sneaker: 'basket tennis',
    soft: 'doux douce souple',
    sole: 'semelle',
    spiral: 'spirale',
    star: 'etoile',
    strap: 'laniere bride sangle',
    studded: 'cloute cloutee clou',
    suede: 'daim',
    summer: 'ete',
    tassel: 'gland pampille',
    thick: 'epais epaisse',
    trail: 'randonnee',
    turned: 'tourne tournee retourne retournee',
    used: 'occasion usage usagee secondemain deuxiememain',
    varnished: 'verni vernie',
    velcro: 'scratch velcro',
    velvet: 'velours',
    ventilated: 'climatise climatisee aere aeree',
    walk: 'marche',
    wedge: 'compense compensee',
    wide: 'large',
    winter: 'hiver',
    wood: 'bois',
    wool: 'laine',
  },
  numbers: {
    units: {
      1: 'un une',
      2: 'deux',
      3: 'trois',
      4: 'quatre',
      5: 'cinq',
      6: 'six',
      7: 'sept',
      8: 'huit',
      9: 'neuf',
      10: 'dix',
      11: 'onze',
      12: 'douze',
      13: 'treize',
      14: 'quatorze',
      15: 'quinze',
      16: 'seize',
    },
    notAlone: 'un une neuf',
    articles: 'un une',
    tens: {
      20: 'vingt',
      30: 'trente',
      40: 'quarante',
      50: 'cinquante',
      60: 'soixante',
      70: 'septante',
      80: 'huitante octante',
      90: 'nonante',
    },
    hundred: 'cent',
    thousand: 'mille',
    and: 'et',
    dozen: 'douzaine',
    half: 'demi demie',
    couple: 'couple',
  },
  stopWords: 'et la le les l de du des d en un une avec au aux a',
  chatter: `
    comme suis sais crois pense avoir eu oui non faut vrai tant sous alors jamais rien quelqu besoin
    aller allons venir viens viennent peuvent doit dois devait appelle appeler recois parler parle
    sera serai seront passe passer pris tenir tient garde garder commander demande demander demandait
    appeler entrer sortir sorti sortie pose poser laisse laisser compte compter recompte inventaire
    total quantite exactement environ attends attendez attend monde personne gens probleme question
    il y t elle on ils elles reste restait restent restant rester encore vous nous j je tu me m moi lui
    leur eux ai as avez avons avoir ont avait avais aura est es sont etait ete etre serait ce c ca cela
    que qu qui quoi quand comment pourquoi combien quel quelle quels quelles lequel laquelle lesquels
    dans pour par sur chez vers entre depuis pendant donc alors puis apres avant aussi bien juste
    seulement peu tres trop plus moins toujours deja maintenant aujourd hui demain hier matin soir midi
    svp stp s te plait merci bonjour bonsoir salut oui ok voila euh hein ben bah ah oh eh allez tiens
    mon ma mes ton ta tes nos notre vos votre son sa ses cette ces cet celle celui celles ceux ci paire
    paires piece pieces unite unites exemplaire exemplaires stock reserve magasin boutique rayon etagere
    modele modeles produit produits article articles couleur couleurs coloris truc machin chose genre
    style type sorte marque chaussure chaussures soulier souliers vendu vendue vendus vendues vends
    vend vendre vente ventes achete acheter prend prends prendre pris prise voudrais voudrait veux veut
    veulent vouloir voulait faudrait faut peux peut pouvez pourrait pourrais puis dis dire dites regarde
    regarder regardez voir vois voit verifie verifier verifiez cherche cherchait chercher trouve trouver
    donne donner montre montrer mets mettre met mis ajoute ajouter ajoutez rajoute rajouter enleve
    enlever retire retirer rentre rentrer recu recus recue recevoir arrive arriver arrivage livre livree
    livres livraison client cliente clients dispo disponible disponibles fait faire va vais aller vient
    tout toute tous toutes aucun aucune autre autres meme memes cote ici taille tailles pointure
    pointures numero se si ne n sait savoir sais rapidement vite parti partie partis parties existe existent
    besoin note noter ramene rapporte erreur moment chose rien quelque lot commande commander rend rendu vitrine cliente`,
  articles:
    'le la les un une des ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs',
  links: 'avec sans a au aux pour',
  containers: `
    pot bouteille paquet boite sachet rouleau tube carton bocal brique canette lot sac kilo litre tranche
    barquette plaquette bidon seau caisse morceau botte tablette`,
  or: 'ou',
  through: 'a au jusque jusqua jusquau',
  negations: 'sans non pas ni',
  none: 'aucun aucune sans rien personne neant non sans-fournisseur aucun-fournisseur pas-de-fournisseur sans-categorie aucune-categorie pas-de-categorie',
  sizeWords: 'taille pointure en t p fr du numero',
  done: 'vendu vendue vendre vends ajoute ajouter recu rentre',
  shortForms: `
    kg kilo kilos kilogramme kilogrammes
    g gramme grammes gr
    cl centilitre centilitres
    ml millilitre millilitres
    mm millimetre millimetres
    cm centimetre centimetres
    metre metres
    litre litres
    occasion occaz occas occase
    docteur doc docs`,
  phrases: 'seconde-main deuxieme-main chauve-souris blanc-casse',
  kinds: `
    sandale babouche chaussure botte bottine mocassin sabot tong ballerine claquette espadrille derby
    richelieu escarpin basket chausson mule pantoufle`,
  demonyms: {
    DE: 'allemand',
    GB: 'anglais britannique',
    BE: 'belge',
    BR: 'bresilien',
    CH: 'suisse',
    ES: 'espagnol',
    GR: 'grec grecque hellenique',
    HU: 'hongrois',
    IN: 'indien',
    JM: 'jamaicain',
    KR: 'coree coreen',
    LY: 'libyen',
    NL: 'hollandais hollande neerlandais',
    PL: 'polonais',
    RU: 'russe',
    TR: 'turc turque',
    US: 'amerique americain',
  },
}
