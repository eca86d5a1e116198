import type { TextTable } from '../../lib/i18n/texts.ts'

export const accountTexts = {
  lead: {
    en: 'How you are signed in, and your permissions.',
    'pt-BR': 'Como você entrou e quais são suas permissões.',
  },
  signedInWith: { en: 'Signed in with', 'pt-BR': 'Entrou com' },
  kind: {
    user: { en: 'User and password', 'pt-BR': 'Usuário e senha' },
    key: { en: 'API key', 'pt-BR': 'Chave de API' },
  },
  scopes: { en: 'Permissions', 'pt-BR': 'Permissões' },
  password: { en: 'Change the password', 'pt-BR': 'Trocar a senha' },
  passwordHelp: {
    en: 'All your tokens and your other sessions end immediately.',
    'pt-BR': 'Todos os seus tokens e suas outras sessões são encerrados imediatamente.',
  },
  old: { en: 'Current password', 'pt-BR': 'Senha atual' },
  changed: {
    en: 'The password was changed. Your tokens and other sessions have ended.',
    'pt-BR': 'A senha foi trocada. Seus tokens e suas outras sessões foram encerrados.',
  },
} as const satisfies TextTable
