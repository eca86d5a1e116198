import type { TextTable } from '../../lib/i18n/texts.ts'

export const sessionTexts = {
  lead: {
    en: 'Sign in with an API key to see predictions, models and the prediction log.',
    'pt-BR': 'Entre com uma chave de API para ver previsões, modelos e o registro de previsões.',
  },
  leadUsers: {
    en: 'Sign in with a user or an API key to see predictions, models and the prediction log.',
    'pt-BR':
      'Entre com um usuário ou uma chave de API para ver previsões, modelos e o registro de previsões.',
  },
  signInWays: { en: 'How to sign in', 'pt-BR': 'Como entrar' },
  way: {
    user: { en: 'User and password', 'pt-BR': 'Usuário e senha' },
    key: { en: 'API key', 'pt-BR': 'Chave de API' },
  },
  missingUser: { en: 'Enter the user name.', 'pt-BR': 'Informe o nome de usuário.' },
  key: { en: 'API key', 'pt-BR': 'Chave de API' },
  hint: {
    en: 'The key that an administrator gave you. On your own server: the key in the file DATA_DIR/api-key. Administrators create keys on the Keys page, or with: lapidary keys PROJECT create --name NAME --scopes predict,read',
    'pt-BR':
      'A chave que você recebeu da administração. No seu próprio servidor: a chave do arquivo DATA_DIR/api-key. A administração cria chaves na página Chaves ou com: lapidary keys PROJETO create --name NOME --scopes predict,read',
  },
  missing: { en: 'Enter the key.', 'pt-BR': 'Informe a chave.' },
  signIn: { en: 'Sign in', 'pt-BR': 'Entrar' },
  oidc: { en: 'Sign in with your organisation', 'pt-BR': 'Entrar com a conta da organização' },
  or: { en: 'or', 'pt-BR': 'ou' },
  over: { en: 'Your session has ended', 'pt-BR': 'Sua sessão terminou' },
  overHelp: {
    en: 'Sign in again as {name} to continue: nothing that you entered is lost. If another person signs in, they start with empty pages.',
    'pt-BR':
      'Entre de novo como {name} para continuar: nada do que você preencheu se perdeu. Se outra pessoa entrar, ela começa com as páginas vazias.',
  },
  leave: { en: 'Leave without signing in', 'pt-BR': 'Sair sem entrar de novo' },
  noAccount: { en: 'No account yet?', 'pt-BR': 'Ainda não tem conta?' },
  toRegister: { en: 'Create an account', 'pt-BR': 'Criar uma conta' },
  toInvitation: { en: 'Use an invitation', 'pt-BR': 'Usar um convite' },
  haveAccount: { en: 'Already have an account?', 'pt-BR': 'Já tem conta?' },
  titleOf: { en: 'Sign in to {project}', 'pt-BR': 'Entrar em {project}' },
  contact: {
    en: 'No access yet? Contact the administrator of this server, who creates users and keys on the Users and Keys pages.',
    'pt-BR':
      'Ainda não tem acesso? Fale com a administração deste servidor, que cria usuários e chaves nas páginas Usuários e Chaves.',
  },
} as const satisfies TextTable

export const registerTexts = {
  title: { en: 'Create an account', 'pt-BR': 'Criar uma conta' },
  invitedTitle: { en: 'Use an invitation', 'pt-BR': 'Usar um convite' },
  lead: {
    en: 'Anyone can create an account here. An administrator can change its permissions later.',
    'pt-BR': 'Qualquer pessoa pode criar uma conta aqui. A administração pode mudar as permissões depois.',
  },
  invitedLead: {
    en: 'Paste the invitation that you received and choose a password.',
    'pt-BR': 'Cole o convite que você recebeu e escolha uma senha.',
  },
  invitation: { en: 'Invitation', 'pt-BR': 'Convite' },
  missingInvitation: { en: 'Paste the invitation.', 'pt-BR': 'Cole o convite.' },
  submit: { en: 'Create account', 'pt-BR': 'Criar conta' },
} as const satisfies TextTable
